"""OSM files: checks that one is one, and reads its header and its objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.osm import NOTHING
from shapely.geometry.base import BaseGeometry

from geodata.errors import SourceError

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
NEGATIVE_IDS = "negative ids: upload or renumber them first"
"""What editors give to what is new, and what to do about it."""
_DAMAGE = (RuntimeError, ValueError, osmium.InvalidLocationError)
"""What pyosmium raises for a file that it cannot read, or a number or text in it that it cannot."""


def check_file(path: Path) -> None:
    """Refuse a path that cannot be an OSM file.

    Raises
    ------
    SourceError
        When it is missing, no file, not readable, or its suffix is none of `SUFFIXES`.
    """
    if path.is_dir():
        raise SourceError(f"{path}: is a folder, not a file")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error
    if not path.name.lower().endswith(SUFFIXES):
        raise SourceError(f"{path}: is no OpenStreetMap file ({', '.join(SUFFIXES)})")


def read_header(path: Path) -> tuple[BaseGeometry | None, str | None]:
    """Read a file's bounds, (lon, lat) in EPSG:4326, and the time that it is up to date with.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    header = open_header(path)
    box = header.box()
    bounds = None
    if box.valid():
        low, high = box.bottom_left, box.top_right
        bounds = shapely.box(low.lon, low.lat, high.lon, high.lat)
    return bounds, header.get("osmosis_replication_timestamp", "") or None


def open_header(path: Path) -> Any:  # noqa: ANN401
    """Read a file's header as pyosmium gives it.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    try:
        with osmium.io.Reader(_name_file(path), NOTHING) as reader:
            return reader.header()
    except _DAMAGE as error:
        raise make_damage_error(path, error) from error


def read_objects(path: Path, entities: Any, *filters: Any) -> Iterator[Any]:  # noqa: ANN401
    """Read the objects of a file that pass pyosmium's filters, which run in C++.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    try:
        processor = osmium.FileProcessor(_name_file(path), entities)
        for one in filters:
            processor.with_filter(one)
        yield from processor
    except _DAMAGE as error:
        raise make_damage_error(path, error) from error


def make_damage_error(path: Path, error: Exception) -> SourceError:
    """Put pyosmium's complaint into one sentence."""
    return SourceError(f"{path}: is damaged or no OpenStreetMap file ({error})")


def _name_file(path: Path) -> osmium.io.File:
    return osmium.io.File(str(path), name_format(path))


def name_format(path: Path) -> str:
    """Name a file's format in small letters, as pyosmium knows suffixes only so."""
    name = path.name.lower()
    return next(end for end in SUFFIXES[::-1] if name.endswith(end))[1:]


def locate_ways(locations: Any) -> Any:  # noqa: ANN401
    """Make a filter that stores the places of nodes and gives them to ways; some may be missing."""
    handler = osmium.NodeLocationsForWays(locations)
    handler.ignore_errors()
    return handler
