"""Real clients read the API: GDAL through pyogrio, and OWSLib; what they get is what is stored."""

import json
from datetime import UTC, datetime
from functools import partial

import geopandas as gpd
import httpx
import pytest
import shapely
from owslib.ogcapi.features import Features

from geodata.fields import FEATURE_COLUMNS, FEATURE_FIELDS, TABLE_FIELDS, get_fields
from geodata.snapshot.published import read_export_table
from geodata.snapshot.store import open_snapshot
from tests.app.ogc.gdal_clients import (
    copy_by_ogr2ogr,
    needs_gdal,
    read_by_pyogrio,
    read_layers_by_pyogrio,
    run_python,
)
from tests.app.same_features import SYSTEMS, assert_same_features

READ_WHOLE = ("schools", "roads", *TABLE_FIELDS)
LAYERS = ("buildings", "roads", "crossings", "providers", "claims", "projects", "banks")


@pytest.fixture(scope="module")
def snapshot(sample_data):
    return open_snapshot(sample_data)


LIST = """
import json, sys
import pyogrio
names = [str(one[0]) for one in pyogrio.list_layers(sys.argv[1])]
info = pyogrio.read_info(sys.argv[1], layer="roads")
types = dict(zip(info["fields"].tolist(), map(str, info["dtypes"].tolist())))
print(json.dumps([names, types]))
"""


@pytest.fixture
def read_by_gdal(reviewed, tmp_path):
    """Read a layer as GDAL does."""
    return partial(read_by_pyogrio, reviewed.url, folder=tmp_path)


@pytest.mark.parametrize(
    "crs",
    [
        one if one in {"EPSG:4326", "EPSG:32634"} else pytest.param(one, marks=pytest.mark.slow)
        for one in SYSTEMS
    ],
)
def test_gdal_reads_all_buildings_in_every_system(read_by_gdal, snapshot, crs):
    frame = read_by_gdal("buildings", CRS=crs)
    # Whose degrees GDAL takes for those of CRS84, which it then asks for.
    assert frame.crs == ("OGC:CRS84" if crs == "EPSG:4326" else crs)
    assert_same_features(frame, snapshot.read_layer("buildings"), FEATURE_FIELDS, crs)


@pytest.fixture(scope="module")
def frames(reviewed, tmp_path_factory):
    """Layers and tables as GDAL reads them."""
    return read_layers_by_pyogrio(reviewed.url, READ_WHOLE, tmp_path_factory.mktemp("read"))


@pytest.mark.parametrize("name", READ_WHOLE)
def test_gdal_reads_every_value_of_layers_and_tables(frames, snapshot, name):
    fields = get_fields(name)
    stored = read_export_table(snapshot, name, datetime.now(UTC).date()).frame
    frame = frames[name]
    assert list(frame.columns) == [*(field.name for field in fields), "geometry"]
    assert_same_features(frame, stored, fields)


@needs_gdal
@pytest.mark.parametrize("name", READ_WHOLE)
def test_ogr2ogr_copies_every_value_of_layers_and_tables(reviewed, snapshot, tmp_path, name):
    stored = read_export_table(snapshot, name, datetime.now(UTC).date()).frame
    frame = copy_by_ogr2ogr(reviewed.url, name, tmp_path)
    assert_same_features(frame, stored, get_fields(name))


def test_gdal_lists_every_collection_and_knows_the_types_of_fields(reviewed):
    names, types = json.loads(run_python(LIST, f"OAPIF:{reviewed.url}/ogc"))
    assert {"buildings", "crossings", "projects"} <= set(names)
    assert set(types) >= set(FEATURE_COLUMNS)
    for name in ("id", "left_share", "provider_confidence"):
        assert types[name] == "float64", name
    assert types["name_sq"] in {"object", "str"}


def test_gdal_filters_by_box_and_value(read_by_gdal, snapshot):
    box = (20.86, 42.885, 20.866, 42.893)
    stored = snapshot.read_layer("buildings")
    frame = read_by_gdal("buildings", bbox=box, where="side = 'north'")
    expected = stored[stored.intersects(shapely.box(*box)) & (stored["side"] == "north")]
    assert 0 < len(expected) < len(stored)
    assert len(frame) == len(expected)


@pytest.mark.parametrize("layer", LAYERS)
def test_owslib_reads_every_kind_of_collection(reviewed, layer):
    server = Features(f"{reviewed.url}/ogc")
    assert layer in server.feature_collections()
    first = server.collection_items(layer, limit=7)
    rest = server.collection_items(layer, limit=10_000, startindex=None, offset=7)
    total = server.collection_items(layer, limit=10_000)
    ids = [one["id"] for one in (*first["features"], *rest["features"])]
    assert ids == [one["id"] for one in total["features"]]
    assert server.collection_item(layer, ids[0])["properties"] == total["features"][0]["properties"]
    assert server.collection_queryables(layer)["type"] == "object"


def test_owslib_filters_in_both_languages(reviewed, snapshot):
    server = Features(f"{reviewed.url}/ogc")
    document = {"op": "=", "args": [{"property": "side"}, "north"]}
    expected = int((snapshot.read_layer("roads")["side"] == "north").sum())
    text = server.collection_items("roads", filter="side = 'north'")
    found = server.collection_items(
        "roads", filter=json.dumps(document), **{"filter-lang": "cql2-json"}
    )
    assert text["numberMatched"] == found["numberMatched"] == expected


def test_geopandas_reads_a_page_as_it_stands(reviewed, snapshot):
    page = httpx.get(f"{reviewed.url}/ogc/collections/schools/items?limit=1000")
    frame = gpd.GeoDataFrame.from_features(page.json(), crs=4326)
    assert list(frame["name"].fillna("")) == list(snapshot.read_layer("schools")["name"].fillna(""))
