"""Groups the ways of an area that may divide it: rivers, canals, railways, walls and borders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.dividing_ways import WATERWAYS, DividingWays
from geodata.divide.centreline import LARGEST_GAP_M
from geodata.gazetteer.folding import fold_spelling
from geodata.names import list_tagged_names
from pipelines.dividing_ways import draw_pieces, select_ways

FAMILIES: Mapping[str, DividingWays] = {
    "river": DividingWays({"waterway": WATERWAYS}),
    "stream": DividingWays({"waterway": ("stream", "tidal_channel")}),
    "railway": DividingWays({"railway": ("rail", "light_rail", "narrow_gauge")}),
    "wall": DividingWays({"barrier": ("wall", "city_wall", "fence")}),
    "border": DividingWays({"boundary": ("administrative", "disputed", "border_zone")}),
}
"""What is looked for, and by which tags."""

ALL_TAGS = DividingWays(
    {key: value for one in FAMILIES.values() for key, value in one.tags.items()}
    | {"waterway": (*WATERWAYS, "stream", "tidal_channel")}
)
"""Tags to query OpenStreetMap for, so that all of them are found."""

_NEAR_M = 0.5
_JOINED = frozenset({"river", "stream", "railway", "wall"})
"""Families whose ways go on under another name; borders meet everywhere."""

_MOST_GROUPS = 30
_LEAST_SHARE = 0.25
"""Of the shorter side of the area's box: what is shorter does not divide it."""

_RETURNS_SHARE = 0.5
"""Of the area's diagonal: where a river that left comes back, at most."""


@dataclass(frozen=True)
class Group:
    """Ways that may be one line."""

    family: str
    rows: tuple[int, ...]
    """Of the features."""
    pieces: tuple[BaseGeometry, ...]
    """Lines in the metric CRS."""
    is_whole: bool
    """Whether it is all that meets, whatever its names: a river with its tributaries, tracks."""


def list_groups(features: gpd.GeoDataFrame, area: BaseGeometry) -> list[Group]:
    """List what may divide an area, the longest first.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in a metric CRS.
    area
        In the same CRS.
    """
    left, bottom, right, top = area.bounds
    least_m = _LEAST_SHARE * min(right - left, top - bottom)
    found = []
    for family, ways in FAMILIES.items():
        rows = np.flatnonzero(select_ways(features, ways))
        for group in _group_rows(family, features, rows.tolist(), area):
            length_m = _measure(group.pieces, area)
            if length_m >= least_m:
                found.append((length_m, group))
    found.sort(key=lambda pair: -pair[0])
    return [group for _, group in found[:_MOST_GROUPS]]


def _measure(pieces: Sequence[BaseGeometry], area: BaseGeometry) -> float:
    return float(shapely.length(shapely.intersection(np.array(pieces, dtype=object), area)).sum())


def _group_rows(
    family: str, features: gpd.GeoDataFrame, rows: Sequence[int], area: BaseGeometry
) -> Iterator[Group]:
    """Group ways that share a name, namesakes apart; then all that meet, whatever their names."""
    tags = features["tags"]
    graph: nx.Graph[int | str] = nx.Graph()
    for row in rows:
        names = map(fold_spelling, list_tagged_names(tags.iloc[row]))
        graph.add_edges_from((row, name) for name in names)
    for bearers in nx.connected_components(graph):
        named = sorted(one for one in bearers if isinstance(one, int))
        parts = _split_namesakes(features, named, area)
        for part in parts:
            yield _make_group(family, features, part, area)
    unnamed = [row for row in rows if row not in graph]
    for part in _split_touching(features, unnamed):
        yield _make_group(family, features, part, area, is_whole=True)
    for part in _split_touching(features, rows) if family in _JOINED else []:
        if len(part) > 1 and not _is_named_alike(graph, part):
            yield _make_group(family, features, part, area, is_whole=True)


def _is_named_alike(graph: nx.Graph[int | str], rows: Sequence[int]) -> bool:
    """Tell whether ways are all of one name, or all without one."""
    named = [row for row in rows if row in graph]
    if len(named) < len(rows):
        return not named
    return bool(nx.is_connected(_select_bearers(graph, rows)))


def _select_bearers(graph: nx.Graph[int | str], rows: Sequence[int]) -> nx.Graph[int | str]:
    """Select ways with their names."""
    names = {name for row in rows for name in graph[row]}
    return graph.subgraph({*rows, *names})


def _make_group(
    family: str,
    features: gpd.GeoDataFrame,
    rows: Sequence[int],
    area: BaseGeometry,
    *,
    is_whole: bool = False,
) -> Group:
    pieces = draw_pieces(features.geometry.iloc[list(rows)], area)
    return Group(family, tuple(rows), tuple(pieces), is_whole)


def _split_touching(features: gpd.GeoDataFrame, rows: Sequence[int]) -> list[list[int]]:
    """Split ways into sets that meet; the largest first."""
    shapes = features.geometry.iloc[list(rows)].to_numpy()
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(rows)))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_NEAR_M)
    graph.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    parts = [sorted(rows[at] for at in part) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-float(features.geometry.iloc[part].length.sum()), part))


def _split_namesakes(
    features: gpd.GeoDataFrame, rows: Sequence[int], area: BaseGeometry
) -> list[list[int]]:
    """Split ways of one name into rivers of their own: such as do not go on where another ends."""
    rivers: list[list[int]] = []
    left, bottom, right, top = area.bounds
    most_m = max(_RETURNS_SHARE * float(np.hypot(right - left, top - bottom)), LARGEST_GAP_M / 2)
    for part in _split_touching(features, rows):
        for river in rivers:
            if _goes_on(features, river, part, most_m):
                river.extend(part)
                break
        else:
            rivers.append(list(part))
    return rivers


def _goes_on(features: gpd.GeoDataFrame, one: list[int], other: list[int], most_m: float) -> bool:
    """Tell whether one set of ways ends near to where the other begins."""
    (start, end), (other_start, other_end) = (_find_ends(features, rows) for rows in (one, other))
    return bool(min(end.distance(other_start), other_end.distance(start)) <= most_m)


def _find_ends(features: gpd.GeoDataFrame, rows: list[int]) -> tuple[BaseGeometry, BaseGeometry]:
    """Find the places where ways begin that nothing leads to, and where they end."""
    lines = shapely.get_parts(features.geometry.iloc[rows].to_numpy())
    coords = [shapely.get_coordinates(line)[[0, -1]] for line in lines]
    starts, ends = ({tuple(pair[at].tolist()) for pair in coords} for at in (0, 1))
    return (
        shapely.multipoints(sorted(starts - ends) or sorted(starts)),
        shapely.multipoints(sorted(ends - starts) or sorted(ends)),
    )
