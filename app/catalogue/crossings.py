"""What maps, lists and data say of a crossing on a day."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import shapely
from pydantic import TypeAdapter
from shapely import Point
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.features import FeatureSet, encode_features
from geodata.cities.crossings import CrossingFact, Status, Use
from geodata.crossings.counts import count_crossings
from geodata.crossings.crossing import IN_USE, PASSABLE, Crossing
from geodata.crossings.states import list_possible
from geodata.crs import COORDINATE_DECIMALS
from geodata.names import join_names, pair_names
from geodata.wording import Wording

_FACT = TypeAdapter(CrossingFact)
_DATES = ("started", "built", "opened", "rebuilt", "closed")
_PLAIN_FIELDS = (*_DATES, "length_m", "width_m", "certainty", "also", "note")
_ORDER = list(Status)

UNPLACED = "unplaced"
"""The group of the crossings whose place is not known."""


def describe_crossings(crossings: Iterable[Crossing], day: date) -> list[dict[str, Any]]:
    """Describe the crossings that were there on a day, named and open ones first, as plain JSON."""
    there = [
        (status, crossing) for crossing in crossings if (status := crossing.status(day)) is not None
    ]
    there.sort(key=lambda pair: (not pair[1].name, _ORDER.index(pair[0]), pair[1].id))
    return [_describe(crossing, status, day) for status, crossing in there]


def encode_crossings(
    catalogue: Catalogue, day: date, uses: Container[Use] = frozenset(Use)
) -> FeatureSet:
    """Encode the crossings that were there on a day, with their state on it.

    `meets_divide_at` is the place of a crossing nearest to the divide, in (lon, lat); null where
    its place is not known.
    """
    crossings = [one for one in catalogue.crossings if one.use in uses]
    places = {crossing.id: crossing.geometry for crossing in crossings}
    records = describe_crossings(crossings, day)
    for record in records:
        record["meets_divide_at"] = _locate(places[record["id"]], catalogue.divide)
        record["is_inferred"] = is_inferred(record, catalogue)
    ids = [record["id"] for record in records]
    features = encode_features(ids, [places[name] for name in ids], records)
    return replace(features, attribution=catalogue.manifest.attribution)


def is_inferred(crossing: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Tell whether the place of a described crossing is inferred or contested.

    What OpenStreetMap draws is where it is.
    """
    has_osm_ids = bool(crossing["osm_ids"]) and not catalogue.manifest.origin.is_modelled
    return crossing["certainty"] == "L" and not has_osm_ids


def find_meeting(geometry: BaseGeometry, divide: BaseGeometry) -> Point:
    """Find the point of a crossing that is on the divide, or nearest to it."""
    return Point(shapely.shortest_line(geometry, divide).coords[0])


def _locate(geometry: BaseGeometry | None, divide: BaseGeometry) -> list[float] | None:
    if geometry is None:
        return None
    at = find_meeting(geometry, divide)
    return [round(degrees, COORDINATE_DECIMALS) for degrees in (at.x, at.y)]


def _describe(crossing: Crossing, status: Status, day: date) -> dict[str, Any]:
    fact = _FACT.dump_python(crossing.fact, mode="json") if crossing.fact else {}
    return {
        "id": crossing.id,
        "kind": crossing.kind.value,
        "use": crossing.use.value,
        "name": crossing.name,
        "title": join_names(crossing.name) or None,
        "status": status.value,
        "as_of": day.isoformat(),
        "is_closable": _is_closable(crossing, status),
        "access": {mode.value: state.tell() for mode, state in crossing.access(day).items()},
        "passes": _list_passing(crossing, status, day),
        "has_place": crossing.geometry is not None,
        "is_registered": crossing.fact is not None,
        "is_modelled": crossing.is_modelled,
        "osm_ids": crossing.osm_ids,
        **{field: fact.get(field) for field in _PLAIN_FIELDS},
        "access_notes": list(_read_access_notes(crossing, day)),
        "states": [*fact.get("status", ()), *fact.get("access", ())],
        "sources": _gather_sources(fact),
    }


def name_crossing(crossing: Mapping[str, Any], wording: Wording) -> str:
    """Name a crossing, as `describe_crossings` describes it; one without a name by kind and id."""
    if crossing["name"]:
        return pair_names(crossing["name"], wording.names_order)[0][1]
    kind = wording.say("crossing kind", crossing["kind"])
    unnamed = wording.gettext("Unnamed crossing (%(kind)s)") % {"kind": kind}
    return f"{unnamed} {crossing['id']}"


def _is_closable(crossing: Crossing, status: Status) -> bool:
    """Tell whether a closure can be calculated: people use it, and somebody tells where it is."""
    return crossing.use is Use.PEOPLE and status in IN_USE and crossing.geometry is not None


def _list_passing(crossing: Crossing, status: Status, day: date) -> list[str]:
    """List the modes that may pass a crossing on a day, as far as somebody tells."""
    if status not in IN_USE:
        return []
    return [mode.value for mode, one in crossing.access(day).items() if one.effective in PASSABLE]


def _read_access_notes(crossing: Crossing, day: date) -> dict[str, None]:
    """Read what sources add about access on a day, each note once."""
    facts = crossing.fact.access if crossing.fact else ()
    return {fact.note: None for fact, _ in list_possible(facts, day) if fact.note}


def _gather_sources(fact: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Gather the sources of a crossing, its states and its access, each once."""
    parts = [fact, *fact.get("status", ()), *fact.get("access", ())]
    sources = [source for part in parts for source in part.get("sources", ())]
    return list({(source["name"], source["url"]): source for source in sources}.values())


def describe_day(catalogue: Catalogue, day: date) -> dict[str, Any]:
    """Describe the crossings of a day in groups, and count those in use.

    The groups are those for people, those for services, and those whose place is not known.
    """
    crossings = describe_crossings(catalogue.crossings, day)
    for one in crossings:
        one["is_inferred"] = is_inferred(one, catalogue)
    by_use = {
        use.value: [one for one in crossings if one["use"] == use and one["has_place"]]
        for use in Use
    }
    groups = by_use | {UNPLACED: [one for one in crossings if not one["has_place"]]}
    return {
        "day": day,
        "crossings": crossings,
        "groups": {name: group for name, group in groups.items() if group},
        "counts": count_crossings(catalogue.crossings, day),
    }
