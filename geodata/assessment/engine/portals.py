"""Exact travel times after opening and closing links, without another search over the city.

A trip from bank to bank passes the divide at portals, the ends of the links that a scenario has.
Searched once from and to each portal on the severed network, d₀ gives every scenario's times as

    d(s, t) = min( d₀(s, t), min over portals a, b of d₀(s, a) + D(a, b) + d₀(b, t) )

where D closes d₀ between portals and the links' own times under shortest paths. This holds for
directed networks, any number of openings and closures at once, and trips that cross twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geodata.access.trip_ends import TripEnds
from geodata.arrays import Floats, Mask, Nodes
from geodata.assessment.engine.hierarchy import Hierarchy, contract
from geodata.assessment.engine.kernels import multiply_min_plus
from geodata.streets.network import Links, StreetNetwork

MOST_KEPT = 112
"""Searches kept each way, those asked for last; more where more are asked for at once."""

MOST_KEPT_BYTES = 32_000_000
"""What they take, each way, unless more are asked for at once; 112 over 15,000 nodes take 13 MB."""

_Rows = tuple["Floats", ...]
_Near = tuple["Mask", "Floats"]


class PortalSearch:
    """Searches on a severed network from and to portals, each made once and kept.

    Parameters
    ----------
    network
        Of one mode; n nodes.
    """

    def __init__(self, network: StreetNetwork) -> None:
        self.network = network
        self.forth = contract(network.trip_ends.attach(network.seconds, network.own_ends))
        self.back = self.forth.turn()
        if network.own_ends is not None and len(network.trip_ends.nodes):
            turned = csr_array(network.seconds.T), csr_array(network.own_ends.T)
            self.back = contract(network.trip_ends.attach(*turned))
        self._lock = Lock()
        self._from: dict[int, Floats] = {}
        self._to: dict[int, Floats] = {}

    def search_from(self, portals: Nodes) -> _Rows:
        """Measure d₀ from each portal to every node and copy, in s: a row of shape (n + k,)."""
        return self._search(portals, self.forth, self._from)

    def search_to(self, portals: Nodes) -> _Rows:
        """Measure d₀ from every node and copy to each portal, in s: a row of shape (n + k,)."""
        return self._search(portals, self.back, self._to)

    def _search(
        self,
        portals: Nodes,
        streets: Hierarchy,
        known: dict[int, Floats],
    ) -> _Rows:
        asked = portals.tolist()
        with self._lock:
            found = {node: known.pop(node) for node in asked if node in known}
            known |= found  # as those that were asked for last
        missing = [node for node in asked if node not in found]
        if missing:
            times = streets.search(np.array(missing, dtype=np.int32))
            # Each row by itself: else the last one that is kept would keep all.
            found |= zip(missing, map(np.copy, times), strict=True)
            with self._lock:
                known |= {node: found[node] for node in missing}
                most = min(MOST_KEPT, MOST_KEPT_BYTES // max(times[0].nbytes, 1))
                most = max(most, 2 * len(asked))  # a server meets ever new candidates
                for node in [*known][: max(len(known) - most, 0)]:
                    del known[node]
        return tuple(found[node] for node in asked)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The links that are there, closed under shortest paths between their ends."""

    portals: Nodes
    """Node indices, shape (p,)."""
    seconds: Floats
    """D, the shortest times between portals, shape (p, p)."""
    rows_to: _Rows
    rows_from: _Rows
    """`rows_to`, `rows_from`: d₀ from every node and copy to each portal and back, shape (n + k,)
    each."""
    is_left: Mask
    """Bank of every node, shape (n,)."""
    ends: TripEnds
    """Which nodes have copies: see `geodata.access.trip_ends`."""
    kept: dict[tuple[bool, bool, int], tuple[Nodes, _Near]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What was read for some nodes, which several measures ask for: by direction, whether they are
    passed, and the array of nodes itself."""

    def measure_to(self, nodes: Nodes, *, are_passed: bool = False) -> _Near:
        """Tell which portals lie on a bank of the nodes, and d₀ to each of them, in s.

        Parameters
        ----------
        are_passed
            Whether trips come to the nodes by streets that are open to all, and do not begin there.

        Returns
        -------
        tuple of ndarray
            Shapes (p,) and (portals there, nodes). No street leads to the others.
        """
        return self._recall(nodes, is_to=True, are_passed=are_passed)

    def measure_from(self, nodes: Nodes, *, are_passed: bool = False) -> _Near:
        """Tell which portals lie on a bank of the nodes, and d₀ from each of them, likewise."""
        return self._recall(nodes, is_to=False, are_passed=are_passed)

    def _recall(self, nodes: Nodes, *, is_to: bool, are_passed: bool) -> _Near:
        key = is_to, are_passed, id(nodes)
        if key not in self.kept:
            rows = self.rows_to if is_to else self.rows_from
            # With the nodes, so that no other array takes their place in memory.
            self.kept[key] = nodes, self._take(rows, nodes, are_passed=are_passed)
        return self.kept[key][1]

    def _take(self, rows: _Rows, nodes: Nodes, *, are_passed: bool) -> _Near:
        banks = self.is_left[nodes]
        is_near = np.where(self.is_left[self.portals], banks.any(), not banks.all())
        chosen = [rows[at] for at in np.flatnonzero(is_near)]
        found, places = np.empty((len(chosen), len(nodes))), nodes.astype(np.intp)
        for row, out in zip(chosen, found, strict=True):
            row.take(places, out=out, mode="clip")  # else it is copied once more
        copies = places if are_passed else self.ends.copy_of[places]
        at = np.flatnonzero(copies != places)
        if len(at):
            ends = np.array([row[copies[at]] for row in chosen]).reshape(len(chosen), len(at))
            found[:, at] = np.minimum(found[:, at], ends)
        return is_near, found


def make_scenario(search: PortalSearch, links: Links) -> Scenario:
    """Close a set of links under shortest paths."""
    portals = np.unique(np.concatenate([links.start, links.end])).astype(np.int32)
    to, back = search.search_to(portals), search.search_from(portals)
    seconds = np.array([row[portals] for row in back]).reshape(len(portals), len(portals))
    np.fill_diagonal(seconds, 0.0)
    start, end = np.searchsorted(portals, links.start), np.searchsorted(portals, links.end)
    np.minimum.at(seconds, (start, end), links.seconds)
    for via in range(len(portals)):
        np.minimum(seconds, seconds[:, via, None] + seconds[None, via], out=seconds)
    network = search.network
    return Scenario(portals, seconds, to, back, network.is_left, network.trip_ends)


def measure_times(
    scenario: Scenario,
    origins: Nodes,
    destinations: Nodes,
    dtype: type[np.floating] = np.float32,
) -> NDArray[np.floating]:
    """Measure travel times over the divide, in s, shape (origins, destinations).

    For origins and destinations on opposite banks these are the travel times; on one bank they are
    those of trips that cross and come back, to be compared with d₀.

    Parameters
    ----------
    dtype
        float32 is within 1e-3 s of float64 and twice as fast.

    Returns
    -------
    ndarray
        Infinite where no way leads.
    """
    return multiply_min_plus(*measure_legs(scenario, origins, destinations, dtype))


def measure_legs(
    scenario: Scenario,
    origins: Nodes,
    destinations: Nodes,
    dtype: type[np.floating] = np.float32,
    passed: tuple[bool, bool] = (False, False),
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Measure both legs of trips over the divide, in s: their (min, +) product are the times.

    Parameters
    ----------
    passed
        Whether origins, and destinations, are places on the way of longer trips.

    Returns
    -------
    tuple of ndarray
        From origins to portals, over links where they lead there, shape (origins, p); from portals
        to destinations, shape (p, destinations).
    """
    leaves, out = scenario.measure_to(origins, are_passed=passed[0])
    arrives, back = scenario.measure_from(destinations, are_passed=passed[1])
    over = scenario.seconds[np.ix_(leaves, arrives)]
    reach = multiply_min_plus(_pack(out.T, dtype), _pack(over, dtype))
    return reach, _pack(back, dtype)


def _pack(values: Floats, dtype: type[np.floating]) -> NDArray[np.floating]:
    return np.ascontiguousarray(values, dtype=dtype)
