"""Private and destination streets: a trip begins and ends on them, and passes through none.

The independent computation is networkx on three copies of the streets: the first with such streets
alone, the second with open streets and the links, the third with such streets again.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.assessment.engine.gains import measure_gains
from geodata.assessment.engine.portals import PortalSearch, make_scenario, measure_times
from geodata.assessment.engine.reach import measure_nearest, search_nearest
from geodata.assessment.engine.trips import Residents
from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix
from geodata.streets.snapping import snap_points


def make_town(left, right, streets, own, links):
    """A town of `left` and then `right` nodes, in a row 10 m apart on either bank."""
    n = left + right
    make = lambda rows: make_matrix(*_columns(rows), n)  # noqa: E731
    start, end, seconds = _columns(links)
    points = [(10.0 * i, 50.0) for i in range(left)] + [(10.0 * i, -50.0) for i in range(right)]
    return StreetNetwork(
        mode=TravelMode.DRIVE,
        crs="EPSG:32634",
        ids=np.arange(n),
        points=np.array(points),
        is_left=np.arange(n) < left,
        seconds=make(streets),
        own_ends=make(own),
        links=Links(start, end, seconds, np.full(len(links), "", dtype=object)),
    )


def _columns(rows):
    start, end, seconds = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(start, np.int32), np.array(end, np.int32), np.array(seconds, float)


def search_copies(streets, own, links, n, origin):
    """Times from a node to all, by networkx on three copies."""
    graph = nx.DiGraph()
    _add(graph, [((1, u), (1, v), s) for u, v, s in (*streets, *links)])
    _add(graph, [((copy, u), (copy, v), s) for u, v, s in own for copy in (0, 2)])
    _add(graph, [((copy, u), (copy + 1, u), 0.0) for u in range(n) for copy in (0, 1)])
    found = nx.single_source_dijkstra_path_length(graph, (0, origin))
    return [found.get((2, node), np.inf) for node in range(n)]


def _add(graph, rows):
    for u, v, seconds in rows:
        known = graph.get_edge_data(u, v, {"weight": np.inf})["weight"]
        graph.add_edge(u, v, weight=min(known, seconds))


@st.composite
def draw_towns(draw):
    left, right = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    time_s = st.integers(0, 99).map(float)

    def rows(low, high, most):
        node = st.integers(low, high)
        row = st.tuples(node, node, time_s).filter(lambda one: one[0] != one[1])
        return draw(st.lists(row, max_size=most)) if high > low else []

    banks = ((0, left - 1), (left, left + right - 1))
    streets = [row for bank in banks for row in rows(*bank, 10)]
    own = [row for bank in banks for row in rows(*bank, 8)]
    over = st.tuples(st.integers(0, left - 1), st.integers(left, left + right - 1), time_s)
    links = [
        (v, u, s) if back else (u, v, s)
        for (u, v, s), back in draw(st.lists(st.tuples(over, st.booleans()), max_size=5))
    ]
    return left, right, streets, own, links


@given(draw_towns())
@settings(max_examples=100)
def test_times_equal_networkx_on_three_copies_of_the_streets(town):
    left, right, streets, own, links = town
    network, n = make_town(*town), left + right
    expected = np.array([search_copies(streets, own, links, n, node) for node in range(n)])
    scenario = make_scenario(PortalSearch(network), network.links)
    banks = np.arange(left, dtype=np.int32), np.arange(left, n, dtype=np.int32)
    for origins, targets in (banks, banks[::-1]):
        found = measure_times(scenario, origins, targets, np.float64)
        np.testing.assert_allclose(found, expected[np.ix_(origins, targets)])
    places = np.array([0, n - 1], np.int32)
    nearest = search_nearest(network, places)[None]
    found = measure_nearest(scenario, nearest, np.arange(n, dtype=np.int32))[0]
    np.testing.assert_allclose(found, expected[:, places].min(axis=1))
    nearest = search_nearest(network, places, is_from=True)[None]
    found = measure_nearest(scenario, nearest, np.arange(n, dtype=np.int32), is_from=True)[0]
    np.testing.assert_allclose(found, expected[places].min(axis=0))


@given(draw_towns(), st.data())
@settings(max_examples=60)
def test_what_a_new_link_saves_equals_networkx(town, data):
    left, right, streets, own, links = town
    network, n = make_town(*town), left + right
    u, v = data.draw(st.integers(0, left - 1)), data.draw(st.integers(left, n - 1))
    added = Links(*_columns([(u, v, 5.0)]), np.array([""], dtype=object))
    both = [(u, v, 5.0), (v, u, 5.0)]
    before = np.array([search_copies(streets, own, links, n, node) for node in range(n)])
    after = np.array([search_copies(streets, own, links + both, n, node) for node in range(n)])
    banks = np.arange(left, dtype=np.int32), np.arange(left, n, dtype=np.int32)
    homes = tuple(Residents(nodes, np.ones(len(nodes)), np.ones(len(nodes))) for nodes in banks)
    gains = measure_gains(PortalSearch(network), network.links, added, homes, dtype=np.float64)
    for bank, (origins, targets) in enumerate((banks, banks[::-1])):
        was, now = before[np.ix_(origins, targets)], after[np.ix_(origins, targets)]
        is_known = np.isfinite(was)
        assert gains.saved_s[bank, 0] == pytest.approx((was[is_known] - now[is_known]).sum())
        assert gains.opened[bank, 0] == (np.isfinite(now) & ~is_known).sum()


@given(draw_towns(), st.data())
@settings(max_examples=50)
def test_to_close_a_street_or_a_bridge_shortens_no_trip(town, data):
    left, right, *rows = town
    nodes = np.arange(left, dtype=np.int32), np.arange(left, left + right, dtype=np.int32)
    kind = data.draw(st.integers(0, 2))
    if not rows[kind]:
        return
    at = data.draw(st.integers(0, len(rows[kind]) - 1))
    fewer = [one[:at] + one[at + 1 :] if number == kind else one for number, one in enumerate(rows)]
    before, after = (
        measure_times(make_scenario(PortalSearch(one), one.links), *nodes, np.float64)
        for one in (make_town(left, right, *some) for some in (rows, fewer))
    )
    assert (before <= after).all()


def test_homes_on_a_private_street_keep_it_and_bridges_do_not_begin_there():
    """Left bank: 0 ═ 1 open, 1 ─ 2 private, 3 private without a way; right bank: 4 ═ 5."""
    both = lambda u, v: [(u, v, 9.0), (v, u, 9.0)]  # noqa: E731
    network = make_town(4, 2, both(0, 1) + both(4, 5), [*both(1, 2), (2, 3, 9.0)], both(0, 4))
    assert network.main_nodes.tolist() == [0, 1, 4, 5]
    nodes, _ = snap_points(network, network.points[:4])
    assert nodes.tolist() == [0, 1, 2, 2]  # nobody comes back from 3
    ends, _ = network.bank_trees[0].find_nearest(network.points[:4])
    assert ends.tolist() == [0, 1, 1, 1]
