"""All buildings of a city come in every format of file as they are in the snapshot."""

import geopandas as gpd
import httpx
import pandas as pd
import pyogrio
import pytest

from geodata.exports.cells import make_inert
from geodata.exports.formats import Format
from geodata.fields import FEATURE_FIELDS
from tests.app.many_buildings import COUNT
from tests.app.same_features import assert_same_features
from tests.geodata.exports.read_back import read_back

pytestmark = pytest.mark.slow
"""Every day, `test_read_back` reads each format back to the last value."""

PATIENT_S = 120
KINDS = {"string": str, "integer": int, "number": float, "boolean": bool}


def save(url, name, folder):
    """Take a file away, as it travels packed and is unpacked by whoever takes it."""
    path = folder / name
    with httpx.stream("GET", f"{url}/data/{name}", timeout=PATIENT_S) as answer:
        answer.raise_for_status()
        path.write_bytes(answer.read())
    return path


def read(path, form, layer=None):
    rows = read_back(path, form, FEATURE_FIELDS, layer)
    if form is Format.CSV:
        rows = [({name: take_off(one) for name, one in row.items()}, place) for row, place in rows]
    shapes = [shape for _, shape in rows]
    columns = pd.DataFrame([row for row, _ in rows], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def take_off(value):
    """Take off the apostrophe that keeps spreadsheets from running a text."""
    is_kept = isinstance(value, str) and value[:1] == "'" and make_inert(value[1:]) == value
    return value[1:] if is_kept else value


def check_types(frame):
    for field in FEATURE_FIELDS:
        if field.format != "json":
            kinds = {type(one) for one in frame[field.name] if one is not None}
            assert kinds <= {KINDS[field.type]}, field.name


@pytest.mark.parametrize("form", Format)
def test_a_file_has_every_value_and_every_shape(large_url, buildings, tmp_path, form):
    found = read(save(large_url, f"buildings.{form}", tmp_path), form)
    assert len(found) == COUNT
    check_types(found)
    assert_same_features(found, buildings, FEATURE_FIELDS)
    if form is not Format.FGB:  # whose index puts them in an order of its own
        assert list(found["id"]) == list(buildings["id"])


def test_the_file_of_the_city_has_them_too(large_url, buildings, tmp_path):
    path = save(large_url, "testville.gpkg", tmp_path)
    found = read(path, Format.GPKG, "buildings")
    check_types(found)
    assert_same_features(found, buildings, FEATURE_FIELDS)
    assert pyogrio.read_info(path, layer="crossings")["features"] == 3
