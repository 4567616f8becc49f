"""Obstacles: what stands on the ways of crossings, and which bank each of them leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from geodata.access.barriers import find_barred
from geodata.crossings.crossing import Crossing

NEAR_DEG = 1e-6
"""A node no further away lies on a crossing: some 0.1 m, as the geometry was projected."""


def note_obstacles(
    crossings: Sequence[Crossing], nodes: gpd.GeoDataFrame, edges: pd.DataFrame
) -> list[Crossing]:
    """Note on the ways of crossings the barriers that stand on them, and where they lead.

    Parameters
    ----------
    nodes, edges
        Of the linked street graph: `id`, `side`, the tags of barriers; `u`, `v`, `way`,
        `is_forward`, `is_link`.
    """
    barriers = defaultdict(list)
    places = dict(zip(nodes["id"], nodes.geometry, strict=True))
    for node, tags, rows in find_barred(nodes, edges):
        for way in edges["way"].iloc[rows].unique():
            barriers[f"way/{way}"].append((places[node], tags))
    banks = _find_banks(nodes, edges)
    return [
        replace(
            one,
            ways=tuple(
                replace(
                    way,
                    obstacles=tuple(
                        tags
                        for place, tags in barriers[way.osm_id]
                        if shapely.dwithin(one.geometry, place, NEAR_DEG)
                    ),
                    from_bank=banks.get(way.osm_id, (None, None))[0],
                    to_bank=banks.get(way.osm_id, (None, None))[1],
                )
                for way in one.ways
            ),
        )
        for one in crossings
    ]


def _find_banks(nodes: gpd.GeoDataFrame, edges: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Find from which bank to which each way leads; none that leads there and back."""
    links = edges[edges["is_link"] & edges["is_forward"]]
    side = nodes.set_index("id")["side"]
    found = defaultdict(set)
    for way, start, end in zip(
        links["way"], links["u"].map(side), links["v"].map(side), strict=True
    ):
        found[f"way/{way}"].add((start, end))
    return {way: pairs.pop() for way, pairs in found.items() if len(pairs) == 1}
