"""Crossings, providers, claims, projects, banks, names and counts as flat tables of `fields`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

import geopandas as gpd
import pandas as pd
from pydantic import TypeAdapter
from shapely.geometry.base import BaseGeometry

from geodata.cities.crossings import CrossingFact
from geodata.cities.names import DISPUTED
from geodata.crossings.crossing import Crossing, load_crossings
from geodata.crs import GEOGRAPHIC
from geodata.fields import TABLE_FIELDS, Field
from geodata.names import SPOKEN, Names, join_names
from geodata.snapshot.counts import COUNTS
from geodata.snapshot.row_order import put_telling_first
from geodata.snapshot.store import Snapshot

_FACT = TypeAdapter(CrossingFact)
FACT_TABLES = ("institutions", "statements", "agreements", "needs", "rules")
"""Tables that are kinds of the snapshot's table of facts."""

_DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def read_flat_table(snapshot: Snapshot, name: str, day: date) -> gpd.GeoDataFrame:
    """Read one of `geodata.fields.TABLE_FIELDS` with exactly its columns and `geometry`.

    Parameters
    ----------
    day
        The day that the status and access of crossings are told for.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, (lon, lat); fields of format ``json`` are text, and no geometry stands where a
        thing has no place: providers and claims never have one.
    """
    if name in FACT_TABLES:
        return _read_fact_table(snapshot, name)
    if name in COUNTS:
        return build_table(TABLE_FIELDS[name], list(COUNTS[name](snapshot)), None)
    frame = snapshot.read_table(name)
    if name == "crossings":
        return flatten_crossings(load_crossings(cast("gpd.GeoDataFrame", frame)), day)
    places = frame.get("geometry")
    if name == "banks":
        city = snapshot.manifest.city
        names = {bank.id: bank.name for bank in (city.left, city.right)}
        is_modelled = snapshot.manifest.origin.is_modelled
        rows = [_flatten_bank(row, names, is_modelled) for row in _list_rows(frame)]
        return build_table(TABLE_FIELDS[name], rows, places)
    if name == "claims":
        return build_table(
            TABLE_FIELDS[name], [_flatten_claim(row) for row in _list_rows(frame)], places
        )
    flatten = _FLATTEN[name]
    records = [json.loads(text) for text in frame.get("record", ())]
    for column in {"keys", "signed", "assessments"}.intersection(frame.columns):
        pairs = zip(records, frame[column], strict=True)
        records = [{**record, column: json.loads(value)} for record, value in pairs]
    if name == "projects":
        needs = _list_needs(snapshot)
        records = [{**record, "needs": needs.get(record["id"], [])} for record in records]
    return build_table(TABLE_FIELDS[name], [flatten(record) for record in records], places)


def _list_needs(snapshot: Snapshot) -> dict[str, list[str]]:
    """List the needs that each project answers, by their ids in the order of the registry."""
    facts = snapshot.read_table("facts")
    found: dict[str, list[str]] = {}
    for text in facts["record"][facts["kind"] == "needs"]:
        need = json.loads(text)
        for project in need["projects"]:
            found.setdefault(project, []).append(need["id"])
    return found


def flatten_crossings(crossings: Sequence[Crossing], day: date) -> gpd.GeoDataFrame:
    """Make the table of crossings, with their state on a day."""
    rows = [_flatten_crossing(one, day) for one in crossings]
    return build_table(TABLE_FIELDS["crossings"], rows, [one.geometry for one in crossings])


def build_table(
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, Any]],
    places: Iterable[BaseGeometry | None] | None,
) -> gpd.GeoDataFrame:
    """Build a table of rows and their places, None where the table has none; ordered to tell."""
    columns = {
        field.name: pd.Series(
            [_write(row.get(field.name), is_json=field.format == "json") for row in rows],
            dtype=_DTYPES[field.type],
        )
        for field in fields
    }
    shapes = [None] * len(rows) if places is None else list(places)
    table = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC))
    return put_telling_first(table, fields)


def _write(value: object, *, is_json: bool) -> object:
    """Write a nested value as JSON; the empty list or object is no value."""
    if not is_json:
        return value
    return json.dumps(value, ensure_ascii=False) if value else None


def _list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object)
    return cast("list[dict[str, Any]]", plain.where(plain.notna(), None).to_dict("records"))


def spread_names(names: Names | None) -> dict[str, str | None]:
    """Spread names over the columns of `fields.NAME_FIELDS`."""
    names = names or {}
    apart = {one.field: names.get(code) for code, one in SPOKEN.items()}
    return {"name": join_names(names) or None, **apart}


def _flatten_crossing(crossing: Crossing, day: date) -> dict[str, Any]:
    fact = _FACT.dump_python(crossing.fact, mode="json") if crossing.fact else {}
    status = crossing.status(day)
    access = {mode.value: state.tell() for mode, state in crossing.access(day).items()}
    return {
        **fact,
        "id": crossing.id,
        "kind": crossing.kind.value,
        "use": crossing.use.value,
        **spread_names(crossing.name),
        "status": status.value if status else None,
        "as_of": day.isoformat(),
        "is_registered": crossing.fact is not None,
        "is_modelled": crossing.is_modelled,
        "osm_ids": list(crossing.osm_ids),
        "access": access,
    }


def _read_fact_table(snapshot: Snapshot, name: str) -> gpd.GeoDataFrame:
    """Read the facts of a kind, institutions with the places that they have on the map."""
    frame = cast("gpd.GeoDataFrame", snapshot.read_table("facts"))
    frame = cast("gpd.GeoDataFrame", frame[frame["kind"] == name])
    rows = [
        {**json.loads(text), "osm_ids": json.loads(osm_ids)}
        for text, osm_ids in zip(frame["record"], frame["osm_ids"], strict=True)
    ]
    return build_table(
        TABLE_FIELDS[name],
        [{**row, **spread_names(row.get("name"))} for row in rows],
        frame.geometry,
    )


def _flatten_provider(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, **spread_names(record["name"])}


def flatten_project(record: Mapping[str, Any]) -> dict[str, Any]:
    """Flatten a project as a city's files have it to the columns of `fields.PROJECT_FIELDS`."""
    last = record["history"][-1]
    return {
        **record,
        **spread_names(record["name"]),
        "status": last["status"],
        "status_since": last.get("date"),
    }


def _flatten_name(record: Mapping[str, Any]) -> dict[str, Any]:
    claimed = {claim["municipality"] for claim in record["municipality"]}
    return {
        **record,
        **spread_names(record["name"]),
        "municipality": DISPUTED if len(claimed) > 1 else min(claimed, default=None),
        "municipality_claims": [
            {**claim, "sources": claim["sources"] or record["sources"]}
            for claim in record["municipality"]
        ],
    }


_FLATTEN = {
    "projects": flatten_project,
    "providers": _flatten_provider,
    "names": _flatten_name,
}
"""Table whose rows hold whole entries → how an entry becomes a row."""


def _flatten_claim(row: Mapping[str, Any]) -> dict[str, Any]:
    feature = f"{row.get('element')}/{row['id']}"
    claimed = [row.get("provider") or row.get("operator"), row.get("role"), row.get("basis")]
    parts = [feature, row.get("layer"), *claimed]
    return {**row, "feature": feature, "id": ":".join(str(part) for part in parts if part)}


def _flatten_bank(
    row: Mapping[str, Any],
    names: Mapping[str, Names],
    has_modelled_water: bool,  # noqa: FBT001
) -> dict[str, Any]:
    return {
        **row,
        "id": row["part"],
        **spread_names(names.get(row.get("side", ""))),
        "is_modelled": has_modelled_water and row["part"] == "water",
    }
