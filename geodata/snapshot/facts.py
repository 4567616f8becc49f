"""A city's written facts, institutions and statements and others, in one table of a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from pydantic import TypeAdapter
from shapely.geometry.base import BaseGeometry

from geodata.cities.agreements import Agreement
from geodata.cities.consents import Statement
from geodata.cities.institutions import Institution, SystemRemark
from geodata.cities.needs import Need
from geodata.cities.registries import Registries
from geodata.cities.rules import Rule
from geodata.crs import GEOGRAPHIC

COLUMNS = ["kind", "id", "record", "osm_ids", "geometry"]

_RECORDS: dict[str, TypeAdapter[Any]] = {
    "institutions": TypeAdapter(Institution),
    "remarks": TypeAdapter(SystemRemark),
    "statements": TypeAdapter(Statement),
    "agreements": TypeAdapter(Agreement),
    "needs": TypeAdapter(Need),
    "rules": TypeAdapter(Rule),
}
"""Kind of fact → its type; each is an attribute of `Registries`."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where OpenStreetMap has an institution."""

    osm_ids: tuple[str, ...]
    geometry: BaseGeometry
    """Points in EPSG:4326, (lon, lat), one for each feature."""


def store_facts(registries: Registries, sites: Mapping[str, Site]) -> gpd.GeoDataFrame:
    """Make the snapshot's table of facts, EPSG:4326; `record` is the whole entry as JSON.

    Parameters
    ----------
    sites
        Institution → where it is; the others have no geometry.
    """
    rows = list(_list_rows(registries, sites))
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry="geometry", crs=GEOGRAPHIC)


def _list_rows(registries: Registries, sites: Mapping[str, Site]) -> Iterator[dict[str, Any]]:
    for kind, record in _RECORDS.items():
        for one in getattr(registries, kind):
            site = sites.get(one.id) if kind == "institutions" else None
            yield {
                "kind": kind,
                "id": one.id,
                "record": record.dump_json(one).decode(),
                "osm_ids": json.dumps(site.osm_ids if site else ()),
                "geometry": site.geometry if site else None,
            }


def read_facts(frame: gpd.GeoDataFrame) -> dict[str, list[dict[str, Any]]]:
    """Read facts back as plain JSON values: kind → entries, each with the `osm_ids` it matched.

    Every kind is there, be it empty.
    """
    facts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _RECORDS}
    for kind, record, osm_ids in zip(frame["kind"], frame["record"], frame["osm_ids"], strict=True):
        facts[kind].append(json.loads(record) | {"osm_ids": json.loads(osm_ids)})
    return facts
