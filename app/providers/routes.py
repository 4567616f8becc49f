"""The page of providers, and the matrix and its cells as JSON and CSV."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.catalogue.serving import list_serving
from app.language.choice import get_wording
from app.maps.browser_words import name_sides
from app.maps.popups import read_names
from app.maps.providers import draw_providers
from app.maps.spots import COORDINATES, find_spot
from app.providers.cache import ProviderCounts, get_counts
from app.providers.looks import choose_looks
from app.providers.matrix import Served, choose_served, cut_matrix, sum_up
from app.providers.schemas import Matrix
from app.providers.tables import read_facts, write_features, write_matrix
from geodata.cities.providers import Service
from geodata.dates import read_today
from geodata.divide.sides import OUTSIDE
from geodata.gazetteer.kinds import find_title
from geodata.layers import LAYERS
from geodata.sentences import sentence
from geodata.wording import Wording

router = APIRouter()

LISTED_FEATURES = 50
"""Features of a cell, and elements of a work list, that the page names; files have all of them."""

_Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_Empty = BeforeValidator(lambda text: text or None)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "The reader's copy is still current"},
    400: {"description": "A parameter is unknown or malformed (RFC 9457)"},
    503: {"description": "No snapshot is loaded yet (RFC 9457)"},
}
_TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "A table in UTF-8, for spreadsheets, too"}
}
_TABLE_DOCS: dict[str, Any] = {
    "tags": ["providers"],
    "responses": _TABLE | _PROBLEMS,
    "response_class": Response,
}


class MatrixQuery(BaseModel):
    """Parameters of the matrix: one service, or all of them."""

    model_config = ConfigDict(extra="forbid")

    service: Service | None = None


class CellQuery(BaseModel):
    """Parameters of a cell; without a provider it is a column, without a side a row.

    `provider` is a row's `key`: an id of the registry, or ``operator:`` with an operator as OSM
    writes it, or ``operator:`` alone for features without one.
    """

    model_config = ConfigDict(extra="forbid")

    service: Service
    provider: _Text | None = None
    side: _Text | None = None


class PageQuery(BaseModel):
    """Parameters of the page; a form sends empty ones when nothing is chosen."""

    service: Annotated[Service | None, _Empty] = None
    provider: Annotated[_Text | None, _Empty] = None
    side: Annotated[_Text | None, _Empty] = None
    here: Annotated[_Text | None, _Empty] = None
    """Kind and id of a place, as its popup has them, of which is asked who serves it."""


@router.get("/providers", include_in_schema=False)
def show_providers(request: Request, query: Annotated[PageQuery, Query()]) -> Response:
    """Show who serves which bank, one service at a time."""
    catalogue = get_catalogue(request)
    counts = get_counts(request, catalogue)
    state = request.app.state
    _check_side(counts, query.side)
    service = query.service or next((one.service for one in counts.matrix.services), None)
    shown = cut_matrix(counts.matrix, service)
    looks = choose_looks(shown, catalogue.providers)
    values = {
        "page": "providers",
        "map": draw_providers(catalogue, state.assets, get_wording(request), service),
        "matrix": counts.matrix,
        "service": service,
        "shown": shown,
        "looks": looks,
        "script_data": {
            "looks": looks,
            "layers": [layer.name for layer in LAYERS if layer.service == service],
            "columns": {side: one.id for one in counts.matrix.columns for side in one.sides},
        },
        "chosen": _describe_choice(counts, service, query),
        "names": catalogue.providers,
        "registry": _list_registry(counts, service, shown),
        "titles": {layer.name: layer.title for layer in LAYERS},
        "most": LISTED_FEATURES,
        "here": _describe_here(catalogue, query.here, get_wording(request)),
    }
    page: Response = state.pages.render(request, "providers/providers.html", catalogue, values)
    return page


@router.get("/api/providers/matrix", tags=["providers"], responses=_PROBLEMS)
def get_matrix(request: Request, query: Annotated[MatrixQuery, Query()]) -> Matrix:
    """Give who serves which bank: per service, providers × sides, with the evidence.

    Also the features without an operator by layer, and those on another bank than most of their
    municipality. A feature of several layers counts once in each.
    """
    counts = get_counts(request, get_catalogue(request))
    return cut_matrix(counts.matrix, query.service)


@router.get("/api/providers/matrix.csv", **_TABLE_DOCS)
def get_matrix_table(request: Request, query: Annotated[MatrixQuery, Query()]) -> Response:
    """Give the matrix as a table, one row a cell."""
    counts = get_counts(request, get_catalogue(request))
    return _answer_table(
        write_matrix(cut_matrix(counts.matrix, query.service)), query.service, "matrix"
    )


@router.get("/api/providers/cell.csv", **_TABLE_DOCS)
def get_cell_table(request: Request, query: Annotated[CellQuery, Query()]) -> Response:
    """Give the features of a cell, a row or a column as a table."""
    catalogue = get_catalogue(request)
    counts = get_counts(request, catalogue)
    _check_side(counts, query.side)
    known = {
        row.key for one in cut_matrix(counts.matrix, query.service).services for row in one.rows
    }
    if query.provider is not None and query.provider not in known | set(counts.catalogue.registry):
        fault = sentence("is neither in the registry nor in the matrix of this service")
        _refuse("provider", fault)
    chosen = choose_served(
        counts.served, counts.matrix.columns, query.service, query.provider, query.side
    )
    return _answer_table(write_features(catalogue, chosen), query.service, "features")


def _answer_table(text: str, service: Service | None, what: str) -> Response:
    name = "-".join(["providers", *([service.value] if service else []), what])
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "no-cache",
    }
    return Response(text.encode(), 200, headers, "text/csv; charset=utf-8")


def _describe_here(
    catalogue: Catalogue, here: str | None, wording: Wording
) -> dict[str, Any] | None:
    """Describe who serves a place today; None where nobody asks."""
    if here is None:
        return None
    kind, _, thing = here.partition("/")
    spot = find_spot(catalogue, kind, thing)
    if spot is None:
        return {"served": None}
    row = catalogue.collections[kind].ids.get(thing) if kind != COORDINATES else None
    facts = (
        orjson.loads(catalogue.collections[kind].features.features[row])["properties"]
        if row is not None
        else None
    )
    at = spot.shape.representative_point()
    is_outside = spot.side == OUTSIDE
    return {
        "served": [] if is_outside else list_serving(catalogue, spot, read_today()),
        "names": read_names(facts) if facts else {},
        "title": wording.say("kind", find_title(kind, facts["tags"] or {}) or "") if facts else "",
        "written": f"{at.y:.5f}, {at.x:.5f}",
        "at": f"{at.y:.5f}/{at.x:.5f}",
        "side": name_sides(catalogue.manifest.city, wording).get(spot.side or ""),
        "municipality": spot.municipality,
        "is_outside": is_outside,
    }


def _check_side(counts: ProviderCounts, side: str | None) -> None:
    known = [one.id for one in counts.matrix.columns]
    if side is not None and side not in known:
        _refuse("side", sentence("should be one of %(known)s", known=", ".join(known)))


def _refuse(field: str, fault: str) -> None:
    error = {"type": "value_error", "loc": ("query", field), "msg": fault}
    raise RequestValidationError([error])


def _describe_choice(
    counts: ProviderCounts, service: Service | None, query: PageQuery
) -> dict[str, Any] | None:
    """Describe the features that the address names; None where it names all of a service."""
    if service is None or (query.provider is None and query.side is None):
        return None
    columns = counts.matrix.columns
    whole = choose_served(counts.served, columns, service, None, None)
    found = choose_served(whole, columns, service, query.provider, query.side)
    parts = {"service": service.value, "provider": query.provider, "side": query.side}
    return {
        "provider": query.provider,
        "side": query.side,
        "cell": sum_up(found, len(whole)),
        "features": [_describe_feature(counts, one) for one in found[:LISTED_FEATURES]],
        "query": {name: value for name, value in parts.items() if value is not None},
    }


def _describe_feature(counts: ProviderCounts, one: Served) -> dict[str, Any]:
    facts = read_facts(counts.catalogue, one)
    return {
        "id": one.id,
        "is_in_osm": one.is_in_osm,
        "is_modelled": one.is_modelled,
        "layer": one.layer,
        "name": facts["name"],
        "basis": one.basis,
        "claims": one.claims,
        "length_m": one.length_m,
    }


def _list_registry(
    counts: ProviderCounts, service: Service | None, shown: Matrix
) -> list[dict[str, Any]]:
    """List the providers of a service and others that serve its features."""
    seen = {row.key for one in shown.services for row in one.rows}
    return [
        entry
        for key, entry in counts.catalogue.registry.items()
        if key in seen or (service and entry["service"] == service.value)
    ]
