"""Ways that pass a river several times, that meet on it, or that are drawn as areas."""

import pytest
import shapely

from geodata.crs import GEOGRAPHIC, project
from geodata.divide.banks import build_divide
from tests.geodata.crossings.drawn_ways import (
    CABLE,
    CRS,
    FOOT,
    RAIL,
    ROAD,
    TOWN,
    find,
    shift,
    ways_of,
)

Y = TOWN.point("1").y
BRIDGE = ROAD | {"bridge": "yes", "name": "Border bridge"}

# The river flows north, turns round and flows back south: a way to the east passes it twice.
#
#      ┌────┐
#   ───┼────┼───  y = 60
#      │    │
BEND = shapely.LineString([(40, -50), (40, 150), (120, 150), (120, -50)])
TWICE = build_divide(shift(shapely.box(0, 0, 200, 200)), [shift(BEND)])
# Likewise three times.
SNAKE = shapely.LineString([(40, -50), (40, 150), (80, 150), (80, 20), (140, 20), (140, 250)])
THRICE = build_divide(shift(shapely.box(0, 0, 200, 200)), [shift(SNAKE)])


def line(*places):
    return shapely.LineString(places)


def metric(crossing):
    return shapely.affinity.translate(
        project(crossing.geometry, GEOGRAPHIC, CRS), -500_000 + 10_000, -4_750_000
    )


@pytest.mark.parametrize("tags", [ROAD, FOOT, RAIL, CABLE, BRIDGE, {"man_made": "pipeline"}])
@pytest.mark.parametrize(("divide", "count"), [(TWICE, 2), (THRICE, 3)])
def test_each_passage_of_one_way_is_a_crossing_of_its_own(tags, divide, count):
    found = find((tags, line((10, 60), (190, 60))), divide=divide)
    assert [one.id for one in found] == ["osm-way-1", "osm-way-1-2", "osm-way-1-3"][:count]
    assert ways_of(found) == [["way/1"]] * count
    pieces = [shapely.geometry.shape(one.geometry) for one in found]
    assert not any(one.is_empty for one in pieces)
    centres = [one.centroid.x for one in pieces]
    assert centres == sorted(centres), "downstream"
    assert not pieces[0].crosses(pieces[1]), "no passage is drawn with another's piece"


def test_a_way_that_runs_to_and_fro_over_a_hand_drawn_line_passes_once():
    wave = line((50, Y - 30), (50, Y + 1), (53, Y - 1), (56, Y + 30))
    assert ways_of(find((ROAD, wave))) == [["way/1"]]


def test_two_passages_of_one_street_are_not_one_bridge_whatever_it_is_called():
    named = ROAD | {"name": "Long Street"}
    one, other = line((10, 60), (80, 60)), line((80, 60), (190, 60))
    found = find((named, one), (named, other), divide=TWICE)
    assert ways_of(found) == [["way/1"], ["way/2"]]


def test_ways_belong_together_by_where_they_pass():
    """A footway beside the second passage is a deck there, not between the two."""
    found = find(
        (ROAD, line((10, 60), (190, 60))), (FOOT, line((100, 70), (140, 70))), divide=TWICE
    )
    assert ways_of(found) == [["way/1"], ["way/1", "way/2"]]


@pytest.mark.parametrize("beside_m", [0.0, -2.0, -1.0, 1.0, 2.0])
@pytest.mark.parametrize("tags", [BRIDGE, ROAD | {"ford": "yes"}, FOOT])
def test_ways_that_meet_on_or_beside_the_river_line_are_one_crossing(beside_m, tags):
    north = line((50, Y + 40), (50, Y + beside_m))
    south = line((50, Y + beside_m), (50, Y - 40))
    assert ways_of(find((tags, north), (tags, south))) == [["way/1", "way/2"]]


def test_ways_that_meet_on_the_river_line_from_one_bank_alone_are_none():
    one, other = line((30, Y + 40), (50, Y)), line((50, Y), (70, Y + 40))
    assert find((FOOT, one), (FOOT, other)) == []


def test_three_ways_that_meet_on_the_river_line_are_one_crossing():
    legs = [line((50, Y + 40), (50, Y)), line((50, Y), (40, Y - 40)), line((50, Y), (60, Y - 40))]
    assert ways_of(find(*((BRIDGE, leg) for leg in legs))) == [["way/1", "way/2", "way/3"]]


def test_rails_and_road_side_by_side_are_one_structure():
    (crossing,) = find((RAIL, 50), (ROAD, 75))
    assert (crossing.kind, crossing.osm_ids) == ("road", ["way/1", "way/2"])
    assert len(find((RAIL, 50), (ROAD, 85))) == 2
    assert len(find((RAIL | {"tunnel": "yes"}, 50), (ROAD, 60))) == 2, "one is under the other"


@pytest.mark.parametrize("highway", ["pedestrian", "footway", "residential"])
def test_a_bridge_drawn_as_an_area_is_a_crossing_as_a_line_from_bank_to_bank(highway):
    area = shapely.box(50, Y - 20, 80, Y + 30)
    tags = {"highway": highway, "area": "yes", "bridge": "yes"}
    (crossing,) = find((tags, area))
    assert crossing.osm_ids == ["way/1"]
    assert crossing.geometry.geom_type == "MultiLineString"
    assert project(crossing.geometry, GEOGRAPHIC, CRS).length == pytest.approx(50, rel=0.01)
    assert find((tags | {"bridge": "no"}, area)) == []
    assert find((tags, shapely.box(50, Y + 5, 80, Y + 30))) == [], "it lies on one bank"


def test_an_area_round_a_hole_in_the_river_passes_on_both_sides_of_it():
    hole = shapely.box(60, Y - 10, 140, Y + 10)
    area = shapely.box(40, Y - 20, 160, Y + 20) - hole
    found = find(({"highway": "pedestrian", "bridge": "yes"}, area))
    assert len(found) == 2


def test_a_ford_is_the_part_between_the_banks_whatever_no_says():
    track = {"highway": "track", "bridge": "no", "tunnel": "no", "ford": "yes"}
    (crossing,) = find((track, line((50, Y - 260), (50, Y + 260))))
    assert project(crossing.geometry, GEOGRAPHIC, CRS).length == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"route": "ferry"}, "ferry"),
        ({"highway": "construction", "construction": "minor", "bridge": "yes"}, "road"),
        ({"highway": "construction", "construction": "yes"}, "road"),
        ({"highway": "proposed", "proposed": "cycleway"}, "foot"),
        ({"proposed:highway": "primary"}, "road"),
        ({"construction:railway": "tram"}, "rail"),
    ],
)
def test_what_is_not_a_street_yet_and_ferries_are_crossings(tags, kind):
    assert [one.kind for one in find((tags, 50))] == [kind]


def test_what_passes_only_where_nobody_mapped_the_river_is_no_crossing():
    area = shapely.box(0, 0, 1_000, 200)
    river = [line((-10, 100), (500, 100)), line((700, 100), (1_010, 100))]
    divide = build_divide(shift(area), [shift(one) for one in river])
    assert divide.assumed.length == pytest.approx(200)
    over = [(BRIDGE | {"name": str(x)}, line((x, 50), (x, 150))) for x in (300, 600, 800)]
    assert ways_of(find(*over, divide=divide)) == [["way/1"], ["way/3"]]


def test_a_ferry_is_one_crossing_if_it_lands_on_the_other_bank_and_none_if_it_comes_back():
    ferry = {"route": "ferry"}
    over = line((30, Y + 40), (60, Y - 40), (90, Y + 40), (120, Y - 40))
    (crossing,) = find((ferry, over))
    assert (crossing.kind, crossing.id) == ("ferry", "osm-way-1")
    assert find((ferry, line((30, Y + 40), (60, Y - 40), (90, Y + 40)))) == []
