"""What all maps share: their ground, their controls and how a map becomes part of a page."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import folium
import numpy as np
import shapely
from branca.element import Element, Figure
from folium.plugins import Fullscreen, TreeLayerControl
from folium.utilities import JsCode
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import find_meeting
from app.maps.backdrop import list_labels, list_relief
from app.maps.browser_words import describe_labels
from app.maps.elements import IS_NARROW, STAGE, Bounds, CityMap, DataLayer, TileLayer
from app.maps.style import SHOWN_FIRST, SHOWN_FIRST_TILED, choose_rank
from app.web.assets import Assets
from app.web.pages import build_environment
from geodata.base_style import find_first_zoom
from geodata.cities.crossings import Use
from geodata.colours import SECTOR_COLOURS
from geodata.layers import ALL_LAYERS, Layer, Sector, Shape
from geodata.wording import Wording

Node = dict[str, Any]
"""A node of the layer tree: a label with a layer or with children."""

_FOCUS_PAD_DEG = 0.006
"""About 600 m around the crossings, so that a town fills the first view, not its whole area."""

GROUND = {
    "name": "banks",
    "title": "Banks and the line between them",
    "url": "/data/banks.geojson",
    "style": "banks",
    "rank": 0,
}
CROSSINGS = {
    "name": "crossings",
    "title": "Crossings for people",
    "url": "/map/crossings.geojson",
    "style": "crossings",
    "use": Use.PEOPLE.value,
    "rank": 3,
}
SERVICE_LINES = {
    **CROSSINGS,
    "name": "service_lines",
    "title": "Service lines from bank to bank",
    "use": Use.SERVICES.value,
}
PROJECTS = {
    "name": "projects",
    "title": "Projects",
    "url": "/map/projects.geojson",
    "style": "projects",
    "rank": 4,
}

INSTITUTIONS = {
    "name": "institutions",
    "title": "Institutions",
    "url": "/data/institutions.geojson",
    "style": "facts",
    "colour": SECTOR_COLOURS[Sector.INSTITUTIONS],
    "shape": "point",
    "rank": 4,
}


@dataclass(frozen=True, slots=True)
class MapParts:
    """A drawn map, to be set into a page: links of its libraries, its place, its script.

    `image_hosts` are the other hosts that a reader may ask for images by switching on a layer.
    """

    header: str
    html: str
    script: str
    image_hosts: tuple[str, ...] = ()


def start_map(
    catalogue: Catalogue,
    assets: Assets,
    wording: Wording,
    focus: Bounds | None = None,
) -> CityMap:
    """Start a map of a snapshot's study area with the banks and the divide as its ground.

    Parameters
    ----------
    focus
        What it shows first; the crossings when absent.
    """
    bounds, focus = catalogue.manifest.bounds, focus or find_focus(catalogue)
    return CityMap(bounds, focus, describe_labels(catalogue, wording), assets, wording)


def draw_over(
    catalogue: Catalogue,
    assets: Assets,
    wording: Wording,
    beside: Container[str],
    above: Iterable[dict[str, Any]],
    focus: Bounds | None = None,
) -> MapParts:
    """Draw a map of its own subject over the ground.

    Parameters
    ----------
    beside
        Names of layers below the subject, which help to find it.
    above
        How the subject's own layers are drawn.
    focus
        What it shows first; the crossings when absent.
    """
    city_map = start_map(catalogue, assets, wording, focus)
    layers = [layer for layer in list_layers(catalogue) if layer.name in beside]
    texts = [add_layer(city_map, spec) for spec in list_labels(catalogue)]
    ground = add_layer(city_map, GROUND)
    relief = [add_layer(city_map, spec) for spec in list_relief(catalogue)]
    below = [*texts, ground, *relief, *add_layers(city_map, catalogue, layers, is_tiled=True)]
    return finish_map(city_map, [*(add_layer(city_map, one) for one in above), *below], assets)


def describe_crossings(catalogue: Catalogue, day: date | None = None) -> list[dict[str, Any]]:
    """Describe how the crossings are drawn: those for people, and service lines, if any.

    Parameters
    ----------
    day
        Whose crossings are drawn; today where absent.
    """
    has_lines = any(one.use is Use.SERVICES for one in catalogue.crossings)
    specs = (CROSSINGS, SERVICE_LINES) if has_lines else (CROSSINGS,)
    asked = f"?as_of={day.isoformat()}" if day else ""
    return [{**spec, "url": f"{spec['url']}{asked}"} for spec in specs]


def finish_map(city_map: CityMap, tree: list[Node], assets: Assets) -> MapParts:
    """Add the controls to a map and render its parts."""
    control = TreeLayerControl(
        overlay_tree=tree, closed_symbol="▸", opened_symbol="▾", collapsed=JsCode(IS_NARROW)
    )
    _ = city_map.wording.gettext
    fullscreen = Fullscreen(  # type: ignore[no-untyped-call]
        title=_("Full screen"),
        title_cancel=_("Leave full screen"),
        fullscreen_element=JsCode(STAGE),
    )
    for element in (control, fullscreen):
        element.default_js = assets.choose(element.default_js)
        element.default_css = assets.choose(element.default_css)
        element.add_to(city_map)
    return render_map(city_map)


def render_map(city_map: folium.Map, name: str = "") -> MapParts:
    """Render the parts of a map.

    Parameters
    ----------
    name
        Tells it from another map of the same page.
    """
    figure = cast("Figure", city_map.get_root())
    # folium draws ids by lot; with these the same map is the same text, so that readers keep it.
    for number, one in enumerate(_list_elements(figure)):
        one._id = f"{name}{number}"  # noqa: SLF001
    figure.render()
    return MapParts(figure.header.render(), figure.html.render(), figure.script.render())


def add_layer(city_map: CityMap, spec: dict[str, Any], *, is_shown: bool = True) -> Node:
    """Add a layer to a map, named in the map's language, and make its node of the tree."""
    spec = {**spec, "title": city_map.wording.say("layer", spec["title"])}
    layer = (
        TileLayer(spec, city_map.assets, is_shown=is_shown)
        if "tiles" in spec
        else DataLayer(spec, is_shown=is_shown)
    )
    layer.add_to(city_map)
    label = build_environment(city_map.wording.language).get_template("maps/layer_label.html")
    return {"label": label.render(layer=spec), "layer": layer}


def add_layers(
    city_map: CityMap, catalogue: Catalogue, layers: Iterable[Layer], *, is_tiled: bool = False
) -> list[Node]:
    """Add layers of the layer table to a map; the ones of its first view are shown.

    Parameters
    ----------
    is_tiled
        Whether the heavy ones are drawn from vector tiles, where the snapshot has them.
    """
    specs = {
        layer.name: describe_layer(layer, catalogue)
        | (describe_tiles(layer, catalogue) if is_tiled else {})
        for layer in layers
    }
    return [
        add_layer(
            city_map,
            spec,
            is_shown=name in (SHOWN_FIRST_TILED if "tiles" in spec else SHOWN_FIRST),
        )
        for name, spec in specs.items()
    ]


def list_layers(catalogue: Catalogue) -> list[Layer]:
    """List the layers that have features, in the order of the layer table."""
    counts = catalogue.manifest.counts
    return [layer for layer in ALL_LAYERS if counts.get(layer.name)]


def describe_layer(layer: Layer, catalogue: Catalogue) -> dict[str, Any]:
    """Describe how a layer of the layer table is drawn."""
    first_zoom = find_first_zoom(layer, catalogue.manifest.counts[layer.name])
    return {
        "name": layer.name,
        "title": layer.title,
        "url": f"/data/{layer.name}.geojson",
        "style": layer.name if layer.name in {"roads", "buildings", "water_areas"} else "plain",
        "colour": SECTOR_COLOURS[layer.sector],
        "rank": choose_rank(layer),
        "shape": min(layer.shapes, key=list(Shape).index).value,
        "count": catalogue.manifest.counts[layer.name],
        "modelled": catalogue.collections[layer.name].modelled,
        **({"firstZoom": first_zoom} if first_zoom else {}),
    }


def describe_tiles(layer: Layer, catalogue: Catalogue) -> dict[str, Any]:
    """Describe where the tiles of a layer are; nothing where it has none."""
    tiles = catalogue.tiles
    if tiles is None or layer.name not in tiles.layers:
        return {}
    archive = {"url": f"/tiles/{catalogue.id}.pmtiles", "maxZoom": tiles.max_zoom}
    return {"layer": layer.name, "tiles": archive}


def find_focus(catalogue: Catalogue) -> Bounds:
    """Find the box, left, bottom, right, top, that holds all crossings; else the study area.

    It goes no further than the study area, beyond which maps have nothing to show.
    """
    return surround(catalogue, {one.id for one in catalogue.crossings})


def surround(
    catalogue: Catalogue, crossings: Container[str], lines: Iterable[BaseGeometry] = ()
) -> Bounds:
    """Find the box that holds some crossings, by id, and lines, likewise."""
    placed = [one.geometry for one in catalogue.crossings if one.id in crossings and one.geometry]
    places = [*lines, *(find_meeting(one, catalogue.divide) for one in placed)]
    if not places:
        return catalogue.manifest.bounds
    left, bottom, right, top = pad_bounds(shapely.total_bounds(places))
    west, south, east, north = catalogue.manifest.bounds
    return max(left, west), max(bottom, south), min(right, east), min(top, north)


def pad_bounds(bounds: ArrayLike) -> Bounds:
    """Widen a box, left, bottom, right, top in degrees, so that its surroundings are seen."""
    pad = np.array([-1, -1, 1, 1]) * _FOCUS_PAD_DEG
    left, bottom, right, top = (np.asarray(bounds) + pad).tolist()
    return left, bottom, right, top


def _list_elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001
        yield from _list_elements(child)
