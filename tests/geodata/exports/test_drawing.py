"""Drawings: what CAD programs open, in metres, a layer for each layer of the map."""

from datetime import date

import geopandas as gpd
import pytest
import shapely

from geodata.errors import ExportError
from geodata.exports.formats import Drawing
from geodata.exports.request import FileRequest, make_file
from geodata.exports.write import write_export
from geodata.snapshot.published import Subset, read_export_table, read_export_tables
from geodata.snapshot.store import open_snapshot

DAY = date(2026, 11, 22)
CRS = "EPSG:9141"
"""KOSOVAREF01 / Balkans zone 7."""


@pytest.fixture(scope="module")
def sample(sample_data):
    return open_snapshot(sample_data)


def draw(snapshot, tmp_path, *names, crs=CRS, subset=None):
    tables = read_export_tables(snapshot, names, DAY, subset or Subset())
    path = tmp_path / "drawing.dxf"
    write_export([one.project(crs) for one in tables], Drawing.DXF, path, snapshot.manifest)
    return path


def test_roads_lie_where_the_grid_has_them(sample, tmp_path):
    drawn = gpd.read_file(draw(sample, tmp_path, "roads"))
    roads = read_export_table(sample, "roads", DAY).frame.to_crs(CRS)
    assert set(drawn["Layer"]) == {"roads"}
    assert len(drawn) == len(roads)
    assert drawn.total_bounds == pytest.approx(roads.total_bounds, abs=0.001)
    assert drawn.length.sum() == pytest.approx(roads.length.sum(), rel=1e-6)


def test_areas_are_closed_lines_and_points_are_points(sample, tmp_path):
    drawn = gpd.read_file(draw(sample, tmp_path, "buildings", "street_lamps"))
    by_layer = {name: set(part.geom_type) for name, part in drawn.groupby("Layer")}
    assert by_layer == {"buildings": {"LineString"}, "street_lamps": {"Point"}}
    assert drawn[drawn["Layer"] == "buildings"].is_closed.all()


def test_crossings_have_a_layer_for_each_state(sample, tmp_path):
    drawn = gpd.read_file(draw(sample, tmp_path, "crossings"))
    frame = read_export_table(sample, "crossings", DAY).frame
    states = frame[~frame.geometry.isna()]["status"].fillna("unknown")
    assert set(drawn["Layer"]) == {f"crossings_{one.replace(' ', '_')}" for one in states}


def test_its_head_says_system_unit_source_and_licence(sample, tmp_path):
    path = draw(sample, tmp_path, "roads")
    head = path.read_bytes().partition(b"SECTION")[0].decode("ascii")
    assert "crs: EPSG:9141 KOSOVAREF01 / Balkans zone 7, in metres" in head
    assert "(c) OpenStreetMap contributors" in head
    assert sample.id in head
    lines = path.read_text(encoding="ascii").splitlines()
    assert lines[lines.index("$INSUNITS") + 2].strip() == "6"  # metres


def test_no_places_make_a_drawing_that_opens(sample, tmp_path):
    path = draw(sample, tmp_path, "roads", subset=Subset(shapely.box(0, 0, 1, 1)))
    assert len(gpd.read_file(path)) == 0


def test_the_same_request_makes_the_same_bytes(sample_data, sample, tmp_path):
    asked = FileRequest(sample.id, ("roads", "crossings"), Drawing.DXF, DAY, crs=CRS)
    assert make_file(sample_data, asked, tmp_path / "a") == make_file(
        sample_data, asked, tmp_path / "b"
    )


def test_a_folder_that_is_not_there_is_refused(sample, tmp_path):
    with pytest.raises(ExportError):
        draw(sample, tmp_path / "nowhere", "roads")
