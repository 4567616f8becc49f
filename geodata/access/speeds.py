"""How fast one drives on a way, and how long its ferry takes, as OpenStreetMap's tags say it.

``maxspeed:forward`` and ``maxspeed:backward`` outrank ``maxspeed``; of a list ``50;30`` the lowest
counts. A plain number is km/h, others bear ``mph`` or ``knots``. ``walk`` is 5 km/h, ``RS:urban``
the limit that a country's law sets for a zone, ``DE:zone30`` the number in it. ``none``,
``signals``, ``variable`` and all that is not known leave the speed of the way's class.

https://wiki.openstreetmap.org/wiki/Key:maxspeed
https://wiki.openstreetmap.org/wiki/Default_speed_limits
https://wiki.openstreetmap.org/wiki/Key:duration
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geodata.access.oneways import Direction

CLASS_KMH = {
    "motorway": 110.0, "motorway_link": 60.0, "trunk": 80.0, "trunk_link": 50.0, "primary": 60.0,
    "primary_link": 45.0, "secondary": 50.0, "secondary_link": 40.0, "tertiary": 40.0,
    "tertiary_link": 35.0, "unclassified": 40.0, "residential": 30.0, "living_street": 10.0,
    "service": 20.0, "road": 30.0, "track": 15.0, "busway": 40.0,
}  # fmt: skip
"""Speeds by class where ``maxspeed`` is silent, in km/h."""

OTHER_KMH = 30.0
WALK_KMH = 5.0
"""What ``maxspeed=walk`` means, as its proposal says."""

_UNITS_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots|)")
_ZONE = re.compile(r"([a-z]{2})(?:-[a-z]{2,3})?:([a-z_]+)(?::?(\d+))?")

_ZONE_KMH = {
    "urban": 50.0, "nsl_restricted": 48.28032, "rural": 90.0, "nsl_single": 96.56064,
    "trunk": 100.0, "nsl_dual": 112.65408, "motorway": 130.0, "living_street": 10.0,
    "pedestrian_zone": WALK_KMH, "walk": WALK_KMH, "bicycle_road": 30.0,
}  # fmt: skip
_NATIONAL_KMH = {
    "al:urban": 40.0, "al:rural": 80.0, "al:trunk": 90.0, "al:motorway": 110.0, "ad:rural": 90.0,
    "at:rural": 100.0, "at:living_street": WALK_KMH, "ba:rural": 80.0, "be:motorway": 120.0,
    "be:living_street": 20.0, "bg:motorway": 140.0, "bg:trunk": 120.0, "bg:living_street": 20.0,
    "ch:rural": 80.0, "ch:motorway": 120.0, "ch:living_street": 20.0, "cz:living_street": 20.0,
    "cz:trunk": 110.0, "de:rural": 100.0, "de:living_street": 7.0, "dk:rural": 80.0,
    "es:trunk": 90.0, "es:motorway": 120.0, "es:living_street": 20.0, "fi:rural": 80.0,
    "fr:rural": 80.0, "fr:trunk": 110.0, "fr:living_street": 20.0, "gb:motorway": 112.65408,
    "gr:trunk": 110.0, "hr:trunk": 110.0, "hu:trunk": 110.0, "hu:living_street": 20.0,
    "it:trunk": 110.0, "me:rural": 80.0, "mk:rural": 80.0, "mk:trunk": 110.0, "nl:rural": 80.0,
    "nl:living_street": 15.0, "no:rural": 80.0, "no:motorway": 100.0, "pl:motorway": 140.0,
    "pl:trunk": 120.0, "pl:living_street": 20.0, "pt:motorway": 120.0, "pt:living_street": 20.0,
    "ro:living_street": 20.0, "rs:rural": 80.0, "ru:urban": 60.0, "ru:motorway": 110.0,
    "ru:living_street": 20.0, "si:trunk": 110.0, "sk:living_street": 20.0, "sk:rural": 90.0,
    "tr:motorway": 120.0, "ua:motorway": 130.0, "ua:trunk": 110.0, "ua:living_street": 20.0,
    "xk:rural": 80.0,
}  # fmt: skip
"""Where a country's limit is another than most countries'."""

_CLOCK = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?")
_MINUTES = re.compile(r"(\d+(?:\.\d+)?)(?:\s*min(?:utes?)?)?")
_ISO = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def read_speed(
    tags: Mapping[str, str], direction: Direction = Direction.FORWARD, class_factor: float = 1.0
) -> float:
    """Read how fast one drives on a way in a direction, in km/h: its limit, else its class's.

    Parameters
    ----------
    class_factor
        By which speeds of classes are multiplied; limits stay.
    """
    for key in (f"maxspeed:{direction}", "maxspeed"):
        limits = [read_limit(word) for word in re.split(r"[;|,]", tags.get(key, ""))]
        known = [limit for limit in limits if limit]
        if known:
            return min(known)
    return CLASS_KMH.get(tags.get("highway", ""), OTHER_KMH) * class_factor


def read_limit(word: str) -> float | None:
    """Read one speed limit, in km/h; None where it states none."""
    word = word.strip().casefold()
    if word == "walk":
        return WALK_KMH
    if found := _LIMIT.fullmatch(word):
        return float(found[1]) * _UNITS_KMH[found[2]] or None
    if found := _ZONE.fullmatch(word):
        country, zone, number = found.groups()
        if number:
            return float(number) * (_UNITS_KMH["mph"] if country == "gb" else 1.0) or None
        return _NATIONAL_KMH.get(f"{country}:{zone}", _ZONE_KMH.get(zone))
    return None


def read_duration(value: str) -> float | None:
    """Read a ferry's ``duration``, in s; None where it states none.

    ``1:30`` and ``01:30`` are hours and minutes, ``00:04:30`` has seconds, ``12`` is minutes, and
    ISO 8601's ``PT12M`` is known, too.
    """
    value = value.strip()
    if found := _CLOCK.fullmatch(value):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = 3600.0 * hours + 60 * minutes + seconds
    elif found := _MINUTES.fullmatch(value):
        total = 60 * float(found[1])
    elif found := _ISO.fullmatch(value.upper()):
        parts = [float(part or 0) for part in found.groups()]
        total = sum(part * unit for part, unit in zip(parts, (86_400, 3600, 60, 1), strict=True))
    else:
        return None
    return total or None
