"""Raw streets: which ways make the street graph, and osmnx's graph as tables of nodes and edges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from geodata.access.barriers import BARRIER_TAGS
from geodata.access.step_free import STEP_FREE_NODE_TAGS, STEP_FREE_TAGS
from geodata.access.ways import WAY_TAGS, is_ferry
from geodata.crs import GEOGRAPHIC
from pipelines.osm.elements import Elements
from pipelines.osm.xml import OsmXmlWriter

STREET_TAGS = (
    "highway", "name", "ref", "operator", "service", "bridge", "tunnel", "layer", "man_made",
    "railway", "sidewalk", "barrier", "toll", "lanes", "surface", "maxspeed", *WAY_TAGS,
    *(tag for tag in STEP_FREE_TAGS if tag not in WAY_TAGS),
)  # fmt: skip
"""Tags of a way that its edges bear, each a column of text; of `RARE_TAGS` where there are any."""

RARE_TAGS = frozenset({*WAY_TAGS, *STEP_FREE_TAGS}) - {
    *("oneway", "junction", "cycleway", "motorroad", "wheelchair"),
    *("access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar"),
}

STREET_SETTINGS: dict[str, Any] = {
    "all_oneway": True,  # in the order of its nodes: who may go back is decided later, by mode
    "useful_tags_node": list(dict.fromkeys([*BARRIER_TAGS, *STEP_FREE_NODE_TAGS])),
    "useful_tags_way": list(STREET_TAGS),
}
"""What osmnx must keep of streets and must not decide."""

NO_STREETS = (
    "abandoned", "bus_stop", "closed", "construction", "demolished", "dismantled", "disused",
    "emergency_bay", "no", "planned", "platform", "proposed", "raceway", "razed", "removed",
    "rest_area", "services", "street_lamp", "toll_gantry",
)  # fmt: skip
"""Values of ``highway`` on which nobody travels; https://wiki.openstreetmap.org/wiki/Key:highway"""

_NO_STREET = f"^({'|'.join(NO_STREETS)})$"
_AN_AREA = "^yes$"


def is_street(tags: Mapping[str, str]) -> bool:
    """Tell whether a way with these tags is part of the street graph: a street or a ferry.

    Ways of limited access are: who may use them is decided later, by mode.
    """
    if is_ferry(tags):
        return True
    highway = tags.get("highway")
    if highway is None or re.search(_AN_AREA, tags.get("area", "")):
        return False
    return re.search(_NO_STREET, highway) is None


def write_streets(elements: Elements, path: Path) -> None:
    """Write the ways of the street graph and their nodes, with all tags, for osmnx to read."""
    ways = {
        number: nodes
        for number, nodes in elements.ways.items()
        if is_street(elements.get_tags("way", number))
    }
    with OsmXmlWriter(path) as writer:
        for node in sorted(set().union(*ways.values())):
            writer.write_node(node, *elements.nodes[node], elements.get_tags("node", node))
        for number, nodes in ways.items():
            writer.write_way(number, nodes, elements.get_tags("way", number))


def fold_streets(graph: nx.MultiDiGraph[int]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Turn an unsimplified graph of osmnx, made under `STREET_SETTINGS`, into tables.

    Returns
    -------
    nodes
        id and geometry (EPSG:4326) of every node that an edge ends at; sorted by id. With a column
        of text for each of `BARRIER_TAGS` if any has a barrier, and for each of
        `STEP_FREE_NODE_TAGS` that any has.
    edges
        Two rows a stretch of a way: u, v, way (ids), length_m, is_forward (whether u to v is the
        order of the way's nodes) and `STREET_TAGS` as text, None where absent; sorted.
    """
    ends = [(u, v) for u, v in graph.edges()]
    data = [attributes for _, _, attributes in graph.edges(data=True)]
    edges = _make_edges(ends, data)
    used = np.unique(edges[["u", "v"]].to_numpy(dtype="int64"))
    places = [graph.nodes[node] for node in used.tolist()]
    points = gpd.points_from_xy([at["x"] for at in places], [at["y"] for at in places])
    has_barrier = any("barrier" in at for at in places)
    tags = {
        tag: pd.Series([at.get(tag) if "barrier" in at else None for at in places], dtype=object)
        for tag in (BARRIER_TAGS if has_barrier else ())
    }
    on_way = [at if {"barrier", "kerb", "kerb:height"} & at.keys() else {} for at in places]
    for tag in STEP_FREE_NODE_TAGS:
        if tag not in tags and any(tag in at for at in on_way):
            tags[tag] = pd.Series([at.get(tag) for at in on_way], dtype=object)
    nodes = gpd.GeoDataFrame({"id": used} | tags, geometry=points, crs=GEOGRAPHIC)
    return nodes, edges


def _make_edges(ends: list[tuple[int, int]], data: list[dict[str, Any]]) -> pd.DataFrame:
    start_end = np.array(ends, dtype="int64").reshape(-1, 2)
    is_turned = np.array([edge.get("oneway") in _TURNED for edge in data], dtype=bool)
    start_end[is_turned] = start_end[is_turned, ::-1]
    columns: dict[str, Any] = {
        "u": start_end[:, 0],
        "v": start_end[:, 1],
        "way": np.array([edge["osmid"] for edge in data], dtype="int64"),
        "length_m": np.array([edge["length"] for edge in data], dtype="float64"),
        "is_forward": np.ones(len(data), dtype=bool),
    }
    for tag in STREET_TAGS:
        values = [edge.get(tag) for edge in data]
        if tag not in RARE_TAGS or any(value is not None for value in values):
            columns[tag] = pd.Series(values, dtype=object)
    there = pd.DataFrame(columns)
    back = there.assign(u=there["v"], v=there["u"], is_forward=False)
    edges = pd.concat([there, back], ignore_index=True)
    return edges.sort_values(["u", "v", "way", "is_forward"], kind="stable", ignore_index=True)


_TURNED = frozenset({"-1", "reverse", "T"})
"""Values of ``oneway`` of which osmnx turns the order of the nodes round."""


def make_no_streets() -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Make the tables of an area without a street."""
    nodes = gpd.GeoDataFrame(
        {"id": pd.Series(dtype="int64")}, geometry=gpd.GeoSeries([]), crs=GEOGRAPHIC
    )
    return nodes, _make_edges([], [])
