"""Every collection has the same names, types and units wherever it is read: page, API, files."""

import io
import json
import re
import sqlite3
from contextlib import closing
from html import unescape

import httpx
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata.exports.arrow import explain
from geodata.exports.formats import Format
from geodata.fields import TABLE_FIELDS, get_fields
from geodata.layers import ALL_LAYERS
from geodata.snapshot.published import WITHOUT_PLACES

NAMES = [*(layer.name for layer in ALL_LAYERS), *TABLE_FIELDS]
"""What a snapshot has: a new layer or table is checked by standing in its own list."""

PATIENT_S = 120
JSON_TYPES = {"string": str, "integer": int, "number": int | float, "boolean": bool}
PLACES = {"geometry", "geom", "wkb_geometry"}
ARROW_TYPES = {
    "string": {pa.string(), pa.large_string()},
    "integer": {pa.int64()},
    "number": {pa.float64()},
    "boolean": {pa.bool_()},
}

USUAL = {"roads", "bus_stops", "buildings", "ferries", *TABLE_FIELDS}
"""Lines, points, areas, none at all, and the tables; all other layers have the fields of these."""

of_all = pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in USUAL else pytest.mark.slow) for one in NAMES]
)


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=PATIENT_S) as reader:
        yield reader


def ask(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    return answer


def list_names(name):
    return [field.name for field in get_fields(name)]


def list_units(name):
    return {field.name: field.unit for field in get_fields(name) if field.unit}


def check_values(name, features):
    """Check that features have all fields in their order, each value of its JSON type."""
    for feature in features:
        properties = feature["properties"]
        assert list(properties) == list_names(name)
        for field in get_fields(name):
            value = properties[field.name]
            types = dict | list if field.format == "json" else JSON_TYPES[field.type]
            assert value is None or isinstance(value, types), (field.name, value)
            assert isinstance(value, bool) <= (field.type == "boolean"), (field.name, value)


def check_schema(name, schema):
    """Check the names, their order and the types of a file; return what it says of each field."""
    own = [one for one in schema if one.name not in PLACES]
    assert [one.name for one in own] == list_names(name)
    for one, field in zip(own, get_fields(name), strict=True):
        # An extension of text, as which GDAL knows JSON, is text underneath.
        kind = getattr(one.type, "storage_type", one.type)
        assert kind in ARROW_TYPES[field.type], field.name
    return {one.name: one.metadata or {} for one in own}


def test_the_list_is_that_of_the_api(reader):
    found = ask(reader, "/ogc/collections?f=json").json()["collections"]
    assert sorted(one["id"] for one in found) == sorted(NAMES)


@of_all
def test_the_page_shows_names_types_units_and_meanings(reader, name):
    html = ask(reader, f"/data/{name}").text
    table = html.partition('class="data__fields"')[2].partition("</table>")[0]
    rows = [
        [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    ]
    assert rows == [
        [
            field.name,
            f"{field.type} ({field.format})" if field.format else field.type,
            field.unit or "",
            field.meaning,
        ]
        for field in get_fields(name)
    ]
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    variables = linked["variableMeasured"]
    assert [one["name"] for one in variables] == list_names(name)
    units = {one["name"]: one["unitText"] for one in variables if "unitText" in one}
    assert units == list_units(name)


@of_all
@pytest.mark.parametrize("kind", ["queryables", "schema", "feature-schema"])
def test_the_schemas_of_the_api_say_the_same(reader, name, kind):
    schema = ask(reader, f"/ogc/collections/{name}/{kind}?f=json").json()["properties"]
    if kind == "feature-schema":
        schema = schema["properties"]["properties"]
    schema.pop("geometry", None)
    assert list(schema) == list_names(name)
    units = {key: one["x-ogc-unit"] for key, one in schema.items() if "x-ogc-unit" in one}
    assert units == list_units(name)
    for field in get_fields(name):
        nested = field.format == "json" and kind != "queryables"
        types = ["object", "array"] if nested else field.type
        if kind == "feature-schema" and field.type == "integer":  # whose ids GDAL cuts to 32 bits
            assert schema[field.name]["multipleOf"] == 1
            types = "number"
        assert schema[field.name]["type"] == types, field.name


@of_all
def test_features_of_the_api_are_the_features_of_the_file(reader, name):
    features = ask(reader, f"/ogc/collections/{name}/items?limit=10000").json()["features"]
    check_values(name, features)
    assert ask(reader, f"/data/{name}.geojson").json()["features"] == features
    lines = ask(reader, f"/data/{name}.geojsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == features


@of_all
def test_parquet_has_the_same_columns_with_units(reader, name):
    schema = pq.read_schema(io.BytesIO(ask(reader, f"/data/{name}.parquet").content))
    facts = check_schema(name, schema)
    assert ("geometry" in schema.names) == (name not in WITHOUT_PLACES)
    units = {key: one[b"unit"].decode() for key, one in facts.items() if b"unit" in one}
    assert units == list_units(name)


@of_all
@pytest.mark.parametrize("form", [Format.GPKG, Format.FGB])
def test_gdal_finds_the_same_columns_with_meanings(reader, tmp_path, name, form):
    path = tmp_path / f"{name}.{form}"
    path.write_bytes(ask(reader, f"/data/{name}.{form}").content)
    _, table = pyogrio.read_arrow(path, layer=name)
    facts = check_schema(name, table.schema)
    if form is Format.GPKG:  # every FlatGeobuf has room for places
        has_places = pyogrio.read_info(path, layer=name)["geometry_type"] is not None
        assert has_places == (name not in WITHOUT_PLACES)
    for field in get_fields(name):
        said = {key.decode(): text.decode() for key, text in facts[field.name].items()}
        assert said["GDAL:OGR:comment"] == explain(field)
        if field.title.lower() != field.name:  # else GDAL tells none
            assert said["GDAL:OGR:alternative_name"] == field.title


@of_all
def test_csv_has_the_same_columns(reader, name):
    columns = pd.read_csv(io.BytesIO(ask(reader, f"/data/{name}.csv").content), nrows=0).columns
    places = [] if name in WITHOUT_PLACES else ["WKT"]
    assert list(columns) == [*list_names(name), *places]


def test_the_geopackage_of_the_city_has_them_all(reader, tmp_path):
    city = ask(reader, "/api/snapshot").json()["city"]["id"]
    path = tmp_path / "city.gpkg"
    path.write_bytes(ask(reader, f"/data/{city}.gpkg").content)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT table_name, column_name FROM gpkg_data_columns").fetchall()
    assert sorted(rows) == sorted((name, one) for name in NAMES for one in list_names(name))
