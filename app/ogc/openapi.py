"""The OpenAPI 3.0 document of the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.filters.cql2 import LANGUAGES as FILTER_LANGUAGES
from app.filters.cql2 import LONGEST
from app.filters.crs import System
from app.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from app.ogc.openapi_schemas import SCHEMAS
from app.ogc.parameters import EVERYWHERE, FORMATS, MOST, OF_ITEMS, PAGE, SNAPSHOT
from app.ogc.served import Served
from app.ogc.tilesets import GRID
from app.web.problems import MEDIA_TYPE as PROBLEM
from geodata import LICENCE_URL
from geodata.names import LANGUAGES

VERSION = "1.0.0"

_NUMBERS = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_TEXT = {"type": "string"}


def describe_api(api: str, served: Served) -> dict[str, Any]:
    """Describe every resource with its parameters and answers."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{served.title} – OGC API",
            "description": f"{served.description} Besides the parameters below, the features of a "
            "collection can be asked for by the value of any of its queryables, such as "
            "`side=north`.",
            "version": VERSION,
            "license": {"name": served.attribution, "url": LICENCE_URL},
        },
        "servers": [{"url": api}],
        "paths": _list_paths(served.tiles is not None),
        "components": {
            "parameters": _list_parameters(served.systems, list(served.collections)),
            "responses": _list_refusals(),
            "schemas": SCHEMAS,
        },
    }


def _list_paths(has_tiles: bool) -> dict[str, Any]:  # noqa: FBT001
    collection = "/collections/{collectionId}"
    paths = {
        "/": _get("Landing page", "landingPage"),
        "/api": _get("This document", None, media_type=OPENAPI),
        "/conformance": _get("Standards followed", "confClasses"),
        "/collections": _get("All collections", "collections"),
        collection: _get("A collection", "collection", "collectionId"),
        f"{collection}/queryables": _get(
            "What its features can be asked for", None, "collectionId", media_type=SCHEMA
        ),
        f"{collection}/schema": _get(
            "What its features have", None, "collectionId", media_type=SCHEMA
        ),
        f"{collection}/feature-schema": _get(
            "What a feature is in GeoJSON", None, "collectionId", media_type=SCHEMA
        ),
        f"{collection}/items": _get(
            "Its features",
            "featureCollection",
            *("collectionId", *OF_ITEMS[len(EVERYWHERE) :]),
            media_type=GEOJSON,
        ),
        f"{collection}/items/{{featureId}}": _get(
            "One feature",
            "feature",
            *("collectionId", "featureId", SNAPSHOT, "crs"),
            media_type=GEOJSON,
        ),
    }
    if has_tiles:
        paths["/tiles"] = _get("Sets of vector tiles", "tilesets")
        paths[f"/tiles/{GRID}"] = _get("The set of vector tiles", "tileset")
    return paths


def _get(
    summary: str, schema: str | None, *parameters: str, media_type: str = JSON
) -> dict[str, Any]:
    """Describe what GET does at one path."""
    body: dict[str, Any] = {"type": "object"}
    if schema:
        body = {"$ref": f"#/components/schemas/{schema}"}
    content = {media_type: {"schema": body}, HTML: {"schema": _TEXT}}
    refusals = {"400": "Refused", "503": "NotReady"}
    if parameters:
        refusals["404"] = "Unknown"
    named = [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, *EVERYWHERE)]
    return {
        "get": {
            "summary": summary,
            "parameters": named,
            "responses": {
                "200": {"description": summary, "content": content},
                "304": {"description": "The reader's copy is still current"},
                **{
                    status: {"$ref": f"#/components/responses/{name}"}
                    for status, name in refusals.items()
                },
            },
        }
    }


def _list_refusals() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/problem"}
    content = {PROBLEM: {"schema": schema}, HTML: {"schema": _TEXT}}
    sentences = {
        "Refused": "A parameter is unknown or malformed; the answer names it (RFC 9457)",
        "Unknown": "There is no such collection or feature (RFC 9457)",
        "Gone": "The data version is no longer kept (RFC 9457)",
        "NotReady": "No snapshot is loaded yet (RFC 9457)",
    }
    return {name: {"description": said, "content": content} for name, said in sentences.items()}


def _list_parameters(systems: Iterable[System], collections: list[str]) -> dict[str, Any]:
    crs = {"type": "string", "format": "uri", "enum": [system.uri for system in systems]}
    default_crs = {**crs, "default": crs["enum"][0]}
    whole = {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0}
    lists = {"type": "array", "items": _TEXT}
    described: dict[str, tuple[str, dict[str, Any]]] = {
        "f": ("Form of the answer", {"type": "string", "enum": list(FORMATS)}),
        "lang": ("Language of titles and pages", {"type": "string", "enum": list(LANGUAGES)}),
        SNAPSHOT: ("Id of a data version that is kept; the current one without it", _TEXT),
        "limit": (
            f"Features of a page; whoever asks for more than {MOST:,} gets so many",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
        ),
        "offset": ("Features to pass over", whole),
        "bbox": ("Least and greatest coordinates, in the order of axes of bbox-crs", _NUMBERS),
        "bbox-crs": ("System of the box", default_crs),
        "crs": ("System of the answer", default_crs),
        "datetime": ("A time, or two with a slash between; `..` is open", _TEXT),
        "properties": ("Fields of the answer", lists),
        "sortby": ("Fields to sort by, a minus before those that begin with the greatest", lists),
        "q": ("Words in any script, case and accents that name a feature", _TEXT),
        "filter": ("What must hold of a feature, in CQL2", {**_TEXT, "maxLength": LONGEST}),
        "filter-lang": (
            "Language of the filter",
            {"type": "string", "enum": list(FILTER_LANGUAGES), "default": FILTER_LANGUAGES[0]},
        ),
        "filter-crs": ("System of coordinates in the filter", default_crs),
    }
    parameters = {name: _parameter(name, *said) for name, said in described.items()}
    for name, schema in (("collectionId", {**_TEXT, "enum": collections}), ("featureId", _TEXT)):
        parameters[name] = {"name": name, "in": "path", "required": True, "schema": schema}
    return parameters


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": False,
        "schema": schema,
        "style": "form",
        "explode": False,
    }
