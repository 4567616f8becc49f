"""The map on which bridges are drawn and judged: banks, crossings of a day, projects, streets."""

from __future__ import annotations

from datetime import date

from app.catalogue.catalogue import Catalogue
from app.maps.base import (
    CROSSINGS,
    GROUND,
    PROJECTS,
    MapParts,
    add_layer,
    add_layers,
    finish_map,
    list_layers,
    start_map,
)
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {"roads", "paths", "water_areas"}


def draw_review(catalogue: Catalogue, assets: Assets, wording: Wording, day: date) -> MapParts:
    """Draw what candidates are judged against; ``static/js/review_map.js`` draws candidates."""
    city_map = start_map(catalogue, assets, wording)
    ways = [layer for layer in list_layers(catalogue) if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, ways)]
    of_day = {**CROSSINGS, "url": f"{CROSSINGS['url']}?as_of={day.isoformat()}"}
    above = [add_layer(city_map, spec) for spec in (of_day, PROJECTS)]
    return finish_map(city_map, [*above, *below], assets)
