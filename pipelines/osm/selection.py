"""Finds which elements of an OSM file belong to each of several areas, in one reading for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.filter import IdFilter, KeyFilter, TagFilter
from osmium.osm import ALL, NODE, RELATION, WAY, osm_entity_bits
from shapely.geometry.base import BaseGeometry

from geodata.errors import SourceError
from geodata.layers import LAYERS, Layer, merge_query_tags
from pipelines.osm.file import NEGATIVE_IDS, locate_ways, make_damage_error, read_objects
from pipelines.osm.relation_names import COURSE

_BATCH = 100_000
_RELATIONS = (("type", "multipolygon"), ("type", "boundary"), ("type", COURSE))

Members = dict[int, list[tuple[str, int]]]
"""Relation id → its members as (``n`` | ``w`` | ``r``, id)."""


@dataclass
class Wanted:
    """Ids of what belongs to an area."""

    nodes: set[int] = field(default_factory=set)
    ways: set[int] = field(default_factory=set)
    relations: set[int] = field(default_factory=set)
    members: set[tuple[str, int]] = field(default_factory=set)
    """Members of relations that meet the area, as (``n`` | ``w``, id): why these belong to it."""
    inner: set[int] = field(default_factory=set)
    """Ways, as far as known, whose nodes lie in the area, all of them that have a place."""


def find_wanted(
    path: Path,
    areas: Sequence[BaseGeometry],
    locations: Any,  # noqa: ANN401
    layers: Iterable[Layer] = LAYERS,
) -> list[Wanted]:
    """Find what belongs to each area.

    A way belongs to an area when its line meets it, a relation when one of its members does, with
    all its ways.

    Parameters
    ----------
    path
        A file in order, see `pipelines.osm.order`.
    areas
        Polygons in EPSG:4326, (lon, lat).
    locations
        An empty index of pyosmium, which the places of all nodes are stored in.
    layers
        What is looked for, beside streets.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file.
    """
    try:
        return _find(path, _Areas(areas), locations, layers)
    except UnicodeDecodeError as error:
        raise make_damage_error(path, error) from error


def filter_ids(path: Path, ids: Iterable[int], entities: osm_entity_bits = ALL) -> IdFilter:
    """Let pass these ids among objects of some kinds, and everything of other kinds."""
    refuse_negative(path, ids)
    ids_of_kind = IdFilter(ids)
    ids_of_kind.enable_for(entities)
    return ids_of_kind


def refuse_negative(path: Path, ids: Iterable[int]) -> None:
    """Refuse what editors call new elements.

    Raises
    ------
    SourceError
        When an id is negative.
    """
    if min(ids, default=0) < 0:
        raise SourceError(f"{path}: has elements with {NEGATIVE_IDS}")


class _Areas:
    """Polygons that are asked which of many shapes meet them."""

    def __init__(self, areas: Sequence[BaseGeometry]) -> None:
        self.areas = list(areas)
        shapely.prepare(self.areas)
        self._boxes = shapely.STRtree([shapely.box(*area.bounds) for area in self.areas])

    def meet(self, shapes: NDArray[np.object_]) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Yield an area's number and the positions of shapes that meet it."""
        near, area_of = self._boxes.query(shapes)
        for area in np.unique(area_of).tolist():
            at = near[area_of == area]
            yield area, at[shapely.intersects(self.areas[area], shapes[at])]


def _find(
    path: Path,
    areas: _Areas,
    locations: Any,  # noqa: ANN401
    layers: Iterable[Layer],
) -> list[Wanted]:
    keys = KeyFilter("highway", *merge_query_tags(layers))
    members: Members = {}
    courses = set()
    for one in read_objects(path, RELATION, keys, TagFilter(*_RELATIONS)):
        members[one.id] = [(part.type, part.ref) for part in one.members]
        if one.tags.get("type") == COURSE:
            courses.add(one.id)
    tagged = read_objects(path, NODE | WAY, locate_ways(locations), keys)
    wanted = [Wanted() for _ in areas.areas]
    _select(tagged, areas, wanted)
    _find_members(path, members, areas, locations, wanted)
    for one in wanted:
        one.relations = {
            relation for relation, parts in members.items() if not one.members.isdisjoint(parts)
        }
        whole = one.relations - courses  # all of a long river would be taken
        parts = (part for relation in whole for part in members[relation])
        one.ways.update(ref for kind, ref in parts if kind == "w")
    return wanted


def _find_members(
    path: Path,
    members: Members,
    areas: _Areas,
    locations: Any,  # noqa: ANN401
    wanted: Sequence[Wanted],
) -> None:
    """Find the members of relations that meet each area, tagged or not."""
    ids = defaultdict(set)
    for kind, ref in (part for parts in members.values() for part in parts):
        ids[kind].add(ref)
    for area, nodes in _select_places(ids["n"], locations, areas):
        wanted[area].members.update(("n", ref) for ref in nodes)
    if ids["w"]:
        ways = read_objects(path, WAY, locate_ways(locations), filter_ids(path, ids["w"]))
        met = [Wanted() for _ in wanted]
        _select(ways, areas, met)
        for one, found in zip(wanted, met, strict=True):
            one.members.update(("w", way) for way in found.ways)
            one.inner |= found.inner


def _select(objects: Iterable[Any], areas: _Areas, wanted: Sequence[Wanted]) -> None:
    """Note the nodes and the ways that meet each area; tested by the batch, for speed."""
    nodes: dict[int, str] = {}
    ways: dict[int, str] = {}
    factory = osmium.geom.WKBFactory()
    for one in objects:
        is_way = one.is_way()
        shape = _draw_line(one, factory) if is_way else _draw_point(one, factory)
        batch = ways if is_way else nodes
        if shape is not None:
            batch[one.id] = shape
        if len(batch) >= _BATCH:
            _note_batch(batch, areas, wanted, is_way=is_way)
    _note_batch(nodes, areas, wanted, is_way=False)
    _note_batch(ways, areas, wanted, is_way=True)


def _note_batch(
    shapes: dict[int, str], areas: _Areas, wanted: Sequence[Wanted], *, is_way: bool
) -> None:
    """Note the ids whose WKB meets an area, and empty the batch."""
    lines = shapely.from_wkb([bytes.fromhex(shape) for shape in shapes.values()])
    ids = np.fromiter(shapes, dtype="int64")
    for area, met in areas.meet(lines):
        found = wanted[area].ways if is_way else wanted[area].nodes
        found.update(ids[met].tolist())
        if is_way:
            is_inner = shapely.covers(areas.areas[area], lines[met])
            wanted[area].inner.update(ids[met[is_inner]].tolist())
    shapes.clear()


def _draw_point(node: Any, factory: Any) -> str | None:  # noqa: ANN401
    """Draw a node in hexadecimal WKB; None where the file does not say where it is."""
    return factory.create_point(node) if node.location.valid() else None


def _draw_line(way: Any, factory: Any) -> str | None:  # noqa: ANN401
    """Draw a way in hexadecimal WKB, as far as its nodes are known; None for less than a line."""
    try:
        line: str = factory.create_linestring(way, use_nodes=osmium.geom.ALL)
    except osmium.InvalidLocationError:
        if any(node.ref < 0 for node in way.nodes):
            raise SourceError(f"way/{way.id} has nodes with {NEGATIVE_IDS}") from None
        places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        return shapely.to_wkb(shapely.LineString(places), hex=True) if len(places) > 1 else None
    except RuntimeError:  # fewer than two nodes
        return None
    return line


def _select_places(
    nodes: Iterable[int],
    locations: Any,  # noqa: ANN401
    areas: _Areas,
) -> Iterator[tuple[int, list[int]]]:
    """Select the ids of nodes in each area by the places that were stored."""
    places = {}
    for node in nodes:
        try:
            place = locations.get(node)
        except KeyError:
            continue
        places[node] = (place.lon, place.lat)
    ids = np.fromiter(places, dtype="int64")
    if places:
        points = shapely.points(list(places.values()))
        for area, met in areas.meet(points):
            yield area, ids[met].tolist()
