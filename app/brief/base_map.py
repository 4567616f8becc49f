"""Draws streets, water, green and power lines on paper by class, as the map on screen has them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.brief.frame import Frame, write_path
from app.catalogue.catalogue import Catalogue
from geodata.base_style import (
    GREENS,
    HIGH_VOLTAGE,
    STREETS,
    GreenLook,
    StreetLook,
    find_green,
    find_street,
    measure_water,
)
from geodata.colours import WATER
from geodata.layers import get_layer
from geodata.voltages import CABLES, Voltage, find_voltage

_CASED_MM = 0.45
"""Roads this wide have edges; narrower ones are one line."""
SMALLEST_MM2 = 0.02
"""Areas below it are no more than a grain of the printer."""


def draw_roads(svg: Element, catalogue: Catalogue, frame: Frame) -> None:
    """Draw roads by class as maps on screen do: all edges first, the most important road last."""
    found: dict[StreetLook, list[BaseGeometry]] = {look: [] for look in reversed(STREETS)}
    for highway, shape in _find_kinds(catalogue, frame, "roads"):
        found[find_street(highway)].append(shape)
    placed = {
        look: write_path(frame.place(shapely.union_all(shapes)))
        for look, shapes in found.items()
        if shapes
    }
    for is_edge in (True, False):
        for look, path in placed.items():
            width_mm = max(look.width_m / frame.metres, 0.5 if look.is_main else 0.18)
            is_cased = width_mm >= _CASED_MM
            if path and (is_cased or not is_edge):
                stroke = look.casing if is_edge or not is_cased else look.fill
                width = width_mm + 0.2 if is_edge else width_mm
                style = {"fill": "none", "stroke": stroke, "stroke-width": f"{width:.2f}"}
                SubElement(svg, "path", {"d": path, **style, "stroke-linejoin": "round"})


def draw_waters(svg: Element, catalogue: Catalogue, frame: Frame) -> None:
    """Draw watercourses by width: where no area of water is mapped, the only sign of them."""
    for tags, shape in _find_tags(catalogue, frame, "waterways"):
        width_mm = measure_water(tags.get("waterway", ""), tags.get("width")) / frame.metres
        look = {"fill": "none", "stroke": WATER, "stroke-linecap": "round"}
        path = write_path(frame.place(shape))
        SubElement(svg, "path", {"d": path, **look, "stroke-width": f"{max(width_mm, 0.2):.2f}"})


def draw_green(svg: Element, catalogue: Catalogue, frame: Frame) -> None:
    """Draw green areas by kind as maps on screen do."""
    found: dict[GreenLook, list[BaseGeometry]] = {look: [] for look in reversed(GREENS)}
    for kind, shape in _find_kinds(catalogue, frame, "green_areas"):
        found[find_green(kind)].append(shape)
    for look, shapes in found.items():
        group = SubElement(svg, "g", {"fill": look.fill, "fill-opacity": f"{look.opacity:g}"})
        for shape in map(frame.place, shapes):
            if shape.area >= SMALLEST_MM2:
                SubElement(group, "path", {"d": write_path(shape), "fill-rule": "evenodd"})


def draw_power(
    svg: Element, catalogue: Catalogue, frame: Frame, name: str, least_v: int = 0
) -> None:
    """Draw a layer of power lines in the colours of their voltage, the highest on top.

    Parameters
    ----------
    least_v
        Lines below it, or of no voltage where it is above 0, are not drawn.
    """
    found = find_power(catalogue, frame, name, least_v)
    for voltage in sorted(found, key=lambda one: one.least_v or 0):
        width = "0.5" if (voltage.least_v or 0) >= HIGH_VOLTAGE else "0.35"
        look = {"fill": "none", "stroke": voltage.colour, "stroke-width": width}
        if name == CABLES:
            look["stroke-dasharray"] = "1.4 .7"
        path = " ".join(filter(None, (write_path(frame.place(shape)) for shape in found[voltage])))
        SubElement(svg, "path", {"d": path, **look})


def find_power(
    catalogue: Catalogue, frame: Frame, name: str, least_v: int = 0
) -> dict[Voltage, list[BaseGeometry]]:
    """Find the power lines of a layer in a frame, by class of voltage; see `draw_power`."""
    found: dict[Voltage, list[BaseGeometry]] = {}
    for tags, shape in _find_tags(catalogue, frame, name):
        voltage = find_voltage(tags.get("voltage", ""))
        if (voltage.least_v or 0) >= least_v:
            found.setdefault(voltage, []).append(shape)
    return found


def _find_kinds(
    catalogue: Catalogue, frame: Frame, name: str
) -> Iterator[tuple[str, BaseGeometry]]:
    """Find what of a layer lies in a frame, with the value of the layer's main OSM key."""
    keys = get_layer(name).query_tags
    for tags, shape in _find_tags(catalogue, frame, name):
        yield next((tags[key] for key in keys if key in tags), ""), shape


def _find_tags(
    catalogue: Catalogue, frame: Frame, name: str
) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
    layer = catalogue.layers.get(name)
    if layer is None:
        return
    for index in layer.find(frame.geographic_box).tolist():
        yield (
            orjson.loads(layer.features[index])["properties"]["tags"],
            layer.tree.geometries[index],
        )
