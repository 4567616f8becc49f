"""Schemas of the documents that the API answers with, as OpenAPI 3.0 has them."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    listed = {"required": required.split()} if required else {}
    return {"type": "object", **listed, "properties": properties}


_LINKS = _list(_ref("link"))

SCHEMAS: dict[str, Any] = {
    "link": _object("rel href type", rel=_TEXT, href=_TEXT, type=_TEXT, title=_TEXT),
    "problem": _object(
        "type title status detail",
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        field=_TEXT,
    ),
    "landingPage": _object("title links", title=_TEXT, description=_TEXT, links=_LINKS),
    "confClasses": _object("conformsTo", conformsTo=_list(_TEXT)),
    "collections": _object(
        "links collections", links=_LINKS, collections=_list(_ref("collection"))
    ),
    "collection": _object(
        "id title description links crs storageCrs",
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        attribution=_TEXT,
        license=_TEXT,
        itemType={"type": "string", "enum": ["feature"]},
        itemCount=_COUNT,
        modelledCount=_COUNT,
        crs=_list(_TEXT),
        storageCrs=_TEXT,
        links=_LINKS,
        extent=_object(
            "",
            spatial=_object(
                "bbox", bbox=_list({**_list({"type": "number"}), "minItems": 4, "maxItems": 4})
            ),
            temporal=_object("interval", interval=_list(_list({**_TEXT, "nullable": True}))),
        ),
    ),
    "geometry": {
        **_object(
            "type",
            type={
                "type": "string",
                "enum": [
                    *("Point", "LineString", "Polygon", "GeometryCollection"),
                    *("MultiPoint", "MultiLineString", "MultiPolygon"),
                ],
            },
            coordinates={"type": "array", "items": {}},
        ),
        "nullable": True,
    },
    "feature": _object(
        "type id geometry properties",
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry=_ref("geometry"),
        properties={"type": "object"},
        links=_LINKS,
    ),
    "featureCollection": _object(
        "type features numberMatched numberReturned timeStamp links",
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(_ref("feature")),
        numberMatched=_COUNT,
        numberReturned=_COUNT,
        timeStamp={"type": "string", "format": "date-time"},
        links=_LINKS,
    ),
    "tilesets": _object("links tilesets", links=_LINKS, tilesets=_list(_ref("tileset"))),
    "tileset": _object(
        "title dataType crs links tileMatrixSetURI",
        title=_TEXT,
        dataType={"type": "string", "enum": ["vector"]},
        crs=_TEXT,
        tileMatrixSetURI=_TEXT,
        links=_LINKS,
        layers=_list(_object("id", id=_TEXT)),
    ),
}
