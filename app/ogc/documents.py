"""What the API says of itself and its collections, as JSON documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.catalogue.collection import Collection
from app.filters.crs import CRS84
from app.ogc.links import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    QUERYABLES,
    SCHEMA,
    SCHEMA_OF,
    VECTOR_TILES,
    Link,
    make_link,
)
from app.ogc.served import Served
from geodata import LICENCE_URL
from geodata.dates import DATE_PATTERN
from geodata.fields import Field
from geodata.layers import HEAVY
from geodata.wording import Wording

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
_CQL2 = (
    *("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators"),
    *("case-insensitive-comparison", "accent-insensitive-comparison", "arithmetic"),
    *("basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions"),
    *("temporal-functions", "property-property"),
)
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(_FEATURES.format(part=1, name=name) for name in ("core", "oas30", "html", "geojson")),
    _FEATURES.format(part=2, name="crs"),
    *(
        _FEATURES.format(part=3, name=name)
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    _FEATURES.format(part=5, name="schemas"),
    *(f"http://www.opengis.net/spec/cql2/1.0/conf/{name}" for name in _CQL2),
)
TILES_CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
    for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "mvt")
)
"""Where the snapshot has vector tiles."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


def describe_landing(
    api: str, served: Served, wording: Wording, forms: Iterable[Link]
) -> dict[str, Any]:
    """Describe the landing page."""
    _ = wording.gettext
    title = _(served.title)
    links = [
        *forms,
        make_link("service-desc", f"{api}/api", OPENAPI, _("Available requests, as OpenAPI 3.0")),
        make_link("service-doc", f"{api}/api?f=html", HTML, _("Available requests, to read")),
        make_link("conformance", f"{api}/conformance", JSON, _("Standards followed")),
        make_link("data", f"{api}/collections", JSON, _("Collections")),
        make_link("license", LICENCE_URL, HTML, served.attribution),
    ]
    if served.tiles is not None:
        links.append(make_link(VECTOR_TILES, f"{api}/tiles", JSON, _("Vector tiles")))
    return {
        "title": f"{title} – {wording.join_names(served.city)}",
        "description": _(served.description),
        "attribution": served.attribution,
        "links": links,
    }


def describe_conformance(served: Served) -> dict[str, Any]:
    """List the conformance classes."""
    tiles = TILES_CONFORMS_TO if served.tiles is not None else ()
    return {"conformsTo": [*CONFORMS_TO, *tiles]}


def describe_collection(
    api: str, collection: Collection, served: Served, wording: Wording
) -> dict[str, Any]:
    """Describe a collection, without its own link."""
    return {
        "id": collection.name,
        "title": served.say_title(collection.name, wording),
        "description": served.say_description(collection.name, wording),
        "attribution": served.attribution,
        "license": LICENCE_URL,
        "itemType": "feature",
        "itemCount": len(collection.everything),
        "modelledCount": collection.modelled,
        **_describe_extent(collection),
        "crs": [system.uri for system in served.systems],
        "storageCrs": CRS84.uri,
        "links": _list_links(api, collection, served, wording),
    }


def describe_fields(
    url: str, title: str, collection: Collection, wording: Wording, *, is_schema: bool
) -> dict[str, Any]:
    """Describe what can be asked for or, as a schema, what a feature has, as JSON Schema."""
    properties = {
        field.name: _describe_field(field, wording, is_schema=is_schema)
        for field in collection.fields
    }
    place = {"title": wording.gettext("Geometry"), "format": _name_geometry(collection)}
    if is_schema:
        place["x-ogc-role"] = "primary-geometry"
    return {
        "$schema": _DIALECT,
        "$id": url,
        "type": "object",
        "title": title,
        "properties": properties | {"geometry": place},
        "additionalProperties": False,
    }


def describe_feature(
    url: str, title: str, collection: Collection, wording: Wording
) -> dict[str, Any]:
    """Describe a GeoJSON feature as JSON Schema, as GDAL reads the types of fields from it."""
    fields = describe_fields(url, title, collection, wording, is_schema=True)["properties"]
    place = fields.pop("geometry")
    for field in collection.fields:
        if field.type == "integer":
            # GDAL makes 32 bits of an integer, and OSM ids are longer: doubles hold them exactly.
            fields[field.name] |= {"type": "number", "multipleOf": 1}
    return {
        "$schema": _DIALECT,
        "$id": url,
        "type": "object",
        "title": title,
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": place,
            "properties": {"type": "object", "properties": fields},
        },
    }


def _describe_field(field: Field, wording: Wording, *, is_schema: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "title": wording.say("field", field.title),
        "description": wording.say("field meaning", field.meaning),
        "type": field.type,
    }
    if field.unit:
        described["x-ogc-unit"] = field.unit
    if field.format == "date":
        # It can be asked for as a day, though it may be a month, a year or an interval.
        whole_or_part = {"pattern": DATE_PATTERN}
        described |= whole_or_part if is_schema else {"format": "date"}
    if field.format == "json" and is_schema:
        described["type"] = ["object", "array"]
    return described


def _name_geometry(collection: Collection) -> str:
    """Name the kind of geometry as OGC's formats of JSON Schema do."""
    kinds = {one.geom_type.lower() for one in collection.shapes if one is not None}
    for kind in ("point", "linestring", "polygon"):
        if kinds and kinds <= {kind}:
            return f"geometry-{kind}"
        if kinds and kinds <= {kind, f"multi{kind}"}:
            return f"geometry-{kind}-or-multi{kind}"
    return "geometry-any"


def _describe_extent(collection: Collection) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if collection.bounds:
        extent["spatial"] = {"bbox": [list(collection.bounds)], "crs": CRS84.uri}
    if collection.times is not None and len(collection.everything):
        interval = [_write_day(end) for end in collection.measure_times()]
        extent["temporal"] = {"interval": [interval], "trs": _GREGORIAN}
    return {"extent": extent} if extent else {}


def _write_day(day: float) -> str | None:
    return f"{date.fromordinal(int(day))}T00:00:00Z" if math.isfinite(day) else None


def _list_links(api: str, collection: Collection, served: Served, wording: Wording) -> list[Link]:
    _ = wording.gettext
    base = f"{api}/collections/{collection.name}"
    links = [
        make_link("items", f"{base}/items", GEOJSON, _("Features")),
        make_link("items", f"{base}/items?f=html", HTML, _("Features")),
        make_link(QUERYABLES, f"{base}/queryables", SCHEMA, _("Searchable fields")),
        make_link(SCHEMA_OF, f"{base}/schema", SCHEMA, _("Attributes")),
        make_link("license", LICENCE_URL, HTML, served.attribution),
    ]
    if collection.fields[0].name != "id":
        # GDAL would put an id from this schema beside the one it finds in features, and fill none.
        title = _("A feature in GeoJSON")
        links.append(make_link("describedby", f"{base}/feature-schema", SCHEMA, title))
    for path, form in served.list_files(collection.name):
        href = api.removesuffix("/ogc") + path
        links.append(make_link("enclosure", href, form.media_type, form.label))
    if collection.name in HEAVY and served.tiles is not None:
        links.append(make_link(VECTOR_TILES, f"{api}/tiles", JSON, _("Vector tiles")))
    return links
