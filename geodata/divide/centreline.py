"""From a river's mapped pieces to the line that cuts a study area in two.

OSM draws a waterway in its direction of flow, in as many ways as mappers liked; side channels
around islands bear the river's name too. The main channel is the shortest way through from the
uppermost to the lowermost end. Where it stops short of the edge of the study area it is carried on
by a little and through no building; otherwise the river ends there.
https://wiki.openstreetmap.org/wiki/Tag:waterway=river
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from geodata.errors import DivideError

if TYPE_CHECKING:
    import networkx as nx

LARGEST_GAP_M = 1_000.0
"""Pieces of one river further apart than this are not joined (an unmapped culvert is shorter)."""

SLIP_M = 50.0
"""A shorter gap is a slip of the pen: the river is taken for mapped there."""

CARRIED_SHARE = 0.05
"""Of its own length in the study area, by which a line may be carried on to the edge."""

Position = tuple[float, float]

_HEADING_M = 50.0
_TURNS_DEG = (0, 15, -15, 30, -30, 45, -45, 60, -60, 90, -90, 120, -120)


@dataclass(frozen=True, slots=True)
class Channel:
    """A river's course through an area, in a metric CRS."""

    line: LineString
    """In the direction of flow; each end lies beyond the area, or where the river ends within."""
    assumed: tuple[LineString, ...] = ()
    """The pieces of `line` that nobody mapped: gaps that were bridged, ends that were carried
    on."""
    ends: tuple[Point, ...] = ()
    """Where the river begins or ends within the area: at most two."""


def trace_channels(
    pieces: Iterable[BaseGeometry], area: BaseGeometry, buildings: Sequence[BaseGeometry] = ()
) -> list[Channel]:
    """Join a river's pieces into directed channels through an area.

    Parameters
    ----------
    pieces
        Lines in flow direction, metric CRS.
    area
        Study area, same CRS.
    buildings
        What no line is carried through, same CRS.

    Returns
    -------
    list of Channel
        The main one first. More than one where the river leaves the area and comes back, or goes
        underground for longer than a gap that can be bridged.

    Raises
    ------
    DivideError
        When no piece lies in the area.
    """
    pieces = list(pieces)
    ground = shapely.STRtree(np.asarray(buildings, dtype=object))
    chains = _join_chains(trace_lines(pieces), area, ground)
    chains = [chain for chain in chains if chain.line.intersects(area)]
    if not chains:
        if shapely.intersects(pieces, area).any():
            raise DivideError("the line that divides the city only runs in rings or to and fro")
        raise DivideError("the line that divides the city does not touch the study area")
    chains.sort(key=lambda chain: -chain.line.intersection(area).length)
    through = [_carry_on(chains[0], area, ground)]
    for chain in chains[1:]:
        passes = not any(area.covers(Point(chain.line.coords[end])) for end in (0, -1))
        if passes and not any(chain.line.intersects(other.line) for other in through):
            through.append(chain)
        elif _goes_on(chain.line.intersection(area), through):
            through.append(_carry_on(chain, area, ground))
    return through


def _goes_on(line: BaseGeometry, through: Sequence[Channel]) -> bool:
    """Tell whether a line begins where a channel ends, so that all of it lies beyond that end."""
    ends = shapely.union_all([end for one in through for end in one.ends])
    if ends.is_empty or line.is_empty:
        return False
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, _HEADING_M)))
    lines = shapely.union_all([one.line for one in through])
    return bool(np.all(shapely.distance(points, ends) <= shapely.distance(points, lines)))


def trace_lines(pieces: Iterable[BaseGeometry]) -> list[LineString]:
    """Reduce every connected set of pieces to its main channel."""
    import networkx as nx  # noqa: PLC0415 - who reads a snapshot has no need of it

    lines = _split_at_ends([part for piece in pieces for part in shapely.get_parts(piece)])
    graph: nx.Graph[Position] = nx.Graph()
    for line in shapely.get_parts(shapely.line_merge(MultiLineString(lines), directed=True)):
        start, end = line.coords[0][:2], line.coords[-1][:2]
        known = graph.get_edge_data(start, end)
        if start != end and (known is None or line.length < known["length_m"]):
            graph.add_edge(start, end, line=line, start=start, length_m=line.length)
    components = sorted(nx.connected_components(graph), key=min)
    return [_trace_line(graph.subgraph(component)) for component in components]


def _split_at_ends(lines: Sequence[LineString]) -> list[LineString]:
    """Split lines where another one ends: mappers join waterways in the middle of a way, too."""
    coords = [np.asarray(line.coords)[:, :2] for line in lines]
    ends = {tuple(line[at]) for line in coords for at in (0, -1)}
    parts = []
    for line in coords:
        cuts = [at for at, place in enumerate(line) if tuple(place) in ends]
        parts += [LineString(line[start : end + 1]) for start, end in pairwise(cuts)]
    return parts


def _trace_line(graph: nx.Graph[Position]) -> LineString:
    """Follow the shortest way between the two ends that lie furthest apart by water.

    The direction is the one in which most of its length was drawn, so that a piece that somebody
    drew upstream does not break the river.
    """
    import networkx as nx  # noqa: PLC0415

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


def _join_chains(
    lines: Sequence[LineString], area: BaseGeometry, ground: shapely.STRtree
) -> list[Channel]:
    """Bridge gaps inside the area: the end of one channel to the nearest start of another."""
    chains = [Channel(line) for line in sorted(lines, key=lambda line: -line.length)]
    while (pair := _find_nearest_gap(chains, area, ground)) is not None:
        upper, lower = (chains[at] for at in pair)
        gap = _span_gap(upper, lower)
        known = (*upper.assumed, *lower.assumed)
        joined = Channel(
            _concatenate([upper.line, lower.line]), known if gap.length <= SLIP_M else (*known, gap)
        )
        chains = [chain for index, chain in enumerate(chains) if index not in pair] + [joined]
    return chains


def _span_gap(upper: Channel, lower: Channel) -> LineString:
    return LineString(np.array([upper.line.coords[-1][:2], lower.line.coords[0][:2]]))


def _find_nearest_gap(
    chains: Sequence[Channel], area: BaseGeometry, ground: shapely.STRtree
) -> tuple[int, int] | None:
    """Find the two chains whose end and start, in the area, lie nearest to each other."""
    ends = [at for at, one in enumerate(chains) if area.covers(Point(one.line.coords[-1]))]
    starts = [at for at, one in enumerate(chains) if area.covers(Point(one.line.coords[0]))]
    gaps = sorted(
        (_span_gap(chains[i], chains[j]).length, i, j) for i in ends for j in starts if i != j
    )
    for length_m, i, j in gaps:
        if length_m > LARGEST_GAP_M:
            break
        gap = _span_gap(chains[i], chains[j])
        if length_m <= SLIP_M or not len(ground.query(gap, predicate="intersects")):
            return i, j
    return None


def _concatenate(lines: Sequence[LineString]) -> LineString:
    """Make one line of several, straight from the end of one to the start of the next."""
    coords = np.concatenate([np.asarray(line.coords)[:, :2] for line in lines])
    is_new = np.r_[True, np.any(np.diff(coords, axis=0) != 0, axis=1)]
    return LineString(coords[is_new])


def _carry_on(chain: Channel, area: BaseGeometry, ground: shapely.STRtree) -> Channel:
    """Lead both ends of a channel to the edge of the area where that is near, else end it there."""
    line, assumed, ends = chain.line, list(chain.assumed), []
    most_m = CARRIED_SHARE * line.intersection(area).length
    for is_end in (True, False):
        line = line if is_end else line.reverse()
        last = Point(line.coords[-1])
        if area.covers(last):
            target = _find_way_out(line, area, ground, most_m)
            if target is None:
                ends.append(last)
            else:
                assumed.append(LineString(np.array([[last.x, last.y], target])))
                line = LineString(np.vstack([np.asarray(line.coords)[:, :2], target]))
        line = line if is_end else line.reverse()
    return Channel(line, tuple(assumed), tuple(ends))


def _find_way_out(
    line: LineString, area: BaseGeometry, ground: shapely.STRtree, most_m: float
) -> Position | None:
    """Find a place beyond the area to which the end of a line can be led straight.

    As nearly straight on as can be, over at most `most_m` of the area, not through the line itself
    and not through a building.
    """
    end = Point(line.coords[-1])
    left, bottom, right, top = area.bounds
    reach_m = 2 * np.hypot(right - left, top - bottom) + 1
    back = line.interpolate(max(line.length - _HEADING_M, 0))
    heading = np.arctan2(end.y - back.y, end.x - back.x)
    for turn in np.radians(_TURNS_DEG):
        step = reach_m * np.array([np.cos(heading + turn), np.sin(heading + turn)])
        target = (float(end.x + step[0]), float(end.y + step[1]))
        ray = LineString([(end.x, end.y), target])
        within = shapely.intersection(ray, area)
        if (
            within.length <= most_m
            and not ray.crosses(line)
            and not len(ground.query(within, predicate="intersects"))
        ):
            return target
    return None
