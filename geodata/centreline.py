"""From a river's mapped pieces to the line that cuts a study area in two.

OSM draws a waterway in its direction of flow, in as many ways as mappers liked; side channels
around islands bear the river's name too. The main channel is the shortest way through from the
uppermost to the lowermost end; it is carried on straight to the edge of the study area.
https://wiki.openstreetmap.org/wiki/Tag:waterway=river
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point

from geodata.errors import DivideError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

LARGEST_GAP_M = 1_000.0
"""Pieces of one river further apart than this are not joined (an unmapped culvert is shorter)."""

Position = tuple[float, float]

_HEADING_M = 50.0
_TURNS_DEG = (0, 15, -15, 30, -30, 45, -45, 60, -60, 90, -90, 120, -120)


def trace_centrelines(pieces: Iterable[BaseGeometry], area: BaseGeometry) -> list[LineString]:
    """Join a river's pieces into directed lines that each reach from edge to edge of an area.

    Parameters
    ----------
    pieces
        Lines in flow direction, metric CRS.
    area
        Study area, same CRS.

    Returns
    -------
    list of LineString
        The main channel first. More than one where the river leaves the area and comes back.

    Raises
    ------
    DivideError
        When no piece lies in the area, or the main channel cannot be led to its edge.
    """
    pieces = list(pieces)
    chains = _join_chains(_trace_channels(pieces), area)
    chains = [chain for chain in chains if chain.intersects(area)]
    if not chains:
        if shapely.intersects(pieces, area).any():
            raise DivideError("the line that divides the city only runs in rings or to and fro")
        raise DivideError("the line that divides the city does not touch the study area")
    chains.sort(key=lambda chain: -chain.intersection(area).length)
    main = _carry_on(chains[0], area)
    through = [main]
    for chain in chains[1:]:
        passes = not any(area.covers(Point(chain.coords[end])) for end in (0, -1))
        if passes and not any(chain.intersects(other) for other in through):
            through.append(chain)
    return through


def _trace_channels(pieces: Iterable[BaseGeometry]) -> list[LineString]:
    """Reduce every connected set of pieces to its main channel."""
    lines = _split_at_ends([part for piece in pieces for part in shapely.get_parts(piece)])
    graph: nx.Graph[Position] = nx.Graph()
    for line in shapely.get_parts(shapely.line_merge(MultiLineString(lines), directed=True)):
        start, end = line.coords[0][:2], line.coords[-1][:2]
        known = graph.get_edge_data(start, end)
        if start != end and (known is None or line.length < known["length_m"]):
            graph.add_edge(start, end, line=line, start=start, length_m=line.length)
    components = sorted(nx.connected_components(graph), key=min)
    return [_trace_channel(graph.subgraph(component)) for component in components]


def _split_at_ends(lines: Sequence[LineString]) -> list[LineString]:
    """Split lines where another one ends: mappers join waterways in the middle of a way, too."""
    coords = [np.asarray(line.coords)[:, :2] for line in lines]
    ends = {tuple(line[at]) for line in coords for at in (0, -1)}
    parts = []
    for line in coords:
        cuts = [at for at, place in enumerate(line) if tuple(place) in ends]
        parts += [LineString(line[start : end + 1]) for start, end in pairwise(cuts)]
    return parts


def _trace_channel(graph: nx.Graph[Position]) -> LineString:
    """Follow the shortest way between the two ends that lie furthest apart by water.

    The direction is the one in which most of its length was drawn, so that a piece that somebody
    drew upstream does not break the river.
    """
    ends = sorted(node for node in graph if graph.degree(node) == 1) or sorted(graph)
    best: tuple[float, list[Position]] = (0.0, [])
    for start in ends:
        lengths = nx.single_source_dijkstra_path_length(graph, start, weight="length_m")
        end = max(ends, key=lambda node: lengths[node])
        if lengths[end] > best[0]:
            best = (lengths[end], nx.dijkstra_path(graph, start, end, weight="length_m"))
    downstream_m, lines = 0.0, []
    for step in pairwise(best[1]):
        edge = graph.edges[step]
        is_forward = edge["start"] == step[0]
        downstream_m += edge["length_m"] if is_forward else -edge["length_m"]
        lines.append(edge["line"] if is_forward else edge["line"].reverse())
    channel = _concatenate(lines)
    return channel if downstream_m > 0 else channel.reverse()


def _join_chains(channels: Sequence[LineString], area: BaseGeometry) -> list[LineString]:
    """Bridge gaps inside the area: the end of one channel to the nearest start of another."""
    chains = sorted(channels, key=lambda line: -line.length)
    while (pair := _find_nearest_gap(chains, area)) is not None:
        upper, lower = pair
        joined = _concatenate([chains[upper], chains[lower]])
        chains = [line for index, line in enumerate(chains) if index not in pair] + [joined]
    return chains


def _find_nearest_gap(chains: Sequence[LineString], area: BaseGeometry) -> tuple[int, int] | None:
    """Find the two chains whose end and start, in the area, lie nearest to each other."""
    gaps = [
        (Point(upper.coords[-1]).distance(Point(lower.coords[0])), i, j)
        for i, upper in enumerate(chains)
        for j, lower in enumerate(chains)
        if i != j and area.covers(Point(upper.coords[-1])) and area.covers(Point(lower.coords[0]))
    ]
    gap = min(gaps, default=None)
    return None if gap is None or gap[0] > LARGEST_GAP_M else gap[1:]


def _concatenate(lines: Sequence[LineString]) -> LineString:
    """Make one line of several, straight from the end of one to the start of the next."""
    coords = np.concatenate([np.asarray(line.coords)[:, :2] for line in lines])
    is_new = np.r_[True, np.any(np.diff(coords, axis=0) != 0, axis=1)]
    return LineString(coords[is_new])


def _carry_on(line: LineString, area: BaseGeometry) -> LineString:
    """Lead both ends of a line straight on until they lie beyond the area."""
    return _lead_out(_lead_out(line, area).reverse(), area).reverse()


def _lead_out(line: LineString, area: BaseGeometry) -> LineString:
    """Lead the end of a line beyond the area, turning away if it would meet the line itself."""
    end = Point(line.coords[-1])
    if not area.covers(end):
        return line
    left, bottom, right, top = area.bounds
    reach_m = 2 * np.hypot(right - left, top - bottom) + 1
    back = line.interpolate(max(line.length - _HEADING_M, 0))
    heading = np.arctan2(end.y - back.y, end.x - back.x)
    for turn in np.radians(_TURNS_DEG):
        target = (
            end.x + reach_m * np.cos(heading + turn),
            end.y + reach_m * np.sin(heading + turn),
        )
        if not LineString([(end.x, end.y), target]).crosses(line):
            return LineString(np.vstack([np.asarray(line.coords), target]))
    raise DivideError("the river's end cannot be led to the edge of the study area")
