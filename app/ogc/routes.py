"""Addresses of the API under ``/ogc``: plain Starlette routes, as each is asked for many times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from app.catalogue.served import get_catalogue
from app.errors import UnknownTileError
from app.language.choice import get_wording
from app.ogc.documents import (
    describe_collection,
    describe_conformance,
    describe_feature,
    describe_fields,
    describe_landing,
)
from app.ogc.forms import answer, find_collection, wants_page
from app.ogc.items import get_item, get_items
from app.ogc.links import JSON, OPENAPI, SCHEMA, find_api, list_forms, make_link
from app.ogc.openapi import describe_api
from app.ogc.parameters import EVERYWHERE
from app.ogc.query import read_parameters
from app.ogc.served import get_served
from app.ogc.tilesets import GRID, describe_tileset, describe_tilesets
from app.web.pages import Pages
from app.web.site import find_root
from geodata.sentences import sentence

_KNOWN = frozenset(EVERYWHERE)


def get_landing(request: Request) -> Response:
    """Give the landing page."""
    served, api = get_served(request), find_api(request)
    given = read_parameters(request, _KNOWN)
    forms = list_forms(api, given, wants_page(request, given), JSON)
    document = describe_landing(api, served, get_wording(request), forms)
    return _show(request, given, "ogc/landing.html", document)


def get_conformance(request: Request) -> Response:
    """Give the standards that are kept to."""
    given = read_parameters(request, _KNOWN)
    document = describe_conformance(get_served(request))
    return _show(request, given, "ogc/conformance.html", document)


def get_api(request: Request) -> Response:
    """Give the OpenAPI document."""
    given = read_parameters(request, _KNOWN)
    document = describe_api(find_api(request), get_served(request))
    return _show(request, given, "ogc/api.html", document, OPENAPI)


def get_collections(request: Request) -> Response:
    """Give all collections."""
    served, api, wording = get_served(request), find_api(request), get_wording(request)
    given = read_parameters(request, _KNOWN)
    described = []
    for one in served.collections.values():
        document = describe_collection(api, one, served, wording)
        own = make_link("self", f"{api}/collections/{one.name}", JSON)
        described.append(document | {"links": [own, *document["links"]]})
    forms = list_forms(f"{api}/collections", given, wants_page(request, given), JSON)
    document = {"links": forms, "collections": described}
    return _show(request, given, "ogc/collections.html", document)


def get_collection(request: Request) -> Response:
    """Give what there is to know of a collection."""
    served, api = get_served(request), find_api(request)
    collection = find_collection(served, request.path_params["collection"])
    given = read_parameters(request, _KNOWN)
    base = f"{api}/collections/{collection.name}"
    forms = list_forms(base, given, wants_page(request, given), JSON)
    document = describe_collection(api, collection, served, get_wording(request))
    document |= {"links": forms + document["links"]}
    return _show(request, given, "ogc/collection.html", document)


def get_queryables(request: Request) -> Response:
    """Give what the features of a collection can be asked for."""
    return _show_fields(request, "queryables")


def get_schema(request: Request) -> Response:
    """Give what the features of a collection have."""
    return _show_fields(request, "schema")


def get_feature_schema(request: Request) -> Response:
    """Give what a feature of a collection is in GeoJSON."""
    return _show_fields(request, "feature-schema")


def get_tilesets(request: Request) -> Response:
    """Give the sets of vector tiles."""
    return _show_tiles(request, "tiles", describe_tilesets)


def get_tileset(request: Request) -> Response:
    """Give what there is to know of the vector tiles."""
    return _show_tiles(request, f"tiles/{GRID}", describe_tileset)


def _show_fields(request: Request, kind: str) -> Response:
    served, api = get_served(request), find_api(request)
    collection = find_collection(served, request.path_params["collection"])
    given = read_parameters(request, _KNOWN)
    url, wording = f"{api}/collections/{collection.name}/{kind}", get_wording(request)
    title = served.say_title(collection.name, wording)
    if kind == "feature-schema" and not wants_page(request, given):
        return answer(request, describe_feature(url, title, collection, wording), SCHEMA)
    document = describe_fields(url, title, collection, wording, is_schema=kind != "queryables")
    return _show(request, given, "ogc/fields.html", document, SCHEMA)


def _show_tiles(request: Request, path: str, describe: Callable[..., dict[str, Any]]) -> Response:
    catalogue, root = get_catalogue(request), find_root(request)
    given = read_parameters(request, _KNOWN)
    forms = list_forms(f"{root}/ogc/{path}", given, wants_page(request, given), JSON)
    if catalogue.tiles is None:
        raise UnknownTileError(sentence("This data version has no vector tiles."))
    document = describe(root, catalogue, catalogue.tiles, get_wording(request), forms)
    return _show(request, given, "ogc/tiles.html", document)


def _show(
    request: Request,
    given: dict[str, str],
    template: str,
    document: dict[str, Any],
    media_type: str = JSON,
) -> Response:
    """Answer with a document, as a page where that is wanted."""
    if not wants_page(request, given):
        return answer(request, document, media_type)
    pages: Pages = request.app.state.pages
    catalogue = get_served(request).catalogue
    return pages.render(request, template, catalogue, {"document": document})


_COLLECTION = "/collections/{collection}"
ENDPOINTS: Mapping[str, Callable[[Request], Response | Awaitable[Response]]] = MappingProxyType(
    {
        f"{_COLLECTION}/items": get_items,
        f"{_COLLECTION}/items/{{feature:path}}": get_item,
        "/": get_landing,
        "/api": get_api,
        "/conformance": get_conformance,
        "/collections": get_collections,
        _COLLECTION: get_collection,
        f"{_COLLECTION}/queryables": get_queryables,
        f"{_COLLECTION}/schema": get_schema,
        f"{_COLLECTION}/feature-schema": get_feature_schema,
    }
)
"""Path below that of the API → what answers there, the busiest first."""


def list_routes() -> list[BaseRoute]:
    """List the routes of the API of a map, which has tiles, too."""
    endpoints = {**ENDPOINTS, "/tiles": get_tilesets, f"/tiles/{GRID}": get_tileset}
    routes = [Route(path, endpoint) for path, endpoint in endpoints.items()]
    return [Route("/ogc", get_landing), Mount("/ogc", routes=routes)]
