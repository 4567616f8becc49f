"""What stands behind a place: the study area, the river with its banks, and the known crossings."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from app.register.settings import RegisterSettings
from geodata.assessment.words import say_name
from geodata.base_style import STREETS, find_street
from geodata.cities.geojson_files import read_geojson
from geodata.cities.profile import City, find_city_file
from geodata.cities.registries import Registries
from geodata.errors import CityFileError, SnapshotError
from geodata.names import Names
from geodata.snapshot.store import Snapshot, open_snapshot, read_current_id
from geodata.wording import Wording

log = logging.getLogger(__name__)

_RIVER_FILE = "river.geojson"
_PARTS = ("study_area", "left", "right", "water", "streets", "divide")
_STEP_DEG = 0.00002
"""About 2 m: bends that nobody sees."""
_GRID_DEG = 0.00001
_MOST_VERTICES = 4_000
"""Of streets, the most important first: they stand in the page itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What stands behind a place, in EPSG:4326, (lon, lat); the same one until it changes."""

    parts: Mapping[str, BaseGeometry]
    """Of the study area, as a snapshot calls them."""
    crossings: tuple[tuple[Names, Point], ...]
    is_modelled: bool = False
    """Whether its streets and its water are not real."""

    @property
    def has_river(self) -> bool:
        """Whether anything tells where the river is."""
        return "divide" in self.parts

    def write(self, wording: Wording) -> dict[str, Any]:
        """Write it as GeoJSON for a map, which names the crossings in a language."""
        placed = [({"part": part}, shape) for part, shape in self.parts.items()]
        placed += [
            ({"name": say_name(names, wording.language)}, point) for names, point in self.crossings
        ]
        features = [
            {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
            for properties, shape in placed
        ]
        return {"type": "FeatureCollection", "features": features}


class LiveGround:
    """Reads the ground from a map's snapshot where one is named, else from the city's files."""

    def __init__(self, settings: RegisterSettings, city: City, found: Registries) -> None:
        self._settings, self._city = settings, city
        self._crossings = tuple(
            (one.name, Point(one.point)) for one in found.crossings if one.point
        )
        self.version: str | None = None
        """Id of the snapshot that it was read from; None where it is of the city's files."""
        self._ground = self._make(self._read_files())

    def read(self) -> Ground:
        """Read the ground of now; a snapshot that cannot be read changes nothing."""
        folder = self._settings.map_data
        try:
            current = read_current_id(folder) if folder else None
            if folder and current and current != self.version:
                self.version = current
                snapshot = open_snapshot(folder, current)
                banks = snapshot.read_table("banks")
                shapes = dict(zip(banks["part"], banks.geometry, strict=True))
                shapes["streets"] = _read_streets(snapshot)
                is_modelled = snapshot.manifest.origin.is_modelled
                self._ground = replace(self._make(shapes), is_modelled=is_modelled)
        except SnapshotError as error:
            log.warning("No river is read from the map's data: %s", error)
        return self._ground

    def _make(self, shapes: Mapping[str, BaseGeometry]) -> Ground:
        parts = {
            name: shapely.set_precision(shapely.simplify(shapes[name], _STEP_DEG), _GRID_DEG)
            for name in _PARTS
            if name in shapes
        }
        return Ground(parts, self._crossings)

    def _read_files(self) -> dict[str, BaseGeometry]:
        found: dict[str, BaseGeometry] = {"study_area": self._city.study_area}
        path = find_city_file(self._settings.city, _RIVER_FILE)
        if self._city.divide.line is not None:
            found["divide"] = self._city.divide.line
        elif path.exists():
            try:
                (found["divide"],) = read_geojson(path)
            except (CityFileError, ValueError) as error:
                log.warning("No river is read from %s: %s", path, error)
        return found


def _read_streets(snapshot: Snapshot) -> BaseGeometry:
    """Read streets as lines, as many of the most important ones as there is room for."""
    if "roads" not in snapshot.layer_names:
        return shapely.MultiLineString()
    roads = snapshot.read_layer("roads")
    roads = roads[roads.geometry.geom_type == "LineString"]
    ranks = [
        STREETS.index(find_street(json.loads(one).get("highway", ""))) for one in roads["tags"]
    ]
    lines = shapely.simplify(roads.geometry.to_numpy()[np.argsort(ranks, kind="stable")], _STEP_DEG)
    has_room = np.cumsum(shapely.get_num_coordinates(lines)) <= _MOST_VERTICES
    return shapely.MultiLineString(list(lines[has_room]))
