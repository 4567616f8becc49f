"""Finds the OSM ways that carry something over the divide, once for each place where they pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geodata.access.lifecycle import read_future_class
from geodata.cities.crossings import CrossingKind
from geodata.crossings.points import CrossingPoint, find_crossing_points
from geodata.divide.banks import TOUCH_M, Divide
from geodata.layers import CARRIAGEWAYS, WALKWAYS

BANK_M = 50.0
"""How far beyond the water's edge, or the divide, a way without a bridge counts as a crossing."""

JOINT_M = 2.5
"""A way that goes on where another one ends, so near to the divide, is a part of the same deck."""

_LONGEST_M = 2_000.0
"""From the divide to the end of a passage over its water, at most."""

_NOT_PLACED = shapely.Point()


@dataclass(frozen=True, slots=True)
class Deck:
    """One way, or area, at one place where it gets over the divide, in the metric CRS."""

    element: str
    """``way`` or ``relation``."""
    osm_id: int
    tags: Mapping[str, str]
    geometry: BaseGeometry
    """What belongs to the passage: a whole bridge, or the part of a way from bank to bank."""
    kind: CrossingKind
    point: Point = _NOT_PLACED
    """Where it passes the divide."""
    heading: tuple[float, float] = (0.0, 0.0)
    """Of the way there: a vector of length 1."""
    bridge: int | None = None
    """Number of the outline (``man_made=bridge``) that it lies on."""


def classify_way(tags: Mapping[str, str]) -> CrossingKind | None:
    """Tell what a way would carry over a divide; None for what is no structure, as a boundary."""
    if "ferry" in (tags.get("route"), read_future_class(tags, "route")):
        return CrossingKind.FERRY
    highway = read_future_class(tags, "highway")
    if highway in CARRIAGEWAYS or highway in WALKWAYS:
        return CrossingKind.ROAD if highway in CARRIAGEWAYS else CrossingKind.FOOT
    if "railway" in tags or read_future_class(tags, "railway"):
        return CrossingKind.RAIL
    if tags.get("man_made") == "pipeline":
        return CrossingKind.PIPE
    is_cable = tags.get("power") in {"line", "minor_line", "cable"} or any(
        tags.get(key) in {"line", "cable"} for key in ("communication", "telecom")
    )
    return CrossingKind.CABLE if is_cable else None


def find_decks(ways: gpd.GeoDataFrame, bridges: gpd.GeoDataFrame, divide: Divide) -> list[Deck]:
    """Find the ways that carry something from bank to bank, once for each of their passages."""
    carriers = _list_carriers(ways)
    lines = np.empty(len(carriers), dtype=object)
    lines[:] = [one.geometry for one in carriers]
    is_area = shapely.get_dimensions(lines) == 2
    areas = [carriers[at] for at in np.flatnonzero(is_area)]
    lines[is_area] = None
    passages = _land_ferries(find_crossing_points(divide, lines), carriers)
    decks = [
        replace(
            carriers[one.line],
            geometry=_cut_between(carriers[one.line].geometry, one, passages),
            point=one.point,
            heading=one.heading,
        )
        for one in passages
    ]
    decks += list(_find_continuing_decks(decks, carriers))
    decks += [deck for area in areas for deck in _find_areas(area, divide)]
    outlines = shapely.STRtree(bridges.geometry.to_numpy())
    return [_trim(_find_outline(deck, outlines), divide) for deck in decks]


def _land_ferries(
    passages: Sequence[CrossingPoint], carriers: Sequence[Deck]
) -> list[CrossingPoint]:
    """Leave of each ferry the middle passage if it lands on the other bank, else none."""
    kept = []
    for line, group in groupby(passages, lambda one: one.line):
        own = list(group)
        if carriers[line].kind is CrossingKind.FERRY:
            own = own[len(own) // 2 :][: len(own) % 2]
        kept += own
    return kept


def _list_carriers(ways: gpd.GeoDataFrame) -> list[Deck]:
    rows = zip(ways["element"], ways["id"], ways["tags"], ways.geometry, strict=True)
    return [
        Deck(element, int(osm_id), tags, geometry, kind, shapely.Point(), (0.0, 0.0))
        for element, osm_id, tags, geometry in rows
        if (kind := classify_way(tags)) is not None
        and (geometry.geom_type.endswith("LineString") or has_value(tags, "bridge"))
    ]


def _cut_between(
    line: BaseGeometry, passage: CrossingPoint, passages: Sequence[CrossingPoint]
) -> BaseGeometry:
    """Cut a line that passes several times half-way to the passages before and after."""
    at_m = [float(line.project(one.point)) for one in passages if one.line == passage.line]
    if not isinstance(line, LineString) or len(at_m) == 1:
        return line
    here_m = float(line.project(passage.point))
    before_m = max((m for m in at_m if m < here_m), default=-here_m)
    after_m = min((m for m in at_m if m > here_m), default=2 * line.length - here_m)
    return substring(line, (before_m + here_m) / 2, (here_m + after_m) / 2)


def _find_continuing_decks(decks: Sequence[Deck], carriers: Sequence[Deck]) -> Iterator[Deck]:
    """Find the ways that go on where a deck ends beside the divide, as split bridges do."""
    begins: dict[tuple[float, float], list[Deck]] = {}
    for one in carriers:
        for end in _list_ends(one.geometry):
            begins.setdefault(end, []).append(one)
    known = {(deck.osm_id, deck.point) for deck in decks}
    for deck in decks:
        ends = [end for end in _list_ends(deck.geometry) if _is_beside(deck.point, end)]
        for other in [one for end in ends for one in begins.get(end, [])]:
            if (other.osm_id, deck.point) not in known and other.kind is deck.kind:
                known.add((other.osm_id, deck.point))
                yield replace(other, point=deck.point, heading=deck.heading)


def _list_ends(geometry: BaseGeometry) -> list[tuple[float, float]]:
    if not isinstance(geometry, LineString) or geometry.is_empty:
        return []
    return [(x, y) for x, y in shapely.get_coordinates(geometry)[[0, -1]].tolist()]


def _is_beside(point: Point, end: tuple[float, float]) -> bool:
    return bool(point.distance(shapely.Point(end)) <= JOINT_M)


def _find_areas(area: Deck, divide: Divide) -> Iterator[Deck]:
    """Find where a bridge that is drawn as an area gets over the divide, as a line square to it."""
    for over in shapely.get_parts(shapely.intersection(divide.line, area.geometry)):
        if over.length > TOUCH_M and not shapely.dwithin(divide.assumed, over, TOUCH_M):
            point = shapely.line_interpolate_point(over, 0.5, normalized=True)
            heading = _turn_square(over)
            line = _draw_through(area.geometry, point, heading)
            banks = shapely.intersection(line, [divide.left, divide.right])
            if np.all(shapely.length(banks) > TOUCH_M):
                yield replace(area, geometry=line, point=point, heading=heading)


def _turn_square(line: LineString) -> tuple[float, float]:
    start, end = shapely.get_coordinates(line)[[0, -1]]
    length_m = float(np.hypot(*(end - start))) or 1.0
    return float(start[1] - end[1]) / length_m, float(end[0] - start[0]) / length_m


def _draw_through(area: BaseGeometry, point: Point, heading: tuple[float, float]) -> BaseGeometry:
    """Draw a straight line through a point from edge to edge of an area."""
    left, bottom, right, top = area.bounds
    reach = np.hypot(right - left, top - bottom) * np.array(heading)
    middle = np.array([point.x, point.y])
    inside = shapely.intersection(LineString([middle - reach, middle + reach]), area)
    nearest: BaseGeometry = min(shapely.get_parts(inside), key=point.distance)
    return nearest


def _find_outline(deck: Deck, outlines: shapely.STRtree) -> Deck:
    under = outlines.query(deck.point, predicate="dwithin", distance=1.0)
    return replace(deck, bridge=int(under[0])) if len(under) else deck


def has_value(tags: Mapping[str, str], key: str) -> bool:
    """Tell whether a tag says that a way has something: ``bridge=no`` says that it has none."""
    return tags.get(key, "no") not in {"no", "false", "0"}


def _trim(deck: Deck, divide: Divide) -> Deck:
    """Cut a way that is no bridge, tunnel or ferry, as a power line through town, at the banks."""
    is_structure = has_value(deck.tags, "bridge") or has_value(deck.tags, "tunnel")
    if is_structure or deck.kind is CrossingKind.FERRY:
        return deck
    ground = shapely.union(divide.line, divide.water)
    reach = shapely.intersection(deck.point.buffer(_LONGEST_M), ground).buffer(BANK_M)
    parts = shapely.get_parts(shapely.intersection(deck.geometry, reach))
    near = [one for one in parts if one.length and one.distance(deck.point) < BANK_M]
    return replace(deck, geometry=MultiLineString(near))
