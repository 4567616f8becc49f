"""Order and default visibility of layers, once for map, legend and control."""

from __future__ import annotations

from typing import Final

from geodata.layers import Layer, Sector, Shape

HOME_COLOURS: Final = (
    *("#fff7bc", "#fee391", "#fec44f", "#fb9a29", "#ec7014", "#cc4c02", "#993404", "#662506"),
)
"""Of homes by classes of minutes, the shortest first: Paul Tol's YlOrBr, lightness in order."""

SAVED_LOOKS: Final = (
    ("#b2182b", 5),
    ("#f4a582", 3),
    ("#999999", 1.5),
    ("#92c5de", 3),
    ("#4393c3", 4),
    ("#2166ac", 5),
    ("#08306b", 6),
)
"""Of homes by minutes saved, from loss to gain: colour, and radius in px: colour is not all.

Red and blue are told apart by everybody, and either darkens as the change grows.
"""

SHOWN_FIRST: Final = frozenset({"roads", "water_areas"})
"""Layers that an overview draws before anybody asks; the river and its banks always stand below."""

SHOWN_FIRST_TILED: Final = SHOWN_FIRST | {"buildings", "green_areas", "rail", "waterways"}
"""The same where they are drawn from vector tiles, which are cheap."""


def choose_rank(layer: Layer) -> int:
    """Choose how high a layer is drawn: green below areas below lines below sites."""
    if layer.sector is Sector.GREEN:
        return -1
    if Shape.POINT not in layer.shapes:
        return 0 if Shape.AREA in layer.shapes else 1
    return 1 if Shape.LINE in layer.shapes else 2
