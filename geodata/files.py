"""Reads a city's files into typed records, or says which key of which file is wrong."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import shapely
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)
from shapely.geometry import MultiLineString, shape
from shapely.geometry.base import BaseGeometry

from geodata.errors import CityFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

Record = TypeVar("Record")

STRICT_RECORD = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
"""Settings of every record read from a file: a misspelt key is an error, never ignored."""


def _resolve_path(path: Path, info: ValidationInfo) -> Path:
    """Make a path absolute that is written relative to the file that names it."""
    folder: Path = (info.context or {}).get("folder", Path())
    return (folder / path).resolve()


FilePath = Annotated[Path, AfterValidator(_resolve_path)]
"""A path in a city's file, relative to that file."""


def _read_named_file(value: object, info: ValidationInfo, kinds: str) -> list[BaseGeometry]:
    """Read the geometries of the GeoJSON file that a city's file names, all of one kind."""
    if not isinstance(value, str):
        raise ValueError("should be the path of a GeoJSON file")  # noqa: TRY004 - for pydantic
    path = _resolve_path(Path(value), info)
    geometries = read_geojson(path)
    if any(not geometry.geom_type.endswith(kinds) for geometry in geometries):
        raise CityFileError(f"{path}: should hold nothing but geometries of kind {kinds}")
    return geometries


def read_outline(value: object, info: ValidationInfo) -> BaseGeometry:
    """Make a polygon of the path of a GeoJSON file, relative to the file that names it."""
    if isinstance(value, BaseGeometry):
        return value
    return shapely.union_all(_read_named_file(value, info, "Polygon"))


def _read_line(value: object, info: ValidationInfo) -> BaseGeometry:
    if isinstance(value, BaseGeometry):
        return value
    parts = shapely.get_parts(_read_named_file(value, info, "LineString"))
    return MultiLineString(list(parts))


DrawnLine = Annotated[BaseGeometry, BeforeValidator(_read_line)]
"""Lines in EPSG:4326, each in the direction it is drawn, that a city's file names."""

Outline = Annotated[BaseGeometry, BeforeValidator(read_outline)]
"""A polygon in EPSG:4326 that a city's file names by its GeoJSON file."""


def _check_lonlat(value: tuple[float, float]) -> tuple[float, float]:
    lon, lat = value
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("should be [lon, lat] in degrees")
    return value


LonLat = Annotated[tuple[float, float], AfterValidator(_check_lonlat)]
"""A position in EPSG:4326: longitude first."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def check_unique_ids(entries: Iterable[_Identified]) -> None:
    """Refuse entries that share an id.

    Raises
    ------
    ValueError
        Names the first id that comes twice.
    """
    seen = set()
    for entry in entries:
        if entry.id in seen:
            raise ValueError(f"the id {entry.id!r} comes twice")
        seen.add(entry.id)


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
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"is no GeoJSON geometry ({error})") from error
    if geometry.is_empty or not geometry.is_valid:
        raise ValueError("is empty or not valid")
    if not _is_lonlat(geometry):
        raise ValueError("should have positions [lon, lat] in degrees")
    return geometry


def _is_lonlat(geometry: BaseGeometry) -> bool:
    left, bottom, right, top = geometry.bounds
    return bool(left >= -180 and right <= 180 and bottom >= -90 and top <= 90)


def read_toml(path: Path, record: type[Record]) -> Record:
    """Read a TOML file into a typed record.

    Raises
    ------
    CityFileError
        When the file is missing, is no TOML or has a wrong key; names the file and the key.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CityFileError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CityFileError(f"{path}: is not valid TOML ({error})") from error
    return check_record(document, record, path)


def check_record(document: object, record: type[Record], path: Path) -> Record:
    """Check a document against a record type; the first fault is named with its key and file."""
    try:
        return TypeAdapter(record).validate_python(document, context={"folder": path.parent})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in fault["loc"]) or "the document"
        raise CityFileError(
            f"{path}: {key}: {fault['msg'].removeprefix('Value error, ')}"
        ) from error


def read_geojson(path: Path) -> list[BaseGeometry]:
    """Read a GeoJSON file's geometries in order, (lon, lat) in EPSG:4326 (RFC 7946).

    Raises
    ------
    CityFileError
        When the file is missing, is no GeoJSON or has no valid geometry.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        kind = document["type"]
        members = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
        parts = document[members[kind]] if kind in members else [document]
        geometries = [shape(part.get("geometry") or part) for part in parts]
    except OSError as error:
        raise CityFileError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise CityFileError(f"{path}: is not valid GeoJSON ({error})") from error
    if not geometries or any(part.is_empty or not part.is_valid for part in geometries):
        raise CityFileError(f"{path}: has no valid geometry")
    if not all(_is_lonlat(part) for part in geometries):
        raise CityFileError(f"{path}: should have positions [lon, lat] in degrees")
    return geometries
