"""Real clients read the API: GDAL through pyogrio, and OWSLib; what they get is what is stored."""

import json
import subprocess
import sys

import geopandas as gpd
import httpx
import numpy as np
import pytest
import shapely
from owslib.ogcapi.features import Features

from geodata.fields import FEATURE_COLUMNS
from geodata.snapshot import open_snapshot

LAYERS = ("buildings", "roads", "crossings", "providers", "claims", "projects", "banks")
SYSTEMS = ("OGC:CRS84", "EPSG:4326", "EPSG:3857", "EPSG:32634")
TOLERANCE = {"OGC:CRS84": 1e-7, "EPSG:4326": 1e-7, "EPSG:3857": 0.002, "EPSG:32634": 0.002}


@pytest.fixture(scope="module")
def snapshot(sample_data):
    return open_snapshot(sample_data)


READ = """
import json, sys, warnings
import pyogrio
warnings.simplefilter("ignore")  # GDAL's advice goes to people
address, out, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if "bbox" in options:
    options["bbox"] = tuple(options["bbox"])
frame = pyogrio.read_dataframe(address, **options)
frame.to_parquet(out)
"""
LIST = """
import json, sys
import pyogrio
names = [str(one[0]) for one in pyogrio.list_layers(sys.argv[1])]
info = pyogrio.read_info(sys.argv[1], layer="roads")
types = dict(zip(info["fields"].tolist(), map(str, info["dtypes"].tolist())))
print(json.dumps([names, types]))
"""


def run(script, *args):
    """Run a script of its own: GDAL holds on to the interpreter that the server needs, too."""
    done = subprocess.run(
        [sys.executable, "-c", script, *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def read_by_gdal(reviewed, tmp_path):
    """Read a layer as GDAL does."""

    def read(layer, **options):
        out = tmp_path / "read.parquet"
        options["layer"] = layer
        run(READ, f"OAPIF:{reviewed.url}/ogc", str(out), json.dumps(options))
        return gpd.read_parquet(out)

    return read


@pytest.mark.parametrize("crs", SYSTEMS)
def test_gdal_reads_all_buildings_in_every_system(read_by_gdal, snapshot, crs):
    stored = snapshot.read_layer("buildings")
    frame = read_by_gdal("buildings", CRS=crs)
    assert len(frame) == len(stored)
    metric = crs in {"EPSG:3857", "EPSG:32634"}
    expected = stored.geometry.to_crs(crs) if metric else stored.geometry
    assert shapely.equals_exact(
        shapely.normalize(frame.geometry.to_numpy()),
        shapely.normalize(expected.to_numpy()),
        TOLERANCE[crs],
    ).all()
    for name in ("element", "side", "provider", "municipality"):
        assert list(frame[name].fillna("")) == list(stored[name].fillna("")), name
    for name in ("id", "left_share", "bank_distance_m", "provider_confidence"):
        assert np.allclose(frame[name].astype(float), stored[name], equal_nan=True), name
    assert list(frame["is_modelled"].astype(bool)) == list(stored["is_modelled"])


def test_gdal_lists_every_collection_and_knows_the_types_of_fields(reviewed):
    names, types = json.loads(run(LIST, f"OAPIF:{reviewed.url}/ogc"))
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
