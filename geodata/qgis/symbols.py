"""Symbols and renderers in the XML of QGIS 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from geodata.layers import Shape

_TYPES = {Shape.POINT: "marker", Shape.LINE: "line", Shape.AREA: "fill"}
_CLASSES = {Shape.POINT: "SimpleMarker", Shape.LINE: "SimpleLine", Shape.AREA: "SimpleFill"}


@dataclass(frozen=True, slots=True)
class Look:
    """How things of one kind are drawn."""

    colour: str
    """As ``#rrggbb``."""
    opacity: float = 0.45
    """Of the inside of areas, 0–1."""
    width_mm: float = 0.5
    """Of lines and of the edges of areas; 0 for none."""
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """Features whose field has a value; the value None stands for all others."""

    value: str | None
    label: str
    look: Look


def draw_alike(shape: Shape, look: Look) -> Element:
    """Build a renderer that draws all features in one look."""
    renderer = Element("renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0")
    SubElement(renderer, "symbols").append(_build_symbol("0", shape, look))
    return renderer


def draw_by(field: str, shape: Shape, categories: Sequence[Category]) -> Element:
    """Build a renderer that draws features by the value of a field, or of an expression."""
    renderer = Element(
        "renderer-v2", type="categorizedSymbol", attr=field, enableorderby="0", forceraster="0"
    )
    listed, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for at, category in enumerate(categories):
        facts = {"symbol": str(at), "label": category.label, "render": "true"}
        SubElement(listed, "category", facts, value=category.value or "", type="string")
        symbols.append(_build_symbol(str(at), shape, category.look))
    return renderer


def _build_symbol(name: str, shape: Shape, look: Look) -> Element:
    symbol = Element(
        "symbol", type=_TYPES[shape], name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    facts = {"class": _CLASSES[shape], "enabled": "1", "locked": "0", "pass": "0"}
    options = SubElement(SubElement(symbol, "layer", facts), "Option", type="Map")
    for key, value in _choose_options(shape, look).items():
        SubElement(options, "Option", name=key, value=value, type="QString")
    return symbol


def _choose_options(shape: Shape, look: Look) -> Mapping[str, str]:
    style = ("dash" if look.is_dashed else "solid") if look.width_mm else "no"
    width = {"outline_width": str(look.width_mm), "outline_width_unit": "MM"}
    if shape is Shape.LINE:
        line = {"line_color": write_colour(look.colour), "line_style": style}
        return {**line, "line_width": str(look.width_mm), "line_width_unit": "MM"}
    if shape is Shape.AREA:
        inside = {"color": write_colour(look.colour, look.opacity), "style": "solid"}
        edge = {"outline_color": write_colour(look.colour), "outline_style": style}
        return {**inside, **edge, **width}
    edge = {"outline_color": "255,255,255,255", "outline_style": "solid", "outline_width": "0.3"}
    mark = {"name": "diamond" if look.is_dashed else "circle", "size": "2.6", "size_unit": "MM"}
    return {"color": write_colour(look.colour), **mark, **edge, "outline_width_unit": "MM"}


def write_colour(colour: str, opacity: float = 1.0) -> str:
    """Write ``#rrggbb`` as QGIS does: red, green, blue, alpha, each 0–255."""
    return ",".join([*(str(part) for part in bytes.fromhex(colour[1:])), str(round(opacity * 255))])
