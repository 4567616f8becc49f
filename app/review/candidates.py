"""Projects that can be assessed: bridges whose line is known."""

from __future__ import annotations

from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from geodata.cities.projects import ProjectKind
from geodata.streets.network import TravelMode

_ON_FOOT = f";{TravelMode.BICYCLE},{TravelMode.WALK}"
"""Who may use a footbridge, in the order in which addresses have modes."""


def list_placed(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the projects that are a line, each as a candidate in an address: its ends, its modes."""
    projects = [orjson.loads(one) for one in catalogue.layers["projects"].features]
    return [
        {
            "id": project["id"],
            "name": project["properties"]["name"],
            "line": _write_ends(place["coordinates"])
            + (_ON_FOOT if project["properties"]["kind"] == ProjectKind.FOOTBRIDGE else ""),
        }
        for project in projects
        if (place := project["geometry"]) and place["type"] == "LineString"
    ]


def _write_ends(places: list[list[float]]) -> str:
    return ",".join(str(degrees) for at in (places[0], places[-1]) for degrees in at[:2])


Project = dict[str, Any]
"""As `app.catalogue.projects.describe_projects` describes it."""

_BRIDGES = {"bridge", "footbridge"}


def list_places(catalogue: Catalogue) -> list[tuple[Project, BaseGeometry | None]]:
    """List the projects with their places, (lon, lat) in EPSG:4326, where they have any."""
    places = catalogue.layers["projects"].tree.geometries
    return list(zip(catalogue.projects, places, strict=True))


def is_bridge(project: Project, place: BaseGeometry) -> bool:
    """Tell whether a project can be assessed: a bridge whose line is known."""
    return project["kind"] in _BRIDGES and place.geom_type == "LineString"


def is_assessable(catalogue: Catalogue, project_id: str) -> bool:
    """Tell whether a project of this id is a bridge whose line is known."""
    return any(
        project["id"] == project_id and place is not None and is_bridge(project, place)
        for project, place in list_places(catalogue)
    )


def list_ends(place: BaseGeometry) -> tuple[tuple[float, float], ...]:
    """List the two ends of a line, (lon, lat)."""
    places = shapely.get_coordinates(place)
    return tuple((float(lon), float(lat)) for lon, lat in (places[0], places[-1]))
