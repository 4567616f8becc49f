"""OSM files as other programs write them: the little city, with something odd about each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

_NODE = re.compile(r"<node .*?</node>", re.DOTALL)
_REST = re.compile(r"<(?:way|relation) .*?</(?:way|relation)>", re.DOTALL)
_BOUNDS = re.compile(r"<bounds [^>]*>")


def _rewrite(path: Path, change: Callable[[str], str]) -> Path:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _split(text: str) -> tuple[str, str]:
    return "".join(_NODE.findall(text)), "".join(_REST.findall(text))


def put_ways_first(path: Path) -> Path:
    """Write relations and ways before the nodes that they need."""

    def change(text: str) -> str:
        nodes, rest = _split(text)
        return f'<osm version="0.6">{rest}{nodes}</osm>'

    return _rewrite(path, change)


def put_places_on_ways(path: Path) -> Path:
    """Write places on ways, and no node that has no tags, as osmium add-locations-to-ways does."""

    def change(text: str) -> str:
        nodes, rest = _split(text)
        places = dict(re.findall(r'<node id="(\d+)" version="1" (lon="\S+" lat="\S+")', nodes))
        tagged = "".join(node for node in _NODE.findall(nodes) if "<tag" in node)
        rest = re.sub(r'<nd ref="(\d+)"/>', lambda nd: f'<nd ref="{nd[1]}" {places[nd[1]]}/>', rest)
        return f'<osm version="0.6">{tagged}{rest}</osm>'

    return _rewrite(path, change)


def add(path: Path, content: str) -> Path:
    """Add elements at the end of a file."""
    return _rewrite(path, lambda text: text.replace("</osm>", f"{content}</osm>"))


def change_element(path: Path, old: str, new: str) -> Path:
    """Change the text of a file, which must have it."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return _rewrite(path, change)
