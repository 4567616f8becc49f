"""Finds the OSM ways that get over the divide and merges those of one structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from geodata.cities.crossings import CrossingFact, CrossingKind
from geodata.crossings.crossing import Crossing, CrossingWay
from geodata.crossings.decks import JOINT_M, Deck, find_decks, has_value
from geodata.crs import GEOGRAPHIC, project, require_crs
from geodata.divide.banks import TOUCH_M, Divide
from geodata.names import SPOKEN

DECKS_M = 30.0
"""Decks whose crossing points on the divide lie no further apart belong to one bridge."""

SAME_NAME_M = 200.0
"""So do ways of one name, as the carriageways of a wide bridge bear it."""

_IN_A_ROW = 0.3
"""Decks lie beside each other; what lies ahead by more than this is another passage (tangent)."""

_PEOPLE = {CrossingKind.ROAD, CrossingKind.FOOT, CrossingKind.RAIL}
_WHEELS_AND_FEET = {CrossingKind.ROAD, CrossingKind.FOOT}
_DOMINANCE = tuple(CrossingKind)
_LANGUAGES = {
    "name": "und",
    **{one.key: code for code, one in SPOKEN.items()},
    "bridge:name": "und",
}


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
        Lines, and areas of streets on bridges, with columns `element`, `id` and `tags` (dict), in
        the metric CRS.
    bridges
        Outlines (``man_made=bridge``) in the metric CRS, with `tags`.
    facts
        The curated registry; each fact joins the nearest structure of a fitting kind.

    Returns
    -------
    list of Crossing
        Along the divide, downstream; geometry in EPSG:4326. A way that passes the divide several
        times is a part of several crossings. Those whose place is not known come last.
    """
    require_crs(ways, crs)
    require_crs(bridges, crs)
    structures = _merge_decks(find_decks(ways, bridges, divide))
    structures.sort(key=lambda decks: (_measure_along(decks[0].point, divide), decks[0].osm_id))
    joined = _join_facts(structures, facts, crs)
    names = _name_structures(structures)
    placed = [
        (_measure_along(decks[0].point, divide), _make_crossing(decks, name, joined.get(at), crs))
        for at, (decks, name) in enumerate(zip(structures, names, strict=True))
    ]
    known = {fact.id for fact in joined.values()}
    recalled = [_recall_crossing(fact) for fact in facts if fact.id not in known]
    for one in recalled:
        if one.geometry is not None:
            point = project(one.geometry, GEOGRAPHIC, crs)
            placed.append((_measure_along(point, divide), one))
    along = [one for _, one in sorted(placed, key=lambda pair: (pair[0], pair[1].id))]
    return along + [one for one in recalled if one.geometry is None]


def _merge_decks(decks: Sequence[Deck]) -> list[list[Deck]]:
    """Merge the ways of one structure; the one with the smallest id stands first."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(decks)))
    graph.add_edges_from(
        (i, j)
        for i, one in enumerate(decks)
        for j, other in enumerate(decks[:i])
        if _is_same_structure(one, other)
    )
    groups = [[decks[at] for at in sorted(group)] for group in nx.connected_components(graph)]
    return [sorted(group, key=lambda deck: deck.osm_id) for group in groups]


def _is_same_structure(one: Deck, other: Deck) -> bool:
    """Tell whether two ways are one bridge: by outline, by name, or as decks side by side."""
    apart_m = one.point.distance(other.point)
    if apart_m > SAME_NAME_M and (one.bridge is None or one.bridge != other.bridge):
        return False
    if (one.element, one.osm_id) == (other.element, other.osm_id):
        return apart_m <= TOUCH_M
    if one.bridge is not None and one.bridge == other.bridge:
        return True
    if one.kind is not other.kind and not {one.kind, other.kind} <= _PEOPLE:
        return False
    if has_value(one.tags, "tunnel") != has_value(other.tags, "tunnel"):
        return False
    name = _name_bridge(one.tags)
    is_namesake = bool(name) and name == _name_bridge(other.tags)
    is_near = apart_m <= (SAME_NAME_M if is_namesake else DECKS_M)
    return is_near and _lie_side_by_side(one, other)


def _lie_side_by_side(one: Deck, other: Deck) -> bool:
    """Tell whether decks lie beside each other, and not one ahead of the other on one street."""
    apart = np.array([other.point.x - one.point.x, other.point.y - one.point.y])
    if np.hypot(*apart) <= JOINT_M:
        return True
    ahead = abs(apart @ one.heading)
    beside = abs(apart[0] * one.heading[1] - apart[1] * one.heading[0])
    return bool(beside >= _IN_A_ROW * ahead)


def _name_bridge(tags: Mapping[str, str]) -> str | None:
    return tags.get("bridge:name") or tags.get("name")


def _name_structures(structures: Sequence[Sequence[Deck]]) -> list[str]:
    """Give each structure an id of its smallest way, numbered where that passes several times."""
    names, times = [], Counter[str]()
    for decks in structures:
        name = f"osm-{decks[0].element}-{decks[0].osm_id}"
        times[name] += 1
        names.append(name if times[name] == 1 else f"{name}-{times[name]}")
    return names


def _join_facts(
    structures: Sequence[Sequence[Deck]], facts: Sequence[CrossingFact], crs: str
) -> dict[int, CrossingFact]:
    """Give each standing crossing of the registry the nearest structure of a fitting kind."""
    pairs = []
    for fact in facts:
        if fact.point is None:
            continue
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


def _fits(fact: CrossingFact, structure: Iterable[Deck]) -> bool:
    kinds = {passage.kind for passage in structure}
    return fact.kind in kinds or bool({fact.kind} & _WHEELS_AND_FEET and kinds & _WHEELS_AND_FEET)


def _make_crossing(
    decks: Sequence[Deck], name: str, fact: CrossingFact | None, crs: str
) -> Crossing:
    """Make a crossing of its ways, named by the registry or else by its ways."""
    kinds = [deck.kind for deck in decks]
    lines = [part for deck in decks for part in shapely.get_parts(deck.geometry)]
    names: dict[str, str] = {}
    for deck in decks:
        found = {code: deck.tags[key] for key, code in _LANGUAGES.items() if key in deck.tags}
        names = found | names
    ways = {f"{deck.element}/{deck.osm_id}": dict(deck.tags) for deck in decks}
    return Crossing(
        id=fact.id if fact else name,
        name=fact.name if fact else names,
        kind=fact.kind if fact else min(kinds, key=_DOMINANCE.index),
        geometry=project(MultiLineString(lines), crs, GEOGRAPHIC),
        ways=tuple(CrossingWay(osm_id, tags) for osm_id, tags in ways.items()),
        fact=fact,
    )


def _recall_crossing(fact: CrossingFact) -> Crossing:
    """Make a crossing of the registry alone: former, not mapped yet, or mapped elsewhere."""
    place = None if fact.point is None else shapely.Point(fact.point)
    return Crossing(fact.id, fact.name, fact.kind, place, (), fact)


def _measure_along(point: BaseGeometry, divide: Divide) -> tuple[int, float]:
    """Measure how far downstream a point lies: the part of the divide and the m along it."""
    parts = list(divide.line.geoms)
    nearest = min(range(len(parts)), key=lambda index: parts[index].distance(point))
    return nearest, float(parts[nearest].project(shapely.centroid(point)))
