"""A river whose water nobody mapped, and layers without features, in every format."""

from datetime import date

import pyogrio
import pytest

from geodata.cities.profile import load_city
from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.qgis.styles import list_styles
from geodata.snapshot.published import EVERYTHING, list_export_names, read_export_tables
from geodata.snapshot.store import open_snapshot
from pipelines.build import build
from tests.geodata.exports.read_back import assert_same_rows, read_back, to_plain
from tests.pipelines.small_extracts import write_extract

DAY = date(2025, 10, 1)
TOWN = "homes on one bank"


@pytest.fixture(scope="module")
def snapshot(make_once):
    def write(folder):
        profile, source = write_extract(TOWN, folder)
        build(load_city(str(profile)), str(source), folder / "data")

    return open_snapshot(make_once(TOWN, write) / "data")


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("name", ["banks", "crossings", "water_areas", "providers"])
def test_a_table_is_written_and_read_back(snapshot, tmp_path, name, form):
    table = read_export_tables(snapshot, [name], DAY, EVERYTHING)[0]
    path = tmp_path / f"{name}.{form}"
    write_export([table], form, path, snapshot.manifest)
    expected = to_plain(table.frame, table.fields)
    assert_same_rows(read_back(path, form, table.fields), expected)
    if name == "banks":
        water = next(shape for row, shape in expected if row["part"] == "water")
        assert water is None


def test_the_whole_city_is_one_geopackage_with_styles(snapshot, tmp_path):
    names = list_export_names(snapshot)
    tables = read_export_tables(snapshot, names, DAY, EVERYTHING)
    path = tmp_path / "city.gpkg"
    write_export(tables, Format.GPKG, path, snapshot.manifest)
    assert {*names} <= {name for name, _ in pyogrio.list_layers(path)}
    banks = next(table for table in tables if table.name == "banks")
    assert [style.name for style in list_styles(banks, snapshot.manifest.city)] == ["default"]
