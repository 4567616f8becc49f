"""Which OSM ways get over a divide, and which of them are one structure; scenes are pictures."""

import pytest
import shapely

from geodata.crossings.decks import classify_way
from geodata.crossings.ways import find_crossings
from geodata.crs import GEOGRAPHIC, project
from geodata.errors import CrsError
from tests.geodata.cities.registry_entries import make_fact
from tests.geodata.crossings.drawn_ways import (
    CABLE,
    COLUMNS,
    CRS,
    DIVIDE,
    EAST,
    FOOT,
    NORTH,
    PIPE,
    RAIL,
    ROAD,
    TOWN,
    bridge,
    find,
    make_frame,
    shift,
    ways_of,
)


def lonlat(x, y):
    point = project(shapely.Point(EAST + x, NORTH + y), CRS, GEOGRAPHIC)
    return point.x, point.y


def test_ways_from_bank_to_bank_are_crossings_and_others_are_not():
    crossings = find((ROAD, TOWN.line("AB")), (ROAD, TOWN.line("AC")), (FOOT, TOWN.line("CD")))
    assert ways_of(crossings) == [["way/1"], ["way/3"]]
    assert [one.kind for one in crossings] == ["road", "foot"]
    assert crossings[0].geometry.bounds == pytest.approx(
        project(shift(TOWN.line("AB")), CRS, GEOGRAPHIC).bounds
    )


def test_what_carries_nothing_is_no_crossing():
    boundary, river = {"boundary": "administrative"}, {"waterway": "stream"}
    assert find((boundary, 50), (river, 90), ({"highway": "elevator"}, 120)) == []


def test_a_way_along_the_bank_or_up_to_it_is_no_crossing():
    y = TOWN.point("1").y
    along, pier = (
        shapely.LineString([(20, y), (90, y)]),
        shapely.LineString([(50, y + 40), (50, y)]),
    )
    assert find((FOOT, along), (FOOT, pier)) == []


def test_no_ways_make_no_crossings():
    assert find() == []


@pytest.mark.parametrize(("apart_m", "count"), [(29.0, 1), (31.0, 2)])
def test_decks_within_30_m_are_one_bridge(apart_m, count):
    assert len(find((ROAD, 50), (ROAD, 50 + apart_m))) == count


def test_decks_side_by_side_make_one_bridge_of_a_road_and_its_footways():
    (crossing,) = find((FOOT, 30), (ROAD, 45), ({"highway": "cycleway"}, 72))
    assert crossing.kind == "road"
    assert crossing.osm_ids == ["way/1", "way/2", "way/3"]
    assert crossing.id == "osm-way-1"


@pytest.mark.parametrize(("apart_m", "count"), [(150.0, 1), (201.0, 2)])
def test_decks_of_one_name_are_one_bridge_further_apart(apart_m, count):
    named = ROAD | {"name": "Most na Ibru"}
    assert len(find((named, 20), (named, 20 + apart_m))) == count
    assert len(find((named, 20), (ROAD | {"name": "Other"}, 20 + apart_m))) == 2


def test_the_name_of_the_bridge_counts_before_the_name_of_the_street():
    one = ROAD | {"name": "Street", "bridge:name": "Bridge"}
    assert len(find((one, 20), (FOOT | {"name": "Bridge"}, 90))) == 1
    assert len(find((one, 20), (FOOT | {"name": "Street"}, 90))) == 2


@pytest.mark.parametrize(
    ("one", "other"), [(RAIL, PIPE), (ROAD, PIPE), (PIPE, CABLE), (ROAD, ROAD | {"tunnel": "yes"})]
)
def test_things_of_different_kinds_side_by_side_are_structures_of_their_own(one, other):
    assert len(find((one, 50), (other, 55))) == 2


def test_ways_over_one_bridge_outline_are_one_structure_whatever_they_carry():
    y = TOWN.point("1").y
    outline = shapely.box(40, y - 20, 110, y + 20)
    (crossing,) = find((RAIL, 50), (ROAD, 100), outlines=[outline])
    assert (crossing.kind, crossing.osm_ids) == ("road", ["way/1", "way/2"])
    two = [shapely.box(40, y - 20, 60, y + 20), shapely.box(90, y - 20, 110, y + 20)]
    assert len(find((RAIL, 50), (ROAD, 100), outlines=two)) == 2


def test_decks_in_a_row_are_one_bridge_through_the_ones_between():
    assert len(find((ROAD, 20), (ROAD, 45), (ROAD, 70))) == 1


def test_crossings_come_downstream_whatever_their_order():
    crossings = find((RAIL, TOWN.line("EF")), (ROAD, TOWN.line("AB")), (FOOT, TOWN.line("CD")))
    assert [one.kind for one in crossings] == ["road", "foot", "rail"]


def test_names_of_an_unregistered_crossing_are_gathered_from_its_ways():
    first = ROAD | {"name": "Ura", "name:sq": "Ura e Ibrit"}
    second = FOOT | {"name": "Most", "name:sr": "Мост", "name:sr-Latn": "Most", "name:en": "Bridge"}
    (crossing,) = find((first, 50), (second, 60))
    assert crossing.name == {
        "und": "Ura",
        "sq": "Ura e Ibrit",
        "sr-Cyrl": "Мост",
        "sr-Latn": "Most",
        "en": "Bridge",
    }
    assert find((ROAD, 50))[0].name == {}


def test_a_registered_crossing_joins_the_nearest_structure_that_fits():
    y = TOWN.point("1").y
    fact = make_fact("main", point=lonlat(60, y), match_m=80)
    near, far = find((ROAD, 45), (ROAD, 110), facts=[fact])
    assert (near.id, near.fact, near.name) == ("main", fact, fact.name)
    assert (far.id, far.fact) == ("osm-way-2", None)


def test_a_structure_beyond_match_m_is_not_joined_and_the_fact_stays_alone():
    y = TOWN.point("1").y
    fact = make_fact("main", point=lonlat(60, y), match_m=10)
    found = find((ROAD, 45), facts=[fact])
    assert {one.id for one in found} == {"osm-way-1", "main"}
    alone = next(one for one in found if one.id == "main")
    assert alone.geometry.geom_type == "Point"
    assert alone.ways == ()


def test_a_registered_crossing_does_not_join_a_structure_of_another_kind():
    y = TOWN.point("1").y
    rail = make_fact("rail", kind="rail", point=lonlat(50, y))
    walk = make_fact("walk", kind="foot", point=lonlat(50, y))
    assert {one.id for one in find((ROAD, 50), facts=[rail])} == {"osm-way-1", "rail"}
    assert [one.id for one in find((ROAD, 50), facts=[walk])] == ["walk"], "people walk over roads"
    assert find((ROAD, 50), facts=[walk])[0].kind == "foot"


def test_two_registered_crossings_never_share_a_structure():
    y = TOWN.point("1").y
    facts = [make_fact("b", point=lonlat(52, y)), make_fact("a", point=lonlat(58, y))]
    found = {one.id: one.osm_ids for one in find((ROAD, 50), facts=facts)}
    assert found == {"b": ["way/1"], "a": []}
    both = {one.id: one.osm_ids for one in find((ROAD, 50), (ROAD, 90), facts=facts)}
    assert both == {"b": ["way/1"], "a": ["way/2"]}


def test_a_former_crossing_does_not_grab_the_new_structure_at_its_place():
    y = TOWN.point("1").y
    old = make_fact("old", kind="foot", point=lonlat(50, y), closed="2023-01-19")
    new = make_fact("new", kind="foot", point=lonlat(55, y), opened="2025-12-17")
    found = {one.id: one.osm_ids for one in find((FOOT, 50), facts=[old, new])}
    assert found == {"old": [], "new": ["way/1"]}


def test_crossings_that_only_the_registry_knows_stand_in_their_place_downstream():
    y = TOWN.point("1").y
    facts = [make_fact("east", point=lonlat(120, y)), make_fact("west", point=lonlat(5, y))]
    found = find((RAIL, 60), facts=facts)
    assert [one.id for one in found] == ["west", "osm-way-1", "east"]


def test_ways_in_another_reference_system_are_refused():
    ways = make_frame([("way", 1, ROAD, bridge(50))], COLUMNS)
    bridges = make_frame([], ["tags", "geometry"])
    with pytest.raises(CrsError):
        find_crossings(ways.to_crs(GEOGRAPHIC), bridges, DIVIDE, CRS)
    with pytest.raises(CrsError):
        find_crossings(ways, bridges.to_crs(GEOGRAPHIC), DIVIDE, CRS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("highway=primary", "road"),
        ("highway=steps", "foot"),
        ("highway=construction construction=footway", "foot"),
        ("highway=construction", "road"),
        ("highway=proposed proposed=secondary", "road"),
        ("railway=rail", "rail"),
        ("railway=abandoned", "rail"),
        ("disused:railway=rail", "rail"),
        ("highway=cycleway railway=abandoned", "foot"),
        ("man_made=pipeline substance=heat", "pipe"),
        ("power=minor_line", "cable"),
        ("power=tower", None),
        ("communication=line", "cable"),
        ("telecom=cable", "cable"),
        ("waterway=river", None),
        ("boundary=administrative", None),
        ("", None),
    ],
)
def test_tags_tell_what_a_way_carries(text, kind):
    assert classify_way(dict(pair.split("=") for pair in text.split())) == kind
