"""Mapped networks by hand, and equal to networkx on random ones.

::

    ──a──●──b──●──c──      a, b and c are joined at their ends; d crosses b without a common place;
              ╲ d          the substation S, an area, holds the end of c; a pipe where b ends is of
                  [S]      another sector
"""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.crs import GEOGRAPHIC
from geodata.errors import CrsError
from geodata.utilities.networks import find_joints, find_touching, number_networks, split_off

DEG = 0.001


def draw(*features):
    """Features in thousandths of a degree: (layer, geometry)."""
    layers, shapes = zip(*features, strict=True)
    moved = [shapely.transform(one, lambda at: 20 + at * DEG) for one in shapes]
    return gpd.GeoDataFrame({"layer": list(layers)}, geometry=moved, crs=GEOGRAPHIC)


def line(*places):
    return shapely.LineString(places)


DRAWN = draw(
    ("power_lines", line((0, 0), (1, 0))),  # 0: a
    ("power_lines", line((1, 0), (2, 0))),  # 1: b
    ("power_cables", line((2, 0), (3, 0))),  # 2: c
    ("power_lines", line((1.5, -1), (1.5, 1))),  # 3: d
    ("substations", shapely.box(2.9, -0.1, 3.2, 0.1)),  # 4: S
    ("water_pipelines", line((2, 0), (2, 5))),  # 5
    ("transformers", shapely.Point(1, 0)),  # 6
)


def test_features_with_a_place_in_common_are_one_network_and_what_only_crosses_is_not():
    numbers = number_networks(find_joints(DRAWN), len(DRAWN)).tolist()
    assert numbers == [0, 0, 0, 1, 0, 2, 0]


def test_what_touches_a_line_is_listed_and_not_the_line_itself():
    joints = find_joints(DRAWN)
    assert find_touching(joints, len(DRAWN), 1).tolist() == [0, 2, 6]
    assert find_touching(joints, len(DRAWN), 3).tolist() == []


def test_what_a_line_alone_joins_is_the_smaller_part():
    joints = find_joints(DRAWN)
    # Without b: a and the transformer on one side, c and the substation on the other, as many.
    assert split_off(joints, len(DRAWN), 1).tolist() == [2, 4]
    assert split_off(joints, len(DRAWN), 2).tolist() == [4]
    assert split_off(joints, len(DRAWN), 0).tolist() == []
    assert split_off(joints, len(DRAWN), 3).tolist() == []


def test_metres_are_refused():
    with pytest.raises(CrsError):
        find_joints(DRAWN.to_crs("EPSG:32634"))


def test_nothing_has_no_networks():
    empty = DRAWN.iloc[:0]
    assert number_networks(find_joints(empty), 0).tolist() == []


grids = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=12,
)


def build_graph(lines):
    """The same by networkx: features and places are nodes."""
    graph = nx.Graph()
    for at, (x, y, to_x, to_y) in enumerate(lines):
        graph.add_edges_from([(at, (x, y)), (at, (to_x, to_y))])
    return graph


def list_features(parts):
    listed = [sorted(node for node in part if isinstance(node, int)) for part in parts]
    return sorted(part for part in listed if part)


def draw_lines(lines):
    return find_joints(draw(*(("power_lines", line(one[:2], one[2:])) for one in lines)))


@given(grids)
def test_networks_equal_those_of_networkx(lines):
    numbers = number_networks(draw_lines(lines), len(lines))
    expected = list_features(nx.connected_components(build_graph(lines)))
    found = [np.flatnonzero(numbers == one).tolist() for one in np.unique(numbers)]
    assert sorted(found) == expected


@given(grids, st.data())
def test_what_is_split_off_equals_the_smaller_components_of_networkx(lines, data):
    feature = data.draw(st.integers(0, len(lines) - 1))
    graph = build_graph(lines)
    rest = graph.subgraph(nx.node_connected_component(graph, feature) - {feature})
    parts = list_features(nx.connected_components(rest))
    largest = max(map(len, parts), default=0)
    kept = next((part for part in parts if len(part) == largest), [])
    expected = sorted(node for part in parts if part != kept for node in part)
    assert split_off(draw_lines(lines), len(lines), feature).tolist() == expected


@given(grids, st.data())
def test_what_touches_equals_the_neighbours_of_networkx(lines, data):
    feature = data.draw(st.integers(0, len(lines) - 1))
    graph = build_graph(lines)
    expected = {other for place in graph[feature] for other in graph[place]} - {feature}
    found = find_touching(draw_lines(lines), len(lines), feature).tolist()
    assert found == sorted(expected)
