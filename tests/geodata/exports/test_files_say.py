"""What files say of themselves: fields, source, licence, styles."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.exports.arrow import explain
from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.fields import get_fields
from geodata.snapshot.published import (
    Subset,
    list_export_names,
    read_export_table,
    read_export_tables,
)
from geodata.snapshot.store import open_snapshot
from tests.geodata.snapshot.snapshots import make_layer, node, publish

DAY = date(2025, 9, 1)
HOSTILE = '=HYPERLINK("x")</qgis>\'"&,\r\nмост'


@pytest.fixture
def snapshot(tmp_path):
    named = node(1, provider="keds", name=HOSTILE)
    layers = {"substations": make_layer(named, node(2, "south")), "police": make_layer()}
    publish(tmp_path / "data", layers)
    return open_snapshot(tmp_path / "data")


@pytest.fixture
def city_file(snapshot, tmp_path):
    path = tmp_path / "twin.gpkg"
    tables = read_export_tables(snapshot, list_export_names(snapshot), DAY, Subset())
    write_export(tables, Format.GPKG, path, snapshot.manifest)
    return path


def query(path, sql):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def write_one(snapshot, tmp_path, name, form):
    path = tmp_path / f"{name}.{form}"
    table = read_export_table(snapshot, name, DAY)
    write_export([table], form, path, snapshot.manifest)
    return path


def test_a_geopackage_names_and_explains_every_field_of_every_table(snapshot, city_file):
    rows = query(
        city_file, "SELECT table_name, column_name, name, description FROM gpkg_data_columns"
    )
    said = {(table, column): (title, text) for table, column, title, text in rows}
    expected = {
        (name, field.name): (field.title, explain(field))
        for name in list_export_names(snapshot)
        for field in get_fields(name)
    }
    assert said == expected


def test_a_geopackage_holds_licence_source_and_styles(snapshot, city_file):
    info = pyogrio.read_info(city_file, layer="substations")
    metadata = info["dataset_metadata"]
    assert metadata["attribution"] == ATTRIBUTION
    assert metadata["licence"] == LICENCE_URL
    assert metadata["snapshot"] == snapshot.id
    assert metadata["is_modelled"] == "false"
    styles = query(
        city_file, "SELECT f_table_name, styleName, useAsDefault, styleQML FROM layer_styles"
    )
    assert {(name, style) for name, style, default, _ in styles if default} >= {
        ("substations", "default"),
        ("police", "default"),
        ("crossings", "default"),
    }
    assert ("substations", "by provider") in {(name, style) for name, style, *_ in styles}
    for *_, text in styles:
        assert ET.fromstring(text.partition("\n")[2]).find("renderer-v2") is not None


def test_qgis_finds_licence_and_rights_in_the_metadata_of_each_table(snapshot, city_file):
    rows = query(
        city_file,
        "SELECT table_name, metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON"
        " gpkg_metadata.id = md_file_id WHERE md_standard_uri = 'http://mrcc.com/qgis.dtd'",
    )
    assert {name for name, _ in rows} == set(list_export_names(snapshot))
    for _, text in rows:
        said = ET.fromstring(text)
        assert said.findtext("license") == LICENCE_URL
        assert said.findtext("rights") == ATTRIBUTION


def test_a_geopackage_is_sound_and_the_same_each_time(snapshot, city_file, tmp_path):
    assert query(city_file, "PRAGMA integrity_check") == [("ok",)]
    assert query(city_file, "PRAGMA foreign_key_check") == []
    again = tmp_path / "again.gpkg"
    tables = read_export_tables(snapshot, list_export_names(snapshot), DAY, Subset())
    write_export(tables, Format.GPKG, again, snapshot.manifest)
    assert again.read_bytes() == city_file.read_bytes()


def test_a_parquet_file_is_geoparquet_with_meaning_and_licence(snapshot, tmp_path):
    path = write_one(snapshot, tmp_path, "substations", Format.PARQUET)
    schema = pq.read_schema(path)
    assert schema.metadata[b"licence"].decode() == LICENCE_URL
    assert schema.field("bank_distance_m").metadata[b"unit"] == b"m"
    geo = json.loads(schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert gpd.read_parquet(path).crs == "EPSG:4326"


def test_a_table_without_places_is_plain_parquet(snapshot, tmp_path):
    path = write_one(snapshot, tmp_path, "providers", Format.PARQUET)
    assert b"geo" not in pq.read_schema(path).metadata


def test_a_flatgeobuf_names_its_licence_and_its_source(snapshot, tmp_path):
    path = write_one(snapshot, tmp_path, "substations", Format.FGB)
    said = pyogrio.read_info(path)["layer_metadata"]["DESCRIPTION"]
    assert ATTRIBUTION in said
    assert LICENCE_URL in said
    assert snapshot.id in said


def test_a_geojson_file_names_its_licence_and_nests_tags(snapshot, tmp_path):
    collection = json.loads(
        write_one(snapshot, tmp_path, "substations", Format.GEOJSON).read_bytes()
    )
    assert collection["attribution"] == ATTRIBUTION
    assert collection["numberReturned"] == len(collection["features"]) == 2
    assert collection["features"][0]["id"] == "node/1"
    assert collection["features"][0]["properties"]["tags"] == {}


def test_a_csv_file_is_for_gdal_too_and_marks_what_spreadsheets_would_run(snapshot, tmp_path):
    path = write_one(snapshot, tmp_path, "substations", Format.CSV)
    info = pyogrio.read_info(path)
    assert info["features"] == 2
    rows = gpd.read_file(path)
    assert rows.geometry.iloc[0].equals_exact(
        snapshot.read_layer("substations").geometry.iloc[0], 0
    )
    assert rows["name"].iloc[0].replace("\r\n", "\n") == "'" + HOSTILE.replace("\r\n", "\n")
