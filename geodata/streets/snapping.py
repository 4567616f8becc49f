"""From places to the nearest nodes of a street network."""

from __future__ import annotations

import numpy as np

from geodata.arrays import Floats, Mask, Nodes
from geodata.streets.network import StreetNetwork

LARGEST_SNAP_M = 250.0
"""A place further from every street than this is not on the network."""


def snap_points(
    network: StreetNetwork,
    points: Floats,
    is_left: Mask | None = None,
    is_beyond: Mask | None = None,
) -> tuple[Nodes, Floats]:
    """Find the node where trips begin and end that is nearest to each point.

    Parameters
    ----------
    points
        Metric CRS of the network, shape (k, 2).
    is_left
        Bank of each point, shape (k,), to find nodes of that bank alone; otherwise of either.
    is_beyond
        Which points lie past an end of the river, shape (k,), to find nodes there alone.

    Returns
    -------
    node
        Index, shape (k,); -1 where every such node is further than `LARGEST_SNAP_M`.
    apart_m
        Distance to it, shape (k,).
    """
    node = np.full(len(points), -1, dtype=np.int32)
    apart_m = np.full(len(points), np.inf)
    on_bank = np.ones(len(points), dtype=bool) if is_beyond is None else ~is_beyond
    banks = (on_bank, on_bank) if is_left is None else (is_left & on_bank, ~is_left & on_bank)
    trees = (*network.home_trees, network.beyond_tree)
    for tree, members in zip(trees, (*banks, ~on_bank), strict=True):
        if members.any():
            nearest, gaps_m = tree.find_nearest(points[members])
            is_nearer = gaps_m < apart_m[members]
            node[members] = np.where(is_nearer, nearest, node[members])
            apart_m[members] = np.where(is_nearer, gaps_m, apart_m[members])
    node[apart_m > LARGEST_SNAP_M] = -1
    return node, apart_m
