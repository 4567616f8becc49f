"""Bridges that did open, each assessed both ways: what was foreseen and what came are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.assessment.figures import list_figures
from geodata.assessment.model import CityModel
from geodata.assessment.results import Basis
from geodata.assessment.studies.openings import Opening, assess_opening, find_opening
from geodata.crossings.crossing import Crossing
from geodata.streets.network import TravelMode, open_links

TOLERANCE = 1e-6
"""Of every figure, in its own unit: the two ways may add up in another order."""


@dataclass(frozen=True, slots=True)
class BankGain:
    """What the residents of one bank had of a bridge that opened."""

    bank: str
    before_min: float | None
    after_min: float | None
    """`before_min`, `after_min`: mean time to the other bank on the eve and with the bridge; None
    where there is no way."""
    saved_person_min_per_trip: float | None
    gained: float
    """`saved_person_min_per_trip`, `gained`: as of `geodata.assessment.results.BankAssessment`."""


@dataclass(frozen=True, slots=True)
class OpeningCheck:
    """Whether a bridge as a candidate gives what the network of its day gives."""

    crossing: str
    name: dict[str, str]
    day: str
    """Of its opening, as precisely as it is known."""
    is_equal: bool
    largest_difference: float | None
    """Of any figure of the two assessments; None where one lacks what the other has."""
    banks: tuple[BankGain, ...]


@dataclass(frozen=True, slots=True)
class Validation(Basis):
    """The checks of one mode, by day, and what their figures stand on."""

    weights_unit: str
    tolerance: float
    openings: tuple[OpeningCheck, ...]


def validate_openings(model: CityModel, mode: TravelMode, population: str = "") -> Validation:
    """Check each bridge that opened after the first day known and has streets of the mode.

    Parameters
    ----------
    population
        Published totals to use: see `geodata.cities.population`.

    Raises
    ------
    RequestError
        Names ``population``.
    """
    weighed = model.spread({}, population)
    checks = (
        _check(
            one,
            assess_opening(model, one.id, mode, weighed.population),
            str(find_opening(model, one.id)),
        )
        for one in _list_openings(model, mode)
    )
    return Validation(
        model.snapshot_id,
        model.city.id,
        model.is_modelled,
        mode,
        weighed.unit,
        TOLERANCE,
        tuple(sorted(checks, key=lambda one: (one.day, one.crossing))),
        population=weighed.population,
        is_combination=weighed.is_combination,
        figures=list_figures(model.city, weighed),
        attribution=model.attribution,
    )


def measure_difference(one: object, other: object) -> float | None:
    """Measure the largest difference of any figure in two results, as dictionaries and lists.

    None where anything else differs, such as a figure that only one of them has.

    Examples
    --------
    >>> measure_difference({"a": [1.0, None]}, {"a": [1.5, None]})
    0.5
    """
    leaves, others = dict(_flatten(one)), dict(_flatten(other))
    if leaves.keys() != others.keys():
        return None
    largest = 0.0
    for path, value in leaves.items():
        twin = others[path]
        if isinstance(value, float) and isinstance(twin, float):
            largest = max(largest, abs(value - twin))
        elif value != twin:
            return None
    return largest


def _list_openings(model: CityModel, mode: TravelMode) -> list[Crossing]:
    network = model.get_mode(mode).network
    days = {
        one.id: one.fact.opened.last
        for one in model.crossings
        if one.fact is not None and one.fact.opened is not None
    }
    first = min(days.values(), default=None)
    return [
        one
        for one in model.crossings
        if days.get(one.id, first) != first
        and one.id in open_links(network, model.crossings, days[one.id]).crossing
    ]


def _check(crossing: Crossing, opening: Opening, day: str) -> OpeningCheck:
    difference = measure_difference(opening.as_candidate.to_dict(), opening.as_opened.to_dict())
    banks = tuple(
        BankGain(
            one.bank,
            one.mean_cross_river_min.before,
            one.mean_cross_river_min.after,
            one.saved_person_min_per_trip,
            one.gained,
        )
        for one in opening.as_opened.banks
    )
    is_equal = difference is not None and difference <= TOLERANCE
    return OpeningCheck(crossing.id, crossing.name, day, is_equal, difference, banks)


def _flatten(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """List everything that is no list and no dictionary, with the way to it."""
    if not isinstance(node, dict | list | tuple):
        yield path, node
        return
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield from _flatten(value, f"{path}.{key}")
