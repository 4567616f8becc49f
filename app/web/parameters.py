"""What requests may ask for, checked before anything is looked up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import shapely
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from geodata.bbox import parse_bbox
from geodata.dates import parse_day
from geodata.names import Language

_BOX_SCHEMA = {
    "type": "string",
    "description": "left,bottom,right,top in degrees, EPSG:4326: only what touches the box",
}


Snapshot = Annotated[
    str | None,
    Field(description="Id of a data version that is kept, as `/api/snapshots` lists them"),
]


class LayerQuery(BaseModel):
    """Parameters of a layer."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    bbox: Annotated[
        shapely.Polygon | None, PlainValidator(parse_bbox), WithJsonSchema(_BOX_SCHEMA)
    ] = None


class CrossingQuery(LayerQuery):
    """Parameters of the crossings: also a day."""

    as_of: Annotated[
        date | None, PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
    ] = None
    """The day whose state is asked for; today when absent."""


class ExportQuery(CrossingQuery):
    """Parameters of files: what part of a layer is wanted, in the words of the API's features.

    The names of a layer's fields are parameters, too: `app.downloads.subset` reads and checks
    them, as it knows the layer, and all that is plain text here.
    """

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True)

    side: Annotated[str | None, Field(description="Id of a bank, or across, river, outside")] = None
    provider: Annotated[str | None, Field(description="Id of a provider of the registry")] = None
    q: Annotated[
        str | None,
        Field(description="Words in any script, case and accents that name a feature"),
    ] = None
    bom: Annotated[
        bool,
        Field(
            description="Whether a CSV file begins with the mark by which spreadsheets know UTF-8"
        ),
    ] = False
    snapshot: Snapshot = None
    datetime: Annotated[
        str | None, Field(description="A time, or two with a slash between; `..` is open")
    ] = None
    filter: Annotated[str | None, Field(description="What must hold of a feature, in CQL2")] = None
    filter_lang: Annotated[
        str | None,
        Field(alias="filter-lang", description="Its language: cql2-text when absent, or cql2-json"),
    ] = None
    filter_crs: Annotated[
        str | None,
        Field(
            alias="filter-crs",
            description="System of its coordinates, as the API names it; CRS84 when absent",
        ),
    ] = None


class FileQuery(ExportQuery):
    """Parameters of files that may be in another coordinate system."""

    crs: Annotated[
        str | None,
        Field(
            description="Coordinate system of a GeoPackage, FlatGeobuf, GeoParquet or DXF file, as "
            "the API names it, such as EPSG:9141; EPSG:4326 when absent, of DXF the city's own"
        ),
    ] = None


class LanguageQuery(BaseModel):
    """Parameters of files that speak to people."""

    model_config = ConfigDict(extra="forbid")

    lang: Language | None = None
    """The language of titles; else the one that the reader prefers."""


class ListQuery(BaseModel):
    """What of a list is shown, and in what order; a value that nothing has shows everything."""

    kind: str = ""
    status: str = ""
    sort: str = ""


class DayQuery(ListQuery):
    """Parameters of the page of crossings; a browser sends an empty day when none is chosen."""

    as_of: Annotated[
        date | None, PlainValidator(lambda text: parse_day(text) if text else None)
    ] = None
    population: str = ""
    """Published totals of people to weigh by: see `geodata.cities.population`."""
