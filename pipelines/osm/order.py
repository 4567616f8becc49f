"""Puts an OSM file in order: nodes before ways, each element once, nothing that is gone.

A clip reads nodes before it meets their ways, and takes each element for the only one of its id.
What programs hand on keeps to neither: Overpass may write ways first, a history holds every
version, an editor keeps what it deleted, and ``osmium add-locations-to-ways`` leaves nodes out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import osmium
from osmium.osm import ALL, WAY

from geodata.errors import SourceError
from pipelines.osm.elements import clean_tags
from pipelines.osm.file import make_damage_error, name_format, open_header, read_objects
from pipelines.osm.marks import Marks, list_deleted
from pipelines.osm.xml import OsmXmlWriter

_RANKS = {"n": 0, "w": 1, "r": 2}
_KINDS = {"n": "node", "w": "way", "r": "relation"}
_MOST_FEATURES = 16


def put_in_order(path: Path, marks: Marks, folder: Path) -> Path:
    """Return a file in order: the one given, or a copy of it in a folder.

    Raises
    ------
    SourceError
        When the file is damaged, or the folder cannot be written to.
    """
    if not marks.has_deletions and (_promises_order(path) or _is_in_order(path)):
        return path
    gone = list_deleted(path) if marks.has_deletions else set()
    ordered = folder / "ordered.osm"
    merger = osmium.MergeInputReader()
    try:
        merger.add_buffer(path.read_bytes(), name_format(path))
        with OsmXmlWriter(ordered) as writer:
            # sorts, and leaves out all but the newest version of each element
            merger.apply(_Copier(writer, gone, _list_places(path)), simplify=True)
    except RuntimeError as error:
        raise make_damage_error(path, error) from error
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written to ({error.strerror or error})") from error
    return ordered


def _promises_order(path: Path) -> bool:
    """Tell whether a file's header says that it is sorted, and no history."""
    header = open_header(path)
    features = {header.get(f"pbf_optional_feature_{n}", "") for n in range(_MOST_FEATURES)}
    return bool(
        header.get("sorting", "") == "Type_then_ID"
        and not header.has_multiple_object_versions
        and "LocationsOnWays" not in features
    )


def _is_in_order(path: Path) -> bool:
    last = (0, -(2**63))
    for one in read_objects(path, ALL):
        here = (_RANKS[one.type_str()], one.id)
        if here <= last or not one.visible or (here[0] == 1 and _has_places(one)):
            return False
        last = here
    return True


def _has_places(way: Any) -> bool:  # noqa: ANN401
    """Tell whether a way brings the places of its nodes along."""
    return any(node.location.valid() for node in way.nodes)


def _list_places(path: Path) -> dict[int, tuple[float, float]]:
    """List the places of nodes that ways bring along."""
    return {
        node.ref: (node.lon, node.lat)
        for way in read_objects(path, WAY)
        if way.visible
        for node in way.nodes
        if node.location.valid()
    }


class _Copier(osmium.SimpleHandler):
    """Writes what is not gone; nodes that stand on ways alone come after the other nodes."""

    def __init__(
        self,
        writer: OsmXmlWriter,
        gone: set[tuple[str, int]],
        places: dict[int, tuple[float, float]],
    ) -> None:
        super().__init__()
        self._writer, self._gone, self._places = writer, gone, places

    def node(self, node: Any) -> None:  # noqa: ANN401
        self._places.pop(node.id, None)
        if self._is_there(node) and node.location.valid():
            place = node.location
            self._writer.write_node(node.id, place.lon, place.lat, *_describe(node))

    def way(self, way: Any) -> None:  # noqa: ANN401
        for number, (lon, lat) in self._places.items():
            self._writer.write_node(number, lon, lat, {})
        self._places = {}
        if self._is_there(way):
            self._writer.write_way(way.id, [node.ref for node in way.nodes], *_describe(way))

    def relation(self, relation: Any) -> None:  # noqa: ANN401
        if self._is_there(relation):
            members = [
                (_KINDS[part.type], part.ref, clean_tags({"role": part.role})["role"])
                for part in relation.members
            ]
            self._writer.write_relation(relation.id, members, *_describe(relation))

    def _is_there(self, one: Any) -> bool:  # noqa: ANN401
        return one.visible and (_KINDS[one.type_str()], one.id) not in self._gone


def _describe(one: Any) -> tuple[dict[str, str], str]:  # noqa: ANN401
    """Read the tags of an element and when it was last edited, where the file says so."""
    is_dated = one.timestamp.timestamp() > 0
    return clean_tags(dict(one.tags)), f"{one.timestamp:%Y-%m-%dT%H:%M:%SZ}" if is_dated else ""
