"""The portals against a search over the rebuilt network, on random cities of two banks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.engine import portals as portals_module
from geodata.assessment.engine.kernels import multiply_min_plus
from geodata.assessment.engine.portals import PortalSearch, make_scenario, measure_times
from geodata.streets.network import Links, StreetNetwork, make_matrix
from tests.examples import examples
from tests.geodata.assessment.engine import plain_loops
from tests.geodata.assessment.two_banks import make_links, make_network


@dataclass(frozen=True)
class TwoBanks:
    """A random directed network, severed, and links between its banks."""

    network: StreetNetwork
    links: Links

    @property
    def left(self):
        return np.flatnonzero(self.network.is_left).astype(np.int32)

    @property
    def right(self):
        return np.flatnonzero(~self.network.is_left).astype(np.int32)


@st.composite
def draw_two_banks(draw):
    left, right = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    time_s = st.one_of(st.just(0.0), st.floats(0.01, 3_600, allow_nan=False))

    def edge(low, high):
        return st.tuples(st.integers(low, high), st.integers(low, high), time_s)

    on_left = draw(st.lists(edge(0, left - 1), max_size=25))
    on_right = draw(st.lists(edge(left, left + right - 1), max_size=25))
    over = st.tuples(st.integers(0, left - 1), st.integers(left, left + right - 1), time_s)
    links = [
        (b, a, seconds) if is_back else (a, b, seconds)
        for (a, b, seconds), is_back in draw(st.lists(st.tuples(over, st.booleans()), max_size=8))
    ]
    streets = [edge for edge in on_left + on_right if edge[0] != edge[1]]
    return TwoBanks(make_network(left, right, streets), make_links(links))


def search_again(banks, links, origins, destinations):
    """Rebuild the network with the links and search it, as any routing engine would have to."""
    matrix = banks.network.seconds.tocoo()
    n = matrix.shape[0]
    rebuilt = make_matrix(
        np.r_[matrix.row, links.start].astype(np.int32),
        np.r_[matrix.col, links.end].astype(np.int32),
        np.r_[matrix.data, links.seconds],
        n,
    )
    return dijkstra(rebuilt, indices=origins)[:, destinations]


@given(banks=draw_two_banks(), data=st.data())
@settings(max_examples=examples(300))
def test_any_set_of_openings_and_closures_equals_a_search_of_the_rebuilt_network(banks, data):
    search = PortalSearch(banks.network)
    for _ in range(2):  # the second scenario meets searches that the first one left
        chosen = data.draw(
            st.lists(st.booleans(), min_size=len(banks.links), max_size=len(banks.links))
        )
        links = banks.links.select(np.array(chosen, dtype=bool))
        scenario = make_scenario(search, links)
        for origins, destinations in ((banks.left, banks.right), (banks.right, banks.left)):
            expected = search_again(banks, links, origins, destinations)
            exact = measure_times(scenario, origins, destinations, np.float64)
            quick = measure_times(scenario, origins, destinations, np.float32)
            np.testing.assert_allclose(exact, expected, rtol=1e-9, atol=1e-12)
            is_far = np.isinf(expected)
            np.testing.assert_array_equal(np.isinf(quick), is_far)
            np.testing.assert_allclose(quick[~is_far], expected[~is_far], rtol=1e-6, atol=1e-3)


@given(banks=draw_two_banks())
@settings(max_examples=examples(100))
def test_trips_on_one_bank_may_cross_and_come_back(banks):
    scenario = make_scenario(PortalSearch(banks.network), banks.links)
    alone = dijkstra(banks.network.seconds, indices=banks.left)[:, banks.left]
    over = measure_times(scenario, banks.left, banks.left, np.float64)
    expected = search_again(banks, banks.links, banks.left, banks.left)
    np.testing.assert_allclose(np.minimum(alone, over), expected, rtol=1e-9, atol=1e-12)


def test_no_link_leads_nowhere():
    network = make_network(1, 1, [])
    scenario = make_scenario(PortalSearch(network), make_links([]))
    times = measure_times(scenario, np.array([0], np.int32), np.array([1], np.int32))
    assert np.isinf(times).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_compiled_product_gives_the_numbers_of_the_plain_one(dtype):
    rng = np.random.default_rng(7)
    left = rng.uniform(0, 3_600, (40, 9)).astype(dtype)
    right = rng.uniform(0, 3_600, (9, 70)).astype(dtype)
    left[rng.random(left.shape) < 0.3] = np.inf
    np.testing.assert_array_equal(
        multiply_min_plus(left, right), plain_loops.multiply_min_plus(left, right)
    )


def draw_row(count):
    """A street of so many nodes on either bank, walked both ways."""
    steps = [(at, at + 1, float(at + 1)) for at in range(2 * count - 1) if at != count - 1]
    return make_network(count, count, [*steps, *((v, u, s) for u, v, s in steps)])


def test_searches_that_are_asked_for_last_are_kept_and_as_many_as_are_asked_for_at_once(
    monkeypatch,
):
    search = PortalSearch(draw_row(8))
    monkeypatch.setattr(portals_module, "MOST_KEPT", 2)
    first, *others = nodes = np.arange(len(search.network.ids), dtype=np.int32)
    search.search_from(nodes)
    kept = search.search_from(nodes[:1])[0]
    for other in others:
        search.search_from(np.array([other], dtype=np.int32))
        assert search.search_from(np.array([first], dtype=np.int32))[0] is kept
    rows = search.search_from(nodes)
    assert all(one is other for one, other in zip(rows, search.search_from(nodes), strict=True))


def test_what_threads_share_is_read_and_changed_by_one_at_a_time(monkeypatch):
    search, changes = PortalSearch(draw_row(8)), []
    monkeypatch.setattr(portals_module, "MOST_KEPT", 2)

    def guard(name):
        plain = getattr(dict, name)

        def guarded(self, *arguments):
            assert search._lock.locked(), f"{name} without the lock"
            changes.append(name)
            return plain(self, *arguments)

        return guarded

    names = ("pop", "__ior__", "__delitem__", "__contains__", "__iter__", "__setitem__")
    kept = type("Guarded", (dict,), {name: guard(name) for name in names})
    search._from, search._to = kept(), kept()
    nodes = np.arange(16, dtype=np.int32)
    for some in (nodes[:1], nodes[:3], nodes[:1], nodes[5:6], nodes, nodes[3:4], nodes[9:10]):
        assert len(search.search_from(some)) == len(search.search_to(some)) == len(some)
    assert set(changes) >= {"pop", "__ior__", "__delitem__"}
