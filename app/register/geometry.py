"""Reads a place that somebody drew, dropped or typed, or says in one sentence what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry import Point, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from app.register.errors import InvalidError
from geodata.crs import COORDINATE_DECIMALS
from geodata.gazetteer.coordinates import read_place as read_coordinates
from geodata.sentences import Sentence, sentence

FIELD = "geometry"
"""The part of a proposal that these sentences are about."""

MOST_VERTICES = 2_000
LARGEST_TEXT = 200_000

_KINDS = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}
_LONLAT_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
_DEEPEST = 6
"""Lists in lists of a FeatureCollection's coordinates, with some to spare."""

_NOT_READ = sentence("This is no place that can be read: write latitude and longitude, or GeoJSON")
_EMPTY = sentence("The place is empty: draw a point, a line or an area")
_OTHER_CRS = sentence(
    "The coordinates are in another reference system: save the file as WGS 84 (EPSG:4326), in "
    "degrees"
)
_SWAPPED = sentence(
    "Latitude and longitude are in the wrong order: GeoJSON has the longitude first"
)
_HEIGHTS = sentence("The coordinates have heights: save the file without them, in two dimensions")
_CROSSES = sentence("The line crosses itself: draw it without a loop, or as two lines")
_INVALID = sentence("The outline of the area crosses itself: draw it again without a loop")
_SHORT = sentence("A line needs two different points, and an area at least three")


def read_place(text: str, area: BaseGeometry) -> dict[str, Any] | None:
    """Read coordinates or GeoJSON into a GeoJSON geometry, (lon, lat); None of an empty text.

    Parameters
    ----------
    area
        The study area in EPSG:4326: what is proposed has to touch it.

    Raises
    ------
    InvalidError
        When it is no place, or none in the area; the sentence says what to do.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > LARGEST_TEXT:
        raise _refuse(_too_many())
    if text.startswith(("{", "[")):
        return read_geometry(_read_json(text), area)
    found = read_coordinates(text, area.bounds)
    if found is None or found[1]:
        raise _refuse(_NOT_READ)
    return _finish(Point(found[0]), area)


def read_geometry(value: object, area: BaseGeometry) -> dict[str, Any]:
    """Read a GeoJSON object with one geometry likewise."""
    found = _find_geometry(value)
    positions = _count_positions(found.get("coordinates"))
    if positions == 0:
        raise _refuse(_EMPTY)
    try:
        geometry = shape(dict(found))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise _refuse(_SHORT if "least" in str(error) else _NOT_READ) from error
    except (shapely.errors.ShapelyError, RecursionError) as error:
        raise _refuse(_SHORT) from error
    return _finish(geometry, area)


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refuse(_NOT_READ) from error


def _find_geometry(value: object) -> Mapping[str, Any]:
    """Find the one geometry of an object: its own, its feature's, or that of its only member."""
    for _ in range(_DEEPEST):
        if not isinstance(value, Mapping):
            break
        _check_crs(value)
        if str(value.get("type")) in _KINDS:
            return value
        value = _take_member(value)
    raise _refuse(_NOT_READ)


def _take_member(value: Mapping[str, Any]) -> object:
    if value.get("type") == "Feature":
        members = [value.get("geometry")]
    else:
        members = value.get("features", value.get("geometries"))
    if not isinstance(members, list):
        raise _refuse(_NOT_READ)
    if len(members) > 1:
        raise _refuse(
            sentence("The file holds %(n)s places: choose the one that is meant", n=len(members))
        )
    if not members or members[0] is None:
        raise _refuse(_EMPTY)
    return members[0]


def _check_crs(value: Mapping[str, Any]) -> None:
    """Refuse another reference system that a file of the GeoJSON of 2008 names."""
    crs = value.get("crs")
    if crs is not None and not json.dumps(crs).rstrip('"}').endswith(_LONLAT_NAMES):
        raise _refuse(_OTHER_CRS)


def _count_positions(coordinates: object) -> int:
    """Count positions without making anything of them; refuse heights, and too many."""
    count = 0
    for position in _list_positions(coordinates):
        count += 1
        if count > MOST_VERTICES:
            raise _refuse(_too_many())
        if len(position) > 2:
            raise _refuse(_HEIGHTS)
        if len(position) < 2 or not all(_is_number(one) for one in position):
            raise _refuse(_NOT_READ)
    return count


def _list_positions(value: object) -> Iterator[list[Any]]:
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if not isinstance(one, list) or depth > _DEEPEST:
            raise _refuse(_NOT_READ)
        if one and not isinstance(one[0], list):
            yield one
        elif len(one) > MOST_VERTICES:
            raise _refuse(_too_many())
        else:
            waiting += [(part, depth + 1) for part in one]


def _is_number(value: object) -> bool:
    is_plain = isinstance(value, int | float) and not isinstance(value, bool)
    return is_plain and abs(value) < float("inf")  # type: ignore[arg-type]


def _finish(geometry: BaseGeometry, area: BaseGeometry) -> dict[str, Any]:
    """Check a geometry as a whole, and write it with as many decimals as there is sense in."""
    if geometry.is_empty:
        raise _refuse(_EMPTY)
    left, bottom, right, top = geometry.bounds
    if max(abs(left), abs(right)) > 180 or max(abs(bottom), abs(top)) > 180:
        raise _refuse(_OTHER_CRS)
    if not geometry.is_valid:
        raise _refuse(_SHORT if "Too few points" in explain_validity(geometry) else _INVALID)
    _check_area(geometry, area)
    if geometry.geom_type == "LineString" and not geometry.is_simple:
        raise _refuse(_CROSSES)
    rounded = shapely.transform(geometry, lambda xy: xy.round(COORDINATE_DECIMALS))
    if rounded.is_empty or not rounded.is_valid:
        raise _refuse(_INVALID)
    made: dict[str, Any] = json.loads(json.dumps(mapping(rounded)))
    return made


def _check_area(geometry: BaseGeometry, area: BaseGeometry) -> None:
    if geometry.intersects(area):
        return
    if shapely.transform(geometry, lambda xy: xy[:, ::-1]).intersects(area):
        raise _refuse(_SWAPPED)
    raise _refuse(sentence("The place lies outside of the area that this register is about"))


def _too_many() -> Sentence:
    return sentence("The place has too many points: at most %(most)s are taken", most=MOST_VERTICES)


def _refuse(fault: Sentence) -> InvalidError:
    return InvalidError(FIELD, fault)
