"""OSM clips: cuts from a file what Overpass would answer for an area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from osmium.filter import IdFilter, KeyFilter, TagFilter
from osmium.osm import ALL, NODE, RELATION, WAY, osm_entity_bits
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.crs import GEOGRAPHIC, choose_metric_crs, project
from geodata.errors import SourceError
from geodata.layers import LAYERS, Layer, merge_query_tags
from pipelines.osm.elements import Elements, Member
from pipelines.osm.file import NEGATIVE_IDS, locate_ways, make_damage_error, read_objects
from pipelines.osm.relation_names import COURSE
from pipelines.progress import Report

_BATCH = 100_000
_RELATIONS = (("type", "multipolygon"), ("type", "boundary"), ("type", COURSE))
_EPOCH = datetime.fromtimestamp(0, UTC)
_KINDS = {"n": "node", "w": "way", "r": "relation"}

MOST_NODES = 5_000_000
"""In one clip; some ten times what a dense city holds."""

Members = dict[int, list[tuple[str, int]]]
"""Relation id → its members as (``n`` | ``w`` | ``r``, id)."""


@dataclass(frozen=True)
class Clip:
    """What was found, and the time of the newest edit in it."""

    elements: Elements
    edited_at: str | None


@dataclass
class _Wanted:
    """Ids of what goes into a clip."""

    nodes: set[int] = field(default_factory=set)
    ways: set[int] = field(default_factory=set)
    relations: set[int] = field(default_factory=set)


def outline_question(area: Polygon | MultiPolygon) -> Polygon:
    """Outline what osmnx asks Overpass for: no holes, one piece, coordinates of six decimals."""
    outline: BaseGeometry = area
    if isinstance(area, MultiPolygon):
        crs = choose_metric_crs(area)
        outline = project(project(area, GEOGRAPHIC, crs).convex_hull, crs, GEOGRAPHIC)
    corners = shapely.get_coordinates(shapely.get_exterior_ring(outline))
    return Polygon(corners.round(6).tolist())


def clip_file(path: Path, asked: Polygon, report: Report, layers: Iterable[Layer] = LAYERS) -> Clip:
    """Read what Overpass would answer for an area.

    A way belongs to the answer when its line meets the area, a relation when one of its members
    does; both bring along everything that their geometry needs.

    Parameters
    ----------
    path
        A file in order, see `pipelines.osm.order`.
    asked
        Polygon in EPSG:4326, (lon, lat).
    layers
        What is looked for, beside streets.

    Raises
    ------
    SourceError
        When the file is damaged or no OSM file, or holds more in the area than can be mapped.
    """
    locations = osmium.index.create_map("flex_mem")
    shapely.prepare(asked)
    try:
        report("looking for what lies in the study area", 0, 4)
        wanted = _find(path, asked, locations, layers)
        report("clipping the file", 1, 4)
        return _ClipReader().read(path, wanted)
    except UnicodeDecodeError as error:
        raise make_damage_error(path, error) from error


def _find(
    path: Path,
    asked: Polygon,
    locations: Any,  # noqa: ANN401
    layers: Iterable[Layer],
) -> _Wanted:
    """Find the nodes, ways and relations of the answer; also stores the places of all nodes."""
    keys = KeyFilter("highway", *merge_query_tags(layers))
    relations = read_objects(path, RELATION, keys, TagFilter(*_RELATIONS))
    members, courses = {}, set()
    for one in relations:
        members[one.id] = [(part.type, part.ref) for part in one.members]
        if one.tags.get("type") == COURSE:
            courses.add(one.id)
    tagged = read_objects(path, NODE | WAY, locate_ways(locations), keys)
    wanted = _Wanted(*_select(tagged, asked))
    found = _select_members(path, members, asked, locations)
    wanted.relations = {one for one, parts in members.items() if not found.isdisjoint(parts)}
    for relation in wanted.relations - courses:  # the whole Danube would come along
        wanted.ways.update(ref for kind, ref in members[relation] if kind == "w")
    return wanted


def _select_members(
    path: Path,
    members: Members,
    asked: Polygon,
    locations: Any,  # noqa: ANN401
) -> set[tuple[str, int]]:
    """Select the members of relations that meet the area, tagged or not."""
    ids = defaultdict(set)
    for kind, ref in (part for parts in members.values() for part in parts):
        ids[kind].add(ref)
    found = {("n", ref) for ref in _select_places(ids["n"], locations, asked)}
    if ids["w"]:
        ways = read_objects(path, WAY, locate_ways(locations), _filter_ids(path, ids["w"]))
        found |= {("w", way) for way in _select(ways, asked)[1]}
    return found


def _select(objects: Iterable[Any], asked: Polygon) -> tuple[set[int], set[int]]:
    """Select the ids of nodes and of ways that meet the area; tested by the batch, for speed."""
    chosen: tuple[set[int], set[int]] = (set(), set())
    shapes: tuple[dict[int, str], dict[int, str]] = ({}, {})
    factory = osmium.geom.WKBFactory()
    for one in objects:
        is_way = one.is_way()
        shape = _draw_line(one, factory) if is_way else _draw_point(one, factory)
        if shape is not None:
            shapes[is_way][one.id] = shape
        if len(shapes[is_way]) >= _BATCH:
            _test_batch(shapes[is_way], asked, chosen[is_way])
    for batch, ids in zip(shapes, chosen, strict=True):
        _test_batch(batch, asked, ids)
    return chosen


def _test_batch(shapes: dict[int, str], asked: Polygon, chosen: set[int]) -> None:
    """Add the ids whose WKB meets the area, and empty the batch."""
    lines = shapely.from_wkb([bytes.fromhex(shape) for shape in shapes.values()])
    meets = shapely.intersects(asked, lines)
    chosen.update(np.fromiter(shapes, dtype="int64")[meets].tolist())
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


def _select_places(nodes: Iterable[int], locations: Any, asked: Polygon) -> set[int]:  # noqa: ANN401
    """Select the ids of nodes in the area by the places that were stored."""
    places = {}
    for node in nodes:
        try:
            place = locations.get(node)
        except KeyError:
            continue
        places[node] = (place.lon, place.lat)
    if not places:
        return set()
    lon, lat = zip(*places.values(), strict=True)
    inside = shapely.intersects_xy(asked, lon, lat)
    return set(np.fromiter(places, dtype="int64")[inside].tolist())


class _ClipReader:
    """Reads what is wanted: relations and ways first, as they tell which nodes are needed."""

    def __init__(self) -> None:
        self.elements = Elements()
        self.newest = _EPOCH

    def read(self, path: Path, wanted: _Wanted) -> Clip:
        lines = read_objects(
            path,
            WAY | RELATION,
            _filter_ids(path, wanted.ways, WAY),
            _filter_ids(path, wanted.relations, RELATION),
        )
        for one in lines:
            self._read_way(one) if one.is_way() else self._read_relation(one)
        ways = self.elements.ways.values()
        nodes = wanted.nodes.union(*ways)
        if len(nodes) > MOST_NODES:
            raise SourceError(
                f"{path}: holds more than {MOST_NODES:,} nodes in the study area: "
                "choose a smaller one"
            )
        for node in read_objects(path, NODE, _filter_ids(path, nodes)):
            self._read_node(node)
        edited_at = f"{self.newest:%Y-%m-%dT%H:%M:%SZ}" if self.newest > _EPOCH else None
        return Clip(self.elements, edited_at)

    def _read_way(self, way: Any) -> None:  # noqa: ANN401
        self.elements.ways[way.id] = [node.ref for node in way.nodes]
        self._read_tags("way", way)

    def _read_relation(self, relation: Any) -> None:  # noqa: ANN401
        self.elements.relations[relation.id] = [
            Member(_KINDS[part.type], part.ref, part.role) for part in relation.members
        ]
        self._read_tags("relation", relation)

    def _read_node(self, node: Any) -> None:  # noqa: ANN401
        if node.location.valid():
            self.elements.nodes[node.id] = (node.location.lon, node.location.lat)
            self._read_tags("node", node)

    def _read_tags(self, kind: str, one: Any) -> None:  # noqa: ANN401
        self.newest = max(self.newest, one.timestamp)
        edited = f"{one.timestamp:%Y-%m-%d}" if one.timestamp > _EPOCH else ""
        self.elements.add_tags(kind, one.id, dict(one.tags), edited)


def _filter_ids(path: Path, ids: set[int], entities: osm_entity_bits = ALL) -> IdFilter:
    """Let pass these ids among objects of some kinds, and everything of other kinds."""
    if min(ids, default=0) < 0:
        raise SourceError(f"{path}: has elements with {NEGATIVE_IDS}")
    ids_of_kind = IdFilter(ids)
    ids_of_kind.enable_for(entities)
    return ids_of_kind
