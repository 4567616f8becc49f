"""Joins modelled streets where they meet, also where they miss each other by less than a metre."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby, pairwise

import networkx as nx
import shapely
from shapely.geometry import LineString, Point
from shapely.strtree import STRtree

from pipelines.sample.ground import GRID_M
from pipelines.sample.osm import XY

Chain = list[XY]
"""The nodes of a street in order."""
NEAR_M = 1.0
"""No street of the sample ends nearer than this to another one without a shared node."""


def chain_nodes(lines: list[LineString]) -> list[Chain]:
    """Give lines that cross or touch shared nodes; list the nodes of each, in its direction."""
    joined = shapely.union_all(lines, grid_size=GRID_M)
    positions = dict.fromkeys((x, y) for x, y in shapely.get_coordinates(joined).tolist())
    nodes = [Point(at) for at in positions]
    index = STRtree(nodes)
    return [_chain(line, nodes, index) for line in lines]


def _chain(line: LineString, nodes: list[Point], index: STRtree) -> Chain:
    near = index.query(line, predicate="dwithin", distance=3 * GRID_M)
    ordered = sorted(near, key=lambda number: (line.project(nodes[number]), number))
    return [(nodes[number].x, nodes[number].y) for number in ordered]


def close_gaps(chains: list[Chain], roads: Collection[int], fixed: Collection[XY]) -> list[Chain]:
    """Make one node of nodes within a metre, and lead streets through ends that they nearly meet.

    Parameters
    ----------
    roads
        Which of the chains are streets; nodes of the others are not looked at, but moved with them.
    fixed
        Nodes that others merge into and that stay where they are.
    """
    first = _find_first_of_near([*fixed, *(at for number in roads for at in chains[number])])
    merged = [[at for at, _ in groupby(first.get(at, at) for at in chain)] for chain in chains]
    streets = [merged[number] for number in roads if len(merged[number]) > 1]
    index = STRtree([LineString(street) for street in streets])
    for end in dict.fromkeys(at for street in streets for at in (street[0], street[-1])):
        for number in sorted(index.query(Point(end), predicate="dwithin", distance=2 * NEAR_M)):
            if end not in streets[number]:
                _lead_through(streets[number], Point(end))
    return merged


def _find_first_of_near(nodes: list[XY]) -> dict[XY, XY]:
    """Map each node to the first of those that hang together by steps of less than a metre."""
    order = list(dict.fromkeys(nodes))
    points = [Point(at) for at in order]
    near: nx.Graph[int] = nx.Graph()
    near.add_edges_from(STRtree(points).query(points, predicate="dwithin", distance=NEAR_M).T)
    return {
        order[number]: order[min(group)]
        for group in nx.connected_components(near)
        for number in group
    }


def _lead_through(street: Chain, end: Point) -> None:
    """Insert an end into a street where one of its segments passes it within a metre."""
    for number, segment in enumerate(pairwise(street), 1):
        if LineString(segment).dwithin(end, NEAR_M):
            street.insert(number, (end.x, end.y))
            return
