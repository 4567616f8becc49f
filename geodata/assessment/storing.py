"""Stores the main figures of a question, and computes stored ones again with other data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from geodata.assessment.assess import assess
from geodata.assessment.card import WITHIN_MIN, round_figure, write_card
from geodata.assessment.comparison import AssessmentComparison
from geodata.assessment.engine.gains import Report
from geodata.assessment.indicators import OTHER_BANK
from geodata.assessment.model import CityModel
from geodata.assessment.ranges import Ranges, measure_ranges
from geodata.assessment.request import Question
from geodata.assessment.scenarios import settle_population
from geodata.assessment.stored import StoredAssessment, StoredFigure, Unit
from geodata.assessment.stored_question import StoredQuestion
from geodata.snapshot.manifest import tell_software

_FACTORS = {"s": 60.0}
"""Unit → by what a figure is multiplied, which is in minutes or in people."""


def store_assessment(
    model: CityModel, question: Question, report: Report | None = None
) -> StoredAssessment:
    """Answer a question by the figures of its decision card, and by how either bank is reached.

    Parameters
    ----------
    report
        Called after each variation: see `geodata.assessment.ranges.measure_ranges`.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    question = settle_population(model, question)
    ranges, result = measure_ranges(model, question, report), assess(model, question)
    card = write_card(model.city, result, ranges)
    units = {one.figure: one.unit for one in card.figures_shown}
    for bank in result.banks:
        name = f"banks.{bank.bank}.reach.{OTHER_BANK}.{WITHIN_MIN}.difference"
        units.setdefault(name, result.weights_unit)
    return _store(model, question, ranges, units)


def compute_again(
    model: CityModel, stored: StoredAssessment, report: Report | None = None
) -> AssessmentComparison:
    """Answer the question of a stored assessment once more, by the data of a model.

    Raises
    ------
    RequestError
        When these data cannot answer it, such as where a crossing is gone; names the field.
    """
    question = stored.question.read()
    ranges = measure_ranges(model, question, report)
    units = {one.figure: one.unit for one in stored.figures}
    return AssessmentComparison(stored, _store(model, question, ranges, units))


def _store(
    model: CityModel, question: Question, ranges: Ranges, units: Mapping[str, str]
) -> StoredAssessment:
    found = ranges.index()
    return StoredAssessment(
        software=tell_software(),
        city=model.city.id,
        snapshot_id=model.snapshot_id,
        data_date=model.data_date,
        is_modelled=model.is_modelled,
        question=StoredQuestion.of(question),
        figures=tuple(
            _store_figure(ranges, name, unit) for name, unit in units.items() if name in found
        ),
    )


def _store_figure(ranges: Ranges, name: str, unit: str) -> StoredFigure:
    shown = round_figure(ranges.index()[name], unit, _FACTORS.get(unit, 1.0))
    return StoredFigure(
        figure=name,
        unit=cast("Unit", unit),
        value=shown.shown + 0.0,  # what is rounded to nothing is 0 and not −0
        low=shown.low + 0.0,
        high=shown.high + 0.0,
    )
