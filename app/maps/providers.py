"""The map of one service, each feature in the look of its provider."""

from __future__ import annotations

from app.catalogue.catalogue import Catalogue
from app.maps.base import (
    GROUND,
    MapParts,
    add_layer,
    add_layers,
    describe_layer,
    finish_map,
    list_layers,
    start_map,
)
from app.web.assets import Assets
from geodata.cities.providers import Service
from geodata.wording import Wording

_BESIDE = {"roads", "water_areas", "green_areas"}
_NEUTRAL = "#4c5966"


def draw_providers(
    catalogue: Catalogue, assets: Assets, wording: Wording, service: Service | None
) -> MapParts:
    """Draw the layers of a service; ``static/js/providers.js`` gives its features their looks."""
    city_map = start_map(catalogue, assets, wording)
    layers = list_layers(catalogue)
    beside = [layer for layer in layers if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, beside)]
    served = [
        add_layer(city_map, describe_layer(layer, catalogue) | {"colour": _NEUTRAL})
        for layer in layers
        if service and layer.service == service
    ]
    return finish_map(city_map, [*served, *below], assets)
