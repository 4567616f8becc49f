"""What all maps share: their ground, their controls and how a map becomes part of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely
from folium.plugins import Fullscreen, TreeLayerControl
from folium.utilities import JsCode

from app.crossings import find_meeting
from app.maps.elements import PHONE, Bounds, CityMap, DataLayer
from app.maps.style import SECTOR_COLOURS, SHOWN_FIRST, choose_rank
from app.pages import build_environment
from geodata.layers import CROSSING_WAYS, LAYERS, Layer, Shape
from geodata.names import join_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branca.element import Figure

    from app.assets import Assets
    from app.catalogue import Catalogue

Node = dict[str, Any]
"""A node of the layer tree: a label with a layer or with children."""

_FOCUS_PAD_DEG = 0.006
"""About 600 m around the crossings, so that a town fills the first view, not its whole area."""

GROUND = {
    "title": "River banks and divide",
    "url": "/data/banks.geojson",
    "style": "banks",
    "rank": 0,
}
CROSSINGS = {
    "title": "Crossings",
    "url": "/data/crossings.geojson",
    "style": "crossings",
    "rank": 3,
}
PROJECTS = {"title": "Projects", "url": "/data/projects.geojson", "style": "projects", "rank": 4}


@dataclass(frozen=True, slots=True)
class MapParts:
    """A drawn map, to be set into a page: links of its libraries, its place, its script."""

    header: str
    html: str
    script: str


def start_map(catalogue: Catalogue, assets: Assets) -> CityMap:
    """Start a map of a snapshot's study area with the banks and the divide as its ground."""
    bounds, focus = catalogue.manifest.bounds, find_focus(catalogue)
    return CityMap(bounds, focus, describe_labels(catalogue), assets)


def finish_map(city_map: CityMap, tree: list[Node], assets: Assets) -> MapParts:
    """Add the controls to a map and render its parts."""
    control = TreeLayerControl(
        overlay_tree=tree, closed_symbol="▸", opened_symbol="▾", collapsed=JsCode(PHONE)
    )
    fullscreen = Fullscreen(title="Full screen", title_cancel="Leave full screen")  # type: ignore[no-untyped-call]
    for element in (control, fullscreen):
        element.default_js = assets.choose(element.default_js)
        element.default_css = assets.choose(element.default_css)
        element.add_to(city_map)
    figure = cast("Figure", city_map.get_root())
    figure.render()
    return MapParts(figure.header.render(), figure.html.render(), figure.script.render())


def add_layer(city_map: CityMap, spec: dict[str, Any], *, is_shown: bool = True) -> Node:
    """Add a layer to a map and make its node of the tree."""
    layer = DataLayer(spec, is_shown=is_shown)
    layer.add_to(city_map)
    return {"label": _label_layer(spec), "layer": layer}


def add_layers(city_map: CityMap, catalogue: Catalogue, layers: Iterable[Layer]) -> list[Node]:
    """Add layers of the layer table to a map; the ones of its first view are shown."""
    return [
        add_layer(city_map, describe_layer(layer, catalogue), is_shown=layer.name in SHOWN_FIRST)
        for layer in layers
    ]


def list_layers(catalogue: Catalogue) -> list[Layer]:
    """List the layers that have features, in the order of the layer table."""
    counts = catalogue.manifest.counts
    return [layer for layer in (*LAYERS, CROSSING_WAYS) if counts.get(layer.name)]


def describe_layer(layer: Layer, catalogue: Catalogue) -> dict[str, Any]:
    """Describe how a layer of the layer table is drawn."""
    return {
        "title": layer.title,
        "url": f"/data/{layer.name}.geojson",
        "style": layer.name if layer.name in {"roads", "buildings", "water_areas"} else "plain",
        "colour": SECTOR_COLOURS[layer.sector],
        "rank": choose_rank(layer),
        "shape": min(layer.shapes, key=list(Shape).index).value,
        "count": catalogue.manifest.counts[layer.name],
    }


def _label_layer(spec: dict[str, Any]) -> str:
    return build_environment().get_template("layer_label.html").render(layer=spec)


def find_focus(catalogue: Catalogue) -> Bounds:
    """Find the box, left, bottom, right, top, that holds all crossings; else the study area."""
    if not catalogue.crossings:
        return catalogue.manifest.bounds
    places = [find_meeting(one.geometry, catalogue.divide) for one in catalogue.crossings]
    pad = np.array([-1, -1, 1, 1]) * _FOCUS_PAD_DEG
    left, bottom, right, top = (shapely.total_bounds(places) + pad).tolist()
    return left, bottom, right, top


def describe_labels(catalogue: Catalogue) -> dict[str, Any]:
    """Describe the names that popups show beside ids, and whether ids exist in OpenStreetMap."""
    city = catalogue.manifest.city
    return {
        "sides": _name_all((city.left, city.right))
        | {"across": "Both banks", "river": "In the river", "outside": "Beyond the study area"},
        "municipalities": _name_all(city.municipalities),
        "providers": catalogue.providers,
        "layers": {layer.name: layer.title for layer in list_layers(catalogue)},
        "hasOsmIds": not catalogue.manifest.origin.is_modelled,
        "attribution": catalogue.manifest.attribution,
    }


def _name_all(named: Iterable[Any]) -> dict[str, str]:
    return {one.id: join_names(one.name) for one in named}
