"""What maps, lists and data say of a crossing on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

import shapely
from pydantic import TypeAdapter
from shapely import Point
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.features import FeatureSet, encode_features
from geodata.cities.crossings import FOR_PEOPLE, AccessFact, CrossingFact, Status, StatusFact
from geodata.crossings.crossing import Crossing
from geodata.crs import COORDINATE_DECIMALS
from geodata.dates import is_in_force
from geodata.names import join_names

_FACT = TypeAdapter(CrossingFact)
_PLAIN_FIELDS = ("started", "opened", "closed", "length_m", "width_m", "certainty", "also", "note")
_ORDER = list(Status)
_IN_USE = {Status.OPEN, Status.RESTRICTED}


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which something changed: each crossing with its status on that day and before."""

    day: date
    steps: list[dict[str, Any]]


def describe_crossings(crossings: Iterable[Crossing], day: date) -> list[dict[str, Any]]:
    """Describe the crossings that were there on a day, named and open ones first, as plain JSON."""
    there = [
        (status, crossing) for crossing in crossings if (status := crossing.status(day)) is not None
    ]
    there.sort(key=lambda pair: (not pair[1].name, _ORDER.index(pair[0]), pair[1].id))
    return [_describe(crossing, status, day) for status, crossing in there]


def list_changes(crossings: Iterable[Crossing], since: date) -> list[Change]:
    """List the days since a day on which the state of a crossing changed, the latest first."""
    found: dict[date, list[dict[str, Any]]] = {}
    for crossing in crossings:
        for day in sorted(_list_dates(crossing)):
            step = _compare(crossing, day)
            if day >= since and step:
                found.setdefault(day, []).append(step)
    return [Change(day, found[day]) for day in sorted(found, reverse=True)]


def _list_dates(crossing: Crossing) -> set[date]:
    """List the first days of all that is known of a crossing from or until a date."""
    fact = crossing.fact
    if fact is None:
        return set()
    stated: tuple[StatusFact | AccessFact, ...] = (*fact.status, *fact.access)
    spans = [(one.start, one.end) for one in stated]
    dates = chain((fact.started, fact.opened, fact.closed), *spans)
    return {one.first for one in dates if one}


def _compare(crossing: Crossing, day: date) -> dict[str, Any] | None:
    """Compare a crossing on a day with the day before; None where nothing changed."""
    eve = day - timedelta(days=1)
    before, status = crossing.status(eve), crossing.status(day)
    if before == status and crossing.access(eve) == crossing.access(day):
        return None
    named = {"name": crossing.name, "kind": crossing.kind.value}
    return named | {"status": status and status.value, "before": before and before.value}


def encode_crossings(crossings: Sequence[Crossing], day: date, divide: BaseGeometry) -> FeatureSet:
    """Encode the crossings that were there on a day, with their state on it.

    Parameters
    ----------
    divide
        In EPSG:4326, (lon, lat); `meets_divide_at` is the place of a crossing nearest to it.
    """
    places = {crossing.id: crossing.geometry for crossing in crossings}
    records = describe_crossings(crossings, day)
    for record in records:
        at = find_meeting(places[record["id"]], divide)
        record["meets_divide_at"] = [
            round(degrees, COORDINATE_DECIMALS) for degrees in (at.x, at.y)
        ]
    ids = [record["id"] for record in records]
    return encode_features(ids, [places[name] for name in ids], records)


def find_meeting(geometry: BaseGeometry, divide: BaseGeometry) -> Point:
    """Find the point of a crossing that is on the divide, or nearest to it."""
    return Point(shapely.shortest_line(geometry, divide).coords[0])


def _describe(crossing: Crossing, status: Status, day: date) -> dict[str, Any]:
    fact = _FACT.dump_python(crossing.fact, mode="json") if crossing.fact else {}
    return {
        "id": crossing.id,
        "kind": crossing.kind.value,
        "name": crossing.name,
        "title": join_names(crossing.name) or None,
        "status": status.value,
        "as_of": day.isoformat(),
        "is_closable": crossing.kind in FOR_PEOPLE and status in _IN_USE,
        "access": {mode.value: state.tell() for mode, state in crossing.access(day).items()},
        "is_registered": crossing.fact is not None,
        "osm_ids": crossing.osm_ids,
        **{field: fact.get(field) for field in _PLAIN_FIELDS},
        "access_notes": list(_read_access_notes(crossing, day)),
        "sources": _gather_sources(fact),
    }


def _read_access_notes(crossing: Crossing, day: date) -> dict[str, None]:
    """Read what sources add about access on a day, each note once."""
    facts = crossing.fact.access if crossing.fact else ()
    return {
        fact.note: None for fact in facts if fact.note and is_in_force(day, fact.start, fact.end)
    }


def _gather_sources(fact: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Gather the sources of a crossing, its states and its access, each once."""
    parts = [fact, *fact.get("status", ()), *fact.get("access", ())]
    sources = [source for part in parts for source in part.get("sources", ())]
    return list({(source["name"], source["url"]): source for source in sources}.values())


def describe_day(catalogue: Catalogue, day: date) -> dict[str, Any]:
    """Describe the crossings of a day and count them by their status."""
    crossings = describe_crossings(catalogue.crossings, day)
    statuses = Counter(crossing["status"] for crossing in crossings)
    return {"day": day, "crossings": crossings, "statuses": statuses}
