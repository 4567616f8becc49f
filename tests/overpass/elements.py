"""OSM elements in memory, found by tags and by polygon as an Overpass server finds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import osmium
import shapely

Key = tuple[str, int]
"""Type (node, way, relation) and id."""

TYPES = {"n": "node", "w": "way", "r": "relation"}
ORDER = tuple(TYPES.values())


class ElementStore:
    """All elements of one OSM file, as the dictionaries of an Overpass answer."""

    def __init__(self, path: Path) -> None:
        self.elements: dict[Key, dict[str, Any]] = {}
        for one in osmium.FileProcessor(str(path)):
            element = _describe(one)
            self.elements[element["type"], element["id"]] = element
        self._by_tag: dict[Key, set[Key]] = defaultdict(set)
        for key, element in self.elements.items():
            for tag in element.get("tags", ()):
                self._by_tag[key[0], tag].add(key)
        self.lines = {key: line for key in self.elements if (line := self._draw(key)) is not None}

    def _draw(self, key: Key) -> Any:
        if key[0] != "way":
            return None
        nodes = [self.elements.get(("node", ref)) for ref in self.elements[key]["nodes"]]
        places = [(node["lon"], node["lat"]) for node in nodes if node]
        return shapely.LineString(places) if len(places) > 1 else None

    def find(
        self,
        kind: str,
        tag: str,
        tests: Iterable[Callable[[dict[str, str]], bool]],
        polygon: shapely.Polygon,
    ) -> set[Key]:
        """Find the elements of a type in a polygon that have a tag and pass all tests."""
        shapely.prepare(polygon)
        return {
            key
            for key in self._by_tag[kind, tag]
            if all(test(self.elements[key]["tags"]) for test in tests) and self._meets(key, polygon)
        }

    def _meets(self, key: Key, polygon: shapely.Polygon) -> bool:
        """Apply the ``poly`` filter: a node inside, a line that meets it, or a member that does."""
        element = self.elements.get(key)
        if element is None:
            return False
        if key[0] == "node":
            return bool(shapely.intersects_xy(polygon, element["lon"], element["lat"]))
        if key[0] == "way":
            return key in self.lines and bool(shapely.intersects(polygon, self.lines[key]))
        members = [(part["type"], part["ref"]) for part in element["members"]]
        return any(self._meets(part, polygon) for part in members if part[0] != "relation")

    def descend(self, keys: Iterable[Key]) -> set[Key]:
        """Find what elements are made of (``>``): nodes of ways, members of relations."""
        below: set[Key] = set()
        for key in keys:
            element = self.elements[key]
            refs = [("node", ref) for ref in element.get("nodes", ())]
            refs += [(part["type"], part["ref"]) for part in element.get("members", ())]
            known = {ref for ref in refs if ref in self.elements and ref[0] != "relation"}
            below |= known | self.descend({ref for ref in known if ref[0] == "way"})
        return below

    def describe(self, keys: Iterable[Key]) -> list[dict[str, Any]]:
        """List elements in the order in which Overpass prints them."""
        ordered = sorted(keys, key=lambda key: (ORDER.index(key[0]), key[1]))
        return [self.elements[key] for key in ordered]


def _describe(one: Any) -> dict[str, Any]:
    kind = "node" if one.is_node() else "way" if one.is_way() else "relation"
    element: dict[str, Any] = {"type": kind, "id": one.id}
    if kind == "node":
        element |= {"lat": one.lat, "lon": one.lon}
    elif kind == "way":
        element["nodes"] = [node.ref for node in one.nodes]
    else:
        element["members"] = [
            {"type": TYPES[part.type], "ref": part.ref, "role": part.role} for part in one.members
        ]
    if one.tags:
        element["tags"] = dict(one.tags)
    return element
