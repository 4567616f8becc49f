"""Reads a city's files into typed records, or says which key of which file is wrong."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Protocol, Self, TypeVar

import geopandas as gpd
import shapely
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from geodata.cities.geojson_files import read_geojson
from geodata.cities.lines import find_last_entry, find_line
from geodata.cities.text_files import read_text
from geodata.errors import CityFileError

Record = TypeVar("Record")

STRICT_RECORD = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
"""Settings of every record read from a file: a misspelt key is an error, never ignored."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""An id."""


def _resolve_path(path: Path, info: ValidationInfo) -> Path:
    """Make a path absolute that is written relative to the file that names it."""
    folder: Path = (info.context or {}).get("folder", Path())
    resolved = (folder / path).resolve()
    _note(resolved)
    return resolved


_NOTED: ContextVar[list[Path] | None] = ContextVar("_NOTED", default=None)


def _note(path: Path) -> None:
    if (noted := _NOTED.get()) is not None:
        noted.append(path)


@contextmanager
def note_named_files() -> Iterator[list[Path]]:
    """List the files that are read as TOML meanwhile, and those that they name, in their order."""
    noted: list[Path] = []
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


_MOST_KEY_PARTS = 500
_MISSPELT = "unexpected_keyword_argument"
_REPEATED = "repeated_id"
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
            raise PydanticCustomError(_REPEATED, "the id '{id}' comes twice", {"id": entry.id})
        seen.add(entry.id)


@dataclass(frozen=True, config=STRICT_RECORD)
class RegistryFile:
    """A file of a city that lists entries, each with an id of its own."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for entries in vars(self).values():
            check_unique_ids(entries)
        return self


def read_toml(path: Path, record: type[Record]) -> Record:
    """Read a TOML file into a typed record.

    Raises
    ------
    CityFileError
        When the file is missing, is no TOML or has a wrong key; names the file and the key.
    """
    try:
        text = read_text(path)
        _note(path)
        _refuse_long_keys(text)
        document = tomllib.loads(text)
        return check_record(document, record, path, text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CityFileError(f"{path}: is not valid TOML ({error})") from error
    except RecursionError as error:
        raise CityFileError(f"{path}: is nested too deep") from error


def _refuse_long_keys(text: str) -> None:
    """Refuse a key such as ``a.b.c = 1`` of thousands of parts, which tomllib reads for hours."""
    lines = (line for line in text.splitlines() if line.count(".") > _MOST_KEY_PARTS)
    for parts in (piece.split(".") for line in lines for piece in line.split("=")):
        if len(parts) > _MOST_KEY_PARTS and all(part.strip() for part in parts[:-1]):
            raise RecursionError


def check_record(document: object, record: type[Record], path: Path, text: str = "") -> Record:
    """Check a document against a record type; the first fault is named with its key and file.

    Parameters
    ----------
    text
        The TOML that it was read from, to name the line, too.
    """
    try:
        return TypeAdapter(record).validate_python(document, context={"folder": path.parent})
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is what is wrong where the right one is missing, too.
        fault = next((one for one in faults if one["type"] == _MISSPELT), faults[0])
        key = ".".join(str(part) for part in fault["loc"]) or "the document"
        repeated = fault["ctx"]["id"] if fault["type"] == _REPEATED else None
        line = find_last_entry(text, repeated) if repeated else find_line(text, fault["loc"])
        where = f" (line {line})" if line else ""
        said = fault["msg"].removeprefix("Value error, ")
        said = "is not a known key" if fault["type"] == _MISSPELT else said
        raise CityFileError(f"{path}: {key}: {said}{where}") from error


def load_records(frame: gpd.GeoDataFrame, record: TypeAdapter[Record]) -> tuple[Record, ...]:
    """Read whole entries back from a snapshot's table: each as JSON, its place beside it."""
    return tuple(
        record.validate_python({**json.loads(text), "geometry": geometry})
        for text, geometry in zip(frame["record"], frame.geometry, strict=True)
    )
