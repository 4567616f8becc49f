"""Shortest times from many sources to many targets of one network, by a contraction hierarchy.

Nodes are contracted one by one, in an order that keeps the arcs few; whenever one goes, shortcuts
between its neighbours keep all shortest times. A search then looks upwards from its source, to few
nodes, and takes each target's time from the nodes above it, for many sources at once::

    streets   a ── b ── c ── d           contracted: b, then c, then a; d stays
                                         shortcuts:  a ── c over b, a ── d over c
    from b:   up to a, c, and from these to d; then down from d to a, from a and d to c

It is exact, takes any times of no less than zero, and its order depends on no time: Dibbelt,
Strasser and Wagner, *Customizable Contraction Hierarchies*, Journal of Experimental Algorithmics
21, 2016; the search downwards is that of Delling, Goldberg, Nowatzyk and Werneck, *PHAST*, Journal
of Parallel and Distributed Computing 73, 2013.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array, diags_array
from scipy.sparse.linalg import splu

from geodata.arrays import Floats, Nodes
from geodata.assessment.engine.shares import share_rows

SOURCES_AT_ONCE = 64
"""Searched by one processor with the same memory."""

_MORE_THAN_DEGREE = 1e-6
"""Makes a matrix of streets one that can be solved, and no entry of its factors too small."""


@cache
def load_compiled_hierarchy() -> ModuleType:
    """Load the compiled loops; the first call ever compiles for some seconds."""
    from geodata.assessment.engine import compiled_hierarchy  # noqa: PLC0415 - numba takes a second

    return compiled_hierarchy


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A directed network of n nodes, contracted; a arcs of streets and shortcuts.

    In all but `rank`, nodes are numbered by their rank.
    """

    rank: Nodes
    """When each node was contracted, shape (n,)."""
    parent: Nodes
    """The first node to which an arc leads upwards, -1 without any, shape (n,)."""
    arcs: NDArray[np.int64]
    """Where the arcs of each node begin, shape (n + 1,)."""
    heads: Nodes
    """The upper node of each arc, shape (a,); in order for each lower one."""
    up: Floats
    down: Floats
    """`up`, `down`: seconds from the lower node to the upper one and back, shape (a,)."""

    def turn(self) -> Hierarchy:
        """Turn the network around: every street leads the other way."""
        return replace(self, up=self.down, down=self.up)

    def search(
        self,
        sources: Nodes,
        targets: Nodes | None = None,
        dtype: type[np.floating] = np.float64,
    ) -> NDArray[Any]:
        """Measure the times from each source to each target; to all nodes by default.

        Returns
        -------
        ndarray
            In s, shape (sources, targets); infinite where no way leads.
        """
        compiled, from_nodes = load_compiled_hierarchy(), self.rank[sources]
        to_nodes = self.rank if targets is None else self.rank[targets]
        reached = self._list_above(to_nodes)
        times: NDArray[Any] = np.empty((len(from_nodes), len(to_nodes)), dtype=dtype)
        net = self.parent, self.arcs, self.heads, self.up, self.down

        def search_some(some: slice) -> None:
            compiled.search(*net, reached, from_nodes[some], to_nodes, times[some])

        share_rows(len(from_nodes), SOURCES_AT_ONCE, search_some)
        return times

    def _list_above(self, nodes: Nodes) -> Nodes:
        """List the nodes above some, with themselves, highest first."""
        if len(nodes) == len(self.parent):
            return np.arange(len(nodes) - 1, -1, -1, dtype=np.int32)
        is_above = np.zeros(len(self.parent), dtype=bool)
        while len(nodes):
            is_above[nodes] = True
            nodes = self.parent[nodes]
            nodes = np.unique(nodes[nodes >= 0])
            nodes = nodes[~is_above[nodes]]
        return np.flatnonzero(is_above)[::-1].astype(np.int32)


def contract(streets: csr_array) -> Hierarchy:
    """Contract a network, given by the seconds from row to column, sparse (n, n)."""
    compiled, n = load_compiled_hierarchy(), streets.shape[0]
    along = streets.tocoo()
    is_street = along.row != along.col
    start, end, seconds = along.row[is_street], along.col[is_street], along.data[is_street]
    rank = _choose_order(start, end, n)
    tail, head = rank[start], rank[end]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    pairs = coo_array((np.ones(len(low), dtype=np.int8), (high, low)), shape=(n, n)).tocsr()
    below = pairs.indptr.astype(np.int32), pairs.indices.astype(np.int32)
    parent = compiled.find_parents(*below)
    arcs = np.zeros(n + 1, dtype=np.int64)
    heads = np.empty(compiled.list_arcs(*below, parent, np.empty(0, np.int32), arcs[1:]), np.int32)
    np.cumsum(arcs, out=arcs)
    compiled.list_arcs(*below, parent, heads, arcs[:-1].copy())
    place = _find_places(arcs, heads, low, high)
    up, down = np.full((2, len(heads)), np.inf)
    for known, is_its in ((up, tail < head), (down, tail > head)):
        np.minimum.at(known, place[is_its], seconds[is_its])
    compiled.contract(arcs, heads, up, down)
    return Hierarchy(rank, parent, arcs, heads, up, down)


def _choose_order(start: Nodes, end: Nodes, n: int) -> Nodes:
    """Choose when to contract each node, shape (n,): the one with the fewest neighbours is next.

    This is the order of multiple minimum degree in which SuperLU eliminates the unknowns of a
    symmetric matrix; what it solves is not looked at.
    """
    if n == 0:
        return np.empty(0, dtype=np.int32)
    ends = np.r_[start, end], np.r_[end, start]
    neighbours = coo_array((np.ones(len(ends[0])), ends), shape=(n, n)).tocsr()
    neighbours.data[:] = 1.0
    degree = neighbours.sum(axis=1) + _MORE_THAN_DEGREE
    solved = splu(
        csc_array(diags_array(degree) - neighbours),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.asarray(solved.perm_c, dtype=np.int32)


def _find_places(arcs: NDArray[np.int64], heads: Nodes, low: Nodes, high: Nodes) -> Nodes:
    """Find the arcs between pairs of nodes of lower and higher rank; there is one for each."""
    n = len(arcs) - 1
    keys = np.repeat(np.arange(n), np.diff(arcs)) * n + heads
    return np.searchsorted(keys, low.astype(np.int64) * n + high).astype(np.int32)
