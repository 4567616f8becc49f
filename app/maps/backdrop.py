"""What stands behind and on the base map: the relief of the ground, and names."""

from __future__ import annotations

from typing import Any, cast

import orjson
from shapely.geometry import Point

from app.catalogue.catalogue import Catalogue
from app.catalogue.texts import Texts
from geodata.cities.dividing_ways import DivideKind
from geodata.crs import GEOGRAPHIC, project
from geodata.voltages import CLASSES, POWER_LAYERS, Voltage, find_voltage
from geodata.wording import Wording

_LEAST_M, _LEAST_SHARE = 100.0, 0.02
"""Less of the river without water is a gap that nobody sees."""

LABELS = {
    "name": "labels",
    "title": "Names on the map",
    "layer": "line_names",
    "url": "",
    "style": "labels",
    "rank": 0,
}
RELIEF = {
    "name": "relief",
    "title": "Relief",
    "url": "/map/relief.png",
    "style": "relief",
    "rank": 0,
}


def list_labels(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List how names are written on the map: not at all where the tiles hold none."""
    if catalogue.tiles is None or "line_names" not in catalogue.tiles.layers:
        return []
    archive = {"url": f"/tiles/{catalogue.id}.pmtiles", "maxZoom": catalogue.tiles.max_zoom}
    return [{**LABELS, "tiles": archive}]


def list_relief(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List how the relief is drawn: not at all where the snapshot has none."""
    if catalogue.relief is None:
        return []
    left, bottom, right, top = catalogue.manifest.bounds
    known = catalogue.manifest.city.elevation
    source = {"source": known.name} if known else {}
    # Leaflet wants (lat, lon).
    corners = [[bottom, left], [top, right]]
    url = f"{RELIEF['url']}?version={catalogue.id}"
    return [{**RELIEF, "url": url, "bounds": corners, **source}]


def describe_river(catalogue: Catalogue, wording: Wording) -> str:
    """Say where the river is drawn from its line; nothing where its water is mapped all along.

    Nor anything where no river divides the city.
    """
    if catalogue.manifest.city.divide != DivideKind.RIVER:
        return ""
    if catalogue.tiles is None or not catalogue.manifest.counts.get("waterways"):
        return ""
    parts = {
        orjson.loads(feature)["id"]: shape
        for feature, shape in zip(
            catalogue.layers["banks"].features,
            catalogue.layers["banks"].tree.geometries,
            strict=True,
        )
    }
    line = parts["divide"].difference(parts.get("assumed") or Point())
    crs, water = catalogue.manifest.city.crs, parts.get("water") or Point()
    whole_m, dry_m = (
        project(one, GEOGRAPHIC, crs).length for one in (line, line.difference(water))
    )
    if dry_m < max(_LEAST_M, _LEAST_SHARE * whole_m):
        return ""
    lengths = {"part": wording.write_distance(dry_m), "whole": wording.write_distance(whole_m)}
    words = wording.gettext(
        "For %(part)s of %(whole)s the water of the river is not mapped as an area. There it is "
        "drawn from its line, as wide as mapped or, where that is not known, as is usual for its "
        "kind: the width on the map is an estimate."
    )
    return words % lengths


def list_voltages(catalogue: Catalogue) -> list[Voltage]:
    """List the classes of voltage that a power line or cable has, from the lowest."""
    found = {
        find_voltage(orjson.loads(tags).get("voltage", ""))
        for name in POWER_LAYERS
        if catalogue.manifest.counts.get(name)
        for tags in cast("Texts", catalogue.collections[name].columns["tags"]).distinct
    }
    return [one for one in CLASSES if one in found]
