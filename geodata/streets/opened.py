"""What a mode could pass if an existing crossing were opened to it.

All is as if the ways of the crossing had the mode's own access tag, ``foot=yes``, ``bicycle=yes``
or ``motorcar=yes``, and no barrier stood on them. One-way streets stay so, and speeds are those of
the tags. Such ways often begin on the bank, and a bollard may stand where the next street begins:
stretches on land that can be passed from then on come along. Where the crossing meets no street of
the mode on a bank, the shortest approach to one is opened with it, if its ways are short.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geodata.access.passages import read_passages
from geodata.access.ways import ACCESS_KEYS, Right
from geodata.arrays import Mask
from geodata.cities.crossings import Mode
from geodata.streets.network import ACCESS_MODE, Links, StreetNetwork, make_matrix

_PASSED = [Right.PASS, Right.PUSH]

APPROACH_M = 100.0
"""An approach is no longer, nor is any of its ways."""


def find_approaches(
    network: StreetNetwork, edges: pd.DataFrame, crossing: str, ways: Collection[int]
) -> set[int]:
    """Find the ways of the approaches that have to be opened with a crossing; OSM ids.

    Parameters are those of `find_opened_links`.
    """
    ids = network.ids
    start, end = (
        np.searchsorted(ids, edges[one].to_numpy(dtype="int64")).astype(np.int32) for one in "uv"
    )
    is_link = edges["is_link"].to_numpy(dtype=bool)
    length_m = edges["length_m"].to_numpy(dtype=float)
    whole_m = edges["length_m"].groupby(edges["way"]).transform("sum").to_numpy() / 2
    is_short = ~is_link & (whole_m <= APPROACH_M)
    streets = make_matrix(start[is_short], end[is_short], length_m[is_short], len(ids))
    is_its = edges["way"].isin(ways).to_numpy()
    is_its = is_its & (~is_link | (edges["crossing"] == crossing).to_numpy())
    own = np.unique(np.r_[start[is_its], end[is_its]])
    found: set[int] = set()
    for bank in network.banks:
        ends = own[bank[own]]
        if not len(ends) or np.isin(ends, network.main_nodes).any():
            continue
        apart_m, back, _ = dijkstra(
            streets, indices=ends, return_predecessors=True, limit=APPROACH_M, min_only=True
        )
        reached = network.main_nodes[bank[network.main_nodes]]
        if len(reached) and np.isfinite(apart_m[reached]).any():
            node = int(reached[apart_m[reached].argmin()])
            steps = set()
            while back[node] >= 0:
                steps |= {(node, int(back[node])), (int(back[node]), node)}
                node = int(back[node])
            is_step = [pair in steps for pair in zip(start.tolist(), end.tolist(), strict=True)]
            found |= set(edges["way"][np.array(is_step) & is_short].tolist())
    return found


def find_opened_links(
    network: StreetNetwork,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    crossing: str,
    ways: Collection[int],
) -> Links:
    """Find what the network's mode could pass, directed, as links to add; none without streets.

    Parameters
    ----------
    nodes, edges
        As of `geodata.streets.network.build_network`.
    crossing
        Its id: ways that pass the divide again as another crossing are opened here alone.
    ways
        OSM ids of its ways, and of approaches; a relation's is negative.
    """
    mode = ACCESS_MODE[network.mode]
    is_link = edges["is_link"].to_numpy(dtype=bool)
    is_other = is_link & (edges["crossing"] != crossing).to_numpy()
    is_its = edges["way"].isin(ways).to_numpy() & ~is_other
    if not is_its.any():
        return network.links.select(np.empty(0, dtype=np.intp))
    ends = edges.loc[is_its, ["u", "v"]].to_numpy().ravel()
    is_beside = _touch(edges, ends) & ~is_other
    around = edges.loc[is_beside, ["u", "v"]].to_numpy().ravel()
    is_near = _touch(edges, around)  # all stretches at each barrier that matters
    near = edges[is_near]
    opened = _open_ways(near, mode, is_its[is_near])
    factor = network.speed_factor
    right, seconds = read_passages(nodes[~nodes["id"].isin(ends)], opened, mode, factor)
    is_new = is_beside[is_near] & np.isin(right, _PASSED) & np.isfinite(seconds)
    start, end = (np.searchsorted(network.ids, near[one].to_numpy(dtype="int64")) for one in "uv")
    streets = csr_matrix(network.seconds)  # of which places are read alike by every SciPy
    known_s = np.asarray(streets[start, end], dtype=float).ravel()  # 0 where nobody passes
    is_new &= (start != end) & ((known_s == 0) | (seconds < known_s))
    named = np.full(int(is_new.sum()), crossing, dtype=object)
    return Links(
        start[is_new].astype(np.int32), end[is_new].astype(np.int32), seconds[is_new], named
    )


def _touch(edges: pd.DataFrame, nodes: Collection[int]) -> Mask:
    return np.asarray(edges["u"].isin(nodes) | edges["v"].isin(nodes), dtype=bool)


def _open_ways(edges: pd.DataFrame, mode: Mode, is_its: Mask) -> pd.DataFrame:
    """Give some stretches the tag that outranks every other of a mode."""
    key, opened = ACCESS_KEYS[mode][0], edges.copy()
    own = edges[key].astype(object) if key in edges else pd.Series(None, edges.index, dtype=object)
    opened[key] = own.mask(is_its, "yes")
    for name in (f"{key}:{one}" for one in ("forward", "backward", "both")):
        if name in edges:
            opened[name] = edges[name].astype(object).mask(is_its, None)
    return opened
