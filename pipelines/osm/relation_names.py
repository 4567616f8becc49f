"""Names that only a relation bears, as a river's may, given to the ways that it joins.

https://wiki.openstreetmap.org/wiki/Relation:waterway
"""

from __future__ import annotations

from pipelines.osm.elements import Elements

COURSE = "waterway"
"""``type`` of the relations that join the ways of one river."""

_NO_COURSE = frozenset({"tributary", "spring", "mouth", "label"})
"""Roles of members that are no stretch of the river itself."""


def name_members(elements: Elements) -> None:
    """Give the names of rivers' relations to those of their ways that have no name."""
    for number, members in elements.relations.items():
        tags = elements.get_tags("relation", number)
        if tags.get("type") != COURSE:
            continue
        names = {key: value for key, value in tags.items() if key.partition(":")[0] == "name"}
        for one in members:
            own = elements.get_tags(one.kind, one.ref)
            if one.kind == "way" and one.role not in _NO_COURSE and own and "name" not in own:
                elements.tags["way", one.ref] = dict(sorted({**names, **own}.items()))
