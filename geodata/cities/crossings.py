"""What people know of a crossing: names, dates, sizes and who may use it, each with its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, LonLat, RegistryFile, Slug
from geodata.cities.sources import Certainty, Source
from geodata.dates import PartialDate
from geodata.names import Names, Text


class CrossingKind(StrEnum):
    """What a crossing carries; people walk over a road too unless its access says otherwise."""

    ROAD = "road"
    FOOT = "foot"
    RAIL = "rail"
    FERRY = "ferry"
    PIPE = "pipe"
    CABLE = "cable"


FOR_PEOPLE = frozenset(CrossingKind) - {CrossingKind.PIPE, CrossingKind.CABLE}
"""Kinds that people pass; the others carry services."""


class Use(StrEnum):
    """What crossings are counted, listed and drawn apart by."""

    PEOPLE = "people"
    SERVICES = "services"


class Mode(StrEnum):
    """Ways to travel, by their OSM access keys."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    MOTOR_VEHICLE = "motor_vehicle"
    RAIL = "rail"


class Access(StrEnum):
    """What a traveller meets."""

    YES = "yes"
    NO = "no"
    RESTRICTED = "restricted"
    DISMOUNT = "dismount"
    UNKNOWN = "unknown"
    UNDATED = "not known on this day"
    """Sources name what holds before and after, but the change to no more than a month or year; no
    source states it."""


class Status(StrEnum):
    """The state of a crossing on a day."""

    OPEN = "open"
    RESTRICTED = "restricted"
    DISUSED = "disused"
    FORMER = "former"
    UNDER_CONSTRUCTION = "under construction"
    PROPOSED = "proposed"
    CANDIDATE = "candidate"
    UNKNOWN = "unknown"
    """Sources do not tell of what state it was on the day."""


class Face(StrEnum):
    """Faces of access, which may differ, and what counts of them for travelling."""

    EFFECTIVE = "effective"
    LEGAL = "legal"
    PHYSICAL = "physical"
    PRACTISED = "practised"


@dataclass(frozen=True, config=STRICT_RECORD)
class AccessFact:
    """Who may (legal), can (physical) and does (practised) use a crossing, from–to a day.

    The three faces may differ; a face that no source speaks of stays unknown.
    """

    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    certainty: Certainty
    legal: Access = Access.UNKNOWN
    physical: Access = Access.UNKNOWN
    practised: Access = Access.UNKNOWN
    start: PartialDate | None = None
    end: PartialDate | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if Access.UNDATED in (self.legal, self.physical, self.practised):
            raise ValueError(f"no source states {Access.UNDATED.value!r}: give start and end")
        return self


@dataclass(frozen=True, config=STRICT_RECORD)
class StatusFact:
    """A state that a source gives, from–to a day."""

    status: Status
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    certainty: Certainty
    start: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, config=STRICT_RECORD)
class CrossingFact:
    """One ``[[crossing]]`` of a ``crossings.toml``."""

    id: Slug
    name: Names
    kind: CrossingKind
    certainty: Certainty
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    point: LonLat | None = None
    """(lon, lat) in EPSG:4326; None where no source tells its place."""
    match_m: Annotated[float, Field(gt=0, le=500)] = 60.0
    """How far from `point`, in metres, an OSM structure of a fitting kind may lie to be this
    one."""
    also: tuple[Text, ...] = ()
    length_m: Annotated[float, Field(gt=0)] | None = None
    width_m: Annotated[float, Field(gt=0)] | None = None
    started: PartialDate | None = None
    built: PartialDate | None = None
    opened: PartialDate | None = None
    rebuilt: PartialDate | None = None
    closed: PartialDate | None = None
    status: tuple[StatusFact, ...] = ()
    access: tuple[AccessFact, ...] = ()
    note: Text | None = None

    @property
    def in_place(self) -> PartialDate | None:
        """When it came to be there: opened or, where no source tells that, built."""
        return self.opened or self.built


@dataclass(frozen=True, config=STRICT_RECORD)
class CrossingFile(RegistryFile):
    """A ``crossings.toml``: the list of its ``[[crossing]]`` tables."""

    crossing: tuple[CrossingFact, ...] = ()
