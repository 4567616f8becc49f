"""All buildings of a city go through each client, in each system: nothing is lost or altered."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from owslib.ogcapi.features import Features

from geodata.fields import FEATURE_FIELDS
from tests.app.many_buildings import COUNT
from tests.app.ogc.gdal_clients import copy_by_ogr2ogr, list_by_ogrinfo, needs_gdal, read_by_pyogrio
from tests.app.same_features import SYSTEMS, assert_same_features

pytestmark = pytest.mark.slow
"""Every day, `test_clients` has each client read each kind of collection of the sample."""

OGR_TYPES = {
    "string": "String",
    "integer": "Integer",
    "number": "Real",
    "boolean": "Integer(Boolean)",
    "json": "String(JSON)",
}
PAGES = ("-oo", "PAGE_SIZE=10000")
PARSERS = {"integer": int, "number": float, "boolean": lambda text: bool(int(text))}


@pytest.mark.parametrize("system", [one for one in SYSTEMS if one != "EPSG:4326"])
def test_pyogrio_reads_all_of_them(large_url, buildings, tmp_path, system):
    found = read_by_pyogrio(large_url, "buildings", tmp_path, CRS=system)
    assert len(found) == COUNT
    assert found.crs == system
    kinds = {"number": "f", "integer": "f", "boolean": "b"}
    for field in FEATURE_FIELDS:
        assert found[field.name].dtype.kind in kinds.get(field.type, "OT"), field.name
    assert_same_features(found, buildings, FEATURE_FIELDS, system)


@needs_gdal
@pytest.mark.parametrize("pages", [PAGES, ()], ids=["of 10,000", "as it chooses"])
def test_ogrinfo_lists_all_of_them(large_url, buildings, pages):
    rows, types = list_by_ogrinfo(large_url, "buildings", *pages)
    empty = {name for name in buildings if buildings[name].isna().all()}
    assert types == {
        field.name: OGR_TYPES[
            "string"
            if field.name in empty and field.format == "json"
            else field.format or field.type
        ]
        for field in FEATURE_FIELDS
    } | {"id": "Integer64"}
    for field in FEATURE_FIELDS:
        if field.type in PARSERS:
            rows[field.name] = rows[field.name].map(PARSERS[field.type], na_action="ignore")
    found = gpd.GeoDataFrame(rows, geometry=shapely.from_wkt(rows["geometry"]), crs=4326)
    assert_same_features(found, buildings, FEATURE_FIELDS)


@needs_gdal
@pytest.mark.parametrize("system", SYSTEMS[1:])
def test_ogr2ogr_copies_all_of_them(large_url, buildings, tmp_path, system):
    found = copy_by_ogr2ogr(large_url, "buildings", tmp_path, "-t_srs", system)
    assert found.crs == system
    assert found["id"].dtype == "int64"
    assert_same_features(found, buildings, FEATURE_FIELDS, system)


@pytest.mark.parametrize("system", SYSTEMS)
def test_owslib_reads_all_of_them_page_by_page(large_url, buildings, system):
    server = Features(f"{large_url}/ogc")
    uri = next(
        one
        for one in server.collection("buildings")["crs"]
        if one.split("/")[-3:][::2] == system.split(":")
    )
    features = []
    while len(features) < COUNT:
        page = server.collection_items("buildings", limit=7_000, offset=len(features), crs=uri)
        assert page["numberReturned"] == len(page["features"]) > 0
        features += page["features"]
    found = gpd.GeoDataFrame.from_features(features, crs=system)
    for field in FEATURE_FIELDS:
        if field.type == "integer":
            assert pd.api.types.is_integer_dtype(found[field.name])
    if system == "EPSG:4326":  # latitude comes first
        found.geometry = shapely.transform(found.geometry.to_numpy(), lambda at: at[:, ::-1])
    assert [one["id"] for one in features] == [
        f"{kind}/{number}" for kind, number in zip(found["element"], found["id"], strict=True)
    ]
    assert_same_features(found, buildings, FEATURE_FIELDS, system)
