"""Counts the crossings in use on a day: for people and for services apart, modelled ones, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geodata.cities.crossings import Use
from geodata.crossings.crossing import IN_USE, Crossing


@dataclass(frozen=True, slots=True)
class Count:
    """A number of crossings, and how many of them are modelled."""

    number: int
    modelled: int


@dataclass(frozen=True, slots=True)
class CrossingCounts:
    """How many crossings are in use on a day; those whose place is not known are not counted."""

    people: Count
    foot_only: Count
    """Of those for people."""
    services: Count


def count_crossings(crossings: Iterable[Crossing], day: date) -> CrossingCounts:
    """Count the crossings in use on a day."""
    in_use = [one for one in crossings if one.geometry is not None and one.status(day) in IN_USE]
    people = [one for one in in_use if one.use is Use.PEOPLE]
    return CrossingCounts(
        _count(people),
        _count(one for one in people if one.is_foot_only(day)),
        _count(one for one in in_use if one.use is Use.SERVICES),
    )


def _count(crossings: Iterable[Crossing]) -> Count:
    counted = list(crossings)
    return Count(len(counted), sum(one.is_modelled for one in counted))
