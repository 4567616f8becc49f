"""Small OSM files drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

NO_TAGS: Mapping[str, str] = {}


class Drawing:
    """Collects elements and writes them as OSM XML."""

    def __init__(self) -> None:
        self._parts: dict[str, list[str]] = {"node": [], "way": [], "relation": []}

    def node(self, number: int, lon: float, lat: float, tags: Mapping[str, str] = NO_TAGS) -> int:
        self._add("node", number, f'lon="{lon:.7f}" lat="{lat:.7f}"', "", tags)
        return number

    def way(self, number: int, nodes: Sequence[int], tags: Mapping[str, str] = NO_TAGS) -> int:
        self._add("way", number, "", "".join(f'<nd ref="{ref}"/>' for ref in nodes), tags)
        return number

    def relation(
        self, number: int, members: Sequence[tuple[str, int, str]], tags: Mapping[str, str]
    ) -> int:
        inside = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
        )
        self._add("relation", number, "", inside, tags)
        return number

    def _add(self, kind: str, number: int, at: str, inside: str, tags: Mapping[str, Any]) -> None:
        pairs = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
        self._parts[kind].append(f'<{kind} id="{number}" version="1" {at}>{inside}{pairs}</{kind}>')

    def save(self, path: Path, bounds: tuple[float, float, float, float] | None = None) -> Path:
        names = ("minlon", "minlat", "maxlon", "maxlat")
        corners = " ".join(f'{name}="{at}"' for name, at in zip(names, bounds or (), strict=False))
        head = f"<bounds {corners}/>" if bounds else ""
        body = "".join(part for parts in self._parts.values() for part in parts)
        path.write_text(f'<osm version="0.6">{head}{body}</osm>', encoding="utf-8")
        return path
