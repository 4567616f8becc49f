"""The map of cities: a mark for each, with its name, that leads to its own map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
import numpy as np
from folium.utilities import JsCode

from app.cities.table import Row
from app.maps.base import MapParts, pad_bounds, render_map
from app.maps.elements import MOVES
from app.web.assets import Assets
from app.web.pages import build_environment
from geodata.wording import Wording

_MOST_NAMED = 12
"""Of more cities, names that all stand on the map at once would cover each other."""


class CitiesMap(folium.Map):
    """A map without tiles whose marks are the cities of a server.

    Parameters
    ----------
    cities
        Name, address and place, (lat, lon), of each.
    """

    def __init__(self, cities: Sequence[dict[str, Any]], assets: Assets) -> None:
        super().__init__(tiles=None, control_scale=True, attribution_control=False)
        self.options |= {"minZoom": 2, "maxZoom": 14, "zoomSnap": 0.25}
        motions = ("fadeAnimation", "zoomAnimation", "markerZoomAnimation", "inertia")
        self.options |= dict.fromkeys(motions, JsCode(MOVES))  # type: ignore[arg-type]
        self.default_js = assets.choose(self.default_js)
        self.default_css = assets.choose(self.default_css)
        self.cities = cities
        self.is_named = len(cities) <= _MOST_NAMED
        places = np.array([one["at"][::-1] for one in cities])
        left, bottom, right, top = pad_bounds((*places.min(axis=0), *places.max(axis=0)))
        self.corners = [[bottom, left], [top, right]]
        self.folium = super()._template.module
        self._template = build_environment().get_template("cities/map.js")


def draw_cities(
    rows: Sequence[Row], assets: Assets, wording: Wording, site: str
) -> MapParts | None:
    """Draw the cities that have a place; None where none has."""
    cities = [
        {
            "name": wording.join_names(one.names),
            "href": f"{site}/{one.id}/",
            "at": (one.point[1], one.point[0]),
        }
        for one in rows
        if one.point
    ]
    return render_map(CitiesMap(cities, assets)) if cities else None
