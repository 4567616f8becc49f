"""When the state of crossings changed, as precisely as sources tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from geodata.cities.crossings import AccessFact, StatusFact
from geodata.crossings.crossing import Crossing
from geodata.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Change:
    """A date at which something changed: each crossing with its status after it and before."""

    when: PartialDate
    steps: list[dict[str, Any]]


def list_changes(crossings: Iterable[Crossing], since: date) -> list[Change]:
    """List the dates since a day at which the state of a crossing changed, the latest first.

    A date is a day, month, year or interval, as its source gives it.
    """
    found: dict[PartialDate, list[dict[str, Any]]] = {}
    for crossing in crossings:
        for when in sorted(_list_dates(crossing)):
            step = _compare(crossing, when)
            if when.last >= since and step:
                found.setdefault(when, []).append(step)
    latest_first = sorted(found, key=lambda when: (when.last, when.first), reverse=True)
    return [Change(when, found[when]) for when in latest_first]


def _list_dates(crossing: Crossing) -> set[PartialDate]:
    """List all dates from or until which something is known of a crossing."""
    fact = crossing.fact
    if fact is None:
        return set()
    stated: tuple[StatusFact | AccessFact, ...] = (*fact.status, *fact.access)
    spans = [(one.start, one.end) for one in stated]
    dates = chain((fact.started, fact.in_place, fact.closed), *spans)
    return {one for one in dates if one is not None}


def _compare(crossing: Crossing, when: PartialDate) -> dict[str, Any] | None:
    """Compare a crossing after a date with the day before it; None where nothing changed."""
    eve = when.first - timedelta(days=1)
    before, status = crossing.status(eve), crossing.status(when.last)
    if before == status and crossing.access(eve) == crossing.access(when.last):
        return None
    named = {"name": crossing.name, "kind": crossing.kind.value}
    return named | {
        "status": status and status.value,
        "before": before and before.value,
        "is_modelled": crossing.is_modelled,
    }
