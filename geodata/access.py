"""Who may use a way, by mode, as OpenStreetMap's access tags and way classes say it.

https://wiki.openstreetmap.org/wiki/Key:access
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.crossing_facts import Access, Mode
from geodata.layers import CARRIAGEWAYS, WALKWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEYS = {
    Mode.FOOT: ("foot", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
    Mode.MOTOR_VEHICLE: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Mode.RAIL: ("access",),
}
"""Keys that speak of a mode, the most particular first."""

_VALUES = {
    **dict.fromkeys(("yes", "designated", "official", "permissive", "destination"), Access.YES),
    **dict.fromkeys(("private", "permit", "customers", "delivery", "military"), Access.RESTRICTED),
    **dict.fromkeys(("no", "use_sidepath"), Access.NO),
    "dismount": Access.DISMOUNT,
}
_WITHOUT_WALKERS = frozenset({"motorway", "motorway_link"})
_FOR_CYCLES = frozenset({"cycleway", "path"})
RAILS = frozenset({"rail", "light_rail", "narrow_gauge", "tram", "subway", "funicular"})
_BY_GENEROSITY = (Access.YES, Access.DISMOUNT, Access.RESTRICTED, Access.NO)


def read_access(tags: Mapping[str, str], mode: Mode) -> Access:
    """Read what a way's tags allow a mode, with OSM's defaults by class where they are silent."""
    for key in _KEYS[mode]:
        if key in tags:
            return _VALUES.get(tags[key], Access.UNKNOWN)
    return _assume_access(tags, mode)


def read_best_access(ways: Iterable[Mapping[str, str]], mode: Mode) -> Access:
    """Read the most that any of several ways, such as the decks of one bridge, allows a mode."""
    found = {read_access(tags, mode) for tags in ways}
    return next((access for access in _BY_GENEROSITY if access in found), Access.UNKNOWN)


def _assume_access(tags: Mapping[str, str], mode: Mode) -> Access:
    """Assume the default of a way's class."""
    highway = tags.get("highway", "")
    if mode is Mode.RAIL:
        return Access.YES if tags.get("railway") in RAILS else Access.NO
    if highway in _WITHOUT_WALKERS:
        return Access.YES if mode is Mode.MOTOR_VEHICLE else Access.NO
    if highway in CARRIAGEWAYS:
        return Access.YES
    if highway not in WALKWAYS or mode is Mode.MOTOR_VEHICLE:
        return Access.NO
    if mode is Mode.FOOT or highway in _FOR_CYCLES:
        return Access.YES
    return Access.NO if highway == "steps" else Access.DISMOUNT
