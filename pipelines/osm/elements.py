"""OSM elements in memory, by kind and id: what the clip of a file and a server's answers end in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Member(NamedTuple):
    """A part of a relation: node, way or relation, its id, and what it is there for."""

    kind: str
    ref: int
    role: str


@dataclass
class Elements:
    """Elements that belong together; what one refers to may be missing."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Id → (lon, lat) in degrees."""
    ways: dict[int, list[int]] = field(default_factory=dict)
    """Id → its nodes, in order."""
    relations: dict[int, list[Member]] = field(default_factory=dict)
    """Id → its members, in order."""
    tags: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    """(kind, id) → tags, without characters that XML cannot hold; only of what has tags."""
    edited: dict[tuple[str, int], str] = field(default_factory=dict)
    """(kind, id) → day of its newest edit, ISO 8601; only of what has tags, where it is told."""
    cut_ways: set[int] = field(default_factory=set)
    """Ways that lack nodes; of these, `ways` holds the longest known stretch, if any."""

    def add_tags(self, kind: str, number: int, tags: Mapping[str, str], edited: str = "") -> None:
        """Keep the tags of an element, if it has any, and the day of its newest edit, if known."""
        if tags:
            self.tags[kind, number] = clean_tags(tags)
            if edited:
                self.edited[kind, number] = edited

    def get_tags(self, kind: str, number: int) -> Mapping[str, str]:
        """Get the tags of an element; none is an empty dictionary."""
        return self.tags.get((kind, number), {})

    def remove(self, kind: str, number: int) -> None:
        """Remove what is drawn on the map for an element; the places of nodes stay for ways."""
        self.tags.pop((kind, number), None)
        if kind == "way":
            self.ways.pop(number, None)
        elif kind == "relation":
            self.relations.pop(number, None)


def clean_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Sort tags and leave out characters that XML cannot hold, so that all sources agree."""
    pairs = ((_NOT_XML.sub("", key), _NOT_XML.sub("", value)) for key, value in tags.items())
    return dict(sorted(pairs))


def gather_answers(answers: Iterable[Iterable[Mapping[str, Any]]]) -> Elements:
    """Gather the elements of a server's answers; what several hold is taken from the last."""
    gathered = Elements()
    for one in (element for answer in answers for element in answer):
        kind, number = one["type"], int(one["id"])
        gathered.tags.pop((kind, number), None)
        gathered.edited.pop((kind, number), None)
        gathered.add_tags(kind, number, one.get("tags") or {}, str(one.get("timestamp", ""))[:10])
        if kind == "node":
            gathered.nodes[number] = (float(one["lon"]), float(one["lat"]))
        elif kind == "way":
            gathered.ways[number] = list(one["nodes"])
        elif kind == "relation":
            members = one.get("members") or ()
            gathered.relations[number] = [
                Member(part["type"], part["ref"], part.get("role", "")) for part in members
            ]
    return gathered
