"""What people know of a crossing: names, dates, sizes and who may use it, each with its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from geodata.cities.profile import Certainty, Slug, Source
from geodata.cities.records import STRICT_RECORD, LonLat, RegistryFile
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


class Status(StrEnum):
    """The state of a crossing on a day."""

    OPEN = "open"
    RESTRICTED = "restricted"
    DISUSED = "disused"
    FORMER = "former"
    UNDER_CONSTRUCTION = "under construction"
    PROPOSED = "proposed"
    CANDIDATE = "candidate"


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
    point: LonLat
    """(lon, lat) in EPSG:4326."""
    certainty: Certainty
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    match_m: Annotated[float, Field(gt=0, le=500)] = 60.0
    """How far from `point`, in metres, an OSM structure of a fitting kind may lie to be this
    one."""
    also: tuple[Text, ...] = ()
    length_m: Annotated[float, Field(gt=0)] | None = None
    width_m: Annotated[float, Field(gt=0)] | None = None
    started: PartialDate | None = None
    opened: PartialDate | None = None
    closed: PartialDate | None = None
    status: tuple[StatusFact, ...] = ()
    access: tuple[AccessFact, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, config=STRICT_RECORD)
class CrossingFile(RegistryFile):
    """A ``crossings.toml``: the list of its ``[[crossing]]`` tables."""

    crossing: tuple[CrossingFact, ...] = ()
