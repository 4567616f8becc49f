"""Mends elements that cannot be drawn as they are, leaves out what would stall a build, says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.divide.tangles import MOST_CROSSINGS, count_crossings
from geodata.layers import LAYERS, merge_query_tags
from pipelines.osm.areas import draw_areas
from pipelines.osm.elements import Elements

Key = tuple[str, int]
MOST_TAGS = 2_000
"""Of one element; the names of a country in all languages are some 400."""

MOST_VERTICES = 500_000
"""Of one element; OpenStreetMap's own limit is 2,000 a way, a country's border has some 200,000."""

MOST_CROSSINGS_IN_ALL = 20_000
"""Of all ways with themselves: to draw them takes some six seconds."""

_LISTED = 8
_QUERY = merge_query_tags(LAYERS) | {"highway": True}


def mend(elements: Elements) -> tuple[dict[int, BaseGeometry], list[str]]:
    """Mend elements in place.

    Returns
    -------
    shapes
        Relation → its area, (lon, lat), of those that osmnx would make nothing of.
    notes
        What was cut, drawn in part or left out, in plain words.
    """
    cut = _cut_ways(elements)
    overloaded = _find_overloaded(elements)
    tangled = [("way", number) for number in _find_tangled_ways(elements)]
    for key in (*overloaded, *tangled):
        elements.remove(*key)
    asked = [one for one in elements.relations if is_asked(elements.get_tags("relation", one))]
    drawn = draw_areas(elements, sorted(asked))
    for number in (*drawn.shapes, *drawn.open, *drawn.tangled):
        del elements.relations[number]
    notes = (
        _say("Ways that lack nodes in this data, drawn as far as they are known", cut),
        _say(
            "Relations that lack members in this data, drawn from what is there",
            _name_relations(drawn.incomplete),
        ),
        _say(
            "Relations with rings that cross themselves or do not close, drawn from what closes",
            _name_relations(drawn.crossed),
        ),
        _say(
            "Relations left out, as they lack members in this data or none of their rings closes",
            _name_relations(drawn.open),
        ),
        _say(
            "Elements left out, as they cross themselves too often to be drawn",
            [*tangled, *_name_relations(drawn.tangled)],
        ),
        _say(
            f"Elements left out, as they have over {MOST_TAGS:,} tags or {MOST_VERTICES:,} nodes",
            overloaded,
        ),
    )
    return drawn.shapes, [note for note in notes if note]


def is_asked(tags: Mapping[str, str]) -> bool:
    """Tell whether OpenStreetMap is asked for elements of these tags."""
    return any(
        values is True or (isinstance(values, list) and tags[key] in values)
        for key in tags.keys() & _QUERY.keys()
        for values in (_QUERY[key],)
    )


def _cut_ways(elements: Elements) -> list[Key]:
    """Cut ways that lack nodes to their longest known stretch; return those that are on the map."""
    for number, nodes in elements.ways.items():
        stretches = _split_stretches(nodes, elements.nodes)
        if len(stretches) > 1:
            elements.ways[number] = max(stretches, key=len)
            elements.cut_ways.add(number)
    for number in [one for one, nodes in elements.ways.items() if len(nodes) < 2]:
        del elements.ways[number]
    cut = sorted(elements.cut_ways)
    return [("way", one) for one in cut if is_asked(elements.get_tags("way", one))]


def _split_stretches(
    nodes: Iterable[int], places: Mapping[int, tuple[float, float]]
) -> list[list[int]]:
    """Split a way where nodes lack, and where it steps over half the globe, at the antimeridian."""
    stretches: list[list[int]] = [[]]
    before: tuple[float, float] | None = None
    for node in nodes:
        here = places.get(node)
        if here is None or (before is not None and abs(here[0] - before[0]) > 180):
            stretches.append([])
        if here is not None:
            stretches[-1].append(node)
        before = here
    return stretches


def _find_overloaded(elements: Elements) -> list[Key]:
    found = {key for key, tags in elements.tags.items() if len(tags) > MOST_TAGS}
    found |= {("way", one) for one, nodes in elements.ways.items() if len(nodes) > MOST_VERTICES}
    for number, members in elements.relations.items():
        ways = (elements.ways.get(one.ref, ()) for one in members if one.kind == "way")
        if sum(map(len, ways)) > MOST_VERTICES:
            found.add(("relation", number))
    return sorted(found)


def _find_tangled_ways(elements: Elements) -> list[int]:
    """Find ways that cross themselves too often; most do not at all, which is told at once."""
    numbers = list(elements.ways)
    sizes = [len(nodes) for nodes in elements.ways.values()]
    places = [elements.nodes[node] for nodes in elements.ways.values() for node in nodes]
    lines = np.empty(len(numbers), dtype=object)
    corners = np.reshape(np.array(places, dtype="float64"), (-1, 2))
    shapely.linestrings(corners, indices=np.repeat(np.arange(len(numbers)), sizes), out=lines)
    tangled, spent = [], 0
    for at in np.flatnonzero(~shapely.is_simple(lines)).tolist():
        crossings = count_crossings([lines[at]])
        if crossings > min(MOST_CROSSINGS, MOST_CROSSINGS_IN_ALL - spent):
            tangled.append(numbers[at])
        else:
            spent += crossings
    return tangled


def _name_relations(numbers: Iterable[int]) -> list[Key]:
    return [("relation", number) for number in numbers]


def _say(what: str, found: Sequence[Key]) -> str:
    """Say what happened to which elements, and how many; nothing where there are none."""
    if not found:
        return ""
    listed = ", ".join(f"{kind}/{number}" for kind, number in found[:_LISTED])
    more = f" and {len(found) - _LISTED:,} more" if len(found) > _LISTED else ""
    return f"{what} ({len(found):,}): {listed}{more}."
