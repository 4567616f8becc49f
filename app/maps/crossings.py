"""The map of crossings on a day, over the ways that lead to them."""

from __future__ import annotations

from datetime import date

from app.catalogue.catalogue import Catalogue
from app.maps.base import (
    CROSSINGS,
    GROUND,
    MapParts,
    add_layer,
    add_layers,
    finish_map,
    list_layers,
    start_map,
)
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {"roads", "paths", "rail", "bridges", "crossing_ways", "water_areas"}


def draw_crossings(catalogue: Catalogue, assets: Assets, wording: Wording, day: date) -> MapParts:
    """Draw the crossings that were there on a day, with their state on it."""
    city_map = start_map(catalogue, assets, wording)
    ways = [layer for layer in list_layers(catalogue) if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, ways)]
    of_day = {**CROSSINGS, "url": f"{CROSSINGS['url']}?as_of={day.isoformat()}"}
    return finish_map(city_map, [add_layer(city_map, of_day), *below], assets)
