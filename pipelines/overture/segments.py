"""Segments as ways: split where a rule begins or ends, and joined where OpenStreetMap has one way.

::

    Overture:       a ──────────●──────────── b      one segment, is_bridge between 0.4 and 0.6
                          0.4 ▓▓▓▓ 0.6
    ways:           a ────●▓▓▓▓▓●──────────── b      so that a bridge is an edge of its own

Ends of stretches are vertices. Segments meet where they name the same connector, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from pyproj import Geod
from shapely import LineString

from geodata.arrays import Floats
from pipelines.overture.ids import OsmRecord, find_record
from pipelines.overture.roads import RULES, translate_stretch

Row = Mapping[str, Any]
Key = str
"""Of a node: the connector's id, or the segment's id and a place along it."""

SNAP_M = 0.5
"""A place along a segment is a vertex of it where one lies this near: rounding moves it by less."""

_WGS84 = Geod(ellps="WGS84")


@dataclass
class Way:
    """A stretch of a segment, or several that are one way of OpenStreetMap."""

    gers: list[str]
    nodes: list[Key]
    tags: dict[str, str]
    record: OsmRecord | None


@dataclass
class Course:
    """The nodes along a segment: their keys, places and distance from its start as a share."""

    keys: list[Key]
    places: list[tuple[float, float]]
    shares: list[float] = field(default_factory=list)

    def find(self, share: float, tolerance: float) -> int | None:
        """Find the node at a share of the length, if there is one so near."""
        at = int(np.argmin(np.abs(np.array(self.shares) - share)))
        return at if abs(self.shares[at] - share) <= tolerance else None


def split_segment(row: Row, line: LineString) -> tuple[list[Way], dict[Key, tuple[float, float]]]:
    """Split a segment into ways with one set of rules each.

    Parameters
    ----------
    row
        Of type *segment*.
    line
        Its geometry, (lon, lat).

    Returns
    -------
    ways
        In the order of the segment.
    places
        Node → (lon, lat).
    """
    course = _lay_course(row, line)
    ends = [share for bounds in _list_ranges(row) for share in bounds]
    bounds = sorted({0, len(course.keys) - 1, *_find_nodes(course, ends)})
    ways: list[Way] = []
    for start, end in pairwise(bounds):
        middle = (course.shares[start] + course.shares[end]) / 2
        _extend(ways, _make_way(row, middle, course.keys[start : end + 1]))
    return ways, dict(zip(course.keys, course.places, strict=True))


def _lay_course(row: Row, line: LineString) -> Course:
    """Lay the nodes of a segment: its vertices, and the places of rules and connectors."""
    coordinates = np.asarray(line.coords)[:, :2]
    steps = _WGS84.line_lengths(coordinates[:, 0], coordinates[:, 1])
    along = np.r_[0.0, np.cumsum(steps)]
    length_m = along[-1] or 1.0
    shares = along / length_m
    connectors = [one for one in row["connectors"] or () if _is_share(one["at"])]
    wanted = [one["at"] for one in connectors]
    wanted += [share for bounds in _list_ranges(row) for share in bounds]
    tolerance = SNAP_M / length_m
    lacking = [one for one in wanted if np.abs(shares - one).min() > tolerance]
    shares, coordinates = _insert(shares, coordinates, sorted(set(lacking)))
    keys = [f"{row['id']}/{at}/{share:.9f}" for at, share in enumerate(shares)]
    places = [(float(lon), float(lat)) for lon, lat in coordinates]
    course = Course(keys, places, shares.tolist())
    for one in connectors:
        at = course.find(one["at"], tolerance)
        if at is not None:
            course.keys[at] = one["connector_id"]
    return course


def _insert(shares: Floats, coordinates: Floats, wanted: Sequence[float]) -> tuple[Floats, Floats]:
    if not wanted:
        return shares, coordinates
    new = np.column_stack([np.interp(wanted, shares, coordinates[:, axis]) for axis in (0, 1)])
    order = np.argsort(np.r_[shares, wanted], kind="stable")
    return np.r_[shares, wanted][order], np.r_[coordinates, new][order]


def _find_nodes(course: Course, shares: Iterable[float]) -> Iterator[int]:
    for share in shares:
        yield int(np.argmin(np.abs(np.array(course.shares) - share)))


def _list_ranges(row: Row) -> Iterator[tuple[float, float]]:
    """List the ranges that rules, names and sources of a segment hold for."""
    for rule in (*(rule for name in RULES for rule in row[name] or ()), *_list_partial(row)):
        bounds = rule.get("between")
        if bounds and _is_range(bounds):
            yield bounds[0], bounds[1]


def _list_partial(row: Row) -> Iterator[Mapping[str, Any]]:
    yield from (row["names"] or {}).get("rules") or ()
    yield from row["sources"] or ()


def _is_range(bounds: Sequence[float | None]) -> bool:
    return len(bounds) == 2 and all(map(_is_share, bounds))


def _is_share(value: float | None) -> bool:
    return value is not None and 0 <= value <= 1


def _make_way(row: Row, middle: float, keys: list[Key]) -> Way:
    names = row["names"]
    if names and names.get("rules"):
        names = {**names, "rules": _select(names["rules"], middle)}
    here = {name: _select(row[name], middle) for name in RULES} | {"names": names}
    record = find_record(_select(row["sources"], middle))
    return Way([row["id"]], keys, translate_stretch({**row, **here}), record)


def _select(rules: Iterable[Mapping[str, Any]] | None, share: float) -> list[Mapping[str, Any]]:
    """Select the rules that hold at a place; one with half a range holds nowhere."""
    return [
        rule
        for rule in rules or ()
        if not (bounds := rule.get("between"))
        or (_is_range(bounds) and bounds[0] <= share <= bounds[1])
    ]


def _extend(ways: list[Way], way: Way) -> None:
    """Put a stretch behind others, as one with the last where nothing changes between them."""
    last = ways[-1] if ways else None
    if last and last.record == way.record and last.tags == way.tags:
        last.nodes += way.nodes[1:]
    else:
        ways.append(way)


def join_ways(ways: Iterable[Way]) -> list[Way]:
    """Join ways end to end that are one way of OpenStreetMap and have the same tags."""
    by_record: dict[object, list[Way]] = {}
    for at, way in enumerate(ways):
        key = (way.record.name, tuple(sorted(way.tags.items()))) if way.record else at
        by_record.setdefault(key, []).append(way)
    return [joined for parts in by_record.values() for joined in _chain(parts)]


def _chain(parts: list[Way]) -> Iterator[Way]:
    """Chain ways, each once; where several begin at a node, the first goes on."""
    starts: dict[Key, list[Way]] = {}
    for way in parts[::-1]:
        starts.setdefault(way.nodes[0], []).append(way)
    ends = {way.nodes[-1] for way in parts}
    used: set[int] = set()
    for way in sorted(
        parts, key=lambda one: one.nodes[0] in ends
    ):  # those that begin a chain first
        if id(way) in used:
            continue
        chain, tail = Way([*way.gers], [*way.nodes], way.tags, way.record), way
        used.add(id(way))
        while after := [one for one in starts.get(tail.nodes[-1], ()) if id(one) not in used]:
            tail = after[-1]
            used.add(id(tail))
            chain.nodes += tail.nodes[1:]
            chain.gers += [one for one in tail.gers if one not in chain.gers]
        yield chain
