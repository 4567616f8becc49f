"""Metadata of the vector tiles (OGC API – Tiles): what is drawn, at which zooms, and where."""

from __future__ import annotations

from typing import Any

from app.catalogue.catalogue import Catalogue
from app.catalogue.tiles import TILE, TileArchive
from app.language.titles import say_title
from app.ogc.links import JSON, RELATIONS, Link, make_link
from geodata.base_style import LABEL_LAYERS
from geodata.wording import Wording

GRID = "WebMercatorQuad"

_GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{GRID}"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def describe_tilesets(
    root: str, catalogue: Catalogue, tiles: TileArchive, wording: Wording, forms: list[Link]
) -> dict[str, Any]:
    """List the sets of tiles: there is one."""
    own = make_link("self", f"{root}/ogc/tiles/{GRID}", JSON)
    tileset = describe_tileset(root, catalogue, tiles, wording, [own])
    return {"links": forms, "tilesets": [tileset]}


def describe_tileset(
    root: str, catalogue: Catalogue, tiles: TileArchive, wording: Wording, forms: list[Link]
) -> dict[str, Any]:
    """Describe the set of tiles: its grid, its place, its layers and their addresses."""
    left, bottom, right, top = catalogue.manifest.bounds
    template = f"{root}/tiles/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.mvt"
    item: dict[str, Any] = make_link("item", template, TILE) | {"templated": True}
    return {
        "title": wording.gettext("Vector tiles"),
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetURI": _GRID_URI,
        "links": [*forms, item, make_link(f"{RELATIONS}tiling-scheme", _GRID_URI, JSON)],
        "boundingBox": {"lowerLeft": [left, bottom], "upperRight": [right, top], "crs": _CRS84},
        "layers": [
            {
                "id": name,
                "title": _say_title(name, wording),
                "dataType": "vector",
                "minTileMatrix": str(lowest),
                "maxTileMatrix": str(highest),
            }
            for name, (lowest, highest) in tiles.layers.items()
        ],
    }


def _say_title(name: str, wording: Wording) -> str:
    title = LABEL_LAYERS.get(name)
    return wording.gettext(title) if title else say_title(name, wording)
