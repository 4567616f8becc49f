"""The matrix of providers and banks as it goes over the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from geodata.cities.providers import Service
from geodata.names import Names


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cell(_Frozen):
    """Some features of a service, summed up."""

    features: int
    modelled: int = Field(description="How many of them are modelled, not real")
    length_m: float = Field(description="Of the lines among them, in metres")
    share: float = Field(description="Of all features of the service, 0–1")
    bases: dict[str, int] = Field(description="Evidence for the provider → number of features")
    confidence: float | None = Field(description="Mean confidence in the evidence, 0–1, if any")
    contested: int = Field(description="Features that other providers claim, too")


class Row(_Frozen):
    """A provider, an operator that the registry does not know, or no operator at all."""

    key: str = Field(description="As the parameter `provider` takes it")
    kind: Literal["listed", "hinted", "unlisted", "untagged"]
    name: Names | None = Field(description="Of a provider of the registry or the name index")
    role: str | None = Field(description="Of a provider of the registry, in this service")
    operator: str | None = Field(description="Of an unlisted one, as OSM writes it")
    total: Cell
    cells: dict[str, Cell] = Field(description="Column → cell; without empty ones")


class ServiceMatrix(_Frozen):
    """One service: providers × sides."""

    service: Service
    total: Cell
    columns: dict[str, Cell] = Field(description="Column → all providers together")
    rows: list[Row]


class Column(_Frozen):
    """A column of the matrix and the values of `side` that it holds."""

    id: str
    name: Names | None = Field(description="Of a bank")
    sides: list[str]


class Untagged(_Frozen):
    """Features of a layer that say nothing of an operator: work for mappers."""

    service: Service
    layer: str
    features: int
    modelled: int = Field(description="How many of them are modelled, not real")
    osm_ids: list[str] = Field(description="Of those that are in OpenStreetMap")


class Apart(_Frozen):
    """A feature on another bank than most of its municipality's features."""

    service: Service
    layer: str
    id: str
    is_in_osm: bool
    is_modelled: bool
    side: str
    municipality: str


class Matrix(_Frozen):
    """Who serves which bank, and what is not known or stands apart."""

    snapshot: str
    attribution: str
    licence: str
    is_modelled: bool
    columns: list[Column]
    services: list[ServiceMatrix]
    untagged: list[Untagged]
    apart: list[Apart]
