"""How the base map looks, as data: streets, green and water by class, lines by voltage, writing.

Pages, briefs and the QGIS project read the same table.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from geodata.colours import WATER
from geodata.layers import Layer, Shape
from geodata.wording import mark as _


@dataclass(frozen=True, slots=True)
class StreetLook:
    """How streets of some classes are drawn.

    Attributes
    ----------
    highways
        Values of OSM's key ``highway``; their ``_link`` too.
    fill, casing
        Colours of the street and of its edges.
    width_m
        On the ground, wider than most streets are, so that they are seen.
    least_px
        Width on a screen that none falls below.
    is_main
        Whether it is drawn on maps of the whole city on paper.
    """

    highways: tuple[str, ...]
    fill: str
    casing: str
    width_m: float
    least_px: float
    is_main: bool = False


STREETS: Final = (
    StreetLook(("motorway", "trunk"), "#f6c27a", "#8a6a2f", 18, 3.0, is_main=True),
    StreetLook(("primary",), "#fbdc95", "#8f7a45", 16, 2.8, is_main=True),
    StreetLook(("secondary",), "#fdeeb8", "#94854f", 14, 2.4, is_main=True),
    StreetLook(("tertiary",), "#fffbe6", "#8c8a76", 12, 2.0, is_main=True),
    StreetLook(
        ("residential", "unclassified", "living_street", "road"), "#ffffff", "#98a1ac", 9, 1.2
    ),
    StreetLook(("pedestrian",), "#efe8f3", "#9a90a3", 8, 1.2),
    StreetLook((), "#ffffff", "#aab1ba", 5, 0.8),
)
"""The most important first; the last one is that of every other class."""


@dataclass(frozen=True, slots=True)
class GreenLook:
    """How green areas of some kinds are drawn: quietly, under everything else.

    Attributes
    ----------
    kinds
        Values of OSM's keys ``leisure``, ``landuse``, ``natural`` and ``amenity``.
    fill, opacity
        Of the area, which has no edge; opacity in 0–1.
    """

    kinds: tuple[str, ...]
    fill: str
    opacity: float


GREENS: Final = (
    GreenLook(("forest", "wood"), "#a9c99a", 0.6),
    GreenLook(("scrub", "heath", "orchard", "vineyard"), "#c3d7a4", 0.6),
    GreenLook(("cemetery", "grave_yard"), "#b3c7b0", 0.7),
    GreenLook(("pitch", "playground"), "#b5dcc0", 0.7),
    GreenLook(("nature_reserve",), "#a9c99a", 0.2),
    GreenLook((), "#cfe5b9", 0.6),
)
"""The last one is that of every other kind."""

WATER_WIDTHS_M: Final = {"river": 20.0, "canal": 12.0, "stream": 3.0, "drain": 2.0, "ditch": 1.5}
"""Width of watercourses that no ``width`` is mapped for, by class; water areas lie above them."""

OTHER_WATER_M: Final = 2.0
"""Of other classes."""

_METRES = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)(?: ?m)?")
_WIDEST_M = 2_000

PATH: Final = "#a0663a"
RAIL: Final = "#4d4d4d"
BUILDING: Final = "#b8afa2"
"""Footways and cycle tracks are thin and broken; railways have light sleepers."""

MOST_DOTS: Final = 25
"""Of one layer; more are confetti on a map of the whole city."""

DOTS_ZOOM: Final = 13
"""From here on a layer of more dots is drawn; below, a sentence says how many there are."""

CROWDED: Final = {"power_supports": 14, "street_lamps": 14}
"""Layer of dots that stand close together, however many they are → where it is drawn from."""

VOLTAGES: Final = (
    (0, "#7a7a85"),
    (10_000, "#6e97b8"),
    (25_000, "#55b555"),
    (52_000, "#b59f10"),
    (132_000, "#b55d00"),
    (220_000, "#c73030"),
    (310_000, "#b54eb2"),
    (550_000, "#00c1cf"),
)
"""From so many volts → colour: the scale of https://openinframap.org, known to who maps power."""

HIGH_VOLTAGE: Final = 52_000
"""Lines from so many volts on are drawn wider."""

NO_VOLTAGE: Final = "#aa3377"
"""Of power lines whose voltage nobody mapped."""

PICTOGRAMS: Final = {
    "health": {
        "hospital": "hospital",
        "pharmacy": "pharmacy",
        "dentist": "dentist",
        "": "doctor",
    },
    "schools": {"": "school"},
    "universities": {"": "college"},
    "post_offices": {"": "post"},
    "post_boxes": {"": "post"},
    "banks_and_atms": {"": "bank"},
    "markets": {"": "grocery"},
    "town_halls": {"": "town-hall"},
    "police": {"": "police"},
    "fire_stations": {"": "fire-station"},
    "ambulance_stations": {"": "defibrillator"},
    "courts": {"": "landmark"},
    "bus_stops": {"": "bus"},
    "stations": {"": "rail"},
    "ferries": {"": "ferry"},
    "substations": {"": "charging-station"},
    "power_plants": {"": "industry"},
    "telecom_masts": {"": "communications-tower"},
    "telecom_exchanges": {"": "telephone"},
    "water_works": {"": "water"},
    "water_pumping": {"": "water"},
    "water_towers": {"": "water"},
    "wells": {"": "drinking-water"},
    "sewage_works": {"": "wetland"},
    "heating_plants": {"": "industry"},
    "waste": {"": "recycling"},
}
"""Layer → value of `amenity` or `healthcare` → pictogram of https://labs.mapbox.com/maki-icons/;
that of all others by the empty text."""

LABEL_LAYERS: Final = {
    "line_names": _("Names of streets and rivers"),
    "place_names": _("Names of places"),
    "house_numbers": _("House numbers"),
}
"""Layers of vector tiles that hold what is written on the map → title."""


def find_street(highway: str) -> StreetLook:
    """Find how a street is drawn by its class."""
    main = highway.removesuffix("_link")
    return next((one for one in STREETS if main in one.highways), STREETS[-1])


def measure_water(waterway: str, width: str | None) -> float:
    """Measure how wide a watercourse is drawn, in m: as its ``width`` says, else as its class is.

    See https://wiki.openstreetmap.org/wiki/Key:width; what is no width in m counts as none.
    """
    told = _METRES.fullmatch(width or "")
    metres = float(told[1].replace(",", ".")) if told else 0.0
    is_told = 0 < metres <= _WIDEST_M
    return metres if is_told else WATER_WIDTHS_M.get(waterway, OTHER_WATER_M)


def find_first_zoom(layer: Layer, count: int) -> int | None:
    """Find from which zoom on a layer of so many features is drawn; None where at all."""
    is_dots = Shape.POINT in layer.shapes and Shape.LINE not in layer.shapes
    return CROWDED.get(layer.name, DOTS_ZOOM if is_dots and count > MOST_DOTS else None)


def find_green(kind: str) -> GreenLook:
    """Find how a green area is drawn by its kind."""
    return next((one for one in GREENS if kind in one.kinds), GREENS[-1])


def describe_style() -> dict[str, Any]:
    """Describe the base map's look for the browser."""
    return {
        "streets": [asdict(one) for one in STREETS],
        "greens": [asdict(one) for one in GREENS],
        "water": WATER,
        "path": PATH,
        "rail": RAIL,
        "voltages": VOLTAGES,
        "highVoltage": HIGH_VOLTAGE,
        "noVoltage": NO_VOLTAGE,
        "pictograms": PICTOGRAMS,
    }
