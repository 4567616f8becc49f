"""Symbols and renderers in the XML of QGIS 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from geodata.layers import Shape

_TYPES = {Shape.POINT: "marker", Shape.LINE: "line", Shape.AREA: "fill"}
_EDGES, _EDGES_MM = 1.25, 0.3
"""By how much a line is wider with its edges: on the ground, and on a map at least."""
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
    width_m: float = 0
    """Of lines, on the ground; none is thinner on a map than `width_mm`."""
    width_by: str = ""
    """An expression of that width in m, where features tell it; `width_m` is that of others."""
    edge: str = ""
    """Colour of a line's edges, which are drawn below all lines."""


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
    """Build a renderer that draws features by the value of a field, or of an expression.

    Lines with edges stand above one another as the categories do, the first one on top.
    """
    renderer = Element(
        "renderer-v2", type="categorizedSymbol", attr=field, enableorderby="0", forceraster="0"
    )
    if any(one.look.edge for one in categories):
        renderer.set("symbollevels", "1")
    listed, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for at, category in enumerate(categories):
        facts = {"symbol": str(at), "label": category.label, "render": "true"}
        SubElement(listed, "category", facts, value=category.value or "", type="string")
        symbols.append(_build_symbol(str(at), shape, category.look, len(categories) - at))
    return renderer


def _build_symbol(name: str, shape: Shape, look: Look, level: int = 1) -> Element:
    symbol = Element(
        "symbol", type=_TYPES[shape], name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if look.edge:
        _add_symbol_layer(symbol, shape, _widen(look), 0, is_edge=True)
    _add_symbol_layer(symbol, shape, look, level if look.edge else 0)
    return symbol


def _widen(look: Look) -> Look:
    """Make the look of a line's edges: a wider line, most of which the line itself hides."""
    width_mm, width_m = look.width_mm + _EDGES_MM, look.width_m * _EDGES
    return replace(look, colour=look.edge, width_mm=width_mm, width_m=width_m, is_dashed=False)


def _add_symbol_layer(
    symbol: Element, shape: Shape, look: Look, level: int, *, is_edge: bool = False
) -> None:
    # What is locked keeps its colour when the symbol is given another one.
    facts = {"class": _CLASSES[shape], "enabled": "1", "locked": str(int(is_edge))}
    layer = SubElement(symbol, "layer", facts, **{"pass": str(level)})
    options = SubElement(layer, "Option", type="Map")
    for key, value in _choose_options(shape, look).items():
        SubElement(options, "Option", name=key, value=value, type="QString")
    if look.width_by:
        _add_expression(layer, "outlineWidth", look.width_by)


def _add_expression(layer: Element, name: str, expression: str) -> None:
    """Let an expression say a property of a symbol layer."""
    whole = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(whole, "Option", name="name", value="", type="QString")
    SubElement(whole, "Option", name="type", value="collection", type="QString")
    properties = SubElement(whole, "Option", name="properties", type="Map")
    one = SubElement(properties, "Option", name=name, type="Map")
    SubElement(one, "Option", name="active", value="true", type="bool")
    SubElement(one, "Option", name="expression", value=expression, type="QString")
    SubElement(one, "Option", name="type", value="3", type="int")


def _choose_options(shape: Shape, look: Look) -> Mapping[str, str]:
    style = ("dash" if look.is_dashed else "solid") if look.width_mm else "no"
    width = {"outline_width": str(look.width_mm), "outline_width_unit": "MM"}
    if shape is Shape.LINE:
        return _draw_line(look, style)
    if shape is Shape.AREA:
        inside = {"color": write_colour(look.colour, look.opacity), "style": "solid"}
        edge = {"outline_color": write_colour(look.colour), "outline_style": style}
        return {**inside, **edge, **width}
    edge = {"outline_color": "255,255,255,255", "outline_style": "solid", "outline_width": "0.3"}
    mark = {"name": "diamond" if look.is_dashed else "circle", "size": "2.6", "size_unit": "MM"}
    return {"color": write_colour(look.colour), **mark, **edge, "outline_width_unit": "MM"}


def _draw_line(look: Look, style: str) -> Mapping[str, str]:
    line = {"line_color": write_colour(look.colour), "line_style": style, "joinstyle": "round"}
    if not look.width_m:
        return {**line, "line_width": str(look.width_mm), "line_width_unit": "MM"}
    least = f"3x:0,0,1,{look.width_mm:g},0,0"
    scaled = {"line_width_unit": "RenderMetersInMapUnits", "line_width_map_unit_scale": least}
    return {**line, "line_width": f"{look.width_m:g}", **scaled, "capstyle": "round"}


def write_colour(colour: str, opacity: float = 1.0) -> str:
    """Write ``#rrggbb`` as QGIS does: red, green, blue, alpha, each 0–255."""
    return ",".join([*(str(part) for part in bytes.fromhex(colour[1:])), str(round(opacity * 255))])
