"""Whether a way is in use, not built yet or out of use, as OpenStreetMap's tags say it.

Only the key that makes the way what it is counts: ``disused:railway=rail`` is a railway out of use,
``power=line`` with ``disused:voltage=220000`` is a line in use, and so is a footway on an abandoned
railway bridge.

https://wiki.openstreetmap.org/wiki/Lifecycle_prefix
"""

from __future__ import annotations

from collections.abc import Mapping

from geodata.cities.crossings import Status

MAIN_KEYS = ("highway", "railway", "route", "man_made", "power", "communication", "telecom")
"""Keys that make a way something that can get over a divide."""

_NO_USE = {("man_made", "bridge"), ("railway", "platform"), ("highway", "no"), ("railway", "no")}
"""Tags of such keys that say nothing of what gets over."""

STAGES = {
    "construction": Status.UNDER_CONSTRUCTION,
    "proposed": Status.PROPOSED,
    "planned": Status.PROPOSED,
    **dict.fromkeys(
        ("disused", "abandoned", "razed", "demolished", "dismantled", "removed", "destroyed"),
        Status.DISUSED,
    ),
    "historic": Status.DISUSED,
    "was": Status.DISUSED,
}
"""Prefix of a key, or its value → the state that it means."""

_FLAGS = ("disused", "abandoned", "razed", "demolished", "proposed", "planned")
_ORDER = (Status.UNDER_CONSTRUCTION, Status.DISUSED, Status.PROPOSED)


def read_lifecycle(tags: Mapping[str, str]) -> Status | None:
    """Read whether a way is unbuilt or out of use; None where it is in use."""
    for flag in _FLAGS:
        if tags.get(flag) == "yes":
            return STAGES[flag]
    found = {(key, tags[key]) for key in MAIN_KEYS if key in tags} - _NO_USE
    stated = {STAGES.get(value) for _, value in found}
    if None in stated:
        return None
    stated |= {
        STAGES[prefix] for key in MAIN_KEYS for prefix in STAGES if f"{prefix}:{key}" in tags
    }
    return next((status for status in _ORDER if status in stated), None)


def join_lifecycles(states: set[Status | None]) -> Status | None:
    """Join the states of the ways of one structure; None where any is in use, or there is none."""
    return None if None in states else next((one for one in _ORDER if one in states), None)


def read_future_class(tags: Mapping[str, str], key: str) -> str:
    """Read what a way is, was or is to be by a key, whatever its state: ``residential``.

    ``construction=yes``, ``minor`` and their like say nothing of the class: a road. Empty where the
    key does not speak of the way.
    """
    value = tags.get(key, "")
    if value in STAGES:
        value = tags.get(value, "")
        return "road" if key == "highway" and value in {"", "yes", "minor", "widening"} else value
    return value or next((tags[f"{one}:{key}"] for one in STAGES if f"{one}:{key}" in tags), "")
