"""The overview: banks, crossings and projects, and every layer by its sector."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.maps.base import (
    CROSSINGS,
    GROUND,
    PROJECTS,
    MapParts,
    Node,
    add_layer,
    add_layers,
    finish_map,
    list_layers,
    start_map,
)
from geodata.layers import Layer, Sector

if TYPE_CHECKING:
    from app.assets import Assets
    from app.catalogue import Catalogue
    from app.maps.elements import CityMap


def draw_overview(catalogue: Catalogue, assets: Assets) -> MapParts:
    """Draw the map of everything that a snapshot holds."""
    city_map = start_map(catalogue, assets)
    below = [add_layer(city_map, GROUND), *_add_sectors(city_map, catalogue)]
    above = [add_layer(city_map, spec) for spec in (CROSSINGS, PROJECTS)]
    return finish_map(city_map, [*above, *below], assets)


def _add_sectors(city_map: CityMap, catalogue: Catalogue) -> list[Node]:
    layers = sorted(list_layers(catalogue), key=_order_sector)
    return [
        {
            "label": list(Sector)[order].capitalize(),
            "collapsed": True,
            "children": add_layers(city_map, catalogue, group),
        }
        for order, group in groupby(layers, key=_order_sector)
    ]


def _order_sector(layer: Layer) -> int:
    return list(Sector).index(layer.sector)
