"""The parts of a severed street network within which everybody can go and come back."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from geodata.arrays import Floats, Indices, Mask, Nodes


class NodeTree:
    """Finds the nearest of some nodes.

    Parameters
    ----------
    nodes
        Indices, shape (k,).
    points
        Their positions in a metric CRS, shape (k, 2).
    """

    def __init__(self, nodes: Indices, points: Floats) -> None:
        self._nodes = nodes.astype(np.int32)
        self._tree = KDTree(points) if len(nodes) else None

    def find_nearest(self, points: Floats) -> tuple[Nodes, Floats]:
        """Find the node nearest to each point, and how far it is in m; infinitely, of none."""
        if self._tree is None:
            return np.full(len(points), -1, np.int32), np.full(len(points), np.inf)
        gaps_m, at = self._tree.query(points)
        return np.asarray(self._nodes[at]), np.asarray(gaps_m)


ENOUGH_NODES = 50
ENOUGH_SHARE = 0.01
"""Of the street nodes of a bank."""


def find_main_nodes(seconds: csr_array, is_left: Mask) -> Indices:
    """Find the street nodes from which trips can begin and end: those of no tiny part.

    Where a study area cuts streets off, or a one-way stub leads out of it, a few nodes are left
    that lead nowhere, or that nothing leads to. Whoever lives there is not cut off: only the file
    is. As routers do, trips begin at the nearest street of a strongly connected part that is not
    tiny: one of `ENOUGH_NODES`, some blocks of a town, or in a smaller city of `ENOUGH_SHARE` of
    its bank, or the largest of a bank. So an island in the river and a bank that is itself cut in
    two keep their streets, and no small city loses any: 1 % of 100 nodes is one.

    https://www.mapbox.com/blog/smart-neighbor/

    Parameters
    ----------
    seconds
        Severed network, sparse (n, n): no entry passes the divide.
    is_left
        Shape (n,).

    Returns
    -------
    ndarray
        Node indices in order.
    """
    nodes = list_street_nodes(seconds)
    _, part = connected_components(seconds, connection="strong")
    size = np.bincount(part)[part]
    is_main = np.zeros(len(is_left), dtype=bool)
    for bank in (nodes[is_left[nodes]], nodes[~is_left[nodes]]):
        if len(bank):
            enough = min(ENOUGH_NODES, ENOUGH_SHARE * len(bank), size[bank].max())
            is_main[bank] = size[bank] >= enough
    return np.flatnonzero(is_main)


def find_enclosed(seconds: csr_array, own_ends: csr_array, portals: Nodes) -> Mask:
    """Find the nodes of open streets to which only streets of trips' own ends lead.

    Behind a gate for residents lie streets whose tags say nothing: they serve the ends of trips as
    the gate does. Of parts that such streets join, the largest is none, nor is one with a link.

    Parameters
    ----------
    seconds, own_ends
        Open streets and those of trips' own ends, sparse (n, n).
    portals
        Ends of links over the divide.
    """
    count, part = connected_components(seconds, directed=False)
    _, joined = connected_components(seconds + own_ends, directed=False)
    size, whole = np.bincount(part), np.zeros(count, dtype=np.intp)
    whole[part] = joined
    order = np.lexsort((size, whole))
    is_enclosed = np.r_[whole[order][1:] == whole[order][:-1], False][np.argsort(order)]
    is_enclosed[part[portals]] = False
    return np.asarray(is_enclosed[part])


def find_joined(nodes: Indices, own_ends: csr_array) -> Indices:
    """Find, with some nodes, those to and from which streets of trips' own ends lead from them.

    Parameters
    ----------
    own_ends
        Sparse (n, n): see `geodata.access.trip_ends`.
    """
    if not own_ends.nnz or not len(nodes):
        return nodes
    reached = [
        np.isfinite(dijkstra(one, indices=nodes, min_only=True))
        for one in (own_ends, csr_array(own_ends.T))
    ]
    return np.flatnonzero(reached[0] & reached[1])


def list_street_nodes(seconds: csr_array) -> Indices:
    """List the nodes, in order, at which a street of a network begins or ends."""
    is_used = (np.diff(seconds.indptr) > 0) | (
        np.bincount(seconds.indices, minlength=seconds.shape[0]) > 0
    )
    return np.flatnonzero(is_used)
