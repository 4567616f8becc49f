"""Bridges from files that people draw in a GIS, and files that hold none."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.assessment.line_files import read_candidates
from geodata.assessment.request import Candidate, RequestError
from geodata.streets.network import TravelMode

ONE = [(20.86, 42.89), (20.861, 42.888)]
BENT = [*ONE, (20.862, 42.887)]


def write(folder, shapes, file="lines.geojson", crs="EPSG:4326", **columns):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(folder / file)
    return folder / file


def test_each_line_of_a_file_is_a_bridge_straight_or_bent(tmp_path):
    path = write(tmp_path, [shapely.LineString(ONE), shapely.LineString(BENT)])
    assert read_candidates(path) == (Candidate(tuple(ONE)), Candidate(tuple(BENT)))


def test_columns_say_what_a_bridge_is_like_and_empty_cells_say_nothing(tmp_path):
    path = write(
        tmp_path,
        [shapely.LineString(ONE)] * 2,
        modes=["walk, bicycle", None],
        length_m=[190.5, None],
        is_oneway=[True, False],
        name=["East", "West"],
    )
    first, second = read_candidates(path)
    both = frozenset({TravelMode.WALK, TravelMode.BICYCLE})
    assert first == Candidate(tuple(ONE), both, is_oneway=True, length_m=190.5)
    assert second == Candidate(tuple(ONE))


def test_parts_of_a_multiline_are_bridges_of_their_own(tmp_path):
    path = write(tmp_path, [shapely.MultiLineString([ONE, BENT[1:]])])
    assert [len(one.line) for one in read_candidates(path)] == [2, 2]


def test_a_file_in_another_system_is_read_in_degrees(tmp_path):
    degrees = gpd.GeoSeries([shapely.LineString(ONE)], crs="EPSG:4326")
    path = write(tmp_path, degrees.to_crs("EPSG:32634"), "lines.gpkg", "EPSG:32634")
    (found,) = read_candidates(path)
    np.testing.assert_allclose(found.line, ONE, rtol=0, atol=1e-9)


def test_heights_are_left_out(tmp_path):
    path = write(tmp_path, [shapely.LineString([(*place, 500.0) for place in ONE])])
    assert read_candidates(path) == (Candidate(tuple(ONE)),)


@pytest.mark.parametrize(
    ("shapes", "columns", "reason"),
    [
        ([], {}, "should have 1 to 20 lines"),
        ([shapely.LineString(ONE)] * 21, {}, "should have 1 to 20 lines"),
        ([shapely.MultiLineString([ONE] * 21)], {}, "should have 1 to 20 lines"),
        ([shapely.LineString(ONE), shapely.Point(ONE[0])], {}, "feature 2 .* is no line"),
        ([shapely.LineString(ONE), None], {}, "feature 2 .* is no line"),
        ([shapely.LineString(ONE)], {"modes": ["fly"]}, "'fly' is no value of modes"),
        ([shapely.LineString(ONE)], {"speed_kmh": ["fast"]}, "'fast' is no value of speed_kmh"),
        ([shapely.LineString(ONE)], {"is_oneway": ["perhaps"]}, "is no value of is_oneway"),
    ],
)
def test_a_file_that_holds_no_bridges_is_refused_in_a_sentence(shapes, columns, reason, tmp_path):
    path = write(tmp_path, shapes, **columns)
    with pytest.raises(RequestError, match=reason) as refusal:
        read_candidates(path)
    assert refusal.value.field == "--lines"


@pytest.mark.parametrize("content", ["", "no json", '{"type": "FeatureCollection"', "[1, 2]"])
def test_a_file_that_is_none_is_refused_in_a_sentence(content, tmp_path):
    path = tmp_path / "lines.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RequestError, match="cannot be read as a file of lines"):
        read_candidates(path)


def test_a_table_without_geometry_is_refused(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("name,length_m\nEast,90\n", encoding="utf-8")
    with pytest.raises(RequestError, match="cannot be read as a file of lines"):
        read_candidates(path)


def test_a_line_without_positions_is_none(tmp_path):
    path = write(tmp_path, [shapely.LineString(ONE), shapely.LineString()], "lines.gpkg")
    with pytest.raises(RequestError, match=r"feature 2 .* is no line"):
        read_candidates(path)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(RequestError, match="cannot be read"):
        read_candidates(tmp_path / "none.geojson")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_file_without_a_system_is_refused(tmp_path):
    path = write(tmp_path, [shapely.LineString(ONE)], "lines.gpkg", None)
    with pytest.raises(RequestError, match="does not say its coordinate system"):
        read_candidates(path)
