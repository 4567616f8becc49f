"""What QGIS writes on the base map: names along streets and waters, and of places."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from geodata.qgis.symbols import write_colour

_CURVED, _BESIDE = "3", "6"
"""Placements, as QGIS numbers them: along a line, and around a point."""

_LOOKS = {
    "places": ("#2b2b2b", "10", 200_000),
    "roads": ("#333333", "8", 12_000),
    "waterways": ("#1f4e79", "9", 50_000),
}
"""Layer → colour of its names, their size in points, and the smallest scale they stand at."""


def build_labels(name: str, fields: Sequence[str]) -> Element | None:
    """Build the labels of a layer; None where it has none.

    Parameters
    ----------
    fields
        Names of fields with names, in the order of the project's reader.
    """
    if name not in _LOOKS or not fields:
        return None
    colour, size, scale = _LOOKS[name]
    root = Element("labeling", type="simple")
    settings = SubElement(root, "settings", calloutType="simple")
    expression = "coalesce({})".format(", ".join(f'"{field}"' for field in fields))
    words = {"fieldName": expression, "isExpression": "1", "textColor": write_colour(colour)}
    font = {"fontFamily": "Noto Sans", "fontSize": size, "fontSizeUnit": "Point"}
    text = SubElement(settings, "text-style", {**words, **font, "textOpacity": "1"})
    halo = {"bufferDraw": "1", "bufferSize": "0.7", "bufferSizeUnits": "MM"}
    SubElement(text, "text-buffer", {**halo, "bufferColor": write_colour("#ffffff", 0.9)})
    placement = _BESIDE if name == "places" else _CURVED
    SubElement(settings, "placement", placement=placement, placementFlags="9", dist="1")
    # One name stands once along all the ways that bear it.
    limits = {"scaleVisibility": "1", "scaleMin": "1", "scaleMax": str(scale), "mergeLines": "1"}
    SubElement(settings, "rendering", {**limits, "drawLabels": "1", "obstacle": "1"})
    return root
