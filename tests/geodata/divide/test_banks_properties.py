"""Sides, shares and distances of any scene agree with an oracle in pure Python."""

from itertools import pairwise
from math import isnan

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString
from shapely.ops import substring

from geodata.crossings.points import find_crossing_lines
from geodata.divide.banks import TOUCH_M, build_divide
from geodata.divide.sides import ACROSS, RIVER, find_sides, measure_bank_distance
from tests.examples import examples
from tests.geodata.divide.even_odd import (
    cut_line,
    is_inside,
    measure_box_above,
    measure_distance,
)
from tests.geodata.divide.meanders import (
    FRAME,
    HEIGHT,
    WIDTH,
    Move,
    gentle_rivers,
    meandering_rivers,
    moves,
    places,
)
from tests.geodata.pictures import as_array

BANKS = ("left", "right")
rivers = st.one_of(gentle_rivers(), meandering_rivers())
quick = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.filter_too_much])


def cut(river, move, water=()):
    return build_divide(move.area(FRAME), [move.line(river)], water)


def close_left_bank(river):
    """Close the bank north of a river that runs from the western to the eastern edge."""
    return [*river, (WIDTH + 10, HEIGHT), (-10.0, HEIGHT)]


def name_bank(is_left, move):
    return BANKS[is_left == move.is_mirrored]


def expect_share(left_share, move):
    return 1 - left_share if move.is_mirrored else left_share


@quick
@given(rivers, moves(), st.lists(places(), min_size=1, max_size=30))
def test_points_lie_on_the_bank_that_the_even_odd_count_says(river, move, points):
    points = [one for one in points if measure_distance(one, river) * move.scale > 2 * TOUCH_M]
    assume(points)
    divide = cut(river, move)
    geometries = as_array(*(move.point(one) for one in points))

    side, share = find_sides(divide, geometries)

    expected = [is_inside(one, [close_left_bank(river)]) for one in points]
    assert side.tolist() == [name_bank(is_left, move) for is_left in expected]
    assert share.tolist() == [expect_share(float(is_left), move) for is_left in expected]


@quick
@given(rivers, moves(), st.lists(places(), min_size=1, max_size=10))
def test_bank_distance_is_the_shortest_one_to_any_segment(river, move, points):
    divide = cut(river, move)
    within = [list(part.coords) for part in divide.line.geoms]
    geometries = as_array(*(move.point(one) for one in points))
    expected = [
        min(measure_distance(geometry.coords[0], part) for part in within)
        for geometry in geometries
    ]
    found = measure_bank_distance(divide, geometries)
    assert found == pytest.approx(expected, abs=1e-6 * max(1, move.scale))


@quick
@given(rivers, moves(), st.lists(places(), min_size=2, max_size=5, unique=True))
def test_the_share_of_a_line_is_its_length_on_the_left_bank(river, move, line):
    bank = [close_left_bank(river)]
    pieces = cut_line(line, bank)
    # A piece within a centimetre of the river runs along it and is left out.
    assume(all(measure_distance(at, river) > 2 * TOUCH_M / move.scale for at, _ in pieces))
    length = sum(length for _, length in pieces)
    noded = shapely.union_all([LineString(line)])
    # So is a piece between the river and a place close by where the line passes itself.
    nodes = {tuple(at) for at in shapely.get_coordinates(noded)} - set(line)
    assume(all(measure_distance(at, river) > 2 * TOUCH_M / move.scale for at in nodes))
    # Ground that a line goes over twice counts once: see the test below.
    assume(noded.length == pytest.approx(length, abs=1e-9))
    left = sum(length for at, length in pieces if is_inside(at, bank))
    divide = cut(river, move)

    side, share = find_sides(divide, as_array(move.line(line)))

    expected = expect_share(left / length, move)
    assert share[0] == pytest.approx(expected, abs=1e-6)
    is_across = 1e-6 < left / length < 1 - 1e-6
    assert side[0] == (ACROSS if is_across else BANKS[int(share[0] < 0.5)])
    assert find_crossing_lines(divide, as_array(move.line(line)))[0] == is_across


def test_ground_that_a_line_goes_over_twice_counts_once_on_either_bank():
    divide = cut(
        [(-10.0, 15.0), (1.0, 15.0), (110.0, 15.0)],
        Move(1.0, 0, is_mirrored=False, east=0, north=0),
    )
    there_and_back = LineString([(1.0, 1.0), (16.0, 16.0), (0.5, 0.5)])
    _, share = find_sides(divide, as_array(there_and_back))
    assert share[0] == pytest.approx(1 / 15.5)


A_CORNER_IS_ABOVE = [(-10.0, 15.0), (1.0, 23.0), (65.0, 29.688), (76.0, 15.0), (110.0, 15.0)]


@quick
@given(gentle_rivers(), moves(), places(), places())
@example(
    A_CORNER_IS_ABOVE,
    Move(13.0, 0, is_mirrored=False, east=0, north=0),
    (1.0, 1.0),
    (70.25, 22.719),
)
def test_the_share_of_an_area_is_its_area_on_the_left_bank(river, move, one, other):
    (left, right), (bottom, top) = (sorted(pair) for pair in zip(one, other, strict=True))
    area = (right - left) * (top - bottom)
    assume(right - left > 0.5 and top - bottom > 0.5)
    above = measure_box_above((left, bottom, right, top), river)
    ambiguous = 2 * TOUCH_M / move.scale**2
    assume(all(not 1e-9 < part < ambiguous for part in (above, area - above)))
    box = move.area([(left, bottom), (right, bottom), (right, top), (left, top)])

    side, share = find_sides(cut(river, move), as_array(box))

    assert share[0] == pytest.approx(expect_share(above / area, move), abs=1e-6)
    is_across = above > 1e-9 and area - above > 1e-9
    assert side[0] == (ACROSS if is_across else BANKS[int(share[0] < 0.5)])


@quick
@given(gentle_rivers(), moves(), st.lists(places(), min_size=2, max_size=5, unique=True))
def test_a_multipolygon_counts_all_its_parts_even_when_none_meets_the_river(river, move, corners):
    boxes = [(x, y, x + 0.4, y + 0.4) for x, y in corners]
    apart = shapely.union_all([shapely.box(*box) for box in boxes]).area
    assume(apart == pytest.approx(0.16 * len(boxes), abs=1e-9))
    above = sum(measure_box_above(box, river) for box in boxes)
    below = 0.16 * len(boxes) - above
    assume(all(not 1e-9 < part < 2 * TOUCH_M / move.scale**2 for part in (above, below)))
    parts = [move.area([(a, b), (c, b), (c, d), (a, d)]) for a, b, c, d in boxes]

    side, share = find_sides(cut(river, move), as_array(shapely.multipolygons(parts)))

    expected = expect_share(above / (above + below), move)
    assert share[0] == pytest.approx(expected, abs=1e-5)
    is_across = above > 1e-9 and below > 1e-9
    assert side[0] == (ACROSS if is_across else BANKS[int(share[0] < 0.5)])


@quick
@given(rivers, st.lists(places(), min_size=3, max_size=6, unique=True), st.data())
def test_the_order_of_vertices_changes_nothing(river, corners, data):
    ring = shapely.convex_hull(shapely.multipoints(corners))
    assume(ring.geom_type == "Polygon" and ring.area > 1)
    divide = cut(river, Move(1.0, 0, is_mirrored=False, east=0, north=0))
    coords = list(ring.exterior.coords)[:-1]
    shift = data.draw(st.integers(0, len(coords) - 1))
    turned = shapely.Polygon([*coords[shift:], *coords[:shift]]).reverse()
    line = shapely.LineString(corners)

    side, share = find_sides(divide, as_array(ring, turned, line, line.reverse()))

    assert side[0] == side[1]
    assert side[2] == side[3]
    assert share[0] == pytest.approx(share[1], abs=1e-9)
    assert share[2] == pytest.approx(share[3], abs=1e-9)


@quick
@given(rivers, moves(), st.floats(0, 1), st.floats(0, 1))
def test_what_runs_along_the_river_is_in_the_river_whatever_the_axis(river, move, one, other):
    assume(abs(one - other) > 0.05)
    within = shapely.LineString(river).intersection(shapely.box(0, 0, WIDTH, HEIGHT))
    along = substring(within, *sorted((one, other)), normalized=True)
    geometry = move.line(along.coords)
    divide = cut(river, move)

    side, _ = find_sides(divide, as_array(geometry))

    assert side[0] == RIVER
    assert not find_crossing_lines(divide, as_array(geometry))[0]


@quick
@given(meandering_rivers(), moves(), st.integers(0, 5))
def test_a_terrace_along_the_bank_is_on_its_bank(river, move, segment):
    """An area that shares an edge with the river touches it and is not across."""
    (x0, y0), (x1, y1) = list(pairwise(river))[min(segment, len(river) - 2)]
    dx, dy = x1 - x0, y1 - y0
    edge = [(x0 + share * dx, y0 + share * dy) for share in (0.4, 0.6)]
    length = np.hypot(dx, dy)
    for sign in (1, -1):
        shift = -sign * dy / length * 0.8, sign * dx / length * 0.8
        terrace = [*edge, *((x + shift[0], y + shift[1]) for x, y in reversed(edge))]
        assume(all(0 < x < WIDTH for x, _ in terrace))
        near = [point for point in terrace if point not in edge]
        assume(all(measure_distance(point, river) > 0.79 for point in near))

        side, share = find_sides(cut(river, move), as_array(move.area(terrace)))

        assert side[0] == name_bank(sign > 0, move)
        assert share[0] == (side[0] == "left")


@quick
@given(rivers, moves(), st.lists(places(), min_size=3, max_size=12))
def test_the_banks_closed_rings_agree_with_the_sides(river, move, points):
    """The oracle on the banks as they were cut, not as the scene was drawn."""
    divide = cut(river, move)
    geometries = as_array(*(move.point(one) for one in points))
    side, _ = find_sides(divide, geometries)
    for name, bank in (("left", divide.left), ("right", divide.right)):
        rings = [
            list(ring.coords)[:-1]
            for part in shapely.get_parts(bank)
            for ring in (part.exterior, *part.interiors)
        ]
        for geometry, found in zip(geometries, side, strict=True):
            if found != RIVER:
                assert is_inside(geometry.coords[0], rings) == (found == name)


@quick
@given(rivers, moves())
def test_the_banks_fill_the_study_area_and_do_not_overlap(river, move):
    divide = cut(river, move)
    assert divide.left.area + divide.right.area == pytest.approx(divide.area.area, rel=1e-9)
    assert divide.left.intersection(divide.right).area == pytest.approx(
        0, abs=1e-9 * divide.area.area
    )


@quick
@given(rivers, moves(), st.lists(places(), min_size=2, max_size=2, unique=True))
def test_a_mirrored_scene_gives_the_other_share(river, move, corners):
    pieces = cut_line(corners, [close_left_bank(river)])
    assume(all(measure_distance(at, river) > 2 * TOUCH_M / move.scale for at, _ in pieces))
    mirrored = Move(move.scale, move.turn_deg, not move.is_mirrored, move.east, move.north)
    shares = [
        find_sides(cut(river, one), as_array(one.line(corners)))[1][0] for one in (move, mirrored)
    ]
    assert sum(shares) == pytest.approx(1, abs=1e-6)


@quick
@given(rivers, moves(), places())
def test_what_lies_beyond_the_study_area_has_no_share(river, move, point):
    x, y = point
    beyond = as_array(move.point((x + 2 * WIDTH, y)), move.line([(x, -5), (x + 3, -7)]))
    side, share = find_sides(cut(river, move), beyond)
    assert side.tolist() == ["outside", "outside"]
    assert all(isnan(one) for one in share)
