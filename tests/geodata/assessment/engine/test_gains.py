"""What each link alone saves, against a search over the network rebuilt with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.engine import gains as gains_module
from geodata.assessment.engine import hierarchy, kernels
from geodata.assessment.engine.gains import measure_gains
from geodata.assessment.engine.kernels import LinkTimes, sum_gains
from geodata.assessment.engine.portals import PortalSearch
from geodata.assessment.engine.trips import Residents
from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix
from tests.examples import examples
from tests.geodata.assessment.engine import plain_loops

NUMBERS = st.integers(0, 2**32 - 1)


def join_links(edges, crossing=""):
    start, end, seconds = zip(*edges, strict=True) if edges else ((), (), ())
    return Links(
        np.array(start, dtype=np.int32),
        np.array(end, dtype=np.int32),
        np.array(seconds, dtype=float),
        np.full(len(start), crossing, dtype=object),
    )


def make_city(seed, *, most=12):
    """Draw two directed banks in pieces, some one-way links over the divide, and candidates."""
    rng = np.random.default_rng(seed)
    left, right = rng.integers(1, most, 2).tolist()
    n = left + right

    def draw(count, low, high, low_end, high_end):
        times = rng.uniform(0.01, 3_600, count) * (rng.random(count) > 0.15)
        pairs = rng.integers((low, low_end), (high, high_end), (count, 2))
        return [(a, b, t) for (a, b), t in zip(pairs.tolist(), times.tolist(), strict=True)]

    streets = draw(2 * left, 0, left, 0, left) + draw(2 * right, left, n, left, n)
    streets = join_links([edge for edge in streets if edge[0] != edge[1]])
    links = draw(rng.integers(0, 4), 0, left, left, n) + draw(rng.integers(0, 4), left, n, 0, left)
    network = StreetNetwork(
        mode=TravelMode.DRIVE,
        crs="EPSG:32634",
        ids=np.arange(n),
        points=rng.uniform(0, 900, (n, 2)),
        is_left=np.arange(n) < left,
        seconds=make_matrix(streets.start, streets.end, streets.seconds, n),
        links=join_links([]),
    )
    homes = tuple(
        Residents(np.flatnonzero(bank).astype(np.int32), *rng.uniform(0.5, 40, (2, bank.sum())))
        for bank in (network.is_left, ~network.is_left)
    )
    return network, join_links(links), join_links(draw(5, 0, left, left, n)), homes


def search_again(network, links, origins, destinations):
    """Rebuild the network with links and search it, as any routing engine would have to."""
    streets = network.seconds.tocoo()
    parts = (
        np.r_[streets.row, links.start].astype(np.int32),
        np.r_[streets.col, links.end].astype(np.int32),
        np.r_[streets.data, links.seconds],
    )
    return dijkstra(make_matrix(*parts, streets.shape[0]), indices=origins)[:, destinations]


def measure_slowly(network, links, added, homes):
    """Recompute for every candidate: seconds saved and weight of trips opened, by bank."""
    saved, opened = np.zeros((2, len(added))), np.zeros((2, len(added)))
    for bank in (0, 1):
        origins, targets = homes[bank], homes[1 - bank]
        weight = origins.weight[:, None] * targets.attraction
        before = search_again(network, links, origins.nodes, targets.nodes)
        for c, (u, v, seconds) in enumerate(
            zip(added.start, added.end, added.seconds, strict=True)
        ):
            both = [(u, v, seconds), (v, u, seconds)]
            more = join_links([*zip(links.start, links.end, links.seconds, strict=True), *both])
            after = search_again(network, more, origins.nodes, targets.nodes)
            was, now = np.isfinite(before), np.isfinite(after)
            saved[bank, c] = (weight[was] * (before[was] - after[was])).sum()
            opened[bank, c] = weight[now & ~was].sum()
    return saved, opened


@given(seed=NUMBERS)
@settings(max_examples=examples(200))
def test_each_link_saves_what_a_search_of_the_rebuilt_network_says(seed):
    network, links, added, homes = make_city(seed)
    saved, opened = measure_slowly(network, links, added, homes)
    pairs = max(homes[b].weight.sum() * homes[1 - b].attraction.sum() for b in (0, 1))
    exact = measure_gains(PortalSearch(network), links, added, homes, dtype=np.float64)
    np.testing.assert_allclose(exact.saved_s, saved, rtol=1e-9, atol=1e-9 * pairs)
    np.testing.assert_allclose(exact.opened, opened, rtol=1e-9)
    quick = measure_gains(PortalSearch(network), links, added, homes)
    np.testing.assert_allclose(quick.saved_s / pairs, saved / pairs, rtol=0, atol=1e-3)
    np.testing.assert_allclose(quick.opened, opened, rtol=1e-9)


@given(seed=NUMBERS)
@settings(max_examples=examples(100))
def test_what_was_possible_is_weighed_once(seed):
    network, links, added, homes = make_city(seed)
    possible = measure_gains(PortalSearch(network), links, added, homes).possible
    for bank in (0, 1):
        before = search_again(network, links, homes[bank].nodes, homes[1 - bank].nodes)
        weight = homes[bank].weight[:, None] * homes[1 - bank].attraction
        np.testing.assert_allclose(possible[bank], weight[np.isfinite(before)].sum(), rtol=1e-9)


def test_shares_however_small_give_the_same_sums(monkeypatch):
    network, links, added, homes = make_city(5, most=900)
    whole = measure_gains(PortalSearch(network), links, added, homes, dtype=np.float64)
    for name in ("SMALL_PRODUCT", "SHARE_PRODUCT"):
        monkeypatch.setattr(kernels, name, 1)
    monkeypatch.setattr(hierarchy, "SOURCES_AT_ONCE", 1)
    parts = measure_gains(PortalSearch(network), links, added, homes, dtype=np.float64)
    assert len(homes[0].nodes) > 300  # more rows than are summed in one turn
    np.testing.assert_allclose(parts.saved_s, whole.saved_s, rtol=1e-12)
    np.testing.assert_allclose(parts.opened, whole.opened, rtol=1e-12)


def test_blocks_of_any_size_give_the_same_sums_and_tell_how_far_they_are(monkeypatch):
    network, links, added, homes = make_city(5)
    whole = measure_gains(PortalSearch(network), links, added, homes, dtype=np.float64)
    monkeypatch.setattr(gains_module, "LINKS_AT_ONCE", 2)
    monkeypatch.setattr(gains_module, "PAIRS_AT_ONCE", 3)
    told = []
    parts = measure_gains(
        PortalSearch(network), links, added, homes, dtype=np.float64,
        report=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    np.testing.assert_allclose(parts.saved_s, whole.saved_s, rtol=1e-12)
    np.testing.assert_allclose(parts.opened, whole.opened, rtol=1e-12)
    np.testing.assert_allclose(parts.possible, whole.possible, rtol=1e-12)
    total = len(told)
    assert told == [(done, total) for done in range(1, total + 1)]


def test_no_link_saves_nothing():
    network, links, _, homes = make_city(5)
    assert measure_gains(PortalSearch(network), links, join_links([]), homes).saved_s.shape == (
        2,
        0,
    )


def draw_links(dtype, network, links, added, homes):
    """Measure what a kernel is given, by searching the network with its links."""
    (origins, targets), ends = homes, (np.unique(added.start), np.unique(added.end))

    def search(start, end):
        return np.ascontiguousarray(search_again(network, links, start, end), dtype=dtype)

    base = search(origins.nodes, targets.nodes)
    times = [
        part
        for nodes in ends
        for part in (search(origins.nodes, nodes).T.copy(), search(nodes, targets.nodes))
    ]
    places = (np.searchsorted(ends[0], added.start), np.searchsorted(ends[1], added.end))
    return base, LinkTimes(*times, *places, added.seconds.astype(dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(seed=NUMBERS)
@settings(max_examples=examples(60))
def test_the_compiled_sums_equal_the_plain_ones(seed, dtype):
    network, links, added, homes = make_city(seed, most=150)
    base, times = draw_links(dtype, network, links, added, homes)
    weights = homes[0].weight, homes[1].weight
    plain = plain_loops.sum_gains(base, times, *weights)
    compiled, possible = sum_gains(base, times, *weights)
    assert possible == pytest.approx(weights[0] @ np.isfinite(base) @ weights[1])
    pairs = weights[0].sum() * weights[1].sum()
    digits = 1e-3 if dtype is np.float32 else 1e-9
    np.testing.assert_allclose(compiled[0] / pairs, plain[0] / pairs, rtol=1e-6, atol=digits)
    np.testing.assert_allclose(compiled[1], plain[1], rtol=1e-12)
