"""Cross-river projects: anything across the divide that people could build or agree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import geopandas as gpd
from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass
from shapely.geometry.base import BaseGeometry

from geodata.cities.consents import ProjectKey
from geodata.cities.facts import Named, Sources
from geodata.cities.geojson_files import read_geometry
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug, load_records
from geodata.cities.sources import Certainty, Source
from geodata.crs import GEOGRAPHIC
from geodata.dates import PartialDate
from geodata.divide.joins import Joins
from geodata.names import Names, Text
from geodata.sentences import Sentence, sentence

LARGEST_COST = 1e15
"""Of one figure: more is a slip, and has more digits than can be written exactly."""


class ProjectKind(StrEnum):
    """What is to be built or agreed."""

    BRIDGE = "bridge"
    FOOTBRIDGE = "footbridge"
    WATER = "water"
    WASTEWATER = "wastewater"
    HEATING = "heating"
    POWER = "power"
    TELECOM = "telecom"
    WASTE = "waste"
    RAIL = "rail"
    BUS = "bus"
    RIVER_BANK = "river bank"
    OTHER = "other"


class ProjectStatus(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    PROPOSED = "proposed"
    IN_REVIEW = "in review"
    AGREED = "agreed"
    FUNDED = "funded"
    UNDER_CONSTRUCTION = "under construction"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class PartnerRole(StrEnum):
    """What a partner does in a project, where a source says it."""

    CLIENT = "client"
    CONTRACTOR = "contractor"
    FUNDER = "funder"


@dataclass(frozen=True, config=STRICT_RECORD)
class HistoryStep:
    """A status that a project reached, when, and who says so (no source for an example)."""

    status: ProjectStatus
    date: PartialDate | None = None
    sources: tuple[Source, ...] = ()
    certainty: Certainty | None = None
    note: Text | None = None


@dataclass(frozen=True, config=STRICT_RECORD)
class Partner:
    """Somebody who takes part, on a bank or on none."""

    name: Text
    side: Slug | None = None
    sources: tuple[Source, ...] = ()
    certainty: Certainty | None = None
    role: PartnerRole | None = None


@dataclass(frozen=True, config=STRICT_RECORD)
class Cost:
    """A range of cost with its source; equal ends for an exact figure."""

    low: Annotated[float, Field(ge=0, le=LARGEST_COST, allow_inf_nan=False)]
    high: Annotated[float, Field(ge=0, le=LARGEST_COST, allow_inf_nan=False)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    sources: Sources
    certainty: Certainty
    date: PartialDate | None = None
    """Of the figure, where a source gives one."""
    of: Text | None = None
    """What it is the cost of, where it is not all of the project's."""
    contract: Slug | None = None
    """Contract whose sum it is, where it is one; projects that share a contract name the same."""
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Cost:
        if self.low > self.high:
            raise ValueError(sentence("low is more than high"))
        return self


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Project(Named):
    """One ``[[project]]`` of a ``projects.toml``."""

    id: Slug
    kind: ProjectKind
    history: Annotated[tuple[HistoryStep, ...], Field(min_length=1)]
    geometry: Annotated[BaseGeometry | None, BeforeValidator(read_geometry)] = None
    """Point, line or area, (lon, lat) in EPSG:4326; None where nobody says where."""
    geometry_certainty: Certainty | None = None
    location: Text | None = None
    """Where it is, in the words of the sources."""
    summary: Names | None = None
    crossing: Slug | None = None
    """Id of the registered crossing that this project built or changed."""
    partners: tuple[Partner, ...] = ()
    costs: tuple[Cost, ...] = ()
    """What sources say that it costs; they may contradict each other, and are never added up."""
    sources: tuple[Source, ...] = ()
    certainty: Certainty | None = None
    is_example: bool = False
    """True for what this software's authors made up to show what it can do."""
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Project:
        """Refuse a fact without a source, but for examples, which have none."""
        facts: list[tuple[str, Project | HistoryStep | Partner]] = [("", self)]
        facts += [(f"history.{place}", one) for place, one in enumerate(self.history)]
        facts += [(f"partners.{place}", one) for place, one in enumerate(self.partners)]
        for name, fact in () if self.is_example else facts:
            if not (fact.sources and fact.certainty):
                raise ValueError(_say_unsourced(name))
        return self

    @property
    def status(self) -> ProjectStatus:
        """The last status of the history."""
        return self.history[-1].status


@dataclass(frozen=True, config=STRICT_RECORD)
class ProjectFile(RegistryFile):
    """A ``projects.toml``: the list of its ``[[project]]`` tables."""

    project: tuple[Project, ...] = ()


def _say_unsourced(name: str) -> Sentence:
    if name:
        return sentence("%(name)s needs sources and certainty", name=name)
    return sentence("the project needs sources and certainty")


_PROJECT = TypeAdapter(Project)


def store_projects(
    projects: Sequence[Project],
    joins: Sequence[Joins],
    keys: Sequence[Sequence[ProjectKey]] = (),
    signed: Mapping[str, str] | None = None,
    assessments: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Make the snapshot's table of projects, EPSG:4326; no geometry where nobody says where.

    Parameters
    ----------
    joins, keys
        Of each project in their order; no keys at all where no consents are recorded.
    signed, assessments
        Project → JSON of what the city's register says was signed of it, or attached to it.
    """
    rows = [
        {
            "id": project.id,
            "kind": project.kind.value,
            "status": project.status.value,
            "is_example": project.is_example,
            "name": json.dumps(project.name, ensure_ascii=False),
            "record": _PROJECT.dump_json(project, exclude={"geometry"}).decode(),
            "joins": json.dumps(joined.to_dict(), ensure_ascii=False),
            "keys": json.dumps([asdict(key) for key in held], ensure_ascii=False),
            "signed": (signed or {}).get(project.id, "null"),
            "assessments": (assessments or {}).get(project.id, "[]"),
            "geometry": project.geometry,
        }
        for project, joined, held in zip(projects, joins, keys or [()] * len(projects), strict=True)
    ]
    columns = ["id", "kind", "status", "is_example", "name", "record", "joins"]
    columns += ["keys", "signed", "assessments", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=GEOGRAPHIC)


def load_projects(frame: gpd.GeoDataFrame) -> tuple[Project, ...]:
    """Read the projects back from the snapshot's table."""
    return load_records(frame, _PROJECT)
