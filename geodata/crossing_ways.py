"""Finds the OSM ways that get over the divide and merges those of one structure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import MultiLineString

from geodata.crossing_facts import CrossingFact, CrossingKind
from geodata.crossings import Crossing, CrossingWay
from geodata.crs import GEOGRAPHIC, project, require_crs
from geodata.layers import CARRIAGEWAYS, NOT_YET, WALKWAYS
from geodata.sides import find_crossing_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geodata.divide import Divide

DECKS_M = 30.0
"""Decks whose crossing points on the divide lie no further apart belong to one bridge."""

SAME_NAME_M = 200.0
"""So do ways of one name, as the carriageways of a wide bridge bear it."""

BANK_M = 50.0
"""How far beyond the water's edge, or the divide, a way without a bridge counts as a crossing."""

_WHEELS_AND_FEET = {CrossingKind.ROAD, CrossingKind.FOOT}
_DOMINANCE = tuple(CrossingKind)
_LANGUAGES = {
    "name": "und",
    "name:sq": "sq",
    "name:sr": "sr-Cyrl",
    "name:sr-Latn": "sr-Latn",
    "name:en": "en",
    "bridge:name": "und",
}


@dataclass(frozen=True, slots=True)
class _Passage:
    """One way over the divide: where it passes, in the metric CRS, and what carries it."""

    osm_id: int
    tags: Mapping[str, str]
    geometry: BaseGeometry
    kind: CrossingKind
    point: Point
    bridge: int | None


def classify_way(tags: Mapping[str, str]) -> CrossingKind | None:
    """Tell what a way would carry over a divide; None for what is no structure, as a boundary."""
    highway = tags.get("highway", "")
    if highway in NOT_YET:
        highway = tags.get(highway, "road")
    if highway in CARRIAGEWAYS or highway in WALKWAYS:
        return CrossingKind.ROAD if highway in CARRIAGEWAYS else CrossingKind.FOOT
    if any(key.removeprefix("disused:").removeprefix("abandoned:") == "railway" for key in tags):
        return CrossingKind.RAIL
    if tags.get("man_made") == "pipeline":
        return CrossingKind.PIPE
    is_cable = tags.get("power") in {"line", "minor_line", "cable"} or any(
        tags.get(key) in {"line", "cable"} for key in ("communication", "telecom")
    )
    return CrossingKind.CABLE if is_cable else None


def find_crossings(
    ways: gpd.GeoDataFrame,
    bridges: gpd.GeoDataFrame,
    divide: Divide,
    crs: str,
    facts: Sequence[CrossingFact] = (),
) -> list[Crossing]:
    """Find the crossings of a divide.

    Parameters
    ----------
    ways
        Lines with columns `id` (OSM way) and `tags` (dict), in the metric CRS.
    bridges
        Outlines (``man_made=bridge``) in the metric CRS, with `tags`.
    facts
        The curated registry; each fact joins the nearest structure of a fitting kind.

    Returns
    -------
    list of Crossing
        Along the divide, downstream; geometry in EPSG:4326.
    """
    require_crs(ways, crs)
    require_crs(bridges, crs)
    passages = [_trim(one, divide) for one in _find_passages(ways, bridges, divide)]
    structures = _merge_passages(passages)
    joined = _join_facts(structures, facts, crs)
    crossings = [
        _make_crossing(structure, joined.get(index), crs)
        for index, structure in enumerate(structures)
    ]
    known = {fact.id for fact in joined.values()}
    crossings += [_recall_crossing(fact) for fact in facts if fact.id not in known]
    return sorted(crossings, key=lambda one: (_measure_along(one, divide, crs), one.id))


def _find_passages(
    ways: gpd.GeoDataFrame, bridges: gpd.GeoDataFrame, divide: Divide
) -> list[_Passage]:
    """Find the ways that carry something from bank to bank."""
    kinds = [classify_way(tags) for tags in ways["tags"]]
    is_carrier = np.array([kind is not None for kind in kinds], dtype=bool)
    lines = ways.geometry.to_numpy()
    is_crossing = is_carrier.copy()
    is_crossing[is_carrier] = find_crossing_lines(divide, lines[is_carrier])
    outlines = shapely.STRtree(bridges.geometry.to_numpy())
    passages = []
    for row in np.flatnonzero(is_crossing):
        point = shapely.intersection(lines[row], divide.line).centroid
        under = outlines.query(point, predicate="dwithin", distance=1.0)
        passages.append(
            _Passage(
                int(ways["id"].iloc[row]),
                ways["tags"].iloc[row],
                lines[row],
                kinds[row],  # type: ignore[arg-type]
                point,
                int(under[0]) if len(under) else None,
            )
        )
    return sorted(passages, key=lambda passage: passage.osm_id)


def _trim(passage: _Passage, divide: Divide) -> _Passage:
    """Cut a way that is no bridge or tunnel, as a power line through the town, to its passage."""
    if not {"bridge", "tunnel"}.isdisjoint(passage.tags):
        return passage
    reach = shapely.union(divide.line, divide.water).buffer(BANK_M)
    parts = shapely.get_parts(shapely.intersection(passage.geometry, reach))
    near = [one for one in parts if one.length and one.distance(passage.point) < BANK_M]
    return replace(passage, geometry=MultiLineString(near))


def _merge_passages(passages: Sequence[_Passage]) -> list[list[_Passage]]:
    """Merge the ways of one structure."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(passages)))
    graph.add_edges_from(
        (i, j)
        for i, one in enumerate(passages)
        for j, other in enumerate(passages[:i])
        if _is_same_structure(one, other)
    )
    groups = sorted(sorted(group) for group in nx.connected_components(graph))
    return [[passages[index] for index in group] for group in groups]


def _is_same_structure(one: _Passage, other: _Passage) -> bool:
    """Tell whether two ways are one bridge: by outline, by name, or as decks side by side."""
    if one.bridge is not None and one.bridge == other.bridge:
        return True
    if one.kind is not other.kind and not {one.kind, other.kind} <= _WHEELS_AND_FEET:
        return False
    apart_m = one.point.distance(other.point)
    name = _name_bridge(one.tags)
    is_namesake = bool(name) and name == _name_bridge(other.tags)
    return apart_m <= (SAME_NAME_M if is_namesake else DECKS_M)


def _name_bridge(tags: Mapping[str, str]) -> str | None:
    return tags.get("bridge:name") or tags.get("name")


def _join_facts(
    structures: Sequence[Sequence[_Passage]], facts: Sequence[CrossingFact], crs: str
) -> dict[int, CrossingFact]:
    """Give each standing crossing of the registry the nearest structure of a fitting kind."""
    pairs = []
    for fact in facts:
        point = project(shapely.Point(fact.point), GEOGRAPHIC, crs)
        for index, structure in enumerate(structures):
            apart_m = min(passage.geometry.distance(point) for passage in structure)
            if fact.closed is None and apart_m <= fact.match_m and _fits(fact, structure):
                pairs.append((apart_m, fact.id, index, fact))
    joined: dict[int, CrossingFact] = {}
    taken: set[str] = set()
    for _, fact_id, index, fact in sorted(pairs, key=lambda pair: pair[:3]):
        if index not in joined and fact_id not in taken:
            joined[index] = fact
            taken.add(fact_id)
    return joined


def _fits(fact: CrossingFact, structure: Iterable[_Passage]) -> bool:
    kinds = {passage.kind for passage in structure}
    return fact.kind in kinds or bool({fact.kind} & _WHEELS_AND_FEET and kinds & _WHEELS_AND_FEET)


def _make_crossing(structure: Sequence[_Passage], fact: CrossingFact | None, crs: str) -> Crossing:
    """Make a crossing of its ways, named by the registry or else by its ways."""
    kinds = [passage.kind for passage in structure]
    lines = [part for one in structure for part in shapely.get_parts(one.geometry)]
    names: dict[str, str] = {}
    for passage in structure:
        found = {code: passage.tags[key] for key, code in _LANGUAGES.items() if key in passage.tags}
        names = found | names
    return Crossing(
        id=fact.id if fact else f"osm-way-{structure[0].osm_id}",
        name=fact.name if fact else names,
        kind=fact.kind if fact else min(kinds, key=_DOMINANCE.index),
        geometry=project(MultiLineString(lines), crs, GEOGRAPHIC),
        ways=tuple(
            CrossingWay(f"way/{passage.osm_id}", dict(passage.tags)) for passage in structure
        ),
        fact=fact,
    )


def _recall_crossing(fact: CrossingFact) -> Crossing:
    """Make a crossing of the registry alone: former, not mapped yet, or mapped elsewhere."""
    return Crossing(fact.id, fact.name, fact.kind, shapely.Point(fact.point), (), fact)


def _measure_along(crossing: Crossing, divide: Divide, crs: str) -> tuple[int, float]:
    """Measure how far downstream a crossing lies: the part of the divide and the m along it."""
    point = project(crossing.geometry.centroid, GEOGRAPHIC, crs)
    parts = list(divide.line.geoms)
    nearest = min(range(len(parts)), key=lambda index: parts[index].distance(point))
    return nearest, float(shapely.line_locate_point(parts[nearest], shapely.centroid(point)))
