"""What the street at a node is called, so that a place for a bridge has a name."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from geodata.arrays import Floats, Ids, Mask
from geodata.gazetteer.entries import read_names
from geodata.names import Names
from geodata.snapshot.store import Snapshot

NEAR_M = 100.0
"""A street without a name is called after the nearest one of its bank that is no further."""


def read_street_names(snapshot: Snapshot) -> dict[int, str]:
    """Read the names of streets, by their OSM way."""
    names: dict[int, str] = {}
    for layer in ("roads", "paths"):
        if layer in snapshot.layer_names:
            frame = snapshot.read_layer(layer, ["element", "id", "name"])
            named = frame[frame["name"].notna() & (frame["element"] == "way")]
            names |= dict(zip(named["id"].tolist(), named["name"].tolist(), strict=True))
    return names


def read_spoken_names(snapshot: Snapshot) -> dict[str, Names]:
    """Read what streets are called in each language, by the name that OpenStreetMap has first."""
    spoken: dict[str, Names] = {}
    for layer in ("roads", "paths"):
        if layer in snapshot.layer_names:
            frame = snapshot.read_layer(layer, ["name", "tags"])
            first = frame[frame["name"].notna()].drop_duplicates("name")
            for name, tags in zip(first["name"], first["tags"], strict=True):
                spoken.setdefault(name, read_names(json.loads(tags), name))
    return spoken


class StreetNames:
    """The names of the streets at the nodes of a network.

    Parameters
    ----------
    ids, points, is_left
        OSM id, metric position and bank of each node, shapes (n,), (n, 2) and (n,).
    edges
        The snapshot's table of streets: `u`, `v` (OSM ids of nodes), `way`, `is_link`. Ways over
        the divide lend no street their names.
    names
        Of some ways, by OSM id.
    """

    def __init__(
        self, ids: Ids, points: Floats, is_left: Mask, edges: pd.DataFrame, names: Mapping[int, str]
    ) -> None:
        self._points, self._is_left = points, is_left
        over = set(edges["way"][edges["is_link"]])
        named = edges[edges["way"].isin([way for way in names if way not in over])]
        ends = pd.concat([named["u"], named["v"]]).to_numpy(dtype="int64")
        ways = pd.concat([named["way"], named["way"]]).to_numpy(dtype="int64")
        order = np.argsort(ids)
        at = order[np.searchsorted(ids, ends, sorter=order)]
        _, first = np.unique(at, return_index=True)
        self._nodes = at[first]
        self._names = [names[way] for way in ways[first].tolist()]
        self._trees = [
            (KDTree(points[self._nodes[mine]]), mine)
            for bank in (True, False)
            for mine in [np.flatnonzero(is_left[self._nodes] == bank)]
        ]

    def find(self, node: int) -> str | None:
        """Find the name of the street at a node, or of the nearest one with a name."""
        tree, mine = self._trees[0 if self._is_left[node] else 1]
        apart_m, at = tree.query(self._points[node], distance_upper_bound=NEAR_M)
        return self._names[mine[at]] if np.isfinite(apart_m) else None
