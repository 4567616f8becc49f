"""In which direction a mode may go along a way, as OpenStreetMap's one-way tags say it.

Forward is the order of the way's nodes. The most particular of these that says something decides:

1. an access key with a direction, ``bicycle:backward=yes`` (`geodata.access.ways`);
2. ``oneway:<mode>``: ``oneway:bicycle``, ``oneway:motorcar``, ``oneway:motor_vehicle``,
   ``oneway:vehicle``; on foot ``oneway:foot`` and ``conveying`` alone: ``oneway`` binds vehicles;
3. for bicycles a lane against the traffic: ``opposite``, ``opposite_lane`` or ``opposite_track``
   in ``cycleway``, ``cycleway:left``, ``:right`` or ``:both``, or a lane whose ``:oneway`` is
   ``no`` or against the street's;
4. ``oneway``: yes, true, 1 · -1, reverse · no, false, 0. ``alternating`` is open both ways, waiting
   not counted; ``reversible`` is restricted, as nobody says when it is open
   (`geodata.access.ways`);
5. what the class implies: one way on a roundabout, a circular junction and a motorway.

https://wiki.openstreetmap.org/wiki/Key:oneway
https://wiki.openstreetmap.org/wiki/Key:cycleway
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from geodata.cities.crossings import Mode


class Direction(StrEnum):
    """Along a way: in the order of its nodes, or against it."""

    FORWARD = "forward"
    BACKWARD = "backward"

    @property
    def back(self) -> Direction:
        """The other one."""
        return Direction.BACKWARD if self is Direction.FORWARD else Direction.FORWARD


_BOTH = frozenset(Direction)
_VALUES = {
    **dict.fromkeys(("yes", "true", "1"), frozenset({Direction.FORWARD})),
    **dict.fromkeys(("-1", "reverse"), frozenset({Direction.BACKWARD})),
    **dict.fromkeys(("no", "false", "0", "alternating", "reversible"), _BOTH),
}
_OWN_KEYS = {
    Mode.FOOT: ("oneway:foot",),
    Mode.BICYCLE: ("oneway:bicycle", "oneway:vehicle"),
    Mode.MOTOR_VEHICLE: ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle"),
    Mode.RAIL: (),
}
_SIDES = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_OPPOSITE = ("opposite", "opposite_lane", "opposite_track")
_NO_LANE = frozenset({"", "no", "none", "separate"})
_CONVEYING = {
    "forward": frozenset({Direction.FORWARD}),
    "backward": frozenset({Direction.BACKWARD}),
}

ONEWAY_KEYS = (
    "oneway",
    *dict.fromkeys(key for keys in _OWN_KEYS.values() for key in keys),
    "conveying",
    "junction",
    *_SIDES,
    *(f"{side}:oneway" for side in _SIDES),
)
"""Every key that is read here, but for those of access."""


def may_go(tags: Mapping[str, str], mode: Mode, direction: Direction) -> bool:
    """Tell whether no one-way tag keeps a mode from going in a direction."""
    return direction in _read_directions(tags, mode)


def _read_directions(tags: Mapping[str, str], mode: Mode) -> frozenset[Direction]:
    for key in _OWN_KEYS[mode]:
        if tags.get(key) in _VALUES:
            return _VALUES[tags[key]]
    if mode is Mode.RAIL:
        return _BOTH
    if mode is Mode.FOOT:
        return _CONVEYING.get(tags.get("conveying", ""), _BOTH)
    general = _read_general(tags)
    if mode is Mode.BICYCLE and len(general) == 1 and _has_lane_against(tags, *general):
        return _BOTH
    return general


def _read_general(tags: Mapping[str, str]) -> frozenset[Direction]:
    if tags.get("oneway") in _VALUES:
        return _VALUES[tags["oneway"]]
    is_implied = (
        tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    )
    return _VALUES["yes"] if is_implied else _BOTH


def _has_lane_against(tags: Mapping[str, str], traffic: Direction) -> bool:
    """Tell whether a street that is one-way in a direction has a cycle lane in the other."""
    if any(tags.get(side) in _OPPOSITE for side in _SIDES):
        return True
    return any(
        traffic.back in _VALUES.get(tags.get(f"{side}:oneway", ""), ())
        for side in _SIDES
        if tags.get(side, "") not in _NO_LANE
    )
