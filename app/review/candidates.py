"""Projects that can be assessed: bridges whose line is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from geodata.assessment.request import MOST_POSITIONS
from geodata.cities.projects import ProjectKind, ProjectStatus
from geodata.streets.network import TravelMode

_ENDED = frozenset({ProjectStatus.COMPLETED, ProjectStatus.WITHDRAWN})
_ON_FOOT = f";{TravelMode.BICYCLE},{TravelMode.WALK}"
"""Who may use a footbridge, in the order in which addresses have modes."""


def list_placed(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the projects that are a line, each as a candidate in an address: its line, its modes.

    Those that were built or given up are named where a question has them, and not offered.
    """
    projects = [orjson.loads(one) for one in catalogue.layers["projects"].features]
    return [
        {
            "id": project["id"],
            "name": project["properties"]["name"],
            "is_offered": project["properties"]["status"] not in _ENDED,
            "is_example": project["properties"]["is_example"],
            "line": _write_line(list_positions(place["coordinates"]))
            + (_ON_FOOT if project["properties"]["kind"] == ProjectKind.FOOTBRIDGE else ""),
        }
        for project in projects
        if (place := project["geometry"]) and place["type"] == "LineString"
    ]


def list_positions(places: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """List the positions of a line, (lon, lat); its ends where a candidate has no room for more."""
    kept = places if len(places) <= MOST_POSITIONS else (places[0], places[-1])
    return tuple((float(at[0]), float(at[1])) for at in kept)


def _write_line(places: Sequence[Sequence[float]]) -> str:
    return ",".join(str(degrees) for at in places for degrees in at)


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
