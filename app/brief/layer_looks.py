"""Draws the layers of the layer table on paper, as the maps on screen do, and lists their looks."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely

from app.brief.base_map import (
    SMALLEST_MM2,
    draw_green,
    draw_power,
    draw_roads,
    draw_waters,
)
from app.brief.frame import Frame, write_path
from app.catalogue.catalogue import Catalogue
from app.maps.style import choose_rank
from geodata.arrays import Objects
from geodata.base_style import BUILDING, GREENS, PATH, RAIL
from geodata.colours import SECTOR_COLOURS, WATER
from geodata.layers import Layer, Shape
from geodata.voltages import POWER_LAYERS

_POINT, _LINE, _AREA = 0, 1, 2
"""Dimensions of geometries, as shapely tells them, one lower than their number."""

_AREAS = {
    "water_areas": {"fill": WATER, "fill-opacity": "0.9"},
    "green_areas": {"fill": GREENS[-1].fill, "fill-opacity": "0.6"},
    "buildings": {"fill": BUILDING, "fill-opacity": "0.7", "stroke": "#a39a8c"},
}
_BY_CLASS = {"roads": draw_roads, "green_areas": draw_green, "waterways": draw_waters}
_DASHED = {"rail": RAIL, "paths": PATH}
"""Lines of transport that are no roads, so that a print tells them from roads."""
_THIN = frozenset({"paths", "boundaries", "crossing_ways"})


def order_layers(layers: list[Layer]) -> list[Layer]:
    """Order layers from the lowest to the highest: areas, lines, sites."""
    return sorted(layers, key=lambda layer: (choose_rank(layer), layer.name != "water_areas"))


def choose_swatch(layer: Layer) -> tuple[str, str]:
    """Choose how a legend shows a layer, and its colour: see `app.brief.sheet.LegendEntry`."""
    if layer.name in _DASHED:
        return "dashes", _DASHED[layer.name]
    shape = min(layer.shapes, key=list(Shape).index)
    kind = {Shape.POINT: "dot", Shape.LINE: "line", Shape.AREA: "fill"}[shape]
    return kind, _AREAS.get(layer.name, {}).get("fill", SECTOR_COLOURS[layer.sector])


def draw_layer(svg: Element, catalogue: Catalogue, frame: Frame, layer: Layer) -> None:
    """Draw what of a layer lies in a frame: areas, lines over them, points on top."""
    if layer.name in _BY_CLASS:
        _BY_CLASS[layer.name](svg, catalogue, frame)
        return
    if layer.name in POWER_LAYERS:
        draw_power(svg, catalogue, frame, layer.name)
        return
    features = catalogue.layers[layer.name]
    rows = features.find(frame.geographic_box)
    placed = frame.place_all(features.tree.geometries[rows])
    colour = SECTOR_COLOURS[layer.sector]
    dimensions = shapely.get_dimensions(placed)
    areas = placed[(dimensions == _AREA) & (shapely.area(placed) >= SMALLEST_MM2)]
    usual = {"fill": colour, "fill-opacity": "0.35", "stroke": colour}
    _draw_paths(svg, areas, {"stroke-width": "0.1", **_AREAS.get(layer.name, usual)})
    width = "0.2" if layer.name in _THIN else "0.4"
    line = {"fill": "none", "stroke": _DASHED.get(layer.name, colour), "stroke-width": width}
    if layer.name in _DASHED:
        line["stroke-dasharray"] = ".9 .5"
    _draw_paths(svg, placed[dimensions == _LINE], line)
    _draw_points(svg, placed[dimensions == _POINT], colour)


def _draw_paths(svg: Element, shapes: Objects, look: dict[str, str]) -> None:
    path = " ".join(filter(None, map(write_path, shapes)))
    if path:
        SubElement(svg, "path", {"d": path, "fill-rule": "evenodd", **look})


def _draw_points(svg: Element, points: Objects, colour: str) -> None:
    """Draw points as round ends of lines that have no length: one path for all."""
    places = np.unique(shapely.get_coordinates(points).round(1), axis=0)
    path = "".join(f"M{x:.1f},{y:.1f}h.01" for x, y in places)
    if path:
        for stroke, width in (("#fff", "1.9"), (colour, "1.4")):
            look = {"stroke": stroke, "stroke-width": width, "stroke-linecap": "round"}
            SubElement(svg, "path", {"d": path, **look})
