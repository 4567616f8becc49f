"""Maps of places: the one on which a place is drawn, and the picture of one that stands."""

from __future__ import annotations

from typing import Any

import shapely
from starlette.requests import Request

from app.maps.base import MapParts, pad_bounds, render_map
from app.maps.elements import Bounds, CityMap
from app.register.context import get_register
from app.register.picture import draw_picture
from app.register.place_background import Ground, LiveGround
from app.register.versions import Place
from app.web.pages import get_tools

_ID = "drawing"


def start_drawing(request: Request) -> dict[str, Any]:
    """Start the map on which a place is drawn: values of a page."""
    ground = read_ground(request)
    return {"drawing": _draw_map(request, ground), "ground": ground}


def draw_place(request: Request, after: Place | None, before: Place | None = None) -> str | None:
    """Draw the picture of a place, with the place before where that is another one."""
    _, _, wording = get_tools(request)
    crs = get_register(request).town.crs
    return draw_picture(read_ground(request), crs, wording, after, before)


def read_ground(request: Request) -> Ground:
    """Read what stands behind places."""
    live: LiveGround = request.app.state.ground
    return live.read()


def _draw_map(request: Request, ground: Ground) -> MapParts:
    _, assets, wording = get_tools(request)
    bounds: Bounds = get_register(request).town.area.bounds
    places = [point for _, point in ground.crossings]
    focus = pad_bounds(shapely.total_bounds(places)) if places else bounds
    return render_map(CityMap(bounds, focus, ground.write(wording), assets, wording), _ID)
