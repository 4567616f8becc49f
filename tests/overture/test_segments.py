"""Segments become ways: split where a rule begins or ends, joined where OSM has one way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from pipelines.overture.roads import RULES
from pipelines.overture.segments import join_ways, split_segment

LINE = LineString([(15.0 + step / 1000, 48.0) for step in range(11)])
ENDS = [("a", 0.0), ("b", 1.0)]


def segment(name="s", connectors=ENDS, sources=None, **columns):
    """A residential street 0.01° long, with a vertex at each tenth."""
    empty = dict.fromkeys((*RULES, "names", "subclass"))
    found = [
        {"dataset": "OpenStreetMap", "property": "", "record_id": f"w{way}@1", "between": between}
        for way, between in (sources or {1: None}).items()
    ]
    return empty | {
        "id": name,
        "subtype": "road",
        "class": "residential",
        "connectors": [{"connector_id": one, "at": at} for one, at in connectors],
        "sources": found,
        **columns,
    }


def split(row, line=LINE):
    ways, places = split_segment(row, line)
    return [
        (
            way.record.number if way.record else None,
            places[way.nodes[0]][0],
            places[way.nodes[-1]][0],
        )
        for way in ways
    ], ways


def flags(*ranges):
    return [{"values": ["is_bridge"], "between": list(one)} for one in ranges]


def test_a_bridge_in_the_middle_is_a_way_of_its_own():
    #   a ────────▓▓▓▓▓▓▓▓──────── b
    #          0.4        0.6
    stretches, ways = split(segment(road_flags=flags((0.4, 0.6))))
    assert [round(end, 4) for _, _, end in stretches] == [15.004, 15.006, 15.01]
    assert [way.tags.get("bridge") for way in ways] == [None, "yes", None]
    assert ways[0].nodes[-1] == ways[1].nodes[0]


def test_ways_of_openstreetmap_that_overture_merged_are_ways_again():
    row = segment(sources={1: [0, 0.3], 2: [0.3, 0.7], 3: [0.7, 1]}, road_flags=flags((0.3, 0.7)))
    stretches, ways = split(row)
    assert [number for number, _, _ in stretches] == [1, 2, 3]
    assert [way.tags.get("bridge") for way in ways] == [None, "yes", None]


def test_a_range_that_ends_between_two_vertices_gets_a_node_there():
    stretches, _ = split(segment(road_flags=flags((0.25, 1.0))))
    assert stretches[0][2] == pytest.approx(15.0025, abs=1e-7)


def test_a_rule_for_the_whole_does_not_split():
    stretches, ways = split(segment(road_flags=[{"values": ["is_tunnel"], "between": None}]))
    assert len(stretches) == 1
    assert ways[0].tags == {"highway": "residential", "tunnel": "yes"}


def test_connectors_are_shared_nodes_and_mere_vertices_are_not():
    #        c
    #   a ───●─── b      and a street from c on; its other vertices lie on the first one's
    one = split_segment(segment("s", [*ENDS, ("c", 0.5)]), LINE)[0][0]
    other = split_segment(segment("t", [("c", 0.0), ("d", 1.0)]), LineString(LINE.coords[5:]))[0][0]
    assert set(one.nodes) & set(other.nodes) == {"c"}


def test_a_connector_off_the_line_of_vertices_is_a_node_of_its_own():
    way = split_segment(segment("s", [*ENDS, ("c", 0.55)]), LINE)[0][0]
    assert len(way.nodes) == len(LINE.coords) + 1
    assert "c" in way.nodes


def test_two_segments_of_one_way_are_that_way_again():
    #   a ──── c ──── b
    parts = [
        split_segment(segment("s", [("a", 0.0), ("c", 1.0)]), LineString(LINE.coords[:6]))[0][0],
        split_segment(segment("t", [("c", 0.0), ("b", 1.0)]), LineString(LINE.coords[5:]))[0][0],
    ]
    (joined,) = join_ways(parts[::-1])
    assert (joined.nodes[0], joined.nodes[-1], len(joined.nodes)) == ("a", "b", 11)
    assert joined.gers == ["s", "t"]


def test_parts_of_one_way_with_other_tags_stay_apart():
    row = segment(road_flags=flags((0.4, 0.6)))
    assert len(join_ways(split_segment(row, LINE)[0])) == 3


def test_a_ring_of_segments_is_joined_once():
    square = [(15.0, 48.0), (15.001, 48.0), (15.001, 48.001), (15.0, 48.0)]
    parts = []
    for at, (start, end) in enumerate(pairwise("abca")):
        row = segment(f"s{at}", [(start, 0.0), (end, 1.0)])
        parts += split_segment(row, LineString(square[at : at + 2]))[0]
    (joined,) = join_ways(parts)
    assert joined.nodes[0] == joined.nodes[-1]
    assert len(joined.nodes) == 4


def test_a_name_for_a_part_holds_there_alone():
    rules = [{"variant": "common", "value": "Other", "between": [0.5, 1.0]}]
    _, ways = split(segment(names={"primary": "First", "rules": rules}))
    assert [way.tags["name"] for way in ways] == ["First", "Other"]


SHARES = st.floats(0, 1).map(lambda share: round(share, 9))
RANGES = st.tuples(SHARES, SHARES).map(sorted)


@given(st.lists(RANGES, max_size=5), st.lists(SHARES, max_size=5, unique=True))
def test_the_ways_of_a_segment_run_from_end_to_end_without_a_gap(ranges, connectors):
    row = segment(
        connectors=[*ENDS, *((f"c{at}", at) for at in connectors)], road_flags=flags(*ranges)
    )
    ways, places = split_segment(row, LINE)
    assert places[ways[0].nodes[0]] == LINE.coords[0]
    assert places[ways[-1].nodes[-1]] == LINE.coords[-1]
    assert all(one.nodes[-1] == after.nodes[0] for one, after in pairwise(ways))
    assert all(one.tags != after.tags for one, after in pairwise(ways))
    along = [places[node][0] for way in ways for node in way.nodes]
    assert along == sorted(along)


@pytest.mark.parametrize(
    "broken", [None, [], [{"connector_id": "x", "at": None}], [{"connector_id": "x", "at": 7.0}]]
)
def test_connectors_that_say_nothing_leave_a_street_that_joins_nothing(broken):
    ways, _ = split_segment(segment() | {"connectors": broken}, LINE)
    assert len(ways) == 1
    assert "x" not in ways[0].nodes


@pytest.mark.parametrize("between", [[0.5], [], [None, 1.0], [0.2, 9.0]])
def test_a_range_that_is_none_does_not_break_the_street(between):
    row = segment(road_flags=[{"values": ["is_bridge"], "between": between}])
    ways, _ = split_segment(row, LINE)
    assert ways[0].nodes[0] == "a"
    assert ways[-1].nodes[-1] == "b"
