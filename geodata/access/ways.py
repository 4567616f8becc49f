"""Who may use a way, by mode and direction, as OpenStreetMap's access tags and way classes say it.

One table for every country; what a country's law adds stands in no tag and is left out.

1. **Keys.** The most particular key that says something decides: for motor vehicles ``motorcar``,
   ``motor_vehicle``, ``vehicle``, ``access``; for bicycles ``bicycle``, ``vehicle``, ``access``; on
   foot ``foot``, ``access``. Each first with the direction, ``vehicle:forward``, then with
   ``:both``, then alone. ``:conditional`` is left out: no day of a snapshot has one hour.
2. **Values.** A list ``a;b`` gives what the most generous of its values does.

   ======================================================================  =========================
   value                                                                   what it gives
   ======================================================================  =========================
   yes, designated, official, permissive, public, discouraged              everybody passes
   dismount                                                                pushing a bicycle
   destination, private, permit, residents, customers, delivery,           a trip's own end: nobody
   visitors, employees, guests, students                                   passes through
   the name of a key of rule 1 (``access=bicycle``)                        those; some, to others
   no, use_sidepath                                                        nobody
   unknown, and an empty value                                             nothing: the next key
   every other (agricultural, forestry, emergency, psv, military, a typo)  some: no public way
   ======================================================================  =========================
3. **Classes**, where no key says anything, and ``motorroad=yes``, which only a key of the mode's
   own outranks. A ferry takes people on foot; cars where its tags or ``ferry=<class of road>`` say
   so, and bicycles with the cars.

   ================================================  =======  ============  =====
   class                                             foot     bicycle       motor
   ================================================  =======  ============  =====
   motorway, motorway_link, motorroad=yes            no       no            yes
   trunk … residential, service, road, track         yes      yes           yes
   busway, bus_guideway                              no       no            no
   path, cycleway                                    yes      yes           no
   footway, pedestrian, bridleway, corridor          yes      pushing       no
   steps                                             yes      no            no
   ================================================  =======  ============  =====
4. **Directions**: see `geodata.access.oneways`; **barriers** on nodes:
   see `geodata.access.barriers`.

https://wiki.openstreetmap.org/wiki/Key:access
https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from geodata.access.oneways import ONEWAY_KEYS, Direction, may_go
from geodata.cities.crossings import Access, Mode
from geodata.layers import CARRIAGEWAYS, WALKWAYS


class Right(StrEnum):
    """What a traveller may do on a way, the most generous first."""

    PASS = "pass"  # noqa: S105 - a way, no word
    PUSH = "push"
    """Pass, pushing a bicycle."""
    OWN_END = "own end"
    """Begin and end trips, and not pass through."""
    SOME = "some"
    """Nothing, unless one is one of some."""
    NOBODY = "nobody"


ACCESS_KEYS = {
    Mode.FOOT: ("foot", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
    Mode.MOTOR_VEHICLE: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Mode.RAIL: ("access",),
}
"""Keys that speak of a mode, the most particular first."""

WAY_TAGS = (
    *dict.fromkeys(
        f"{key}{suffix}"
        for key in dict.fromkeys(key for keys in ACCESS_KEYS.values() for key in keys)
        for suffix in ("", ":forward", ":backward", ":both")
    ),
    *ONEWAY_KEYS,
    *("motorroad", "route", "ferry", "duration", "maxspeed:forward", "maxspeed:backward"),
)
"""Tags of a way that decide who passes it, and how fast, besides its class and ``maxspeed``."""

RAILS = frozenset({"rail", "light_rail", "narrow_gauge", "tram", "subway", "funicular"})

_ACCESS = {
    Right.PASS: Access.YES,
    Right.PUSH: Access.DISMOUNT,
    Right.OWN_END: Access.RESTRICTED,
    Right.SOME: Access.RESTRICTED,
    Right.NOBODY: Access.NO,
}
_VALUES = {
    **dict.fromkeys(
        ("yes", "designated", "official", "permissive", "public", "discouraged"), Right.PASS
    ),
    "dismount": Right.PUSH,
    **dict.fromkeys(
        (
            *("destination", "private", "permit", "residents", "customers", "delivery"),
            *("visitors", "employees", "guests", "students"),
        ),
        Right.OWN_END,
    ),
    **dict.fromkeys(("no", "use_sidepath"), Right.NOBODY),
}
_SILENT = {"", "unknown"}
_GENEROSITY = list(Right)
_BUSWAYS = frozenset({"busway", "bus_guideway"})
_MOTORWAYS = frozenset({"motorway", "motorway_link"})
_FOR_CYCLES = frozenset({"cycleway", "path"})


def read_right(tags: Mapping[str, str], mode: Mode, direction: Direction) -> Right:
    """Read what a way's tags allow a mode in a direction, with the defaults of its class."""
    stated = _find_stated(tags, mode, direction)
    right = _assume_right(tags, mode) if stated is None else read_value(tags[stated], mode)
    if stated is not None and stated.endswith(f":{direction}"):
        return right or Right.SOME
    if right is None or not may_go(tags, mode, direction):
        return Right.NOBODY
    if tags.get("oneway") == "reversible" and mode in {Mode.BICYCLE, Mode.MOTOR_VEHICLE}:
        return choose_least((right, Right.SOME))  # open one way at a time, who knows when
    return right


def read_access(tags: Mapping[str, str], mode: Mode, direction: Direction | None = None) -> Access:
    """Read what a way's tags allow a mode, in the direction that they allow more where None."""
    directions = Direction if direction is None else (direction,)
    rights = (read_right(tags, mode, one) for one in directions)
    return name_access(choose_most(rights))


def read_best_access(ways: Iterable[Mapping[str, str]], mode: Mode) -> Access:
    """Read the most that any of several ways, such as the decks of one bridge, allows a mode."""
    rights = [read_right(tags, mode, one) for tags in ways for one in Direction]
    return name_access(choose_most(rights)) if rights else Access.UNKNOWN


def name_access(right: Right) -> Access:
    """Name a right as crossings do: what is for some is restricted."""
    return _ACCESS[right]


def choose_most(rights: Iterable[Right]) -> Right:
    """Choose the most generous of some rights."""
    return min(rights, key=_GENEROSITY.index)


def choose_least(rights: Iterable[Right]) -> Right:
    """Choose the least generous of some rights."""
    return max(rights, key=_GENEROSITY.index)


def read_value(value: str, mode: Mode) -> Right | None:
    """Read a value of an access key; None where it says nothing."""
    words = [word.strip().casefold() for word in value.split(";")]
    rights = [_read_word(word, mode) for word in words if word not in _SILENT]
    return choose_most(rights) if rights else None


def _read_word(word: str, mode: Mode) -> Right:
    if word in ACCESS_KEYS[mode]:
        return Right.PASS
    return _VALUES.get(word, Right.SOME)


def _find_stated(tags: Mapping[str, str], mode: Mode, direction: Direction) -> str | None:
    """Find the most particular key that says something of a mode in a direction."""
    for key in ACCESS_KEYS[mode]:
        if key == "access" and _is_motorroad(tags, mode):
            break
        for said in (f"{key}:{direction}", f"{key}:both", key):
            if read_value(tags.get(said, ""), mode) is not None:
                return said
    return None


def _is_motorroad(tags: Mapping[str, str], mode: Mode) -> bool:
    return tags.get("motorroad") == "yes" and mode in {Mode.FOOT, Mode.BICYCLE}


def _assume_right(tags: Mapping[str, str], mode: Mode) -> Right:
    """Assume the default of a way's class."""
    if mode is Mode.RAIL:
        return _allow(is_allowed=tags.get("railway") in RAILS)
    return _assume_ferry(tags, mode) if is_ferry(tags) else _assume_street(tags, mode)


def is_ferry(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is the route of a ferry. https://wiki.openstreetmap.org/wiki/Tag:route=ferry."""
    return tags.get("route") == "ferry"


def _assume_street(tags: Mapping[str, str], mode: Mode) -> Right:
    highway, is_motor = tags.get("highway", ""), mode is Mode.MOTOR_VEHICLE
    if highway in _MOTORWAYS or _is_motorroad(tags, mode):
        return _allow(is_allowed=is_motor)
    if highway in CARRIAGEWAYS:
        return _allow(is_allowed=highway not in _BUSWAYS)
    if highway not in WALKWAYS or is_motor:
        return Right.NOBODY
    if mode is Mode.FOOT or highway in _FOR_CYCLES:
        return Right.PASS
    return Right.NOBODY if highway == "steps" else Right.PUSH


def _assume_ferry(tags: Mapping[str, str], mode: Mode) -> Right:
    if mode is Mode.FOOT:
        return Right.PASS
    if mode is Mode.BICYCLE:
        return read_right(tags, Mode.MOTOR_VEHICLE, Direction.FORWARD)
    return _allow(is_allowed=mode is Mode.MOTOR_VEHICLE and tags.get("ferry") in CARRIAGEWAYS)


def _allow(*, is_allowed: bool) -> Right:
    return Right.PASS if is_allowed else Right.NOBODY
