"""The line that cuts a city in two, out of a river's mapped pieces; every scene is a picture."""

import pytest
import shapely

from geodata.divide.banks import build_divide
from geodata.divide.centreline import LARGEST_GAP_M, trace_channels
from geodata.divide.sides import find_sides
from geodata.errors import DivideError
from tests.geodata.pictures import Picture

STRAIGHT = Picture(
    """
    . . . . A . . . . .
    1--2---3---4---5--6
    . . . . B . . . . .
    """
)


def trace_lines(pieces, area):
    return [channel.line for channel in trace_channels(pieces, area)]


def banks_of(picture, pieces, signs, area=None):
    divide = build_divide(area or picture.frame, pieces)
    return find_sides(divide, picture.points(signs))[0].tolist()


def starts_and_ends(lines):
    return [(line.coords[0], line.coords[-1]) for line in lines]


def test_the_ways_of_a_river_are_joined_whatever_their_order():
    pieces = [STRAIGHT.line("45"), STRAIGHT.line("12"), STRAIGHT.line("56"), STRAIGHT.line("234")]
    (line,) = trace_lines(pieces, STRAIGHT.frame.buffer(-6))
    assert line.coords[0] == STRAIGHT.point("1").coords[0]
    assert line.coords[-1] == STRAIGHT.point("6").coords[0]
    assert banks_of(STRAIGHT, pieces, "AB") == ["left", "right"]


def test_a_river_of_one_way_in_several_lines_is_the_same_river():
    pieces = [shapely.multilinestrings([STRAIGHT.line("12"), STRAIGHT.line("23456")])]
    assert banks_of(STRAIGHT, pieces, "AB") == ["left", "right"]


def test_heights_of_vertices_do_no_harm():
    flat = STRAIGHT.line("123456")
    assert banks_of(STRAIGHT, [shapely.force_3d(flat, 500)], "AB") == ["left", "right"]


@pytest.mark.parametrize("turned", ["12", "34", "56"])
def test_one_way_drawn_upstream_does_not_turn_the_river_round(turned):
    signs = ["12", "23", "34", "45", "56"]
    pieces = [STRAIGHT.line(one[::-1] if one == turned else one) for one in signs]
    assert banks_of(STRAIGHT, pieces, "AB") == ["left", "right"]


def test_the_direction_is_the_one_of_the_greater_length():
    pieces = [STRAIGHT.line("12"), STRAIGHT.line("65432")]
    assert banks_of(STRAIGHT, pieces, "AB") == ["right", "left"]


def test_side_channels_of_the_same_name_round_an_island_leave_one_line_the_shorter_one():
    picture = Picture(
        """
        . . . . A . . . . .
        1---2---------5---6
        . . .\\   I   / . .
        . . . 3-----4. . .
        . . . . B . . . . .
        """
    )
    channels = [picture.line("12"), picture.line("25"), picture.line("2345"), picture.line("56")]
    (line,) = trace_lines(channels, picture.frame.buffer(-6))
    assert list(line.coords) == list(picture.line("1256").coords)
    assert banks_of(picture, channels, "AIB") == ["left", "right", "right"]


def test_a_dead_arm_that_bears_the_rivers_name_is_no_part_of_the_divide():
    picture = Picture(
        """
        . . . . 7 . C . . .
        . . . . | . . . . .
        1---2---3---4---5--6
        . . . . . . B . . .
        """
    )
    pieces = [picture.line("123456"), picture.line("37")]
    assert banks_of(picture, pieces, "CB") == ["left", "right"]
    divide = build_divide(picture.frame, pieces)
    assert divide.line.distance(picture.point("7")) == pytest.approx(40)


def test_channels_that_meet_in_the_middle_of_a_way_are_joined_there():
    """Mappers need not split a way where another one joins it."""
    picture = Picture(
        """
        . . . . A . . . . .
        1---2---3. . . . . .
        . . .\\. . . . . . .
        . . . 4----5---6---7
        . . . . B . . . . .
        """
    )
    pieces = [picture.line("123"), picture.line("24567")]
    (line,) = trace_lines(pieces, picture.frame.buffer(-6))
    assert list(line.coords) == list(picture.line("124567").coords)
    assert banks_of(picture, pieces, "AB") == ["left", "right"]


def test_a_gap_between_two_pieces_is_bridged():
    pieces = [STRAIGHT.line("123"), STRAIGHT.line("456")]
    (line,) = trace_lines(pieces, STRAIGHT.frame.buffer(-6))
    assert line.covers(STRAIGHT.line("34"))
    assert banks_of(STRAIGHT, pieces, "AB") == ["left", "right"]


def test_gaps_are_bridged_in_any_number_nearest_first():
    pieces = [STRAIGHT.line("12"), STRAIGHT.line("56"), STRAIGHT.line("34")]
    (line,) = trace_lines(pieces, STRAIGHT.frame.buffer(-6))
    assert list(line.coords) == list(STRAIGHT.line("123456").coords)


def test_a_gap_wider_than_a_culvert_is_not_bridged_and_the_river_ends_there():
    cell_m = LARGEST_GAP_M / 3
    picture = Picture(
        """
        . . . A . . C . D . . .
        1---------2. . . . . .
        . . . B . . . . . 3---4
        """,
        cell_m,
    )
    pieces = [picture.line("12"), picture.line("34")]
    upper, lower = trace_channels(pieces, picture.frame.buffer(-cell_m / 2))
    assert upper.ends == (picture.point("2"),)
    assert lower.ends == (picture.point("3"),), "what goes on past an end is the same river"
    sides = banks_of(picture, pieces, "ABCD", picture.frame.buffer(-cell_m / 2))
    assert sides == ["left", "right", "beyond", "beyond"]


def test_a_gap_is_not_bridged_through_a_building_but_for_a_slip():
    def count(river, house):
        pieces = [
            shapely.LineString([(-50, 50), (river, 50)]),
            shapely.LineString([(600, 50), (999, 50)]),
        ]
        return len(trace_channels(pieces, shapely.box(0, 0, 900, 100), [house]))

    assert count(400, shapely.box(450, 80, 460, 90)) == 1
    assert count(400, shapely.box(450, 40, 460, 60)) == 2
    assert count(560, shapely.box(570, 40, 580, 60)) == 1, "a mill on the river"


def test_pieces_that_meet_only_beyond_the_study_area_are_not_joined_across_it():
    """The end of one and the start of the other lie outside: both are passages of their own."""
    picture = Picture(
        """
        . . A . .
        1-------2
        . . B . .
        4-------3
        . . C . .
        """
    )
    area = shapely.box(20, 0, picture.width_m - 20, picture.height_m)
    lines = trace_lines([picture.line("12"), picture.line("34")], area)
    assert len(lines) == 2
    assert banks_of(picture, [picture.line("12"), picture.line("34")], "ABC", area) == [
        "left",
        "right",
        "left",
    ]


@pytest.mark.parametrize(
    ("gap_m", "is_carried"), [(1, True), (45, True), (55, False), (300, False)]
)
def test_a_river_is_carried_on_by_a_twentieth_of_its_length_and_no_more(gap_m, is_carried):
    area = shapely.box(0, 0, 1000 + gap_m, 400)
    (channel,) = trace_channels([shapely.LineString([(0, 200), (1000, 200)])], area)
    assert (not channel.ends) is is_carried
    assert area.covers(shapely.Point(channel.line.coords[-1])) is not is_carried
    carried = shapely.union_all(channel.assumed).intersection(area)
    assert carried.length == pytest.approx(gap_m if is_carried else 0)


def test_a_river_is_never_carried_on_through_a_building():
    river, area = shapely.LineString([(0, 200), (1000, 200)]), shapely.box(0, 0, 1030, 400)
    beside = shapely.box(1010, 210, 1020, 220)
    (channel,) = trace_channels([river], area, [beside])
    assert not channel.ends
    wall = shapely.box(1010, 0, 1020, 400)
    (channel,) = trace_channels([river], area, [wall])
    assert channel.ends == (shapely.Point(1000, 200),)


def test_what_lies_nearest_to_the_end_of_a_river_is_on_neither_bank():
    picture = Picture(
        """
        . . A . C. . . . .
        1---2---3. . E . .
        . . B . D. . . . .
        """
    )
    assert banks_of(picture, [picture.line("123")], "ABE") == ["left", "right", "beyond"]


def test_a_river_that_begins_and_ends_inside_has_banks_along_itself_only():
    picture = Picture(
        """
        C . . . A . . . . E
        . . 2-----3 . . . .
        D . . . B . . . . F
        """
    )
    sides = banks_of(picture, [picture.line("23")], "CADBEF")
    assert sides == ["beyond", "left", "beyond", "right", "beyond", "beyond"]


def test_a_river_that_ends_within_its_own_meander_ends_there():
    picture = Picture(
        """
        . . . . . . . . A .
        1-------------2 . .
        . B . . . . . | . .
        . . . . 5 . . | . .
        . . . . | . D | . .
        . . . . 4-----3 . .
        . C . . . . . . . .
        """
    )
    river = picture.line("12345")
    (channel,) = trace_channels([river], picture.frame)
    assert channel.ends == (picture.point("5"),)
    assert banks_of(picture, [river], "ABDC") == ["left", "right", "right", "left"]


def test_a_river_that_ends_in_a_spiral_has_an_end():
    spiral = [(0, 50), (90, 50), (90, 10), (20, 10), (20, 40), (80, 40), (80, 20), (30, 20)]
    spiral += [(30, 34), (70, 34), (70, 26), (40, 26), (40, 30), (60, 30)]
    (channel,) = trace_channels([shapely.LineString(spiral)], shapely.box(0, 0, 100, 100))
    assert channel.ends == (shapely.Point(60, 30),)


def test_a_river_that_ends_on_the_very_edge_is_led_over_it():
    river = shapely.LineString([(0, 30), (STRAIGHT.width_m, 30)])
    (line,) = trace_lines([river], STRAIGHT.frame)
    assert line.crosses(STRAIGHT.frame)
    assert banks_of(STRAIGHT, [river], "AB") == ["left", "right"]


def test_the_main_channel_comes_first():
    picture = Picture(
        """
        . . . . . . 3----4
        1-------------2. .
        """
    )
    corner = [shapely.LineString([(150, 60), (150, 25), (300, 25)])]
    lines = trace_lines([*corner, picture.line("12")], shapely.box(20, 0, 160, 40))
    assert lines[0].coords[0] == picture.point("1").coords[0]


def test_no_pieces_and_closed_rings_are_no_river():
    ring = shapely.LineString([(20, 20), (60, 20), (60, 40), (20, 20)])
    there = shapely.LineString([(20, 20), (60, 20)])
    for pieces in ([ring], [there, there.reverse()]):
        with pytest.raises(DivideError, match="only runs in rings or to and fro"):
            trace_lines(pieces, shapely.box(0, 0, 100, 100))
    for pieces in ([], [shapely.LineString([(-90, 900), (0, 900)])]):
        with pytest.raises(DivideError, match="does not touch the study area"):
            trace_lines(pieces, STRAIGHT.frame)
