"""The provider registry of a city, and the evidence by which a feature is matched to a provider."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

import pandas as pd
from pydantic import Field, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD, Outline, RegistryFile, Slug
from geodata.cities.sources import Certainty, Source
from geodata.dates import PartialDate
from geodata.names import Names, Text


class Service(StrEnum):
    """What a provider provides."""

    POWER = "power"
    WATER = "water"
    SEWAGE = "sewage"
    HEATING = "heating"
    WASTE = "waste"
    TELECOM = "telecom"
    POST = "post"
    RAIL = "rail"
    BUS = "bus"
    MONEY = "money"
    ROADS = "roads"
    HEALTH = "health"
    EDUCATION = "education"
    INSTITUTION = "institution"


AT_HOME = (
    Service.POWER,
    Service.WATER,
    Service.SEWAGE,
    Service.HEATING,
    Service.WASTE,
    Service.TELECOM,
    Service.POST,
)
"""Services that come to where people live: of a street one asks who provides them there."""


class Role(StrEnum):
    """What part a provider has in a service: network and supply may be in different hands."""

    SUPPLIER = "supplier"
    """Sells the service, or what is delivered, and sends the bill; the network may be another's."""
    DISTRIBUTOR = "distributor"
    """Runs the local network up to the houses."""
    TRANSMISSION = "transmission"
    """Runs the network over long distances, such as high voltage."""
    OPERATOR = "operator"
    """Runs the service, network and supply in one hand."""
    OWNER = "owner"
    """Owns the network or the site; another may run it."""
    REGULATOR = "regulator"
    """Sets the rules or the prices, and serves nobody itself."""


class System(StrEnum):
    """The legal order under which a source says that a provider works."""

    KOSOVO = "kosovo"
    SERBIA = "serbia"
    INTERNATIONAL = "international"
    PRIVATE = "private"
    UNKNOWN = "unknown"


Wikidata = Annotated[str, StringConstraints(pattern=r"^Q[1-9]\d*$")]


@dataclass(frozen=True, config=STRICT_RECORD)
class ServiceArea:
    """Where a source says that a provider serves, and from when until when.

    Exactly one of `municipalities` (ids of the profile) and `outline` (GeoJSON file) is given.
    """

    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    certainty: Certainty
    municipalities: tuple[Slug, ...] = ()
    outline: Outline | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    role: Role | None = None
    """There; the provider's own where none is given."""

    @model_validator(mode="after")
    def _check(self) -> ServiceArea:
        if bool(self.municipalities) == (self.outline is not None):
            raise ValueError("needs either municipalities or outline")
        return self


@dataclass(frozen=True, config=STRICT_RECORD)
class Provider:
    """Somebody who serves people: names in every language, service, role, dates and sources."""

    id: Slug
    name: Names
    service: Service
    role: Role | None
    """None of a hint alone."""
    certainty: Certainty
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    aliases: tuple[Text, ...] = ()
    """Every other way in which OSM mappers or signs write the name."""
    is_hint: bool = False
    """Whether only the name index knows it, and not the city's registry."""
    wikidata: Wikidata | None = None
    system: System = System.UNKNOWN
    system_sources: tuple[Source, ...] = ()
    """`system`, `system_sources`: the legal order under which the sources say it works; unknown
    unless one says so."""
    start: PartialDate | None = None
    end: PartialDate | None = None
    area: Text | None = None
    """Where it serves, in the words of the sources."""
    note: Text | None = None
    service_area: tuple[ServiceArea, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Provider:
        if self.role is None and not self.is_hint:
            raise ValueError("needs a role")
        if self.system is not System.UNKNOWN and not self.system_sources:
            raise ValueError("a system needs system_sources that say so")
        return self


@dataclass(frozen=True, config=STRICT_RECORD)
class ProviderFile(RegistryFile):
    """A ``providers.toml``: the list of its ``[[provider]]`` tables."""

    provider: tuple[Provider, ...] = ()


_PROVIDER = TypeAdapter(Provider)


def store_providers(providers: Iterable[Provider]) -> pd.DataFrame:
    """Make the snapshot's table of the registry; `record` is the whole entry as JSON."""
    rows = [
        {
            "id": provider.id,
            "name": json.dumps(provider.name, ensure_ascii=False),
            "service": provider.service.value,
            "role": provider.role and provider.role.value,
            "system": provider.system.value,
            "certainty": provider.certainty,
            "record": _PROVIDER.dump_json(provider, exclude=_GEOMETRY).decode(),
        }
        for provider in providers
    ]
    columns = ["id", "name", "service", "role", "system", "certainty", "record"]
    return pd.DataFrame(rows, columns=columns)


def read_providers(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Read the snapshot's table: id → entry; what came after it was written has its default."""
    return {
        name: {**_LATER_FIELDS, **json.loads(record)}
        for name, record in zip(table["id"], table["record"], strict=True)
    }


_LATER_FIELDS = {"is_hint": False}
"""Field of a provider → its default; snapshots of earlier versions lack it."""

_GEOMETRY = {"service_area": {"__all__": {"outline"}}}
