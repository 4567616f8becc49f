"""OSM XML files as pyosmium and osmnx read them, without who edited what.

pyosmium's own writer aborts the whole process when the disk is full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self
from xml.sax.saxutils import quoteattr


class OsmXmlWriter:
    """Writes elements one after the other; tags must hold nothing that XML cannot."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._file.write('<osm version="0.6" generator="UraMost">\n')

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._file:
            self._file.write("</osm>\n")

    def write_node(
        self, number: int, lon: float, lat: float, tags: Mapping[str, str], edited_at: str = ""
    ) -> None:
        """Write a node at a place in degrees."""
        self._write("node", number, f' lat="{lat:.7f}" lon="{lon:.7f}"', "", tags, edited_at)

    def write_way(
        self, number: int, nodes: Iterable[int], tags: Mapping[str, str], edited_at: str = ""
    ) -> None:
        """Write a way through nodes."""
        inside = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self._write("way", number, "", inside, tags, edited_at)

    def write_relation(
        self,
        number: int,
        members: Iterable[tuple[str, int, str]],
        tags: Mapping[str, str],
        edited_at: str = "",
    ) -> None:
        """Write a relation of members: kind (node, way, relation), id and role."""
        inside = "".join(
            f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>'
            for kind, ref, role in members
        )
        self._write("relation", number, "", inside, tags, edited_at)

    def _write(
        self,
        element: str,
        number: int,
        place: str,
        inside: str,
        tags: Mapping[str, str],
        edited_at: str,
    ) -> None:
        pairs = "".join(
            f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()
        )
        time = edited_at and f' timestamp="{edited_at}"'
        self._file.write(f'<{element} id="{number}"{place}{time}>{inside}{pairs}</{element}>\n')
