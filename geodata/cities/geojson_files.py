"""Reads geometries out of GeoJSON, or says what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.cities.text_files import read_text
from geodata.errors import CityFileError
from geodata.sentences import sentence

_LONGEST_REASON = 200
_COLLECTIONS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
_GEOMETRIES = frozenset(
    f"{many}{kind}" for many in ("", "Multi") for kind in ("Point", "LineString", "Polygon")
)
_NO_GEOMETRY = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError),
    *(RecursionError, shapely.errors.ShapelyError),
)
"""What json and shapely raise for what is no geometry."""


def read_geometry(value: object) -> BaseGeometry | None:
    """Make a geometry of a GeoJSON geometry object, (lon, lat) in EPSG:4326.

    Raises
    ------
    ValueError
        When it is no valid geometry, or lies outside the world.
    """
    if value is None or isinstance(value, BaseGeometry):
        return value
    try:
        geometry = shape(value)  # type: ignore[arg-type]
    except _NO_GEOMETRY as error:
        raise ValueError(f"is no GeoJSON geometry ({_explain(error)})") from error
    if geometry.is_empty or not geometry.is_valid:
        raise ValueError(sentence("is empty or not valid"))
    if not _is_lonlat(geometry):
        raise ValueError(sentence("should have positions [lon, lat] in degrees"))
    return geometry


def _is_lonlat(geometry: BaseGeometry) -> bool:
    left, bottom, right, top = geometry.bounds
    return bool(left >= -180 and right <= 180 and bottom >= -90 and top <= 90)


def read_geojson(path: Path) -> list[BaseGeometry]:
    """Read a GeoJSON file's geometries in order, (lon, lat) in EPSG:4326 (RFC 7946).

    Features without a geometry, which the RFC allows, are passed over.

    Raises
    ------
    CityFileError
        When the file is missing, is no GeoJSON or has no valid geometry.
    """
    try:
        parts = _list_geometries(json.loads(read_text(path)))
        geometries = [shape(part) for part in parts]
        is_bad = any(part.is_empty or not part.is_valid for part in geometries)
    except CityFileError:
        raise
    except _NO_GEOMETRY as error:
        raise CityFileError(f"{path}: is not valid GeoJSON ({_explain(error)})") from error
    if not geometries or is_bad:
        raise CityFileError(f"{path}: has no valid geometry")
    if not all(_is_lonlat(part) for part in geometries):
        raise CityFileError(f"{path}: should have positions [lon, lat] in degrees")
    return geometries


def _list_geometries(document: object) -> list[dict[str, object]]:
    """List the geometry objects in a GeoJSON object that are not null, collections taken apart."""
    waiting: list[object] = [document]
    found, has_null = [], False
    while waiting:
        one = waiting.pop()
        if one is None:
            has_null = True
        elif not isinstance(one, dict) or not isinstance(kind := one.get("type"), str):
            raise ValueError("a member is no GeoJSON object")
        elif kind in _GEOMETRIES:
            found.append(one)
        else:
            waiting += _list_members(one, kind)
    if has_null and not found:
        raise ValueError("no feature has a geometry")
    return found


def _list_members(one: dict[str, object], kind: str) -> list[object]:
    """List what a feature or collection is made of, the last first."""
    if kind == "Feature":
        return [one["geometry"]]
    if kind not in _COLLECTIONS:
        raise ValueError(f"{kind!r} is no type of GeoJSON")
    members = one[_COLLECTIONS[kind]]
    if not isinstance(members, list):
        raise ValueError(f"{_COLLECTIONS[kind]} of a {kind} should be a list")  # noqa: TRY004 - one kind of fault
    return members[::-1]


def _explain(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return " ".join(str(error).split())[:_LONGEST_REASON]
