"""How many features of each layer a box touches, and the formats in which they can be had."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, PlainValidator, WithJsonSchema

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.crossings import encode_crossings
from app.catalogue.served import get_catalogue
from app.errors import UnknownLayerError
from app.language.titles import say_title
from app.ogc.query import refuse
from app.web.caching import build_headers, is_current
from app.web.pages import get_tools
from app.web.parameters import CrossingQuery
from geodata.dates import read_today
from geodata.exports.formats import Drawing, Format
from geodata.names import Language
from geodata.sentences import sentence

router = APIRouter(tags=["data"])

MOST_LAYERS = 100


def read_layers(texts: list[str]) -> tuple[str, ...]:
    """Read names of layers from texts that have some between commas.

    Raises
    ------
    ValueError
        When there are too many.
    """
    names = tuple(name for text in texts for name in text.split(",") if name)
    if len(names) > MOST_LAYERS:
        raise ValueError(sentence("should be at most %(n)s layers", n=MOST_LAYERS))
    return names


class CountQuery(CrossingQuery):
    """Parameters of the counts: a box, and the layers that are counted in it."""

    layers: Annotated[
        tuple[str, ...],
        PlainValidator(read_layers),
        WithJsonSchema({"type": "string"}),
    ]


class FilesQuery(CountQuery):
    """Parameters of a list of files: also the language of the page that shows it."""

    lang: Language | None = None


class FormatOnWire(BaseModel):
    """A format in which layers can be had: the end of the address, and its name."""

    extension: str
    title: str


Modelled = Literal["all", "some", "none"]


class Counts(BaseModel):
    """Features by layer that a box touches; all of a layer's where no box is given."""

    snapshot_id: str
    formats: list[FormatOnWire]
    counts: dict[str, int]
    modelled: dict[str, Modelled]
    """How much of each layer, in the box or not, is modelled and not real."""


_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: {"description": "The reader's copy is still current"},
    400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
    404: {"description": "The snapshot has no such layer (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}


@router.get("/api/counts", response_model=Counts, responses=_RESPONSES)
def count_features(request: Request, query: Annotated[CountQuery, Query()]) -> Response:
    """Count the features of some layers in a box, and name the formats they can be had in."""
    catalogue = get_catalogue(request)
    day = query.as_of or read_today()
    headers = build_headers(f"{catalogue.id}-{day}")
    if is_current(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    counts = _count(catalogue, query, day)
    modelled = {name: _tell_modelled(catalogue.get_table(name, day)) for name in query.layers}
    formats = [FormatOnWire(extension=one.value, title=one.label) for one in (*Format, *Drawing)]
    body = Counts(
        snapshot_id=catalogue.id, formats=formats, counts=counts, modelled=modelled
    ).model_dump_json()
    return Response(body, 200, headers, "application/json")


@router.get("/map/files", include_in_schema=False)
def list_files(request: Request, query: Annotated[FilesQuery, Query()]) -> Response:
    """List the files of some layers in a box, as the part of a page that a map's tool shows."""
    catalogue = get_catalogue(request)
    pages, _, wording = get_tools(request)
    day = query.as_of or read_today()
    counts = _count(catalogue, query, day)
    box = {} if query.bbox is None else {"bbox": request.query_params["bbox"]}
    as_of = {"as_of": day.isoformat()} if query.as_of else {}
    there = {**as_of, "filter": "status IS NOT NULL"}
    rows = [
        {
            "name": name,
            "title": say_title(name, wording),
            "count": count,
            "modelled": _tell_modelled(catalogue.get_table(name, day)),
            "query": box | (there if name == "crossings" else {}),
        }
        for name, count in counts.items()
    ]
    values = {"rows": rows, "formats": [*Format, *Drawing]}
    return pages.render_part(request, "downloads/files.html", catalogue, values)


def _count(catalogue: Catalogue, query: CountQuery, day: date) -> dict[str, int]:
    crossings = encode_crossings(catalogue, day)
    known = {**catalogue.layers, "crossings": crossings}
    if unknown := [name for name in query.layers if name not in known]:
        raise UnknownLayerError(sentence("There is no layer %(name)s.", name=repr(unknown[0][:40])))
    if len(set(query.layers)) < len(query.layers):
        raise refuse("layers", sentence("may name each only once"))
    box = query.bbox
    return {
        name: len(known[name].features if box is None else known[name].find(box))
        for name in query.layers
    }


def _tell_modelled(collection: Collection) -> Modelled:
    if not collection.modelled:
        return "none"
    return "all" if collection.modelled == len(collection.everything) else "some"
