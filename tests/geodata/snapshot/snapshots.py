"""Small snapshots for the tests of what is written, read, counted and compared."""

from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from geodata.cities.names import store_names
from geodata.cities.projects import store_projects
from geodata.cities.providers import store_providers
from geodata.cities.registries import Registries
from geodata.cities.unknown import store_unknown
from geodata.crossings.crossing import Crossing, CrossingWay, store_crossings
from geodata.crs import GEOGRAPHIC
from geodata.fields import FEATURE_FIELDS
from geodata.snapshot.facts import store_facts
from geodata.snapshot.manifest import CitySummary, Manifest
from geodata.snapshot.origin import Origin, SourceKind
from geodata.snapshot.writing import lock_data, write_snapshot
from tests.geodata.cities.registry_entries import make_fact, make_provider

BANKS = ({"id": "north", "name": {"en": "North"}}, {"id": "south", "name": {"en": "South"}})
POINT = shapely.Point(20.866, 42.892)
DAY = date(2025, 9, 1)
DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}


def make_manifest(notes=()):
    city = CitySummary("twin", {"en": "Twin"}, "EPSG:32634", *BANKS, (), {})
    origin = Origin(SourceKind.FILE, "twin.osm.pbf", "2025-09-01T10:00:00+00:00", "ab" * 32)
    return Manifest("", "", "uramost 0", city, origin, (20.8, 42.8, 20.9, 42.9), {}, (), notes)


def make_layer(*rows):
    """Make a layer of rows that give some columns; the others are missing or zero."""
    zero = {"string": None, "integer": 0, "number": float("nan"), "boolean": False}
    blank = {field.name: zero[field.type] for field in FEATURE_FIELDS} | {"geometry": POINT}
    columns = {
        field.name: pd.Series([(blank | row)[field.name] for row in rows], dtype=DTYPES[field.type])
        for field in FEATURE_FIELDS
    }
    geometry = gpd.GeoSeries([(blank | row)["geometry"] for row in rows], crs=GEOGRAPHIC)
    return gpd.GeoDataFrame(columns, geometry=geometry)


def node(osm_id, side="north", **columns):
    return {"element": "node", "id": osm_id, "side": side, "tags": "{}"} | columns


def make_tables(crossings=None):
    if crossings is None:
        line = shapely.LineString([(20.866, 42.891), (20.866, 42.893)])
        ways = (CrossingWay("way/7", {"highway": "residential"}),)
        old = make_fact("old", kind="foot", closed="2023-01-19")
        new = make_fact("new", opened="2026-05")
        crossings = [
            Crossing("main", {"en": "Main", "sq": "Ura"}, "road", line, ways),
            Crossing("old", old.name, "foot", POINT, (), old),
            Crossing("new", new.name, "road", POINT, (), new),
        ]
    places = gpd.GeoDataFrame({"part": ["left"]}, geometry=[POINT], crs=GEOGRAPHIC)
    return {
        "banks": places,
        "crossings": store_crossings(crossings, DAY),
        "projects": store_projects([], []),
        "claims": pd.DataFrame({"element": ["node"], "id": [1]}),
        "providers": store_providers([make_provider("keds", "KEDS")]),
        "network_nodes": places.assign(id=1),
        "network_edges": pd.DataFrame({"u": [1], "v": [1], "length_m": [0.5]}),
        "facts": store_facts(Registries(), {}),
        "names": store_names([]),
        "unknown": store_unknown([]),
        "edits": pd.DataFrame({"element": ["node"], "id": [1], "edited": ["2024-02-29"]}),
    }


def make_layers():
    return {
        "substations": make_layer(node(1, provider="keds"), node(2, "south")),
        "police": make_layer(),
    }


def publish(data, layers=None, tables=None, **more):
    """Write a snapshot as a build does, under the lock."""
    with lock_data(data):
        return write_snapshot(
            data, make_manifest(), layers or make_layers(), tables or make_tables(), **more
        )
