"""Which side of a drawn river a thing lies on; every scene is a picture."""

import numpy as np
import pytest
import shapely

from geodata.divide import (
    ACROSS,
    OUTSIDE,
    RIVER,
    build_divide,
    find_crossing_lines,
    find_sides,
    measure_bank_distance,
)
from geodata.errors import DivideError
from tests.geodata.pictures import Picture, as_array

BEND = Picture(
    """
    . A . . . . . . C . . .
    . . . . 2-------3 . . .
    1------/.   .    \\. . .
    . . . . . . D . .  4--5
    B . . . . . . . . . E .
    """
)


def lead(picture, signs):
    """Make a river of signs that runs on to the east and west, beyond the picture."""
    line = picture.line(signs)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    return shapely.LineString([(x0 - 500, y0), *line.coords, (x1 + 500, y1)])


@pytest.fixture(scope="module")
def bend():
    return build_divide(BEND.frame, [lead(BEND, "12345")], left_id="north", right_id="south")


def side_of(divide, *geometries):
    return find_sides(divide, as_array(*geometries))[0].tolist()


def share_of(divide, *geometries):
    return find_sides(divide, as_array(*geometries))[1].tolist()


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


ISLAND = Picture(
    """
    . A . . . . . . . . .
    P. . . . . . . . . .Q
    1.....2---------5...6
    . . .  \\  I K  /. . .
    . . . . 3-----4 . . .
    S. . . . . . . . . .R
    . B . . . . . . . . .
    """
)


def cut_round_island():
    """The main channel is the shorter one, north of the island; the water lies round it."""
    main = lead(ISLAND, "1256")
    side_channel = ISLAND.line("2345")
    west, east = ISLAND.line("1P"), ISLAND.line("6Q")
    water = shapely.Polygon(
        [(-500, west.bounds[1] - 70), (500, west.bounds[1] - 70), (500, east.bounds[3]),
         (-500, west.bounds[3])],
        holes=[[ISLAND.point(sign).coords[0] for sign in "2345"]],
    )  # fmt: skip
    return build_divide(ISLAND.frame, [main, side_channel], [water])


def test_things_in_the_water_are_river_and_on_an_island_on_the_bank_beside_the_main_channel():
    divide = cut_round_island()
    pier = shapely.Point(15, ISLAND.point("1").y + 5)
    island = ISLAND.line("IK")
    assert side_of(divide, pier, island, ISLAND.point("I")) == [RIVER, "right", "right"]
    assert side_of(divide, *ISLAND.points("AB")) == ["left", "right"]


def test_a_bridge_over_a_side_channel_is_no_crossing():
    divide = cut_round_island()
    over_side, over_main = ISLAND.line("IB"), ISLAND.line("IA")
    found = find_crossing_lines(divide, as_array(over_side, over_main))
    assert found.tolist() == [False, True]


def test_water_that_the_divide_does_not_run_through_is_a_thing_on_a_bank(bend):
    river = BEND.line("123").buffer(3)
    pond = BEND.point("E").buffer(3)
    divide = build_divide(BEND.frame, [lead(BEND, "12345")], [river, pond])
    assert side_of(divide, pond, BEND.point("E"), river) == ["right", "right", RIVER]


def test_the_rivers_own_water_is_river_where_the_study_area_cuts_it_askew():
    river = lead(BEND, "12345")
    water = river.buffer(7)
    for turn_deg in (3, 31, 77, 122, 259):

        def turn(geometry, turn_deg=turn_deg):
            turned = shapely.affinity.rotate(geometry, turn_deg, origin=(0, 0))
            return shapely.affinity.translate(turned, 500_000, 4_750_000)

        divide = build_divide(turn(BEND.frame), [turn(river)], [turn(water)])
        assert side_of(divide, turn(water), turn(river)) == [RIVER, RIVER]


def test_a_mirrored_picture_gives_the_other_share():
    upside_down = shapely.affinity.scale(lead(BEND, "12345"), 1, -1, origin=(0, 50))
    frame = shapely.affinity.scale(BEND.frame, 1, -1, origin=(0, 50))
    mirrored = build_divide(frame, [upside_down])
    divide = build_divide(BEND.frame, [lead(BEND, "12345")])
    for signs in ("AB", "CD", "CE", "AD"):
        line = BEND.line(signs)
        other = shapely.affinity.scale(line, 1, -1, origin=(0, 50))
        assert share_of(mirrored, other)[0] == pytest.approx(1 - share_of(divide, line)[0])


def test_a_study_area_of_two_pieces_is_cut_and_the_piece_without_a_river_gets_a_bank():
    picture = Picture(
        """
        . A . . .      . C . .
        1-----2-----------3 .
        . B . . .      . D . .
        . . . . .
        . . . . .      . E . .
        """
    )
    west = shapely.box(0, 0, 60, 100)
    east, south_east = shapely.box(140, 50, 230, 100), shapely.box(140, 0, 230, 30)
    area = shapely.multipolygons([west, east, south_east])
    divide = build_divide(area, [lead(picture, "123")])
    assert side_of(divide, *picture.points("ABCDE")) == ["left", "right", "left", "right", "right"]
    spread = shapely.box(150, 10, 160, 95)
    upper, lower = 95 - picture.point("1").y, picture.point("1").y - 50 + 20
    assert share_of(divide, spread) == [pytest.approx(upper / (upper + lower))]


def test_nothing_lies_in_the_hole_of_a_study_area():
    hole = shapely.box(40, 40, 80, 95)
    area = BEND.frame.difference(hole)
    divide = build_divide(area, [lead(BEND, "12345")])
    inside = shapely.box(45, 45, 70, 90)
    assert side_of(divide, inside, *BEND.points("ACBE")) == [
        OUTSIDE,
        "left",
        "left",
        "right",
        "right",
    ]
    assert divide.left.area + divide.right.area == pytest.approx(area.area)


def test_a_line_that_leaves_the_study_area_and_touches_its_edge_again_is_judged_by_its_length():
    notched = BEND.frame.difference(shapely.box(50, 90, 70, 100))
    divide = build_divide(notched, [lead(BEND, "12345")])
    roaming = shapely.LineString([(15, 5), (15, 95), (55, 95), (60, 90), (65, 95)])
    part = roaming.intersection(notched)
    assert part.geom_type == "GeometryCollection", "the picture should make a line and a point"
    assert side_of(divide, roaming) == [ACROSS]
    assert find_crossing_lines(divide, as_array(roaming)).all()


def test_a_river_that_leaves_the_study_area_and_comes_back_cuts_it_at_each_passage():
    picture = Picture(
        """
        . A . . . . . . . . .
        1-----2. . . . 5----6
        . B .  \\. . . /. C .
        . . . . \\. . /. . . .
        . . . . . 3-4 . . . .
        """
    )
    river = lead(picture, "123456")
    area = shapely.box(0, 20, picture.width_m, picture.height_m)
    divide = build_divide(area, [river])
    assert side_of(divide, *picture.points("ABC")) == ["left", "right", "right"]
    assert shapely.get_num_geometries(divide.line) == 2
    around = shapely.LineString([picture.point("B"), (50, 90), picture.point("C")])
    assert find_crossing_lines(divide, as_array(around)).all()
    along = [part.coords[0][0] for part in divide.line.geoms]
    assert along == sorted(along), "the parts should come in the order of the flow"


def test_two_passages_of_rivers_in_the_list_cut_three_banks_of_two_sides():
    """Two separate reaches: the main one decides; beyond the other one is the other side again."""
    picture = Picture(
        """
        . A . .
        1-----2
        . B . .
        3--4. .
        """
    )
    reaches = [lead(picture, "12"), lead(picture, "34").reverse()]
    area = shapely.box(0, -40, picture.width_m, picture.height_m)
    divide = build_divide(area, reaches)
    assert side_of(divide, *picture.points("AB"), shapely.Point(5, -30)) == [
        "left",
        "right",
        "left",
    ]


def test_a_river_beside_the_study_area_divides_nothing():
    with pytest.raises(DivideError, match="does not touch the study area"):
        build_divide(BEND.frame, [shapely.LineString([(0, 500), (100, 500)])])


def test_a_river_along_the_edge_of_the_study_area_divides_nothing():
    edge = shapely.LineString([(-50, 0), (BEND.width_m + 50, 0)])
    with pytest.raises(DivideError):
        build_divide(BEND.frame, [edge])


def test_no_river_divides_nothing():
    with pytest.raises(DivideError):
        build_divide(BEND.frame, [])


def test_distances_are_measured_to_the_nearest_stretch_of_the_divide(bend):
    point, area = BEND.point("D"), BEND.point("D").buffer(4, quad_segs=64)
    distance = bend.line.distance(point)
    found = measure_bank_distance(bend, as_array(point, area, BEND.line("CD")))
    assert found[0] == pytest.approx(distance)
    assert found[1] == pytest.approx(distance - 4, abs=0.01)
    assert found[2] == 0


@pytest.mark.parametrize("width_m", [20.0, 50_000.0])
def test_sides_hold_in_tiny_and_in_huge_areas(width_m):
    scale = width_m / BEND.width_m

    def grow(geometry):
        grown = shapely.affinity.scale(geometry, scale, scale, origin=(0, 0))
        return shapely.affinity.translate(grown, 500_000, 4_750_000)

    divide = build_divide(grow(BEND.frame), [grow(lead(BEND, "12345"))])
    found = side_of(divide, *(grow(point) for point in BEND.points("ACBDE")))
    assert found == ["left", "left", "right", "right", "right"]
    assert share_of(divide, grow(BEND.line("CD")))[0] == pytest.approx(
        share_of(build_divide(BEND.frame, [lead(BEND, "12345")]), BEND.line("CD"))[0], abs=1e-6
    )
