"""Pictures of a project's place, before and after a change, drawn by the server: no script."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import lru_cache
from xml.etree.ElementTree import tostring

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from app.brief.frame import Frame, frame_view
from app.brief.labels import Labels, draw_scale
from app.brief.map import PROJECT, draw_dot, draw_parts, draw_place, start_drawing
from app.register.place_background import Ground
from app.register.versions import Place
from geodata.assessment.words import say_name
from geodata.crs import GEOGRAPHIC, project
from geodata.wording import Wording, load_wording

_KEPT = 256
"""Pictures that are kept, as readers ask again for them."""

_MOST_BUFFERED = 100
"""Points: a wide line about many that go to and fro takes seconds to compute."""

_SIZE_MM = (66.0, 46.0)
"""So large that on a phone, where it is as wide as the page, its texts have 12 pixels and more."""

_PAD_M = 200.0
_PAD_SHARE = 0.25
_AFTER = {"fill": PROJECT, "fill-opacity": "0.2", "stroke": PROJECT, "stroke-width": "0.9"}
_BEFORE = {"fill": "none", "stroke": "#3d4650", "stroke-width": "0.6", "stroke-dasharray": "1.4 1"}
_CROSSING = {"fill": "#fff", "stroke": "#1c2630", "stroke-width": "0.4"}
_DOT_MM = "0.9"


def draw_picture(
    ground: Ground, crs: str, wording: Wording, after: Place | None, before: Place | None = None
) -> str | None:
    """Draw a place as an image of SVG, with the place that it had before where that is another one.

    Parameters
    ----------
    crs
        The metric one of the city.
    after, before
        GeoJSON geometries, (lon, lat).

    Returns
    -------
    Its address, which holds all of it; None where there is no place.
    """
    if not (after or before):
        return None
    was = json.dumps(before) if before != after else "null"
    return _draw(ground, crs, wording.language, json.dumps(after), was)


@lru_cache(maxsize=_KEPT)
def _draw(ground: Ground, crs: str, language: str, after: str, before: str) -> str:
    wording, found = load_wording(language), [json.loads(one) for one in (before, after)]
    looks = zip(found, (_BEFORE, _AFTER), strict=True)
    places = [(shape(one), look) for one, look in looks if one]
    frame = _frame([place for place, _ in places], crs)
    svg = start_drawing(frame, wording)
    draw_parts(svg, frame, ground.parts)
    labels = Labels(svg, frame)
    draw_scale(svg, frame, wording, labels)
    for place, look in places:
        drawn = frame.place(place)
        draw_place(svg, drawn, look)
        has_few = shapely.get_num_coordinates(drawn) <= _MOST_BUFFERED
        labels.keep_free(drawn.buffer(1) if has_few else drawn)
    for names, point in ground.crossings:
        if frame.holds(point):
            at = frame.place_point(point)
            draw_dot(svg, at, _DOT_MM, _CROSSING)
            labels.write(at, say_name(names, wording.language))
    return "data:image/svg+xml;base64," + b64encode(tostring(svg)).decode()


def _frame(places: list[BaseGeometry], crs: str) -> Frame:
    """Frame places with what is around them."""
    metric = project(shapely.GeometryCollection(places), GEOGRAPHIC, crs)
    left, bottom, right, top = metric.bounds
    pad = max(_PAD_M, _PAD_SHARE * max(right - left, top - bottom))
    view = shapely.box(left - pad, bottom - pad, right + pad, top + pad)
    return frame_view(project(view, crs, GEOGRAPHIC), crs, _SIZE_MM)
