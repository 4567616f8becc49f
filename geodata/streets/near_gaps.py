"""Finds streets that end within a metre of another one without a common node, as slips leave them.

A router cannot pass there, though people do: https://wiki.openstreetmap.org/wiki/Key:noexit
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geodata.arrays import Columns, Floats, Ids, Indices, Objects

NEAR_M = 1.0
"""A street that ends no further from another one is a near-gap."""

_SAME_HEIGHT = ("bridge", "tunnel", "layer")


@dataclass(frozen=True, slots=True)
class NearGaps(Columns):
    """Dead ends beside another street, shape (k,) each."""

    node: Indices
    """Index of the node at the dead end."""
    way: Ids
    other_way: Ids
    """`way`, `other_way`: OSM ids of the street that ends and of the one beside it."""
    start: Indices
    end: Indices
    """`start`, `end`: indices of the nodes between which the other street passes."""
    gap_m: Floats
    """From the dead end to the other street."""


def find_near_gaps(ids: Ids, points: Floats, edges: pd.DataFrame) -> NearGaps:
    """Find the near-gaps of a street network: of each dead end the nearest one.

    Parameters
    ----------
    ids
        OSM ids of the nodes, sorted, shape (n,).
    points
        Their positions in a metric CRS, shape (n, 2).
    edges
        `u`, `v`, `way` and, where streets pass above each other, `bridge`, `tunnel` and `layer`.
    """
    if not len(edges):
        none = np.empty(0, dtype=np.intp)
        return NearGaps(none, none, none, none, none, np.empty(0))
    u, v = (np.searchsorted(ids, edges[end].to_numpy(dtype="int64")) for end in ("u", "v"))
    once = np.unique(np.sort(np.c_[u, v], axis=1), axis=0, return_index=True)[1]
    pairs, steps = np.c_[u, v][once], edges.iloc[once]
    pairs, steps = pairs[pairs[:, 0] != pairs[:, 1]], steps[pairs[:, 0] != pairs[:, 1]]
    height = [tuple(row) for row in _read_heights(steps).tolist()]
    own = {int(node): at for at in range(len(pairs)) for node in pairs[at]}
    dead = np.flatnonzero(np.bincount(pairs.ravel(), minlength=len(ids)) == 1)
    tree = shapely.STRtree(np.atleast_1d(shapely.linestrings(points[pairs])))
    ends = np.array([shapely.Point(place) for place in points[dead]], dtype=object)
    found: dict[int, tuple[float, int]] = {}
    for end, beside in tree.query(ends, predicate="dwithin", distance=NEAR_M).T:
        node, here = int(dead[end]), own[int(dead[end])]
        is_joined = not set(pairs[here].tolist()).isdisjoint(pairs[beside].tolist())
        if not is_joined and height[here] == height[beside]:
            gap_m = float(shapely.distance(ends[end], tree.geometries[beside]))
            found[node] = min(found.get(node, (np.inf, 0)), (gap_m, int(beside)))
    nodes = np.array(sorted(found), dtype=np.intp)
    beside = np.array([found[node][1] for node in nodes.tolist()], dtype=np.intp)
    ways = steps["way"].to_numpy(dtype="int64")
    return NearGaps(
        nodes,
        ways[[own[node] for node in nodes.tolist()]],
        ways[beside],
        pairs[beside, 0],
        pairs[beside, 1],
        np.array([found[node][0] for node in nodes.tolist()], dtype=float),
    )


def _read_heights(steps: pd.DataFrame) -> Objects:
    """Read what tells whether streets meet or pass above each other, shape (k, 3)."""
    return np.array(
        [steps[key].fillna("") if key in steps else [""] * len(steps) for key in _SAME_HEIGHT],
        dtype=object,
    ).T
