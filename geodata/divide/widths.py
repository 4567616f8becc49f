"""How wide the river is along the divide, where its water is mapped."""

from __future__ import annotations

import numpy as np
import shapely

from geodata.arrays import Floats, Objects
from geodata.divide.banks import Divide, prepare_copy

STEP_M = 50.0
_REACH_M = 1_000.0
"""From the divide to either bank: what is further is no width of this place."""

_ASIDE_M = 5.0
_TURNS_DEG = (-40.0, -20.0, 0.0, 20.0, 40.0)
"""Off the square of the divide: the shortest way over is the width, as the divide may bend."""


def measure_widths(divide: Divide, step_m: float = STEP_M) -> tuple[Floats, Floats]:
    """Measure the water that lies across the divide, from edge to edge, step by step.

    An island ends the water: the width is that of the branch that the divide runs through.

    Parameters
    ----------
    divide
        In a metric CRS.

    Returns
    -------
    points
        Places on the divide whose water is mapped, shape (k, 2).
    width_m
        Shape (k,).
    """
    points, along = _list_places(divide, step_m)
    is_wet = shapely.intersects_xy(prepare_copy(divide.water), *points.T)
    points, along = points[is_wet], along[is_wet]
    edges = _list_edges(divide)
    width_m = np.full(len(points), np.inf)
    for turn_deg in _TURNS_DEG if len(points) else ():
        over = _turn(along, 90.0 + turn_deg) * _REACH_M
        both = _measure_to_edge(points, over, edges) + _measure_to_edge(points, -over, edges)
        width_m = np.minimum(width_m, both)
    is_known = np.isfinite(width_m)
    return points[is_known], width_m[is_known]


def _list_places(divide: Divide, step_m: float) -> tuple[Floats, Floats]:
    """List places along the divide, shape (k, 2), and its direction there, as long as 1."""
    points, along = [np.empty((0, 2))], [np.empty((0, 2))]
    for part in divide.line.geoms:
        at_m = np.arange(step_m / 2, part.length, step_m)
        ahead, here, behind = (
            shapely.get_coordinates(
                shapely.line_interpolate_point(part, np.clip(at_m + m, 0, part.length))
            )
            for m in (_ASIDE_M, 0.0, -_ASIDE_M)
        )
        step = ahead - behind
        is_there = np.hypot(*step.T) > 0
        points.append(here[is_there])
        along.append(step[is_there] / np.hypot(*step[is_there].T)[:, None])
    return np.concatenate(points), np.concatenate(along)


def _list_edges(divide: Divide) -> Objects:
    """List the edge of the water, segment by segment."""
    rings = shapely.get_parts(shapely.get_rings(shapely.get_parts(divide.water)))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    is_same = ring[:-1] == ring[1:]
    ends = np.stack([coords[:-1][is_same], coords[1:][is_same]], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _turn(along: Floats, degrees: float) -> Floats:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned: Floats = along @ np.array([[cos, sin], [-sin, cos]])
    return turned


def _measure_to_edge(points: Floats, ways: Floats, edges: Objects) -> Floats:
    """Measure how far the first edge is from each point along its way, shape (k,); else inf."""
    lines = shapely.linestrings(np.stack([points, points + ways], axis=1))
    rays = np.asarray(lines, dtype=object)
    ray, edge = shapely.STRtree(edges).query(rays, predicate="intersects")
    apart_m = shapely.distance(
        shapely.points(points[ray]), shapely.intersection(rays[ray], edges[edge])
    )
    nearest = np.full(len(points), np.inf)
    np.minimum.at(nearest, ray, apart_m)
    return nearest
