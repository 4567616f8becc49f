"""Times by a contraction hierarchy, against SciPy's Dijkstra on the streets themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.engine.hierarchy import contract
from geodata.streets.network import make_matrix
from tests.examples import examples

NUMBERS = st.integers(0, 2**32 - 1)


def join(streets, n):
    start, end, seconds = zip(*streets, strict=True) if streets else ((), (), ())
    return make_matrix(np.array(start, int), np.array(end, int), np.array(seconds, float), n)


def draw_streets(seed, most):
    """Draw directed streets, some of no length, some doubled, some from a node to itself."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, most))
    count = int(rng.integers(0, 3 * n))
    pairs = rng.integers(0, n, (count, 2))
    near = np.abs(pairs[:, 0] - pairs[:, 1]) < rng.integers(2, most)
    seconds = rng.uniform(0.01, 3_600, count) * (rng.random(count) > 0.15)
    return make_matrix(*pairs[near].T, seconds[near], n)


def test_a_row_of_streets_is_measured_both_ways():
    #   0 ──5── 1 ──7── 2 ──1→─ 3       the last one is one-way; nothing leads to 4
    both = [(0, 1, 5.0), (1, 0, 5.0), (1, 2, 7.0), (2, 1, 7.0)]
    times = contract(join([*both, (2, 3, 1.0)], 5)).search(np.array([0, 3]))
    none = np.inf
    assert times.tolist() == [[0, 5, 12, 13, none], [none, none, none, 0, none]]


@given(seed=NUMBERS)
@settings(max_examples=examples(150))
def test_times_are_those_of_dijkstra_from_and_to_every_node(seed):
    streets = draw_streets(seed, most=80)
    nodes = np.arange(streets.shape[0])
    exact = dijkstra(streets, indices=nodes)
    network = contract(streets)
    np.testing.assert_allclose(network.search(nodes), exact, rtol=1e-12)
    np.testing.assert_allclose(network.turn().search(nodes), exact.T, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(seed=NUMBERS, sources=st.integers(0, 150), targets=st.integers(0, 60))
@settings(max_examples=examples(60))
def test_any_number_of_sources_and_targets_are_measured(dtype, seed, sources, targets):
    streets = draw_streets(seed, most=80)
    rng = np.random.default_rng(seed)
    some, others = (rng.integers(0, streets.shape[0], count) for count in (sources, targets))
    found = contract(streets).search(some, others, dtype)
    exact = dijkstra(streets)[np.ix_(some, others)]
    assert found.dtype == dtype
    np.testing.assert_allclose(found, exact, rtol=1e-6 if dtype is np.float32 else 1e-12)


def test_a_time_does_not_depend_on_what_is_searched_beside_it():
    streets = draw_streets(7, most=200)
    network, nodes = contract(streets), np.arange(streets.shape[0])
    together = network.search(nodes)
    alone = [network.search(np.array([node]), np.array([0, node]))[0] for node in nodes]
    np.testing.assert_array_equal(together[:, 0], [row[0] for row in alone])
    assert (together.diagonal() == 0).all()


def test_a_street_of_20_000_nodes_is_contracted_into_few_arcs():
    n = 20_000
    row = np.arange(n - 1)
    streets = make_matrix(np.r_[row, row + 1], np.r_[row + 1, row], np.full(2 * n - 2, 3.0), n)
    network = contract(streets)
    assert len(network.heads) < 2 * n
    assert network.search(np.array([0, n - 1]), np.array([n - 1])).tolist() == [
        [3.0 * (n - 1)],
        [0],
    ]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_nodes_without_streets_reach_themselves_alone(n):
    times = contract(csr_array((n, n))).search(np.arange(n))
    np.testing.assert_array_equal(times, np.where(np.eye(n) > 0, 0.0, np.inf))
