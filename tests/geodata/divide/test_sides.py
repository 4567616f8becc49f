"""Which side of a drawn river a thing lies on; every scene is a picture."""

import numpy as np
import pytest
import shapely

from geodata.crossings.points import find_crossing_lines
from geodata.divide.banks import build_divide
from geodata.divide.sides import (
    ACROSS,
    OUTSIDE,
    RIVER,
    find_sides,
    measure_bank_distance,
)
from tests.geodata.divide.drawn_river import BEND, lead, share_of, side_of
from tests.geodata.pictures import as_array


@pytest.fixture(scope="module")
def bend():
    return build_divide(BEND.frame, [lead(BEND, "12345")], left_id="north", right_id="south")


def test_left_is_the_bank_on_the_left_hand_looking_downstream(bend):
    assert side_of(bend, *BEND.points("ACBDE")) == ["north", "north", "south", "south", "south"]


def test_a_river_that_runs_the_other_way_has_the_other_left_bank():
    upstream = build_divide(BEND.frame, [lead(BEND, "12345").reverse()])
    assert side_of(upstream, *BEND.points("ACBDE")) == ["right", "right", "left", "left", "left"]


def test_a_point_on_the_line_is_in_the_river(bend):
    assert side_of(bend, BEND.point("3"), BEND.line("34").interpolate(3)) == [RIVER, RIVER]


def test_a_line_that_only_touches_the_divide_is_not_across(bend):
    touching = BEND.line("A2C"), BEND.line("B3D"), BEND.line("A2")
    assert side_of(bend, *touching) == ["north", "south", "north"]
    assert share_of(bend, *touching) == [1.0, 0.0, 1.0]
    assert not find_crossing_lines(bend, as_array(*touching)).any()


def test_a_line_that_passes_through_a_vertex_of_the_divide_is_across(bend):
    assert side_of(bend, BEND.line("C3D")) == [ACROSS]
    assert find_crossing_lines(bend, as_array(BEND.line("C3D"))).all()


def test_a_line_along_the_bank_is_not_a_crossing(bend):
    along = BEND.line("234")
    leaving = BEND.line("B23")
    assert side_of(bend, along, leaving) == [RIVER, "south"]
    assert share_of(bend, leaving) == [0.0]
    assert not find_crossing_lines(bend, as_array(along, leaving)).any()


def test_a_line_along_the_bank_that_was_drawn_with_other_vertices_is_not_a_crossing(bend):
    river = lead(BEND, "12345")
    along = shapely.LineString([river.interpolate(metres) for metres in (531, 557, 573)])
    onwards = shapely.LineString([*along.coords, BEND.point("C")])
    assert side_of(bend, along, onwards) == [RIVER, "north"]
    assert not find_crossing_lines(bend, as_array(along, onwards)).any()


def test_a_line_that_changes_banks_along_the_river_is_across(bend):
    assert side_of(bend, BEND.line("B23C")) == [ACROSS]
    assert find_crossing_lines(bend, as_array(BEND.line("B23C"))).all()


def test_an_area_whose_edge_is_the_river_is_on_its_bank(bend):
    assert side_of(bend, BEND.area("2C3"), BEND.area("2D3")) == ["north", "south"]
    assert share_of(bend, BEND.area("2C3"), BEND.area("2D3")) == [1.0, 0.0]


def test_shares_are_of_length_and_of_area(bend):
    line = BEND.line("CD")
    y = BEND.point("3").y
    expected = (line.coords[0][1] - y) / (line.coords[0][1] - line.coords[1][1])
    assert share_of(bend, line) == [pytest.approx(expected)]
    box = shapely.box(100, y - 10, 110, y + 30)
    assert share_of(bend, box) == [pytest.approx(0.75)]


def test_a_multipolygon_with_parts_on_both_banks_is_across_although_no_part_meets_the_river(bend):
    north, south = BEND.point("A").buffer(2), BEND.point("B").buffer(2)
    campus = shapely.multipolygons([north, south])
    lines = shapely.multilinestrings([BEND.line("AC"), BEND.line("BE")])
    places = shapely.multipoints(BEND.points("ABE"))
    assert side_of(bend, campus, lines, places) == [ACROSS] * 3
    assert share_of(bend, campus, places) == [pytest.approx(0.5), pytest.approx(1 / 3)]
    assert not find_crossing_lines(bend, as_array(lines)).any()
    one_bank = shapely.multipolygons([north, BEND.point("C").buffer(2)])
    assert side_of(bend, one_bank) == ["north"]
    assert share_of(bend, one_bank) == [1.0]


def test_a_polygon_with_a_hole_round_the_river_counts_without_its_hole(bend):
    outer = shapely.box(40, 15, 80, 95)
    ring = outer.difference(shapely.box(45, 30, 75, 90))
    share = ring.intersection(bend.left).area / ring.area
    assert 0 < share < 1
    assert share_of(bend, ring) == [pytest.approx(share)]


def test_what_reaches_beyond_the_study_area_is_judged_by_the_part_within(bend):
    north = shapely.LineString([BEND.point("A"), (-900, 60), (-900, -900)])
    assert side_of(bend, north) == ["north"]
    wide = shapely.box(-900, -900, 900, 900)
    assert share_of(bend, wide) == [pytest.approx(bend.left.area / bend.area.area)]


def test_a_road_that_crosses_the_river_beyond_the_study_area_is_on_both_banks_but_no_crossing(bend):
    around = shapely.LineString([BEND.point("A"), (-300, 90), (-300, 10), BEND.point("B")])
    assert side_of(bend, around) == [ACROSS]
    assert not find_crossing_lines(bend, as_array(around)).any()


def test_what_only_touches_the_study_area_is_outside(bend):
    width, height = BEND.width_m, BEND.height_m
    beside = shapely.box(width, 0, width + 50, height)
    touching = shapely.LineString([(width + 9, 5), (width, 8), (width + 9, 11)])
    beyond = shapely.Point(width + 1, 5)
    assert side_of(bend, beside, touching, beyond) == [OUTSIDE] * 3
    assert np.isnan(share_of(bend, beside, touching, beyond)).all()
    assert not find_crossing_lines(bend, as_array(touching)).any()


def test_missing_and_empty_geometries_are_outside_and_stop_nothing(bend):
    missing = as_array(None, shapely.Point(), shapely.Polygon(), shapely.LineString())
    side, share = find_sides(bend, missing)
    assert side.tolist() == [OUTSIDE] * 4
    assert np.isnan(share).all()
    assert np.isnan(measure_bank_distance(bend, missing)).all()
    assert not find_crossing_lines(bend, missing).any()
    mixed = as_array(None, BEND.point("A"))
    assert find_sides(bend, mixed)[0].tolist() == [OUTSIDE, "north"]
    assert np.isnan(measure_bank_distance(bend, mixed)).tolist() == [True, False]


def test_no_features_give_no_sides(bend):
    nothing = as_array()
    side, share = find_sides(bend, nothing)
    assert (len(side), len(share)) == (0, 0)
    assert len(measure_bank_distance(bend, nothing)) == 0
    assert len(find_crossing_lines(bend, nothing)) == 0


def test_the_input_is_left_as_it_was(bend):
    geometries = as_array(None, shapely.box(-900, -900, 900, 900))
    before = geometries.copy()
    find_sides(bend, geometries)
    assert geometries.tolist() == before.tolist()


def test_distances_are_measured_to_the_nearest_stretch_of_the_divide(bend):
    point, area = BEND.point("D"), BEND.point("D").buffer(4, quad_segs=64)
    distance = bend.line.distance(point)
    found = measure_bank_distance(bend, as_array(point, area, BEND.line("CD")))
    assert found[0] == pytest.approx(distance)
    assert found[1] == pytest.approx(distance - 4, abs=0.01)
    assert found[2] == 0
