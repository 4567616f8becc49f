"""A city as its profile file says: where it is, what divides it, what its banks are called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    model_validator,
)
from pydantic.dataclasses import dataclass
from shapely.geometry.base import BaseGeometry

from geodata.cities.dividing_ways import DivideKind, DividingWays, name_waterways
from geodata.cities.records import (
    STRICT_RECORD,
    DrawnLine,
    FilePath,
    Outline,
    Slug,
    check_unique_ids,
    read_toml,
)
from geodata.cities.sources import Certainty, Source
from geodata.cities.study_area import measure_area_m2, read_area
from geodata.crs import GEOGRAPHIC, check_metric_crs, choose_metric_crs, densify, project
from geodata.dates import PartialDate
from geodata.errors import CityFileError
from geodata.names import Names, Text

CITIES = Path(__file__).parent
"""Profiles that come with the package, one folder a city."""

MOST_DISTORTION = 0.02
"""By how much of itself an area may be wrong in a city's CRS: UTM stays below 0.002."""


RESERVED_IDS = frozenset({"static", "healthz", "readyz", "cities"})
"""What addresses of no city begin with: no city may be called so, as its own begin with its id."""

FLOOR_AREA = "floor-area"
"""The choice of a population that is none: no publication may be called so."""

_RESERVED_SIDES = {"across", "river", "beyond", "outside"}


@dataclass(frozen=True, config=STRICT_RECORD)
class Bank:
    """One bank of the divide: the id that its features carry and its names."""

    id: Slug
    name: Names


@dataclass(frozen=True, config=STRICT_RECORD)
class DivideSpec:
    """What divides the city: waterways by name, ways by tags, or a line drawn in a file."""

    left: Bank
    right: Bank
    waterways: tuple[Text, ...] = ()
    line: DrawnLine | None = None
    ways: DividingWays | None = None
    kind: DivideKind | None = None
    """What pages call it; where it is absent, the tags tell, and a line in a file is a river."""

    @model_validator(mode="after")
    def _check(self) -> DivideSpec:
        if [bool(self.waterways), self.line is not None, self.ways is not None].count(True) != 1:
            raise ValueError("needs either waterways (names), ways (tags) or line (a GeoJSON file)")
        sides = {self.left.id, self.right.id}
        if len(sides) < 2 or sides & _RESERVED_SIDES:
            raise ValueError(
                "left and right need two different ids, none of across, river, outside"
            )
        return self

    @property
    def chosen_ways(self) -> DividingWays | None:
        """The elements that divide the city; None where a file draws the line."""
        return name_waterways(self.waterways) if self.waterways else self.ways

    @property
    def line_kind(self) -> DivideKind:
        """What kind of line it is."""
        ways = self.chosen_ways
        return self.kind or (DivideKind.RIVER if ways is None else ways.kind)


@dataclass(frozen=True, config=STRICT_RECORD)
class Municipality:
    """An administration, known by its OSM relation or by an outline file."""

    id: Slug
    name: Names
    osm_relation: int | None = None
    outline: Outline | None = None

    @model_validator(mode="after")
    def _check(self) -> Municipality:
        if self.osm_relation is None and self.outline is None:
            raise ValueError("needs osm_relation or outline")
        return self


class Counts(StrEnum):
    """What a published total is a number of."""

    PEOPLE_COUNTED = "people counted"
    RESIDENTS_ESTIMATED = "residents estimated"
    VOTERS_LISTED = "voters listed"
    UNKNOWN = "what it counts is not stated"


def _check_date(day: PartialDate) -> PartialDate:
    if not 1800 <= day.first.year <= 2200:
        raise ValueError("should be a date between 1800 and 2200")
    return day


def _read_source(value: object) -> object:
    """Take a plain text as the name of a source."""
    return {"name": value} if isinstance(value, str) else value


@dataclass(frozen=True, config=STRICT_RECORD)
class PopulationFigure:
    """One published total of a municipality; several may contradict each other."""

    value: Annotated[int, Field(ge=0)]
    date: Annotated[
        PartialDate,
        AfterValidator(_check_date),
        Field(validation_alias=AliasChoices("date", "year")),
    ]
    """The time that it is a total of, as precise as the source."""
    source: Annotated[Source, BeforeValidator(_read_source)]
    certainty: Certainty
    """As a number of residents."""
    counts: Counts = Counts.UNKNOWN
    publication: Slug | None = None
    """What was published with it: figures of several municipalities that share it are a pair."""
    note: Text | None = None

    @property
    def year(self) -> int:
        """The year of the figure, the first one of a span."""
        return self.date.first.year


@dataclass(frozen=True, config=STRICT_RECORD)
class Elevation:
    """A model of the ground's elevation, in m above any level: a raster with a CRS, band 1."""

    file: FilePath
    source: Annotated[Source, BeforeValidator(_read_source)]


def _check_id(name: str) -> str:
    if name in RESERVED_IDS:
        raise ValueError(
            f"{name} is the beginning of an address already: choose another, such as {name}-city"
        )
    return name


def _check_crs(crs: str) -> str:
    return check_metric_crs(crs) if crs else crs


def _check_municipalities(entries: tuple[Municipality, ...]) -> tuple[Municipality, ...]:
    check_unique_ids(entries)
    return entries


def _check_population(
    population: dict[str, tuple[PopulationFigure, ...]],
) -> dict[str, tuple[PopulationFigure, ...]]:
    """Refuse publications that cannot be told apart, or that are of several years."""
    years: dict[str, int] = {}
    for name, figures in population.items():
        named = [one.publication for one in figures if one.publication]
        if len({*named}) < len(named):
            raise ValueError(f"{name}: two figures have the same publication")
        for one in figures:
            if one.publication == FLOOR_AREA:
                raise ValueError(f"{name}: {FLOOR_AREA} is no publication: choose another id")
            if one.publication and years.setdefault(one.publication, one.year) != one.year:
                raise ValueError(f"{name}: {one.publication} has figures of several years")
    return population


@dataclass(frozen=True, config=STRICT_RECORD)
class City:
    """Everything a profile file says, with absolute paths."""

    id: Annotated[Slug, AfterValidator(_check_id)]
    name: Names
    study_area: Annotated[BaseGeometry, BeforeValidator(read_area)]
    """Polygon or multipolygon in EPSG:4326, (lon, lat)."""
    divide: DivideSpec
    crs: Annotated[str, AfterValidator(_check_crs)] = ""
    """The metric CRS of every length and area of this city; chosen from the area when absent."""
    grids: tuple[Annotated[str, AfterValidator(check_metric_crs)], ...] = ()
    """Further metric systems that layers are offered in, such as a national grid."""
    municipality: Annotated[tuple[Municipality, ...], AfterValidator(_check_municipalities)] = ()
    population: Annotated[
        dict[Slug, tuple[PopulationFigure, ...]], AfterValidator(_check_population)
    ] = Field(default_factory=dict)
    elevation: Elevation | None = None
    providers: FilePath | None = None
    crossings: FilePath | None = None
    projects: FilePath | None = None
    institutions: FilePath | None = None
    consents: FilePath | None = None
    agreements: FilePath | None = None
    needs: FilePath | None = None
    money: FilePath | None = None
    languages: FilePath | None = None
    names: FilePath | None = None
    unknown: FilePath | None = None
    sample: FilePath | None = None

    @model_validator(mode="after")
    def _check(self) -> City:
        is_chosen = not self.crs
        if is_chosen:
            object.__setattr__(self, "crs", choose_metric_crs(self.study_area))
        distortion = abs(self.metric_area.area / measure_area_m2(self.study_area) - 1)
        if not distortion < MOST_DISTORTION:
            raise ValueError(
                f"study_area: its parts lie too far apart for one metric crs, as {self.crs}"
                if is_chosen
                else f"crs: {self.crs} distorts the study area: leave it out or take a nearer"
            )
        unknown = set(self.population) - {one.id for one in self.municipality}
        if unknown:
            raise ValueError(f"population names no municipality of this file: {min(unknown)}")
        return self

    @property
    def banks(self) -> tuple[Bank, Bank]:
        """The left and the right bank, in the direction of the divide."""
        return self.divide.left, self.divide.right

    @property
    def metric_area(self) -> BaseGeometry:
        """The study area in the metric CRS."""
        return project(densify(self.study_area), GEOGRAPHIC, self.crs)


def list_cities() -> list[str]:
    """List the ids of the profiles that come with the package."""
    return sorted(path.parent.name for path in CITIES.glob("*/city.toml"))


def load_city(name: str) -> City:
    """Load a city by the id of a bundled profile or by the path of a profile file.

    Raises
    ------
    CityFileError
        When there is no such profile, or a key of it is wrong; names the file and the key.
    """
    if name.endswith(".toml"):
        return read_toml(Path(name), City)
    if name not in list_cities():
        known = ", ".join(list_cities())
        raise CityFileError(f"unknown city {name!r}: give the path of a .toml profile or {known}")
    return read_toml(CITIES / name / "city.toml", City)


def find_city_file(name: str, file: str) -> Path:
    """Find where a file beside a city's profile stands, if it is there."""
    folder = Path(name).parent if name.endswith(".toml") else CITIES / name
    return folder / file
