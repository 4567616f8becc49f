"""What a print of the map may ask for: the view, the layers, and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import shapely
from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema

from app.catalogue.catalogue import Catalogue
from app.maps.base import find_focus
from app.maps.printable import list_first, list_printable
from app.ogc.query import refuse
from geodata.bbox import parse_bbox
from geodata.names import Language
from geodata.sentences import sentence


class Paper(StrEnum):
    """A size of paper."""

    A4 = "a4"
    A3 = "a3"

    @property
    def sides_mm(self) -> tuple[float, float]:
        """The short side and the long one."""
        return {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}[self.value]


class Orientation(StrEnum):
    """Which side of the paper lies below."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class PrintQuery(BaseModel):
    """Parameters of a print of the map."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    bbox: Annotated[
        shapely.Polygon | None, PlainValidator(parse_bbox), WithJsonSchema({"type": "string"})
    ] = None
    """What is seen: left,bottom,right,top in degrees; what the map shows first when absent."""
    layers: str | None = None
    """Names of layers with commas between; those of the first view when absent."""
    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.LANDSCAPE
    lang: Language | None = None


def read_layers(text: str | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Read names of layers, in the order of the city's list.

    Raises
    ------
    RequestValidationError
        When the city has no layer of a name; names those that there are.
    """
    if text is None:
        return tuple(list_first(catalogue))
    known = list_printable(catalogue)
    asked = set(_split(text))
    if not asked <= set(known):
        raise refuse("layers", sentence("should be one of %(known)s", known=", ".join(known)))
    return tuple(name for name in known if name in asked)


def _split(text: str) -> Iterator[str]:
    return (name for one in text.split(",") if (name := one.strip()))


def read_view(box: shapely.Polygon | None, catalogue: Catalogue) -> shapely.Polygon:
    """Read the part of a view that lies in the study area.

    Raises
    ------
    RequestValidationError
        When none of it does.
    """
    asked = shapely.box(*find_focus(catalogue)) if box is None else box
    seen = asked.intersection(shapely.box(*catalogue.manifest.bounds))
    if seen.is_empty:
        raise refuse("bbox", sentence("shows nothing of the study area"))
    return shapely.box(*seen.bounds)
