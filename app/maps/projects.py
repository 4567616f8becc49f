"""The map of cross-river projects, beside the crossings that are there today."""

from __future__ import annotations

from app.catalogue.catalogue import Catalogue
from app.maps.base import CROSSINGS, PROJECTS, MapParts, draw_over, pad_bounds
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {
    "roads",
    "water_areas",
    "waterways",
    "green_areas",
    "sewers",
    "sewage_works",
    "heating_pipelines",
    "water_pipelines",
}


def draw_projects(catalogue: Catalogue, assets: Assets, wording: Wording) -> MapParts:
    """Draw the projects that have a place, with what they could connect to."""
    return draw_over(catalogue, assets, wording, _BESIDE, (PROJECTS, CROSSINGS))


def draw_project(
    catalogue: Catalogue, assets: Assets, wording: Wording, project_id: str
) -> MapParts:
    """Draw one project; the map shows its surroundings first, or the crossings' if it has none."""
    only = {**PROJECTS, "only": project_id}
    ids = [project["id"] for project in catalogue.projects]
    place = catalogue.layers["projects"].tree.geometries[ids.index(project_id)]
    focus = pad_bounds(place.bounds) if place is not None else None
    return draw_over(catalogue, assets, wording, _BESIDE, (only, CROSSINGS), focus)
