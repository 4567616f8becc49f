"""How rivers of every course cut study areas in two; every scene is a picture."""

import pytest
import shapely

from geodata.crossings.points import find_crossing_lines
from geodata.divide.banks import build_divide
from geodata.divide.sides import ACROSS, OUTSIDE, RIVER
from geodata.errors import DivideError
from tests.geodata.divide.drawn_river import BEND, lead, share_of, side_of
from tests.geodata.pictures import Picture, as_array

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


def test_water_that_the_divide_does_not_run_through_is_a_thing_on_a_bank():
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
