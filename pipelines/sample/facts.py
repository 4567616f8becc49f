"""Reads the sourced facts that the sample is built around: river, outline, places and crossings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.cities.crossings import CrossingFact, CrossingFile
from geodata.cities.geojson_files import read_geojson
from geodata.cities.profile import CITIES
from geodata.cities.records import STRICT_RECORD, LonLat, Slug, read_toml
from geodata.cities.sources import Certainty
from geodata.crs import GEOGRAPHIC, project
from geodata.names import Names, Text
from pipelines.sample.parts import pick_largest

FOLDER = CITIES / "mitrovica"
CRS = "EPSG:32634"
"""The metric CRS of the city, in which the sample is drawn."""

BOX = (20.850, 42.872, 20.880, 42.905)
"""Left, bottom, right, top in degrees: the urban core, where the river's line is known."""

NORTH_RELATION = 7426353
SOUTH_RELATION = 1332167

PlaceKind = Literal[
    "village", "suburb", "neighbourhood", "city", "hospital", "school", "university",
    "fire_station", "police", "post_office", "atm", "bank",
]  # fmt: skip


@dataclass(frozen=True, config=STRICT_RECORD)
class Place:
    """A place or landmark; a description stands where no name was found that both banks use.

    `municipality` is `DISPUTED` where sources differ: the registry of names has their claims.
    """

    kind: PlaceKind
    point: LonLat
    side: Slug
    municipality: Slug
    source: Text
    certainty: Certainty
    name: Text | None = None
    description: Text | None = None
    names: Names | None = None
    """Names by language, beside `name` as mapped."""
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Place:
        if (self.name is None) == (self.description is None):
            raise ValueError("needs either name or description")
        if self.names and not self.name:
            raise ValueError("names: stand beside a name")
        return self


@dataclass(frozen=True, config=STRICT_RECORD)
class PlaceFile:
    """A ``places.toml``: the list of its ``[[place]]`` tables."""

    place: Annotated[tuple[Place, ...], Field(min_length=1)]


def to_metric(geometry: BaseGeometry) -> BaseGeometry:
    """Project a geometry from EPSG:4326, (lon, lat), to `CRS`."""
    return project(geometry, GEOGRAPHIC, CRS)


def locate(lon: float, lat: float) -> Point:
    """Make a metric point of a position in (lon, lat)."""
    return Point(to_metric(Point(lon, lat)).coords)


def draw_line(*lonlat: tuple[float, float]) -> LineString:
    """Make a metric line of positions in (lon, lat)."""
    return LineString(to_metric(LineString(lonlat)).coords)


def read_river(folder: Path = FOLDER) -> LineString:
    """Read the river's known line in the metric CRS, in the direction of flow."""
    (line,) = read_geojson(folder / "river.geojson")
    return draw_line(*((lon, lat) for lon, lat in line.coords))


def read_north_outline(folder: Path = FOLDER) -> Polygon:
    """Read the outline of the northern municipality in the metric CRS."""
    (outline,) = read_geojson(folder / "municipality-north.geojson")
    return Polygon(pick_largest(to_metric(outline)).exterior)


def read_places(folder: Path = FOLDER) -> tuple[Place, ...]:
    """Read the places and landmarks."""
    return read_toml(folder / "places.toml", PlaceFile).place


def read_crossings(folder: Path = FOLDER) -> dict[str, CrossingFact]:
    """Read the registered crossings by id."""
    registry = read_toml(folder / "crossings.toml", CrossingFile)
    return {fact.id: fact for fact in registry.crossing}
