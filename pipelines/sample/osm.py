"""Writes an OSM XML document: nodes shared by position, ways, areas and relations."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from xml.sax.saxutils import quoteattr

import geopandas as gpd
from shapely.geometry import LineString, Point, Polygon

from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC

GENERATOR = "uramost sample"
Tags = dict[str, str]
XY = tuple[float, float]
Member = tuple[str, int, str]
"""Kind (`node`, `way` or `relation`), id, role."""


class Document:
    """An OSM file in the making; positions are (x, y) in a metric CRS.

    Ways that pass through the same position, to the centimetre, share its node.
    """

    def __init__(self, crs: str, bounds: tuple[float, float, float, float]) -> None:
        self._crs = crs
        self._bounds = bounds
        self._shared: dict[XY, int] = {}
        self._points: list[XY] = []
        self._node_tags: dict[int, Tags] = {}
        self._ways: list[tuple[list[int], Tags]] = []
        self._relations: dict[int, tuple[list[Member], Tags]] = {}

    def add_point(self, at: XY, tags: Mapping[str, str]) -> int:
        """Add a node of its own and return its id."""
        self._points.append(at)
        self._node_tags[len(self._points)] = dict(tags)
        return len(self._points)

    def add_vertex(self, at: XY) -> int:
        """Return the id of the shared node at a position; it is made where there is none."""
        key = (round(at[0], 2), round(at[1], 2))
        if key not in self._shared:
            self._points.append(at)
            self._shared[key] = len(self._points)
        return self._shared[key]

    def tag_vertex(self, at: XY, tags: Mapping[str, str]) -> int:
        """Add tags to the shared node at a position and return its id."""
        node = self.add_vertex(at)
        self._node_tags.setdefault(node, {}).update(tags)
        return node

    def add_way(self, points: Iterable[XY], tags: Mapping[str, str]) -> int:
        """Add a way and return its id; it is closed when its last position is its first."""
        nodes = [node for node, _ in groupby(self.add_vertex(at) for at in points)]
        self._ways.append((nodes, dict(tags)))
        return len(self._ways)

    def add_line(self, line: LineString, tags: Mapping[str, str]) -> int:
        """Add a line as a way and return its id."""
        return self.add_way(((x, y) for x, y in line.coords), tags)

    def add_area(self, area: Polygon, tags: Mapping[str, str]) -> None:
        """Add an area: a closed way, or a multipolygon relation when it has holes."""
        if not area.interiors:
            self.add_line(LineString(area.exterior.coords), tags)
            return
        rings = [("outer", area.exterior), *(("inner", ring) for ring in area.interiors)]
        members = [("way", self.add_line(LineString(r.coords), {}), role) for role, r in rings]
        self.add_relation(members, {"type": "multipolygon", **tags})

    def add_relation(
        self, members: list[Member], tags: Mapping[str, str], relation_id: int | None = None
    ) -> None:
        """Add a relation, with the next free small id unless one is given."""
        self._relations[relation_id or len(self._relations) + 1] = (members, dict(tags))

    def to_xml(self) -> str:
        """Write the document; the same content gives the same text."""
        left, bottom, right, top = self._bounds
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<osm version="0.6" generator="{GENERATOR}">',
            f'<bounds minlat="{bottom}" minlon="{left}" maxlat="{top}" maxlon="{right}"/>',
            *self._write_nodes(),
        ]
        for number, (nodes, tags) in enumerate(self._ways, 1):
            refs = (f'<nd ref="{node}"/>' for node in nodes)
            lines += _write("way", f'id="{number}"', [*refs, *_write_tags(tags)])
        for number, (members, tags) in sorted(self._relations.items()):
            listed = (f'<member type="{k}" ref="{ref}" role="{role}"/>' for k, ref, role in members)
            lines += _write("relation", f'id="{number}"', [*listed, *_write_tags(tags)])
        return "\n".join([*lines, "</osm>", ""])

    def _write_nodes(self) -> Iterator[str]:
        places = gpd.GeoSeries([Point(at) for at in self._points], crs=self._crs)
        for number, place in enumerate(places.to_crs(GEOGRAPHIC), 1):
            lat, lon = round(place.y, COORDINATE_DECIMALS), round(place.x, COORDINATE_DECIMALS)
            head = f'id="{number}" lat="{lat}" lon="{lon}"'
            yield from _write("node", head, _write_tags(self._node_tags.get(number, {})))


def compress(text: str) -> bytes:
    """Compress a text with gzip, without a time in it."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    return buffer.getvalue()


def _write_tags(tags: Mapping[str, str]) -> list[str]:
    return [f"<tag k={quoteattr(key)} v={quoteattr(tags[key])}/>" for key in sorted(tags)]


def _write(element: str, head: str, children: list[str]) -> list[str]:
    if not children:
        return [f"<{element} {head}/>"]
    return [f"<{element} {head}>", *children, f"</{element}>"]
