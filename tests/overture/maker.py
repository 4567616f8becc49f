"""Makes Overture Maps' GeoParquet of an OSM file; columns and types are the published ones.

The other way round than `pipelines.overture`: OSM's tags become Overture's columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from pipelines.osm.clip import clip_file
from pipelines.osm.raw_pull import RawPull
from pipelines.progress import stay_silent
from tests.overture.columns import COLUMNS, THEMES
from tests.overture.rows import make_row
from tests.overture.streets import make_streets

RELEASE = "2026-08-19.0"
_PLACES = {
    "hospital": ["health_care", "hospital"],
    "bank": ["services_and_business", "financial_service", "bank_or_credit_union", "bank"],
    "school": ["education", "place_of_learning", "school"],
    "pharmacy": ["shopping", "specialty_store", "pharmacy_and_drug_store", "pharmacy"],
}
_USES = ("landuse", "leisure", "amenity", "natural")
_WATERS = ("waterway", "natural", "landuse")
_NAME_KEYS = ("name", "official_name", "alt_name", "short_name")


def make_overture(osm: Path, raw: RawPull, folder: Path) -> Path:
    """Write Overture's files of an OSM file as ``aws s3 sync`` leaves them; return the release.

    Parameters
    ----------
    raw
        The pull of the same file: its features are drawn already.
    """
    release = folder / RELEASE
    rows = make_sites(raw) | make_streets(clip_file(osm, raw.study_area, stay_silent).elements)
    for kind, found in rows.items():
        if found:
            write_rows(release, kind, found)
    return release


def write_rows(release: Path, kind: str, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows of a type as one file of a release; columns that a row lacks are empty."""
    columns = COLUMNS[kind]
    names = list(columns)
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in names} for row in rows],
        schema=pa.schema(list(columns.items())),
    )
    return write_table(release, kind, table)


def write_table(release: Path, kind: str, table: pa.Table, crs: object = None) -> Path:
    """Write a table as GeoParquet, where a release has it."""
    geometry = {"encoding": "WKB", "geometry_types": []} | ({"crs": crs} if crs else {})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    path = release / f"theme={THEMES[kind]}" / f"type={kind}" / "part-00000-c000.zstd.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), path, compression="zstd"
    )
    return path


def make_sites(raw: RawPull) -> dict[str, list[dict[str, object]]]:
    """Make what is no street, of drawn features."""
    found: dict[str, list[dict[str, object]]] = {kind: [] for kind in COLUMNS}
    features = raw.features
    columns = zip(
        features["element"], features["id"], features["tags"], features.geometry, strict=True
    )
    for element, number, tags, shape in columns:
        kind = _choose_type(element, tags, shape)
        if kind is not None:
            row = make_row(f"{element[0]}{number}", shape, tags)
            found[kind].append(row | _describe_site(kind, tags))
            if kind == "place":
                found[kind][-1] |= {"sources": make_row(None, shape, tags)["sources"]}
    return found


def _choose_type(  # noqa: PLR0911 - a line a type
    element: str, tags: Mapping[str, str], shape: shapely.Geometry
) -> str | None:
    if "building" in tags:
        return "building" if shape.area else None
    if "waterway" in tags or tags.get("natural") == "water":
        return "water" if shape.geom_type != "MultiLineString" else None
    if tags.get("boundary") == "administrative":
        return "division_area" if element == "relation" and shape.area else None
    if "place" in tags:
        return "division" if shape.geom_type == "Point" else None
    if "amenity" in tags and shape.geom_type == "Point":
        return "place" if tags["amenity"] in _PLACES else "infrastructure"
    if any(key in tags for key in _USES) and shape.area:
        return "land_use"
    is_street = tags.get("highway") and shape.geom_type != "Point"
    is_way = tags.get("railway") and shape.geom_type == "LineString"
    return None if is_street or is_way or tags.get("route") == "ferry" else "infrastructure"


def _describe_site(kind: str, tags: Mapping[str, str]) -> dict[str, object]:
    if kind == "building":
        levels = tags.get("building:levels", "")
        value = tags["building"]
        return {
            "class": None if value == "yes" else value,
            "num_floors": int(levels) if levels.isdecimal() else None,
            "level": 0,
        }
    if kind == "place":
        hierarchy = _PLACES[tags["amenity"]]
        return {
            "taxonomy": {"primary": hierarchy[-1], "hierarchy": hierarchy},
            "confidence": 0.9,
            "operating_status": "open",
        }
    if kind == "division_area":
        return {"subtype": "county", "class": "land", "is_land": True, "country": "XX"}
    if kind == "division":
        return {"subtype": "locality", "class": tags["place"], "country": "XX"}
    value = next((tags[key] for key in _WATERS if key in tags), "unknown")
    others = {key: text for key, text in tags.items() if key.partition(":")[0] not in _NAME_KEYS}
    return {
        "subtype": value,
        "class": value,
        "wikidata": others.pop("wikidata", None),
        "source_tags": list(others.items()),
    }


def find_file(release: Path, kind: str) -> Path:
    """Find the file of a type in a release."""
    return next(release.rglob(f"type={kind}/*.parquet"))
