"""How sure: what the figures of an assessment become under other assumptions than the usual ones.

Nobody has measured how people are spread over their homes, how fast a street is that states no
limit, or which of several published totals is right. Each assumption is varied alone, the others
staying as they are, and every figure keeps the least and the most that it becomes: its *range over
the assumptions tried*. It is no confidence interval: nothing tells how likely each is, and what
several do together is not tried (Saltelli and Annoni 2010,
https://doi.org/10.1016/j.envsoft.2010.04.012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from geodata.assessment.answers import describe_answer
from geodata.assessment.assess import assess, assess_links
from geodata.assessment.assumptions import Assumptions, Spread
from geodata.assessment.engine.gains import Report
from geodata.assessment.figure_list import list_all_figures
from geodata.assessment.gaps import join_gaps
from geodata.assessment.model import CityModel
from geodata.assessment.request import LARGEST_BETA, Question
from geodata.assessment.results import Answer, Assessment
from geodata.assessment.scenarios import LinkChange, change_links, check_question
from geodata.assessment.weights import PEOPLE
from geodata.cities.crossings import Face
from geodata.cities.population import list_choices
from geodata.cities.profile import FLOOR_AREA
from geodata.streets.network import Links, TravelMode

SPEED_FACTORS = (0.8, 1.25)
"""By which speeds that no tag states are varied: a fifth slower, a quarter faster."""

DECAY_FACTORS = (0.5, 2.0)
"""By which the fading of interaction with time is varied."""

SAME, NOISE = 1e-9, 1e-5
"""A figure that differs by less of itself, or by less than float32 keeps, is the same."""


class Assumed(StrEnum):
    """What is varied; each is a word of `geodata.assessment.words`."""

    SPREAD = "spread"
    FACE = "face"
    SPEED = "speed"
    GAPS = "gaps"
    POPULATION = "population"
    DECAY = "decay"


@dataclass(frozen=True, slots=True)
class Variation:
    """One assumption, made otherwise than usual."""

    assumption: str
    """See `Assumed`."""
    choice: str
    """What was assumed instead: a `Spread`, a `Face`, a factor, or published totals."""


@dataclass(frozen=True, slots=True)
class PartRange:
    """The least and the most that a figure becomes while one assumption is varied."""

    assumption: str
    low: float
    high: float
    is_lost: bool
    """Whether there is no such figure under one of its variations."""


@dataclass(frozen=True, slots=True)
class FigureRange:
    """The least and the most that a figure becomes over all assumptions tried."""

    figure: str
    """See `geodata.assessment.figure_list`."""
    value: float
    low: float
    high: float
    moved_most_by: str | None
    """The assumption over which it differs most; None where none moves it."""
    parts: tuple[PartRange, ...]
    """Of the assumptions that move it."""


@dataclass(frozen=True, slots=True)
class Ranges(Answer):
    """The ranges of all figures of an assessment."""

    variations: tuple[Variation, ...]
    """All that were tried and can move a figure."""
    ranges: tuple[FigureRange, ...]
    """Of every figure that the assessment has."""

    def index(self) -> dict[str, FigureRange]:
        """Index the ranges by the names of their figures."""
        return {one.figure: one for one in self.ranges}


def measure_ranges(model: CityModel, question: Question, report: Report | None = None) -> Ranges:
    """Measure the ranges of an assessment, each variation as exactly as the assessment itself.

    Parameters
    ----------
    report
        Called after each variation with how many are done of how many.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    assessed = assess(model, question)
    variations = list(vary(model, question))
    tried = []
    for one, run in variations:
        tried.append((one, list_all_figures(run())))
        if report is not None:
            report(len(tried), len(variations))
    return Ranges(
        **describe_answer(model, question.demand, question.day),
        remarks=assessed.remarks,
        variations=tuple(one for one, _ in tried),
        ranges=tuple(
            _find_range(name, value, [(one.assumption, other.get(name)) for one, other in tried])
            for name, value in list_all_figures(assessed).items()
        ),
    )


def vary(
    model: CityModel, question: Question
) -> Iterator[tuple[Variation, Callable[[], Assessment]]]:
    """Yield each variation that can move a figure of a question, and what assesses it."""
    usual = model.assumptions
    for spread in Spread:
        if spread is not usual.spread:
            yield _assume(model, question, replace(usual, spread=spread), Assumed.SPREAD, spread)
    now = _freeze(model, question, usual)
    for face in Face:
        other = replace(usual, face=face)
        if face is not usual.face and _freeze(model, question, other) != now:
            yield _assume(model, question, other, Assumed.FACE, face)
    for factor in SPEED_FACTORS:
        other = replace(usual, speed_factor=factor)
        yield _assume(model, question, other, Assumed.SPEED, f"{factor:g}")
    yield from _vary_gaps(model, question)
    yield from _vary_population(model, question)
    for factor in DECAY_FACTORS:
        beta_per_min = min(question.beta_per_min * factor, LARGEST_BETA)
        asked = replace(question, beta_per_min=beta_per_min)
        yield _ask(model, asked, Assumed.DECAY, f"{factor:g}")


def _assume(
    model: CityModel, question: Question, assumptions: Assumptions, about: Assumed, choice: str
) -> tuple[Variation, Callable[[], Assessment]]:
    return _ask(model.assume(assumptions), question, about, choice)


def _ask(
    model: CityModel, question: Question, about: Assumed, choice: str
) -> tuple[Variation, Callable[[], Assessment]]:
    return Variation(about.value, choice), lambda: assess(model, question)


def _freeze(
    model: CityModel, question: Question, assumptions: Assumptions
) -> list[tuple[bytes, bytes, bytes]]:
    """Put the links of a question before and after into something that can be compared."""
    other = model if assumptions == model.assumptions else model.assume(assumptions)
    lines = check_question(other, question)
    modes = {question.mode, TravelMode.WALK}
    changes = [change_links(other, question, lines, mode) for mode in sorted(modes)]
    return [_to_bytes(one) for change in changes for one in (change.before, change.after)]


def _to_bytes(links: Links) -> tuple[bytes, bytes, bytes]:
    return links.start.tobytes(), links.end.tobytes(), links.seconds.tobytes()


def _vary_gaps(
    model: CityModel, question: Question
) -> Iterator[tuple[Variation, Callable[[], Assessment]]]:
    """Vary whether people pass where streets nearly meet around the candidates."""
    lines = check_question(model, question)
    own, walk = (
        change_links(model, question, lines, mode) for mode in (question.mode, TravelMode.WALK)
    )
    joined, walked = join_gaps(model, own), join_gaps(model, walk)
    if joined is None and walked is None:
        return

    def run(own: LinkChange = joined or own, walk: LinkChange = walked or walk) -> Assessment:
        return assess_links(model, question, own, walk, lines)

    yield Variation(Assumed.GAPS.value, "joined"), run


def _vary_population(
    model: CityModel, question: Question
) -> Iterator[tuple[Variation, Callable[[], Assessment]]]:
    """Vary the published totals, where people are counted and nobody gave others."""
    if not question.people:
        for other in list_populations(model, question.population):
            asked = replace(question, population=other)
            yield _ask(model, asked, Assumed.POPULATION, other)


def list_populations(model: CityModel, population: str) -> list[str]:
    """List the published totals that could be used instead; none where nobody is counted."""
    weighed = model.spread({}, population)
    if weighed.unit != PEOPLE:
        return []
    ids = [one.id for one in list_choices(model.city.population)]
    return [one for one in ids if one not in {weighed.population, FLOOR_AREA}]


def _find_range(name: str, value: float, found: list[tuple[str, float | None]]) -> FigureRange:
    of_assumption: dict[str, list[float | None]] = {}
    for assumption, other in found:
        of_assumption.setdefault(assumption, []).append(other)
    parts = tuple(
        part
        for assumption, others in of_assumption.items()
        if (part := _find_part(assumption, value, others)) is not None
    )
    widest = max(parts, key=lambda one: one.high - one.low, default=None)
    return FigureRange(
        name,
        value,
        min((one.low for one in parts), default=value),
        max((one.high for one in parts), default=value),
        None if widest is None else widest.assumption,
        parts,
    )


def _find_part(assumption: str, value: float, others: list[float | None]) -> PartRange | None:
    known = np.array([value, *(one for one in others if one is not None)])
    is_lost = any(one is None for one in others)
    is_moved = bool(np.ptp(known) > SAME * np.abs(known).max() + NOISE)
    if not is_moved and not is_lost:
        return None
    return PartRange(assumption, float(known.min()), float(known.max()), is_lost)
