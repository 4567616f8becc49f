"""Every table in every format is read back equal to the snapshot."""

from datetime import date

import numpy as np
import pytest
import shapely

from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.snapshot.published import (
    Subset,
    list_export_names,
    read_export_table,
    read_export_tables,
)
from geodata.snapshot.store import open_snapshot
from tests.geodata.exports.read_back import assert_same_rows, read_back, to_plain

DAY = date(2026, 11, 22)
NOWHERE = Subset(shapely.box(0, 0, 1, 1))


@pytest.fixture(scope="module")
def sample(sample_data):
    """The bundled sample with its 4,142 buildings, claims, crossings and projects."""
    return open_snapshot(sample_data)


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    "name",
    ["buildings", "roads", "stations", "boundaries", "crossings", "projects", "providers",
     "claims", "banks"],
)  # fmt: skip
def test_a_table_is_read_back_as_it_is_in_the_snapshot(sample, tmp_path, name, form):
    table = read_export_table(sample, name, DAY)
    path = tmp_path / f"{name}.{form}"
    write_export([table], form, path, sample.manifest)
    rows = read_back(path, form, table.fields)
    assert len(rows) > 0
    assert_same_rows(rows, to_plain(table.frame, table.fields))


def test_a_city_in_one_geopackage_has_every_table_whole(sample, tmp_path):
    names = list_export_names(sample)
    tables = read_export_tables(sample, names, DAY, Subset())
    path = tmp_path / "city.gpkg"
    write_export(tables, Format.GPKG, path, sample.manifest)
    for table in tables:
        rows = read_back(path, Format.GPKG, table.fields, table.name)
        assert_same_rows(rows, to_plain(table.frame, table.fields))


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("name", ["roads", "stations", "claims"])
def test_no_rows_make_a_valid_empty_file(sample, tmp_path, name, form):
    table = read_export_tables(sample, [name], DAY, NOWHERE)[0]
    if name == "claims":  # which no box subsets
        nobody = np.zeros(len(read_export_table(sample, name, DAY).frame), dtype=bool)
        table = read_export_tables(sample, [name], DAY, Subset.choose({name: nobody}))[0]
    path = tmp_path / f"{name}.{form}"
    write_export([table], form, path, sample.manifest)
    assert read_back(path, form, table.fields) == []
