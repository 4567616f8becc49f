"""What closures take, against searches over the network rebuilt without their links."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geodata.assessment.engine.portals import PortalSearch
from geodata.assessment.engine.trips import Residents
from geodata.assessment.studies.closures import list_closures, measure_losses
from geodata.streets.network import make_matrix
from tests.examples import examples
from tests.geodata.assessment.two_banks import make_links, make_network

BANKS = ("left", "right")


@st.composite
def draw_city(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    left, right = rng.integers(2, 8, 2).tolist()
    n = left + right
    streets = [
        (*rng.integers(low, high, 2).tolist(), float(rng.uniform(1, 2_400)))
        for low, high in ((0, left), (left, n))
        for _ in range(3 * (high - low))
    ]
    streets = [street for street in streets if street[0] != street[1]] or [(0, 1, 60.0)]
    links = []
    for name in ("east", "main", "west", "")[: rng.integers(0, 5)]:
        a, b, seconds = int(rng.integers(left)), int(rng.integers(left, n)), rng.uniform(0, 900)
        ways = [(a, b, seconds, name), (b, a, seconds, name)]
        links += ways[: rng.integers(1, 3)]
    homes = tuple(
        Residents(np.arange(low, high, dtype=np.int32), *rng.uniform(0.5, 40, (2, high - low)))
        for low, high in ((0, left), (left, n))
    )
    return make_network(left, right, streets), make_links(links), homes


def search_again(network, links):
    streets = network.seconds.tocoo()
    parts = (
        np.r_[streets.row, links.start].astype(np.int32),
        np.r_[streets.col, links.end].astype(np.int32),
        np.r_[streets.data, links.seconds],
    )
    return dijkstra(make_matrix(*parts, streets.shape[0]))


def measure_slowly(network, links, homes, closed, bank):
    """Measure by definition what the residents of a bank lose."""
    own, others = homes[bank], homes[1 - bank]
    kept = links.select(np.array([one not in closed for one in links.crossing], dtype=bool))
    states = [search_again(network, one)[own.nodes] for one in (links, kept)]
    cut_off = [state[:, network.is_left == bool(bank)].min(axis=1) > 3_600 for state in states]
    before, after = (state[:, others.nodes] for state in states)
    weight = own.weight[:, None] * others.attraction
    was, now = np.isfinite(before), np.isfinite(after)
    remain = weight[now].sum()
    return {
        "cut_off": own.weight[cut_off[1]].sum(),
        "newly_cut_off": own.weight[cut_off[1] & ~cut_off[0]].sum(),
        "cut": weight[was & ~now].sum() / others.attraction.sum(),
        "lost_person_min_per_trip": (
            (weight[now] * (after[now] - before[now])).sum() / remain / 60 if remain else None
        ),
        "mean_cross_river_min": (weight[now] @ after[now]) / remain / 60 if remain else None,
    }


@given(city=draw_city())
@settings(max_examples=examples(150))
def test_closures_take_what_searches_of_the_rebuilt_network_say(city):
    network, links, homes = city
    closures = list_closures(links)
    losses = measure_losses(PortalSearch(network), links, homes, closures, BANKS)
    for closed, both in zip(closures, losses, strict=True):
        for bank, loss in enumerate(both):
            assert loss.bank == BANKS[bank]
            for name, expected in measure_slowly(network, links, homes, closed, bank).items():
                found = getattr(loss, name)
                if expected is None:
                    assert found is None, name
                else:
                    assert found == pytest.approx(expected, rel=1e-6, abs=1e-4), name


def test_every_known_crossing_and_every_pair_is_closed_once():
    ways = [(0, 1, 9.0, name) for name in ("west", "main", "main", "", "east")]
    assert list_closures(make_links(ways)) == [
        ("east",), ("main",), ("west",), ("east", "main"), ("east", "west"), ("main", "west"),
    ]  # fmt: skip
    assert list_closures(make_links([])) == []


def test_progress_is_told_after_each_closure():
    network = make_network(1, 1, [(0, 0, 0.0)])
    homes = tuple(Residents(np.array([node], np.int32), np.ones(1), np.ones(1)) for node in (0, 1))
    links = make_links([(0, 1, 60.0, "main"), (1, 0, 60.0, "main"), (0, 1, 90.0, "east")])
    told = []
    closures = list_closures(links)
    losses = measure_losses(
        PortalSearch(network), links, homes, closures, BANKS, lambda *done: told.append(done)
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    east, main, both = losses
    assert east[0].lost_person_min_per_trip == 0
    assert main[0].lost_person_min_per_trip == pytest.approx(0.5)
    assert (main[1].cut, main[1].lost_person_min_per_trip) == (1, None)
    assert [loss.newly_cut_off for loss in both] == [1, 1]
    assert replace(both[0], bank="right") == both[1]
