"""The map of cross-river projects, beside the crossings that are there today."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from app.assets import Assets
    from app.catalogue import Catalogue

_BESIDE = {"roads", "water_areas", "sewers", "sewage_works", "heating_pipelines", "water_pipelines"}


def draw_projects(catalogue: Catalogue, assets: Assets) -> MapParts:
    """Draw the projects that have a place, with what they could connect to."""
    city_map = start_map(catalogue, assets)
    networks = [layer for layer in list_layers(catalogue) if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, networks)]
    above = [add_layer(city_map, spec) for spec in (PROJECTS, CROSSINGS)]
    return finish_map(city_map, [*above, *below], assets)
