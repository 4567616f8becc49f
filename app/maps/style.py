"""Colours, order and default visibility of layers, once for map, legend and control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.layers import Layer, Sector, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

# Paul Tol's colour-blind-safe schemes (bright, muted, light): https://personal.sron.nl/~pault/
SECTOR_COLOURS: Final[Mapping[Sector, str]] = {
    Sector.TRANSPORT: "#6d7683",
    Sector.POWER: "#aa3377",
    Sector.TELECOM: "#332288",
    Sector.WATER: "#0077bb",
    Sector.SEWAGE: "#7a5c2e",
    Sector.HEATING: "#cc3311",
    Sector.GAS: "#999933",
    Sector.WASTE: "#117733",
    Sector.LIGHTING: "#b8860b",
    Sector.POST_AND_MONEY: "#44aa99",
    Sector.INSTITUTIONS: "#222255",
    Sector.HEALTH: "#cc6677",
    Sector.EDUCATION: "#882255",
    Sector.PLACES: "#333333",
    Sector.BUILDINGS: "#a39a8c",
    Sector.RIVER: "#5a9fc4",
    Sector.BOUNDARIES: "#5c5c5c",
}

SHOWN_FIRST: Final = frozenset({"roads", "water_areas"})
"""Layers that an overview draws before anybody asks; the river and its banks always stand below."""

SHOWN_FIRST_TILED: Final = SHOWN_FIRST | {"buildings", "rail"}
"""The same where they are drawn from vector tiles, which are cheap."""


def choose_rank(layer: Layer) -> int:
    """Choose how high a layer is drawn: areas below lines below sites."""
    if Shape.POINT not in layer.shapes:
        return 0 if Shape.AREA in layer.shapes else 1
    return 1 if Shape.LINE in layer.shapes else 2
