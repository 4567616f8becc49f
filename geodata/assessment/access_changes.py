"""Existing crossings that a scenario opens or closes to some modes."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from geodata.assessment.model import CityModel
from geodata.assessment.request import (
    MOST_ACCESS_CHANGES,
    AccessChange,
    Question,
    RequestError,
    Weekday,
)
from geodata.assessment.results import ChangedAccess
from geodata.sentences import Sentence, sentence
from geodata.streets.network import PASSING_MODES, Links, TravelMode, join_links


def check_access(model: CityModel, question: Question) -> None:
    """Check the crossings that a question opens or closes to some modes.

    Raises
    ------
    RequestError
        Names ``access`` or one of its entries.
    """
    if len(question.access) > MOST_ACCESS_CHANGES:
        fault = sentence("at most %(most)s are assessed together", most=MOST_ACCESS_CHANGES)
        raise RequestError("access", fault)
    for at, change in enumerate(question.access):
        found = _find_fault(model, question, change)
        if found is not None:
            raise RequestError(f"access[{at}]", found)
    for one, other in combinations(question.access, 2):
        if one.crossing == other.crossing and one.modes & other.modes:
            fault = sentence("%(id)s is changed twice for the same mode", id=repr(one.crossing))
            raise RequestError("access", fault)
    if question.access and not list_days(question):
        fault = sentence("there is no day of the week on which all these changes apply")
        raise RequestError("access", fault)


def find_crossing_fault(model: CityModel, crossing_id: str) -> Sentence | None:
    """Find why a crossing can be neither closed nor opened: there is none, or no place is known.

    No way of the streets leads over one whose place is not known, so that a change of it would
    always be found to change nothing.
    """
    found = next((one for one in model.crossings if one.id == crossing_id), None)
    if found is None:
        return sentence("no crossing has the id %(id)s", id=repr(crossing_id[:80]))
    if found.geometry is None:
        return sentence(
            "the place of %(id)s is not known, so what closing or opening it would change cannot "
            "be calculated",
            id=repr(crossing_id),
        )
    return None


def _find_fault(model: CityModel, question: Question, change: AccessChange) -> Sentence | None:
    name = repr(change.crossing[:80])
    fault = find_crossing_fault(model, change.crossing)
    if fault is not None:
        return fault
    if not change.modes:
        return sentence("choose at least one means of travel")
    if not change.days:
        return sentence("choose at least one day of the week")
    if change.is_open and change.crossing in question.closures:
        return sentence("%(id)s is closed in the same scenario", id=name)
    is_asked = change.is_open and question.mode.passing in change.modes
    if is_asked and not len(model.open_crossing(question.mode, change.crossing)):
        return _say_no_way(question.mode, name)
    return None


def _say_no_way(mode: TravelMode, name: str) -> Sentence:
    if mode is TravelMode.STEP_FREE:
        return sentence("no way without a step in the data leads over %(id)s", id=name)
    return sentence("no street in the data leads over %(id)s", id=name)


def list_days(question: Question) -> tuple[Weekday, ...]:
    """List the days of the week on which all changes of a question hold, in order."""
    return tuple(one for one in Weekday if all(one in change.days for change in question.access))


def describe_access(question: Question) -> tuple[ChangedAccess, ...]:
    """Describe the crossings that a question opens or closes to some modes, as plain data."""
    return tuple(
        ChangedAccess(
            one.crossing,
            one.is_open,
            tuple(mode.value for mode in PASSING_MODES if mode in one.modes),
            tuple(day.value for day in Weekday if day in one.days),
        )
        for one in question.access
    )


def change_access(model: CityModel, question: Question, mode: TravelMode, links: Links) -> Links:
    """Close and open crossings in the links of a mode, by a question that has been checked."""
    changes = [one for one in question.access if mode.passing in one.modes]
    closed = {*question.closures, *(one.crossing for one in changes if not one.is_open)}
    kept = links.select(np.array([name not in closed for name in links.crossing], dtype=bool))
    for change in changes:
        if change.is_open:
            kept = join_links(kept, model.open_crossing(mode, change.crossing))
    return kept
