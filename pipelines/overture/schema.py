"""The schema that Overture Maps publishes, as far as it is read; files of another one are refused.

Files do not tell the version of their schema: it shows in their columns. This is v1.18.0, of the
releases of July and August 2026. https://docs.overturemaps.org/schema/reference/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from geodata.crs import GEOGRAPHIC
from geodata.errors import SourceError

VERSION = "v1.18"

WAY_OUT = (
    "download a release of that schema again, as docs/overture.md shows, "
    "or leave the type out if it is not needed"
)

Fields = tuple[str, ...] | None
"""Names inside a column of structures, or of lists of them; None for a plain column."""

_COMMON: dict[str, Fields] = {
    "id": None,
    "geometry": None,
    "bbox": ("xmin", "xmax", "ymin", "ymax"),
    "sources": ("property", "dataset", "record_id", "update_time"),
}
_NAMES: dict[str, Fields] = {"names": ("primary", "common", "rules")}
_CLASSES: dict[str, Fields] = {"subtype": None, "class": None}
_BASE = _COMMON | _NAMES | _CLASSES | {"source_tags": None, "wikidata": None}

SCHEMA: Mapping[str, Mapping[str, Fields]] = {
    "division_area": _COMMON | _NAMES | _CLASSES | {"is_land": None, "country": None},
    "division": _COMMON | _NAMES | _CLASSES | {"wikidata": None},
    "water": _BASE,
    "land_use": _BASE,
    "land": _BASE,
    "infrastructure": _BASE,
    "building": _COMMON
    | _NAMES
    | _CLASSES
    | {"height": None, "num_floors": None, "level": None, "is_underground": None},
    "place": _COMMON
    | _NAMES
    | {
        "taxonomy": ("primary", "hierarchy"),
        "operating_status": None,
        "confidence": None,
        "brand": ("names", "wikidata"),
    },
    "segment": _COMMON
    | _NAMES
    | _CLASSES
    | {
        "subclass": None,
        "connectors": ("connector_id", "at"),
        "access_restrictions": ("access_type", "when", "between"),
        "speed_limits": ("max_speed", "when", "between"),
        "road_flags": ("values", "between"),
        "rail_flags": ("values", "between"),
        "level_rules": ("value", "between"),
        "road_surface": ("value", "between"),
        "subclass_rules": ("value", "between"),
        "width_rules": ("value", "between"),
    },
}
"""Type → the columns that are read, in the order in which types are read."""

THEMES = {
    "division_area": "divisions",
    "division": "divisions",
    "water": "base",
    "land_use": "base",
    "land": "base",
    "infrastructure": "base",
    "building": "buildings",
    "place": "places",
    "segment": "transportation",
}
_FORMER = frozenset({"road", "connector_ids", "categories", "updateTime", "lanes"})
"""Columns of earlier releases, by which a reader knows them."""

_LISTED = 6


def check_schema(path: Path, kind: str) -> None:
    """Refuse a file that is no GeoParquet of a type as Overture publishes it.

    Raises
    ------
    SourceError
        In one sentence that says what is expected, what was found and the way out.
    """
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(
            f"{path}: is damaged or no Parquet file ({_shorten(error)}): download it again"
        ) from error
    missing = [*_list_missing(schema, kind)]
    if missing:
        others = [name for name in schema.names if name not in SCHEMA[kind]]
        others.sort(key=lambda name: name not in _FORMER)
        found = f"has {_name(others)}" if others else "has no other columns"
        raise SourceError(
            f"{path}: is not of Overture's schema {VERSION}, by which type={kind} is expected to "
            f"have {_name(missing)}; it lacks them and {found}: {WAY_OUT}"
        )
    _check_geometry(path, schema)


def _list_missing(schema: pa.Schema, kind: str) -> list[str]:
    missing = []
    for column, fields in SCHEMA[kind].items():
        if column not in schema.names:
            missing.append(column)
        elif fields:
            known = _list_fields(schema.field(column).type)
            missing += [f"{column}.{one}" for one in fields if one not in known]
    return missing


def _list_fields(kind: pa.DataType) -> set[str]:
    """List the names inside of a structure, or of a list of structures; none for text."""
    while pa.types.is_list(kind) or pa.types.is_large_list(kind):
        kind = kind.value_type
    is_structure = pa.types.is_struct(kind)
    return {kind.field(at).name for at in range(kind.num_fields)} if is_structure else set()


def _check_geometry(path: Path, schema: pa.Schema) -> None:
    try:
        geo = json.loads((schema.metadata or {})[b"geo"])["columns"]["geometry"]
        encoding, crs = geo["encoding"], geo.get("crs")
        is_known = crs is None or CRS.from_json_dict(crs).equals(
            CRS(GEOGRAPHIC), ignore_axis_order=True
        )
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise SourceError(
            f"{path}: is no GeoParquet, which says of its geometry how it is written: {WAY_OUT}"
        ) from error
    if encoding != "WKB" or not is_known:
        what = "in another system than longitude and latitude" if not is_known else encoding
        raise SourceError(
            f"{path}: is expected to have geometry as WKB in longitude and latitude (EPSG:4326); "
            f"it has it {what}: {WAY_OUT}"
        )


def _name(columns: list[str]) -> str:
    more = f" and {len(columns) - _LISTED} more" if len(columns) > _LISTED else ""
    return ", ".join(columns[:_LISTED]) + more


def _shorten(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
