"""The map on a brief: banks, river, main roads, crossings of a day and what is asked, as SVG."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import orjson
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from app.brief.base_map import draw_green, draw_power, draw_roads, draw_waters
from app.brief.frame import Frame, choose_frame, write_path
from app.brief.labels import Labels, draw_scale, write_mm
from app.brief.relief import draw_relief
from app.brief.signs import LINE_MM, RADIUS_MM, STATUS_LOOKS, Sign, draw_signs, rank, spread_signs
from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import find_meeting
from geodata.assessment.words import say_name
from geodata.base_style import HIGH_VOLTAGE
from geodata.cities.crossings import Status, Use
from geodata.colours import SERVICE_COLOURS, WATER
from geodata.crossings.crossing import Crossing
from geodata.wording import Wording

# As on the web maps: static/js/style.js.
LEFT, RIGHT, DIVIDE = "#4477aa", "#ccbb44", "#1f4e79"
BEYOND = "#e9ebee"
CANDIDATE, PROJECT, CLOSED = "#004488", "#882255", "#b30000"
_GROUND = {
    "study_area": {"fill": "#fff", "stroke": "#8b939c", "stroke-width": ".2"},
    "left": {"fill": LEFT, "fill-opacity": "0.13"},
    "right": {"fill": RIGHT, "fill-opacity": "0.2"},
    "beyond": {"fill": BEYOND},
    "water": {"fill": WATER},
    "streets": {"fill": "none", "stroke": "#98a1ac", "stroke-width": "0.35"},
    "divide": {
        "fill": "none",
        "stroke": DIVIDE,
        "stroke-width": "0.3",
        "stroke-dasharray": "1.2 1",
    },
}
WET = frozenset({"water", "divide"})
DRY = frozenset(_GROUND) - WET
"""`WET`, `DRY`: parts of the ground, between which the relief lies."""
POWER = ("power_lines", HIGH_VOLTAGE)
"""What of the power network a brief shows, from how many volts on: what a bridge has to pass."""
_Placed = tuple[Crossing, Status, BaseGeometry]
_BESIDE_MM = 3.4
_FONTS = "Noto Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a brief's map is about."""

    day: date
    lines: tuple[BaseGeometry, ...] = ()
    """Of candidates, numbered in their order, (lon, lat) in EPSG:4326."""
    closed: tuple[str, ...] = ()
    """Ids of crossings that are closed."""
    places: tuple[BaseGeometry, ...] = ()
    """Of projects that are no candidate."""


def draw_map(catalogue: Catalogue, shown: Shown, wording: Wording) -> str:
    """Draw a map as SVG, 92 mm wide and 64 mm high; the same bytes for the same question."""
    frame = frame_map(catalogue, shown)
    svg = start_drawing(frame, wording)
    draw_ground(svg, catalogue, frame, DRY)
    draw_relief(svg, catalogue, frame)
    draw_green(svg, catalogue, frame)
    draw_waters(svg, catalogue, frame)
    draw_ground(svg, catalogue, frame, WET)
    draw_roads(svg, catalogue, frame)
    draw_power(svg, catalogue, frame, *POWER)
    labels = Labels(svg, frame)
    draw_scale(svg, frame, wording, labels)
    for place in shown.places:
        draw_project(svg, frame.place(place))
    lines = [frame.place(line) for line in shown.lines]
    for line in lines:
        _draw_candidate(svg, line)
    signs = draw_crossings(svg, catalogue, frame, shown)
    for sign in signs:
        labels.keep_free(sign.at.buffer(RADIUS_MM))
    for line in lines:
        labels.keep_free(line.buffer(1))
    for number, line in enumerate(lines, 1):
        _draw_number(svg, line, number, labels)
    write_names(labels, signs, catalogue, wording)
    return tostring(svg, encoding="unicode")


def frame_map(catalogue: Catalogue, shown: Shown) -> Frame:
    """Frame what a map is about."""
    asked = _list_asked(catalogue, shown, list(list_placed(catalogue, shown.day)))
    manifest = catalogue.manifest
    return choose_frame(asked, box(*manifest.bounds), manifest.city.crs)


def start_drawing(frame: Frame, wording: Wording) -> Element:
    """Start a drawing as large as a frame on paper, all of it beyond the study area."""
    width, height = f"{frame.width_mm:g}", f"{frame.height_mm:g}"
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": f"{width}mm",
            "height": f"{height}mm",
            "font-family": _FONTS,
            "lang": wording.language,
        },
    )
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": BEYOND})
    return svg


def draw_crossings(
    svg: Element,
    catalogue: Catalogue,
    frame: Frame,
    shown: Shown,
    uses: Container[Use] = frozenset(Use),
) -> list[Sign]:
    """Draw crossings of a day, open ones on top, with signs of those for people.

    Returns
    -------
    list of Sign
        Those that are on the map, open ones first.
    """
    crossings = [one for one in list_placed(catalogue, shown.day) if one[0].use in uses]
    crossings.sort(key=lambda one: (one[0].use is Use.PEOPLE, -rank(one[1]), one[0].id))
    for crossing in crossings:
        _draw_crossing(svg, frame, crossing)
    signs = spread_signs(
        [
            Sign(one.id, status, STATUS_LOOKS[status][0], one.id in shown.closed, at, at)
            for one, status, place in crossings
            if one.use is Use.PEOPLE or one.id in shown.closed
            for at in [frame.place_point(find_meeting(place, catalogue.divide))]
        ],
        frame,
    )
    draw_signs(svg, signs)
    return signs


def write_names(
    labels: Labels, signs: Iterable[Sign], catalogue: Catalogue, wording: Wording
) -> None:
    """Write the names of crossings beside their signs, where there is room."""
    names = {one.id: one.name for one in catalogue.crossings}
    for sign in signs:
        labels.write(sign.at, say_name(names[sign.id], wording.language))


def list_placed(catalogue: Catalogue, day: date) -> Iterator[_Placed]:
    """List the crossings of a day that have a place, each with its state and place."""
    for one in catalogue.crossings:
        status = one.status(day)
        if status is not None and one.geometry is not None:
            yield one, status, one.geometry


def _list_asked(
    catalogue: Catalogue, shown: Shown, crossings: Sequence[_Placed]
) -> list[BaseGeometry]:
    """List what the frame must hold: what is asked, else every crossing, else the study area."""
    asked: list[BaseGeometry] = [*shown.lines, *shown.places]
    asked += [place for one, _, place in crossings if one.id in shown.closed]
    if not asked:
        asked += [find_meeting(place, catalogue.divide) for _, _, place in crossings]
    return asked or [box(*catalogue.manifest.bounds)]


def draw_ground(
    svg: Element, catalogue: Catalogue, frame: Frame, parts: Container[str] = frozenset(_GROUND)
) -> None:
    """Draw the study area, both banks, the water between them and the river line."""
    draw_parts(svg, frame, read_ground(catalogue), parts)


def draw_parts(
    svg: Element,
    frame: Frame,
    shapes: Mapping[str, BaseGeometry | None],
    parts: Container[str] = frozenset(_GROUND),
) -> None:
    """Draw parts of the ground in EPSG:4326, (lon, lat), the lower ones first."""
    for part, look in _GROUND.items():
        shape = shapes.get(part)
        if part in parts and shape is not None:
            _draw_path(svg, frame.place(shape), {"fill-rule": "evenodd", **look})


def read_ground(catalogue: Catalogue) -> dict[str, BaseGeometry | None]:
    """Read the parts of the ground: banks, water and river line, in (lon, lat)."""
    banks = catalogue.layers["banks"]
    return {
        orjson.loads(feature)["id"]: shape
        for feature, shape in zip(banks.features, banks.tree.geometries, strict=True)
    }


def _draw_path(svg: Element, shape: BaseGeometry, look: dict[str, str]) -> None:
    path = write_path(shape)
    if path:
        SubElement(svg, "path", {"d": path, **look})


def draw_dot(svg: Element, at: BaseGeometry, radius: str, look: dict[str, str]) -> None:
    """Draw a circle about a place on paper."""
    x, y = (write_mm(value) for value in shapely.get_coordinates(at)[0])
    SubElement(svg, "circle", {"cx": x, "cy": y, "r": radius, **look})


def draw_project(svg: Element, shape: BaseGeometry, *, is_example: bool = False) -> None:
    """Draw the place of a project, as it lies on paper; examples, nobody's plans, are dashed."""
    look = {"fill": PROJECT, "fill-opacity": "0.2", "stroke": PROJECT, "stroke-width": "0.8"}
    if is_example:
        look |= {"stroke-dasharray": "1.2 .9", "fill-opacity": "0"}
    draw_place(svg, shape, look)


def draw_place(svg: Element, shape: BaseGeometry, look: dict[str, str]) -> None:
    """Draw a place as it lies on paper: its points as circles, all else as a path."""
    for point in shapely.get_parts(shape):
        if point.geom_type == "Point" and not point.is_empty:
            draw_dot(svg, point, "1.4", look)
    _draw_path(svg, shape, look)


def _draw_crossing(svg: Element, frame: Frame, placed: _Placed) -> None:
    crossing, status, place = placed
    colour, dashes = STATUS_LOOKS.get(status, (CANDIDATE, None))
    colour = SERVICE_COLOURS.get(crossing.kind, colour)
    shape = frame.place(place)
    width = LINE_MM if crossing.use is Use.PEOPLE else "0.5"
    look = {"fill": "none", "stroke": colour, "stroke-width": width}
    _draw_path(svg, shape, look | ({"stroke-dasharray": dashes} if dashes else {}))


def _draw_candidate(svg: Element, line: BaseGeometry) -> None:
    look = {"fill": "none", "stroke-linecap": "round"}
    # Wider than a crossing, which is drawn over it.
    for stroke, width in (("#fff", "2.8"), (CANDIDATE, "2.1")):
        _draw_path(svg, line, {**look, "stroke": stroke, "stroke-width": width})


def _draw_number(svg: Element, line: BaseGeometry, number: int, labels: Labels) -> None:
    """Draw the number of a candidate beside it, or beyond an end, where there is room."""
    start, end = shapely.get_coordinates(line)[[0, -1]]
    along = (end - start) / (np.hypot(*(end - start)) or 1.0) * _BESIDE_MM
    right, middle = np.array([-along[1], along[0]]), (start + end) / 2
    for at in (middle + right, middle - right, end + along, start - along):
        if labels.take(Point(at).buffer(_BESIDE_MM / 2)):
            ring = {"fill": CANDIDATE, "stroke": "#fff", "stroke-width": "0.4"}
            draw_dot(svg, Point(at), "2", ring)
            place = {"x": write_mm(at[0]), "y": write_mm(at[1] + 0.9), "text-anchor": "middle"}
            look = {"fill": "#fff", "font-size": "2.5", "font-weight": "bold"}
            SubElement(svg, "text", {**place, **look}).text = str(number)
            return
