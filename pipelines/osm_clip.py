"""OSM clips: cuts from a file what Overpass would answer for an area, for osmnx to read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely
from osmium.filter import IdFilter, KeyFilter, TagFilter
from osmium.osm import ALL, NODE, RELATION, WAY
from shapely import MultiPolygon, Polygon

from geodata.crs import GEOGRAPHIC, choose_metric_crs, project
from geodata.errors import SourceError
from geodata.layers import LAYERS, merge_query_tags
from pipelines.osm_file import (
    NEGATIVE_IDS,
    list_known_nodes,
    locate_ways,
    make_damage_error,
    read_objects,
)
from pipelines.osm_xml import OsmXmlWriter
from pipelines.raw_features import shelter_tags
from pipelines.raw_streets import is_street

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from osmium.osm import osm_entity_bits
    from shapely.geometry.base import BaseGeometry

    from pipelines.progress import Report

_BATCH = 100_000
_AREA_RELATIONS = (("type", "multipolygon"), ("type", "boundary"))
_EPOCH = datetime.fromtimestamp(0, UTC)
_KINDS = {"n": "node", "w": "way", "r": "relation"}

Members = dict[int, list[tuple[str, int]]]
"""Relation id → its members as (``n`` | ``w`` | ``r``, id)."""


@dataclass(frozen=True)
class Clip:
    """Two small XML files that osmnx reads, and the time of the newest edit in them."""

    features: Path
    streets: Path
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


def clip_file(path: Path, asked: Polygon, folder: Path, report: Report) -> Clip:
    """Write what Overpass would answer for an area into two small files.

    A way belongs to the answer when its line meets the area, a relation when one of its members
    does; both bring along everything that their geometry needs. A way some of whose nodes the file
    lacks is cut to its longest known stretch.

    Parameters
    ----------
    asked
        Polygon in EPSG:4326, (lon, lat).
    folder
        Existing empty folder, for the files of the clip.

    Raises
    ------
    SourceError
        When the file is damaged, is no OSM file or holds nothing in the area.
    """
    locations = osmium.index.create_map("flex_mem")
    shapely.prepare(asked)
    try:
        report("looking for what lies in the study area", 0, 4)
        wanted = _find(path, asked, locations)
        if not (wanted.nodes or wanted.ways):
            raise SourceError(f"{path}: holds nothing in the study area")
        report("clipping the file", 1, 4)
        return _ClipWriter(folder).write(path, wanted, locations)
    except UnicodeDecodeError as error:
        raise make_damage_error(path, error) from error


def _find(path: Path, asked: Polygon, locations: Any) -> _Wanted:  # noqa: ANN401
    """Find the nodes, ways and relations of the answer; also stores the places of all nodes."""
    keys = KeyFilter("highway", *merge_query_tags(LAYERS))
    relations = read_objects(path, RELATION, keys, TagFilter(*_AREA_RELATIONS))
    members = {one.id: [(part.type, part.ref) for part in one.members] for one in relations}
    tagged = read_objects(path, NODE | WAY, locate_ways(locations), keys)
    wanted = _Wanted(*_select(tagged, asked))
    found = _select_members(path, members, asked, locations)
    wanted.relations = {one for one, parts in members.items() if not found.isdisjoint(parts)}
    for relation in wanted.relations:
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
        places = [(node.lon, node.lat) for node in list_known_nodes(way)]
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


class _ClipWriter:
    """Writes the two files: relations and ways first, as they tell which nodes are needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.newest = _EPOCH
        self.corners: set[int] = set()
        self.street_nodes: set[int] = set()

    def write(self, path: Path, wanted: _Wanted, locations: Any) -> Clip:  # noqa: ANN401
        names = self.folder / "features.osm", self.folder / "streets.osm"
        lines = read_objects(
            path,
            WAY | RELATION,
            locate_ways(locations),
            _filter_ids(path, wanted.ways, WAY),
            _filter_ids(path, wanted.relations, RELATION),
        )
        try:
            with OsmXmlWriter(names[0]) as self.features, OsmXmlWriter(names[1]) as self.streets:
                for one in lines:
                    self._write_way(one) if one.is_way() else self._write_relation(one)
                nodes = self.corners | wanted.nodes
                for node in read_objects(path, NODE, _filter_ids(path, nodes)):
                    self._write_node(node)
        except OSError as error:
            reason = error.strerror or error
            raise SourceError(f"{self.folder}: cannot be written to ({reason})") from error
        edited_at = f"{self.newest:%Y-%m-%dT%H:%M:%SZ}" if self.newest > _EPOCH else None
        return Clip(*names, edited_at)

    def _write_way(self, way: Any) -> None:  # noqa: ANN401
        nodes = [node.ref for node in list_known_nodes(way)]
        if not nodes:
            return
        self.corners.update(nodes)
        tags = self._read_tags(way)
        self.features.write_way(way.id, nodes, tags)
        if is_street(dict(way.tags)):
            self.street_nodes.update(nodes)
            self.streets.write_way(way.id, nodes, tags)

    def _write_relation(self, relation: Any) -> None:  # noqa: ANN401
        members = [
            (_KINDS[part.type], part.ref, part.role if part.role in {"outer", "inner"} else "")
            for part in relation.members
        ]
        self.features.write_relation(relation.id, members, self._read_tags(relation))

    def _write_node(self, node: Any) -> None:  # noqa: ANN401
        place, tags = node.location, self._read_tags(node)
        self.features.write_node(node.id, place.lon, place.lat, tags)
        if node.id in self.street_nodes:
            self.streets.write_node(node.id, place.lon, place.lat, tags)

    def _read_tags(self, one: Any) -> dict[str, str]:  # noqa: ANN401
        """Read an object's tags, sheltered, and keep the time of the newest edit."""
        self.newest = max(self.newest, one.timestamp)
        return shelter_tags(dict(one.tags))


def _filter_ids(path: Path, ids: set[int], entities: osm_entity_bits = ALL) -> IdFilter:
    """Let pass these ids among objects of some kinds, and everything of other kinds."""
    if min(ids, default=0) < 0:
        raise SourceError(f"{path}: has elements with {NEGATIVE_IDS}")
    ids_of_kind = IdFilter(ids)
    ids_of_kind.enable_for(entities)
    return ids_of_kind
