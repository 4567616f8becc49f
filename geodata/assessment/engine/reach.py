"""How far the nearest place of a kind is from everywhere, with any links over the divide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.access.trip_ends import TripEnds
from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.kernels import multiply_min_plus
from geodata.assessment.engine.portals import Scenario
from geodata.streets.network import StreetNetwork

SLACK_S = 1e-6
"""A limit is kept by what exceeds it by no more: sums of floating numbers differ so."""


def search_nearest(network: StreetNetwork, places: Nodes, *, is_from: bool = False) -> Floats:
    """Measure f₀, the time from every node to its nearest place without crossing the divide.

    Parameters
    ----------
    is_from
        Whether to measure the time to every node from the place that is there first instead, as
        of those who come to help.

    Returns
    -------
    ndarray
        In s, of nodes that others pass and of copies where trips begin, or end where they come
        from the places, shape (n + k,): see `geodata.access.trip_ends`. Infinite without a way.
    """
    n, ends = len(network.ids), network.trip_ends
    if not len(places):
        return np.full(n + len(ends.nodes), np.inf)
    against = network.seconds if is_from else csr_array(network.seconds.T)
    if network.own_ends is None or not len(ends.nodes):
        return np.asarray(dijkstra(against, indices=places, min_only=True), dtype=float)
    own_ends = csr_array(network.own_ends.T) if is_from else network.own_ends
    streets = _join_ends(ends, against, own_ends)
    starts = np.unique(np.r_[places, ends.copy_of[places]])
    found = np.asarray(dijkstra(streets, indices=starts, min_only=True), dtype=float)
    at_end = found[: n + len(ends.nodes)]
    passed = ends.read(at_end, np.arange(n, dtype=np.int32))
    return np.concatenate([passed, found[n + len(ends.nodes) :]])


def search_bank(network: StreetNetwork, bank: int) -> Floats:
    """Measure f₀ to the left bank, 0, or the right one, 1, as `search_nearest` does."""
    is_there = network.banks[bank]
    if network.is_beyond is not None and network.is_beyond.any():
        return search_nearest(network, np.flatnonzero(is_there).astype(np.int32))
    return network.trip_ends.extend(np.where(is_there, 0.0, np.inf))


def _join_ends(ends: TripEnds, back: csr_array, own_ends: csr_array) -> csr_array:
    """Join, against the traffic, copies where trips end, open streets and copies where they begin.

    Of trips from places, `back` leads with the traffic and the times on `own_ends` against it.

    Returns
    -------
    csr_array
        Sparse (n + 2 k, n + 2 k): nodes, copies at the end, copies at the beginning.
    """
    n, k = back.shape[0], len(ends.nodes)
    there, own = back.tocoo(), own_ends.tocoo()
    last, first = ends.copy_of, ends.copy_of + k
    rows = np.r_[there.row, last[own.col], last[own.col], own.col, first[own.col]]
    columns = np.r_[there.col, own.row, last[own.row], first[own.row], first[own.row]]
    data = np.r_[there.data, own.data, own.data, own.data, own.data]
    return csr_array(coo_array((data, (rows, columns)), shape=(n + 2 * k, n + 2 * k)))


def measure_nearest(
    scenario: Scenario, nearest: Floats, nodes: Nodes, *, is_from: bool = False
) -> Floats:
    """Measure the time to the nearest place with a scenario's links, exactly.

        f(s) = min( f₀(s), min over portals a, b of d₀(s, a) + D(a, b) + f₀(b) )

    and from it, where `is_from`,

        f(t) = min( f₀(t), min over portals a, b of f₀(a) + D(a, b) + d₀(b, t) )

    Parameters
    ----------
    nearest
        f₀ of k kinds of places at nodes and copies, as of `search_nearest`, a row each.
    nodes
        Where people are, shape (m,).
    is_from
        Whether `nearest` are times from the places.

    Returns
    -------
    ndarray
        In s, shape (k, m).
    """
    alone = scenario.ends.read(nearest, nodes)
    if not len(scenario.portals):
        return alone
    beyond = np.ascontiguousarray(nearest[:, scenario.portals])
    if is_from:
        is_near, legs = scenario.measure_from(nodes)
        seconds = scenario.seconds[:, is_near]
    else:
        is_near, legs = scenario.measure_to(nodes)
        seconds = scenario.seconds[is_near].T
    over = multiply_min_plus(multiply_min_plus(beyond, np.ascontiguousarray(seconds)), legs)
    return np.asarray(np.minimum(alone, over), dtype=float)


def count_within(seconds: Floats, weight: Floats, within_min: Sequence[float]) -> Floats:
    """Add up the weights of those who need at most so many minutes.

    Parameters
    ----------
    seconds
        Times to targets, shape (targets, n).
    weight
        Shape (n,).

    Returns
    -------
    ndarray
        Shape (limits, targets).
    """
    limits_s = 60 * np.asarray(within_min, dtype=float) + SLACK_S
    is_within = (seconds <= limits_s[:, None, None]).astype(float)  # booleans are summed slowly
    return np.asarray(is_within @ weight, dtype=float)
