"""Reads what sources say of a day: facts that hold on it, that do not, and that nobody can date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from geodata.cities.crossings import Access, AccessFact, Status, StatusFact
from geodata.dates import Answer, tell_in_force

Fact = TypeVar("Fact", AccessFact, StatusFact)


def read_stated(facts: Iterable[StatusFact], day: date) -> Status | None:
    """Read the state that sources give for a day, the latest one that began."""
    found: Status | None = None
    for fact, answer in list_possible(facts, day):
        if answer is Answer.YES:
            found = fact.status
        elif fact.status is not found:
            found = Status.UNKNOWN
    return found


def list_possible(facts: Iterable[Fact], day: date) -> list[tuple[Fact, Answer]]:
    """List the facts that hold or may hold on a day, the one that began last at the end."""
    told = [(fact, tell_in_force(day, fact.start, fact.end)) for fact in facts]
    possible = [(fact, answer) for fact, answer in told if answer is not Answer.NO]
    return sorted(possible, key=lambda one: one[0].start.first if one[0].start else date.min)


def read_face(facts: Iterable[AccessFact], face: str, day: date) -> Access:
    """Read one face of access on a day; a later fact outranks an earlier one.

    What may have changed by the day, by a fact of which only the month or year is known, is not
    known on it.
    """
    found = Access.UNKNOWN
    for fact, answer in list_possible(facts, day):
        said: Access = getattr(fact, face)
        if said is Access.UNKNOWN:
            continue
        found = said if answer is Answer.YES or said is found else Access.UNDATED
    return found
