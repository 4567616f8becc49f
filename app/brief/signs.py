"""Signs of crossings on paper: each is seen, the open ones first, and none lies on another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import shapely
from shapely.geometry import Point, box

from app.brief.frame import Frame
from geodata.cities.crossings import Status
from geodata.colours import STATUS_COLOURS

RADIUS_MM = 0.95
LINE_MM = "1.1"
"""Width of the line of what people pass."""

_DASHES: dict[Status, str] = {
    Status.RESTRICTED: "1.6 .8",
    Status.DISUSED: ".6 1",
    Status.FORMER: ".2 1.2",
    Status.UNDER_CONSTRUCTION: "2 .6 .4 .6",
    Status.PROPOSED: ".4 .6",
    Status.CANDIDATE: "1 1",
    Status.UNKNOWN: ".4 .4 1.2 .4",
}
STATUS_LOOKS: dict[Status, tuple[str, str | None]] = {
    status: (colour, _DASHES.get(status)) for status, colour in STATUS_COLOURS.items()
}
"""State → colour and dashes, in mm, of a crossing's line."""

_BAR, _CROSS = "M-.55,0 .55,0", "M-.4,-.4 .4,.4M-.4,.4 .4,-.4"
_MARKS = {Status.RESTRICTED: _BAR, Status.DISUSED: _CROSS, Status.FORMER: _CROSS}
_FULL = frozenset({Status.OPEN, Status.DISUSED})

_APART_MM = 2 * RADIUS_MM + 0.3
_AWAY_MM = (2.4, 3.4, 4.6)
_TURNS = np.radians(np.arange(0, 360, 45))
_CLOSED = "#b30000"
_ORDER = list(Status)


@dataclass(frozen=True, slots=True)
class Sign:
    """A crossing's sign on paper, in mm from the map's top left corner."""

    id: str
    status: Status
    colour: str
    is_closed: bool
    """Whether the question closes it."""
    place: Point
    """Where it meets the river line."""
    at: Point
    """Where the sign is: at its place, or beside it where an earlier one has it."""


def rank(status: Status) -> int:
    """Rank a state: who may be used comes first."""
    return _ORDER.index(status)


def spread_signs(signs: Sequence[Sign], frame: Frame) -> list[Sign]:
    """Move signs apart that would lie on each other; open ones stay where they are.

    Returns
    -------
    list of Sign
        Those on the map, in the order of `rank`. One without any free place near keeps its own.
    """
    inside = box(0, 0, frame.width_mm, frame.height_mm)
    placed: list[Sign] = []
    for sign in sorted(signs, key=lambda one: (rank(one.status), one.id)):
        if inside.contains(sign.place):
            taken = [one.at for one in placed]
            free = (at for at in _list_places(sign.place) if _is_free(at, taken, frame))
            at = next(free, sign.place)
            placed.append(Sign(sign.id, sign.status, sign.colour, sign.is_closed, sign.place, at))
    return placed


def _list_places(place: Point) -> Iterator[Point]:
    yield place
    for away in _AWAY_MM:
        for turn in _TURNS:
            yield Point(place.x + away * np.cos(turn), place.y + away * np.sin(turn))


def _is_free(at: Point, taken: Sequence[Point], frame: Frame) -> bool:
    room = box(0, 0, frame.width_mm, frame.height_mm).buffer(-RADIUS_MM)
    return room.contains(at) and not (shapely.distance(taken, at) < _APART_MM).any()


def draw_signs(svg: Element, signs: Sequence[Sign]) -> None:
    """Draw placed signs, the last ones first, so that open ones lie on top."""
    for sign in reversed(signs):
        if sign.at != sign.place:
            path = f"M{sign.place.x:.2f},{sign.place.y:.2f} {sign.at.x:.2f},{sign.at.y:.2f}"
            SubElement(svg, "path", {"d": path, "stroke": sign.colour, "stroke-width": "0.25"})
    for sign in reversed(signs):
        _draw_sign(svg, sign)


def draw_sample(status: Status) -> str:
    """Draw a piece of a crossing's line with its sign for a legend, 7 mm by 2.6 mm, as SVG."""
    colour, dashes = STATUS_LOOKS[status]
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 7 2.6"})
    look = {"stroke": colour, "stroke-width": LINE_MM}
    look |= {"stroke-dasharray": dashes} if dashes else {}
    SubElement(svg, "path", {"d": "M0,1.3 7,1.3", **look})
    _draw_disc(svg, status, colour, 3.5, 1.3)
    return tostring(svg, encoding="unicode")


def _draw_disc(svg: Element, status: Status, colour: str, x: float, y: float) -> Element:
    """Draw a full disc where a crossing is open, and a ring or a cross where it is not."""
    is_full = status in _FULL
    look = (
        {"fill": colour, "stroke": "#fff", "stroke-width": "0.35"}
        if is_full
        else {"fill": "#fff", "stroke": colour, "stroke-width": "0.55"}
    )
    place = {"cx": f"{x:.2f}", "cy": f"{y:.2f}", "r": f"{RADIUS_MM:g}"}
    disc = SubElement(svg, "circle", {**place, **look})
    if status in _MARKS:
        ink = {"stroke": "#fff" if is_full else colour, "stroke-width": "0.3"}
        moved = {"transform": f"translate({x:.2f} {y:.2f})"}
        SubElement(svg, "path", {"d": _MARKS[status], **ink, **moved})
    return disc


def _draw_sign(svg: Element, sign: Sign) -> None:
    """Draw a sign, crossed out in red where the question closes it."""
    x, y = sign.at.x, sign.at.y
    _draw_disc(svg, sign.status, sign.colour, x, y).set("data-crossing", sign.id)
    if sign.is_closed:
        arm = 2 * RADIUS_MM
        cross = f"M{x - arm:.2f},{y - arm:.2f} {x + arm:.2f},{y + arm:.2f}"
        cross += f"M{x - arm:.2f},{y + arm:.2f} {x + arm:.2f},{y - arm:.2f}"
        for stroke, width in (("#fff", "1.6"), (_CLOSED, "0.9")):
            SubElement(svg, "path", {"d": cross, "stroke": stroke, "stroke-width": width})
