"""GDAL, and so QGIS 3.22, tells types of live fields by their values: without any it is text."""

import httpx
import pyogrio
import pytest

from geodata.fields import FEATURE_FIELDS

TYPES = {
    "string": {"OFTString"},
    "integer": {"OFTInteger", "OFTInteger64"},
    "number": {"OFTReal"},
    "boolean": {"OFTInteger"},
}
SUBTYPES = {"boolean": "OFSTBoolean", "json": "OFSTJSON"}


@pytest.fixture
def read_types(large_url, tmp_path):
    """Field of a page of buildings → the type and subtype that GDAL gives it."""
    page = httpx.get(f"{large_url}/ogc/collections/buildings/items?limit=1000", timeout=60)
    path = tmp_path / "buildings.geojson"
    path.write_bytes(page.raise_for_status().content)
    info = pyogrio.read_info(path)
    pairs = zip(info["ogr_types"], info["ogr_subtypes"], strict=True)
    return dict(zip(info["fields"], pairs, strict=True))


def test_a_field_has_its_type_where_it_has_a_value_and_is_text_where_it_has_none(
    read_types, buildings
):
    for field in FEATURE_FIELDS:
        found, subtype = read_types[field.name]
        if buildings[field.name].isna().all():
            assert (found, subtype) == ("OFTString", "OFSTNone"), field.name
        else:
            assert found in TYPES[field.type], field.name
            assert subtype == SUBTYPES.get(field.format or field.type, "OFSTNone"), field.name


def test_claims_to_a_municipality_are_such_a_field(read_types):
    assert read_types["municipality_claims"] == ("OFTString", "OFSTNone")
    assert read_types["tags"] == ("OFTString", "OFSTJSON")
