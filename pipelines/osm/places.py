"""A place found in an OSM file by any of its names, in any language and script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from osmium.filter import IdFilter, KeyFilter
from osmium.osm import ALL, NODE, RELATION, WAY

from geodata.gazetteer.index import NameIndex
from geodata.names import clean_text, list_tagged_names
from pipelines.osm.file import read_objects

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top in degrees."""

_KINDS = ("city", "town", "municipality", "borough", "village", "suburb", "quarter", "hamlet")
"""Values of ``place`` for what can be a city of its own, the largest first."""

_BORDERS = range(5, 11)
"""Levels of administrative boundaries that a town may have.
https://wiki.openstreetmap.org/wiki/Tag:boundary%3Dadministrative"""

_NEAR_TIERS = 2
"""Whole names, then beginnings of names; what fits less well is another place."""

_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Place:
    """A town as OpenStreetMap knows it."""

    osm_id: str
    """``node/123``."""
    label: str
    """What it was found as."""
    kind: str
    """Value of ``place``, or of Nominatim's ``addresstype``."""
    tags: Mapping[str, str]
    centre: tuple[float, float] | None = None
    """(lon, lat) of its middle, where it has a node."""
    bounds: Bounds | None = None
    """Of its boundary, as far as it is known."""
    others: tuple[str, ...] = ()
    """Further places of its name."""


@dataclass(frozen=True)
class _Entry:
    osm_id: str
    tags: dict[str, str]
    place: tuple[float, float] | None

    @property
    def rank(self) -> tuple[int, float]:
        kind = self.tags.get("place", "")
        return (
            _KINDS.index(kind) if kind in _KINDS else len(_KINDS),
            -_read_number(self.tags.get("population", "")),
        )


def find_place(path: Path, name: str) -> Place | None:
    """Find a town, and its boundary if it has one; None where no name fits.

    Parameters
    ----------
    path
        A file in order, see `pipelines.osm.order`.
    """
    entries = list(_list_entries(path))
    index = NameIndex([list_tagged_names(one.tags) for one in entries], [0] * len(entries))
    for tier in islice(index.find_tiers(name), _NEAR_TIERS):
        found = sorted((entries[at] for at in tier), key=lambda one: one.rank)
        if found:
            return _choose(path, found, entries)
    return None


def _list_entries(path: Path) -> Sequence[_Entry]:
    keys = KeyFilter("place", "boundary")
    entries = []
    for one in read_objects(path, ALL, keys):
        tags = dict(one.tags)
        if not _is_town(tags):
            continue
        kind = "node" if one.is_node() else "way" if one.is_way() else "relation"
        is_placed = one.is_node() and one.location.valid()
        place = (one.location.lon, one.location.lat) if is_placed else None
        if place or not one.is_node():
            entries.append(_Entry(f"{kind}/{one.id}", tags, place))
    return entries


def _is_town(tags: Mapping[str, str]) -> bool:
    level = tags.get("admin_level", "")
    is_border = tags.get("boundary") == "administrative" and level.isdecimal()
    return tags.get("place") in _KINDS or (is_border and int(level) in _BORDERS)


def _choose(path: Path, found: Sequence[_Entry], entries: Sequence[_Entry]) -> Place:
    """Choose the largest of the places of a name, and the boundary of that name round it."""
    best = found[0]
    names = {*list_tagged_names(best.tags)}
    others = [one for one in found[1:] if one.osm_id != best.osm_id]
    bounds = None if best.place else _measure_bounds(path, best.osm_id)
    borders = [
        one
        for one in entries
        if one.place is None and not names.isdisjoint(list_tagged_names(one.tags))
    ]
    for one in borders if best.place else ():
        extent = _measure_bounds(path, one.osm_id)
        is_round = extent is not None and _holds(extent, best.place)
        if is_round and extent and (bounds is None or _size(extent) < _size(bounds)):
            bounds = extent
    place = Place(
        osm_id=best.osm_id,
        label=clean_text((list_tagged_names(best.tags) or [""])[0], _LONGEST_SHOWN),
        kind=best.tags.get("place", ""),
        tags=best.tags,
        centre=best.place,
        bounds=bounds,
    )
    apart = [one for one in others if one.place and not (bounds and _holds(bounds, one.place))]
    return replace(place, others=tuple(one.osm_id for one in apart))


def _holds(bounds: Bounds, place: tuple[float, float] | None) -> bool:
    left, bottom, right, top = bounds
    return place is not None and left <= place[0] <= right and bottom <= place[1] <= top


def _size(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _measure_bounds(path: Path, osm_id: str) -> Bounds | None:
    """Measure the box of a way or relation, as far as the file has its nodes."""
    kind, _, number = osm_id.partition("/")
    ways = {int(number)} if kind == "way" else set()
    if kind == "relation":
        for one in read_objects(path, RELATION, IdFilter([int(number)])):
            ways = {part.ref for part in one.members if part.type == "w" and part.ref > 0}
    if not ways:
        return None
    refs = (node.ref for way in read_objects(path, WAY, IdFilter(ways)) for node in way.nodes)
    nodes = {ref for ref in refs if ref > 0}  # negative ids are refused by the pull
    places = [
        (node.location.lon, node.location.lat)
        for node in (read_objects(path, NODE, IdFilter(nodes)) if nodes else ())
        if node.location.valid()
    ]
    if not places:
        return None
    lon, lat = zip(*places, strict=True)
    return min(lon), min(lat), max(lon), max(lat)


def _read_number(text: str) -> float:
    digits = "".join(sign for sign in text if sign.isdecimal())
    return float(digits[:12] or 0)
