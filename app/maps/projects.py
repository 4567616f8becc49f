"""The map of cross-river projects, beside the crossings that are there today."""

from __future__ import annotations

from typing import Any

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
    pad_bounds,
    start_map,
)
from app.maps.elements import Bounds
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {"roads", "water_areas", "sewers", "sewage_works", "heating_pipelines", "water_pipelines"}


def draw_projects(catalogue: Catalogue, assets: Assets, wording: Wording) -> MapParts:
    """Draw the projects that have a place, with what they could connect to."""
    return _draw(catalogue, assets, wording, PROJECTS)


def draw_project(
    catalogue: Catalogue, assets: Assets, wording: Wording, project_id: str
) -> MapParts:
    """Draw one project; the map shows its surroundings first, or the crossings' if it has none."""
    only = {**PROJECTS, "only": project_id}
    ids = [project["id"] for project in catalogue.projects]
    place = catalogue.layers["projects"].tree.geometries[ids.index(project_id)]
    focus = pad_bounds(place.bounds) if place is not None else None
    return _draw(catalogue, assets, wording, only, focus)


def _draw(
    catalogue: Catalogue,
    assets: Assets,
    wording: Wording,
    projects: dict[str, Any],
    focus: Bounds | None = None,
) -> MapParts:
    city_map = start_map(catalogue, assets, wording, focus)
    networks = [layer for layer in list_layers(catalogue) if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, networks)]
    above = [add_layer(city_map, spec) for spec in (projects, CROSSINGS)]
    return finish_map(city_map, [*above, *below], assets)
