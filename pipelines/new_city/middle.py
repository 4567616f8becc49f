"""The middle of a river that is mapped as an area alone: the longest way through its water."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects

_STEPS = 60
"""Steps along the shorter edge of the area's box between points on the shore."""

_LEAST_STEP_M = 5.0
_SMOOTH_M = 2.0


def draw_middle(water: BaseGeometry, area: BaseGeometry) -> LineString | None:
    """Draw the line that lies between the shores of water, from end to end of an area.

    Nothing tells which way it flows. None where the water is in several pieces or too small.

    Parameters
    ----------
    water, area
        Polygons in one metric CRS.
    """
    left, bottom, right, top = area.bounds
    step_m = max(min(right - left, top - bottom) / _STEPS, _LEAST_STEP_M)
    within = shapely.intersection(water, area.buffer(4 * step_m))
    parts = shapely.get_parts(within)
    if not len(parts):
        return None
    largest: BaseGeometry = max(parts, key=lambda part: part.area)
    shore = shapely.get_coordinates(shapely.segmentize(largest.boundary, step_m))
    edges = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(np.unique(shore, axis=0)), only_edges=True)
    )
    shapely.prepare(largest)
    return _find_longest(np.asarray(edges[shapely.contains_properly(largest, edges)], dtype=object))


def _find_longest(edges: Objects) -> LineString | None:
    """Find the longest of the shortest ways between two ends of a tree of edges."""
    graph: nx.Graph[tuple[float, float]] = nx.Graph()
    for line in shapely.get_parts(edges):
        coords = [(round(x, 3), round(y, 3)) for x, y in shapely.get_coordinates(line)]
        for one, other in pairwise(coords):
            graph.add_edge(one, other, length_m=float(np.hypot(*np.subtract(one, other))))
    if not graph:
        return None
    nodes = max(nx.connected_components(graph), key=len)
    tree = graph.subgraph(nodes)
    start = _find_furthest(tree, min(nodes))
    end = _find_furthest(tree, start)
    if start == end:
        return None
    path = nx.dijkstra_path(tree, start, end, weight="length_m")
    line = LineString(path).simplify(_SMOOTH_M)
    return line if isinstance(line, LineString) else None


def _find_furthest(
    tree: nx.Graph[tuple[float, float]], start: tuple[float, float]
) -> tuple[float, float]:
    lengths = nx.single_source_dijkstra_path_length(tree, start, weight="length_m")
    return max(lengths, key=lambda node: (lengths[node], node))
