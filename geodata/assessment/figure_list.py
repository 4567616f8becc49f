"""The figures of an assessment by name, so that those of several can be compared.

===================================================  ===============================================
name                                                 figure
===================================================  ===============================================
``banks.BANK.FIELD``                                 of `geodata.assessment.results.BankAssessment`
``banks.BANK.reach.TARGET.MINUTES.WHEN``             residents within so many minutes
``services.SERVICE.BANK.FIELD``                      of `geodata.assessment.results.NearestChange`
``services.SERVICE.BANK.save.MINUTES``               residents who save at least so much, or lose
``both.FIELD``                                       what a trip saves, who gains and is cut off
``barrier_crossing_ratio.WHEN``, ``mutuality``       of both banks
===================================================  ===============================================

A change has ``.before``, ``.after`` and ``.difference``. Figures that an assessment lacks are not
listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from geodata.assessment.results import Assessment, BankAssessment, Change, NearestChange
from geodata.assessment.services import STEPS_MIN

Named = tuple[str, float | None]


def list_all_figures(assessment: Assessment) -> dict[str, float]:
    """List the figures of an assessment by name, in the units of its fields."""
    return {name: value for name, value in _list(assessment) if value is not None}


def average_saved_min(assessment: Assessment) -> float | None:
    """Average what a trip of either bank saves, in min; None where none is told."""
    saved = [one.saved_person_min_per_trip for one in assessment.banks]
    known = [one for one in saved if one is not None]
    return sum(known) / len(known) if known else None


def _list(assessment: Assessment) -> Iterator[Named]:
    for bank in assessment.banks:
        yield from _list_bank(f"banks.{bank.bank}", bank)
    for service in assessment.services:
        for one, bank in zip(service.banks, assessment.banks, strict=True):
            yield from _list_nearest(f"services.{service.service}.{bank.bank}", one)
    yield "both.saved_person_min_per_trip", average_saved_min(assessment)
    yield "both.gained", sum(bank.gained for bank in assessment.banks)
    yield "both.cut", sum(bank.cut for bank in assessment.banks)
    yield from _list_change("barrier_crossing_ratio", assessment.barrier_crossing_ratio)
    yield "mutuality", assessment.mutuality


def _list_bank(name: str, bank: BankAssessment) -> Iterator[Named]:
    yield f"{name}.residents", bank.residents
    yield from _list_change(f"{name}.mean_cross_river_min", bank.mean_cross_river_min)
    yield f"{name}.saved_person_min_per_trip", bank.saved_person_min_per_trip
    yield f"{name}.gained", bank.gained
    yield f"{name}.cut", bank.cut
    yield from _list_change(f"{name}.cut_off", bank.cut_off)
    yield from _list_change(f"{name}.lost_interaction", bank.lost_interaction)
    for one in bank.reach:
        yield from _list_change(f"{name}.reach.{one.target}.{one.within_min}", one.residents)


def _list_nearest(name: str, nearest: NearestChange) -> Iterator[Named]:
    yield f"{name}.residents", nearest.residents
    yield from _list_change(f"{name}.mean_min", nearest.mean_min)
    yield from _list_change(f"{name}.nearest_on_other_bank", nearest.nearest_on_other_bank)
    for step, save, lose in zip(STEPS_MIN, nearest.save, nearest.lose, strict=True):
        yield f"{name}.save.{step}", save
        yield f"{name}.lose.{step}", lose
    yield f"{name}.newly_connected", nearest.newly_connected
    yield f"{name}.cut_off", nearest.cut_off


def _list_change(name: str, change: Change) -> Iterator[Named]:
    yield f"{name}.before", change.before
    yield f"{name}.after", change.after
    yield f"{name}.difference", change.difference
