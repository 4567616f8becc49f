"""OSM clips: cuts from a file what Overpass would answer for an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.filter import IdFilter
from osmium.osm import NODE, RELATION, WAY
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.crs import GEOGRAPHIC, choose_metric_crs, project
from geodata.errors import SourceError
from geodata.layers import LAYERS, Layer
from pipelines.osm.elements import Elements, Member
from pipelines.osm.file import make_damage_error, read_objects
from pipelines.osm.selection import Wanted, filter_ids, find_wanted, refuse_negative
from pipelines.progress import Report

_EPOCH = datetime.fromtimestamp(0, UTC)
_KINDS = {"n": "node", "w": "way", "r": "relation"}

_SMALL_BYTES = 10_000_000
"""As large as a city's file: to read all of it takes no longer than to filter."""

MOST_NODES = 5_000_000
"""In one clip; some ten times what a dense city holds."""


@dataclass(frozen=True)
class Clip:
    """What was found, and the time of the newest edit in it."""

    elements: Elements
    edited_at: str | None


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
    report("looking for what lies in the study area", 0, 4)
    (wanted,) = find_wanted(path, [asked], osmium.index.create_map("flex_mem"), layers)
    report("clipping the file", 1, 4)
    try:
        return _ClipReader().read(path, wanted)
    except UnicodeDecodeError as error:
        raise make_damage_error(path, error) from error


class _ClipReader:
    """Reads what is wanted: relations and ways first, as they tell which nodes are needed."""

    def __init__(self) -> None:
        self.elements = Elements()
        self.newest = _EPOCH

    def read(self, path: Path, wanted: Wanted) -> Clip:
        lines = read_objects(
            path,
            WAY | RELATION,
            filter_ids(path, wanted.ways, WAY),
            filter_ids(path, wanted.relations, RELATION),
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
        for node in read_objects(path, NODE, *_filter_nodes(path, nodes)):
            if node.id in nodes:
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


def _filter_nodes(path: Path, nodes: set[int]) -> list[IdFilter]:
    """Let pass these nodes; of a small file all, as an `IdFilter` of nodes takes 1.5 GB today."""
    refuse_negative(path, nodes)
    return [filter_ids(path, nodes)] if path.stat().st_size > _SMALL_BYTES else []
