"""Adds modelled green: woods and a cemetery on slopes, parks and grass between roads and river."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from pipelines.sample.facts import locate
from pipelines.sample.ground import BANKS, RIVERSIDE_M, Ground, cut_out, draw_hills
from pipelines.sample.osm import Document, Tags
from pipelines.sample.parts import list_polygons

_KERB_M = 7.0
"""From the middle of the road along the river to the grass."""
_SHORE_M = 2.0
_PARK_M = (1_100.0, 1_900.0)
"""Along the river, where its banks are a park; grass elsewhere."""
_CEMETERY = (20.8774, 42.8749, 70.0)
_MEADOW = (20.8522, 42.8722, 150.0)
"""Lon, lat, radius in metres; both on a slope."""


def add_green(document: Document, ground: Ground) -> None:
    """Add the green areas, all modelled; none has a name."""
    cemetery, meadow = (locate(lon, lat).buffer(m) for lon, lat, m in (_CEMETERY, _MEADOW))
    for hill in draw_hills():
        slope = hill.buffer(-_KERB_M) & ground.box
        _add(document, slope - cemetery - meadow, {"natural": "wood"})
        _add(document, slope & cemetery, {"landuse": "cemetery"})
        _add(document, slope & meadow, {"landuse": "meadow"})
    park = cut_out(ground.river, *_PARK_M).buffer(RIVERSIDE_M, cap_style="flat")
    wet = ground.water.buffer(_SHORE_M).union(ground.sitnica_water.buffer(_SHORE_M))
    strip = ground.river.buffer(RIVERSIDE_M - _KERB_M, cap_style="flat") - wet
    for bank in BANKS:
        own = strip & ground.halves[bank]
        _add(document, own & park, {"leisure": "park"})
        _add(document, own - park, {"landuse": "grass"})


def _add(document: Document, area: BaseGeometry, tags: Tags) -> None:
    for part in list_polygons(area.simplify(0.5)):
        document.add_area(part, {**tags, "source": "modelled"})
