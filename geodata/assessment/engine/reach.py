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


def search_nearest(network: StreetNetwork, places: Nodes) -> Floats:
    """Measure f₀, the time from every node to its nearest place without crossing the divide.

    Returns
    -------
    ndarray
        In s, of nodes that others pass and of copies where trips begin, shape (n + k,): see
        `geodata.access.trip_ends`. Infinite where no place can be reached.
    """
    n, ends = len(network.ids), network.trip_ends
    if not len(places):
        return np.full(n + len(ends.nodes), np.inf)
    back = csr_array(network.seconds.T)
    if network.own_ends is None or not len(ends.nodes):
        return np.asarray(dijkstra(back, indices=places, min_only=True), dtype=float)
    streets = _join_ends(ends, back, network.own_ends)
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


def measure_nearest(scenario: Scenario, nearest: Floats, origins: Nodes) -> Floats:
    """Measure the time to the nearest place with a scenario's links, exactly.

        f(s) = min( f₀(s), min over portals a, b of d₀(s, a) + D(a, b) + f₀(b) )

    Parameters
    ----------
    nearest
        f₀ of k kinds of places at nodes and copies, as of `search_nearest`, a row each.
    origins
        Nodes, shape (m,).

    Returns
    -------
    ndarray
        In s, shape (k, m).
    """
    alone = scenario.ends.read(nearest, origins)
    if not len(scenario.portals):
        return alone
    beyond = np.ascontiguousarray(nearest[:, scenario.portals])
    leaves, out = scenario.measure_to(origins)
    through = multiply_min_plus(beyond, np.ascontiguousarray(scenario.seconds[leaves].T))
    over = multiply_min_plus(through, out)
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
    return np.asarray((seconds <= limits_s[:, None, None]) @ weight, dtype=float)
