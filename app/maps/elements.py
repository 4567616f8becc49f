"""Own folium elements: a map without tiles and layers whose data come by address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.utilities import JsCode

from app.web.assets import TILE_DRAWER, Assets
from app.web.pages import build_environment
from geodata.wording import Wording

Bounds = tuple[float, float, float, float]

STAGE = "document.querySelector('.stage')"
"""The map with what stands over it, such as the search: what fills a screen."""

IS_NARROW = f"{STAGE}.offsetWidth < 800"
"""Whether an open list of layers would cover what a map is about: on phones, beside wide panels."""

MOVES = "!matchMedia('(prefers-reduced-motion: reduce)').matches"
"""Whether the reader likes things to move on a screen."""

PAD_DEG = 0.05
"""How far, in degrees, a reader can pan beyond the study area."""


class CityMap(folium.Map):
    """An empty map of a study area: the project's own data are its ground, drawn on canvas.

    Parameters
    ----------
    bounds
        Of the study area: left, bottom, right, top in degrees. Leaflet wants (lat, lon): the only
        module that turns coordinates round is this one.
    focus
        What the map shows when it opens: left, bottom, right, top.
    labels
        Names that the browser puts beside ids: sides, municipalities, providers, layers.
    wording
        The language that its controls and layers are named in.
    """

    def __init__(
        self,
        bounds: Bounds,
        focus: Bounds,
        labels: Mapping[str, Any],
        assets: Assets,
        wording: Wording,
    ) -> None:
        left, bottom, right, top = bounds
        super().__init__(
            location=[(bottom + top) / 2, (left + right) / 2],
            tiles=None,
            control_scale=True,
            prefer_canvas=True,
            attribution_control=False,
            zoom_snap=0.25,
            max_bounds=True,
            min_lat=bottom - PAD_DEG,
            min_lon=left - PAD_DEG,
            max_lat=top + PAD_DEG,
            max_lon=right + PAD_DEG,
        )
        # No tile layer tells Leaflet how far it may go in and out.
        self.options |= {"minZoom": 10, "maxZoom": 19}
        motions = ("fadeAnimation", "zoomAnimation", "markerZoomAnimation", "inertia")
        self.options |= dict.fromkeys(motions, JsCode(MOVES))  # type: ignore[arg-type]
        self.default_js = assets.choose(self.default_js)
        self.default_css = assets.choose(self.default_css)
        self.assets = assets
        self.labels = labels
        self.wording = wording
        self.corners = [[focus[1], focus[0]], [focus[3], focus[2]]]
        self.folium = super()._template.module
        self._template = build_environment().get_template("maps/map.js")


class DataLayer(Layer):
    """A layer that asks for its GeoJSON when it is first switched on.

    Parameters
    ----------
    spec
        What ``static/js/map.js`` needs to draw it: url, style, colour, rank, title.
    """

    def __init__(self, spec: Mapping[str, Any], *, is_shown: bool) -> None:
        super().__init__(name=spec["title"], overlay=True, show=is_shown)
        self._name = "DataLayer"
        self.spec = spec
        self._template = build_environment().get_template("maps/layer.js")


class TileLayer(JSCSSMixin, DataLayer):
    """A layer that is drawn from the vector tiles of the snapshot.

    Parameters
    ----------
    spec
        As for a `DataLayer`, with `tiles`: the archive's address and highest zoom; and `layer`.
    """

    def __init__(self, spec: Mapping[str, Any], assets: Assets, *, is_shown: bool) -> None:
        super().__init__(spec, is_shown=is_shown)
        self.default_js = assets.choose([TILE_DRAWER])
