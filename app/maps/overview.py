"""The overview: banks, crossings and projects, and every layer by its sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from app.catalogue.catalogue import Catalogue
from app.maps.backdrop import list_labels, list_relief
from app.maps.base import (
    GROUND,
    PROJECTS,
    MapParts,
    Node,
    add_layer,
    add_layers,
    describe_crossings,
    finish_map,
    list_layers,
    start_map,
)
from app.maps.elements import CityMap
from app.web.assets import Assets
from geodata.layers import Layer, Sector
from geodata.sentences import begin_sentence
from geodata.wording import Wording

IMAGE_HOST = "https://tile.openstreetmap.org"
"""Asked only by readers who switch its layer on: https://operations.osmfoundation.org/policies/tiles/"""

IMAGES = {
    "name": "images",
    "title": "Images from openstreetmap.org",
    "url": f"{IMAGE_HOST}/{{z}}/{{x}}/{{y}}.png",
    "style": "raster",
    "rank": 0,
}


def draw_overview(
    catalogue: Catalogue,
    assets: Assets,
    wording: Wording,
    base_maps: Sequence[tuple[str, str]] = (),
) -> MapParts:
    """Draw the map of everything that a snapshot holds.

    Parameters
    ----------
    base_maps
        Names and addresses of images that the operator adds, as `app.settings.Settings` has them.
    """
    city_map = start_map(catalogue, assets, wording)
    relief = [add_layer(city_map, spec) for spec in list_relief(catalogue)]
    below = [add_layer(city_map, GROUND), *relief, *_add_sectors(city_map, catalogue)]
    above = [add_layer(city_map, spec) for spec in (*describe_crossings(catalogue), PROJECTS)]
    texts = [add_layer(city_map, spec) for spec in list_labels(catalogue)]
    specs = [IMAGES, *(_describe_images(at, *one) for at, one in enumerate(base_maps, 1))]
    images = [add_layer(city_map, spec, is_shown=False) for spec in specs]
    parts = finish_map(city_map, [*above, *texts, *below, *images], assets)
    hosts = {f"https://{urlsplit(spec['url']).netloc}" for spec in specs}
    return replace(parts, image_hosts=tuple(sorted(hosts)))


def _describe_images(number: int, name: str, url: str) -> dict[str, Any]:
    return {**IMAGES, "name": f"images{number}", "title": name, "url": url, "source": name}


def _add_sectors(city_map: CityMap, catalogue: Catalogue) -> list[Node]:
    layers = sorted(list_layers(catalogue), key=_order_sector)
    return [
        {
            "label": begin_sentence(city_map.wording.say("sector", list(Sector)[order])),
            "collapsed": True,
            "selectAllCheckbox": city_map.wording.gettext("All layers of this kind"),
            "children": add_layers(city_map, catalogue, group, is_tiled=True),
        }
        for order, group in groupby(layers, key=_order_sector)
    ]


def _order_sector(layer: Layer) -> int:
    return list(Sector).index(layer.sector)
