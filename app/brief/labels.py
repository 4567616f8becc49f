"""What is written on a brief's map: names beside their places, a scale bar, an arrow north."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement

import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from app.brief.frame import Frame, write_path
from geodata.assessment.words import write_number
from geodata.names import clean_name
from geodata.wording import Wording

_LABEL_MM = 2.3
_LINE_MM = 2.7
_LINE_LENGTH = 32
_MOST_LABELS = 12
_HALO = {"stroke": "#fff", "stroke-width": "0.7", "stroke-linejoin": "round"}


class Labels:
    """Writes names beside their places, none over another one; a long one goes on below."""

    def __init__(self, svg: Element, frame: Frame, most: int = _MOST_LABELS) -> None:
        self._svg, self._most = svg, most
        self._room = box(0, 0, frame.width_mm, frame.height_mm).buffer(-1, join_style="mitre")
        self._taken: list[BaseGeometry] = []
        self._written = 0

    def keep_free(self, place: BaseGeometry) -> None:
        """Keep a place free of names."""
        self._taken.append(place)

    def take(self, place: BaseGeometry) -> bool:
        """Take a place on the map if it is free."""
        is_inside = self._room.contains(place)
        is_free = is_inside and not shapely.intersects(self._taken, place).any()
        if is_free:
            self._taken.append(place)
        return is_free

    def write(self, at: Point, text: str) -> None:
        """Write a name beside a point where there is room."""
        if at.is_empty or not text or self._written == self._most:
            return
        lines = wrap(clean_name(text), _LINE_LENGTH)
        width = max(map(len, lines), default=0) * _LABEL_MM * 0.62
        more = (len(lines) - 1) * _LINE_MM
        left, right = at.x - width - 2, at.x + 2
        above, below = at.y - 1 - more, at.y + 3.4
        for x, y in ((right, above), (left, above), (right, below), (left, below)):
            if self.take(box(x, y - _LABEL_MM, x + width, y + more + 0.6)):
                self._draw(lines, x, y)
                return

    def _draw(self, lines: Sequence[str], x: float, y: float) -> None:
        for look in ({**_HALO, "fill": "#fff"}, {"fill": "#1c2630"}):
            for number, line in enumerate(lines):
                place = {"x": write_mm(x), "y": write_mm(y + number * _LINE_MM)}
                size = {"font-size": f"{_LABEL_MM}"}
                SubElement(self._svg, "text", {**place, **size, **look}).text = line
        self._written += 1


def draw_scale(svg: Element, frame: Frame, wording: Wording, labels: Labels) -> None:
    """Draw the scale bar and the arrow to the north, each on a light ground."""
    length_m, width, height = frame.choose_bar_m(), frame.width_mm, frame.height_mm
    end, base = 3 + length_m / frame.metres, height - 3
    ground = box(1.5, base - 4.2, end + 1.5, height - 1.5)
    _draw_plate(svg, ground, labels)
    bar = {"d": f"M3,{base - 1} 3,{base} {end:.2f},{base} {end:.2f},{base - 1}", "fill": "none"}
    SubElement(svg, "path", {**bar, "stroke": "#1c2630", "stroke-width": "0.4"})
    text = SubElement(svg, "text", {"x": "3.6", "y": f"{base - 1.2:g}", "font-size": "2.3"})
    text.text = f"{write_number(length_m, wording.language, 0)} m"
    _draw_plate(svg, box(width - 7, 1.5, width - 1.5, 10), labels)
    x = width - 4.25
    SubElement(svg, "path", {"d": f"M{x},2.2 {x + 1.5},6 {x},5.2 {x - 1.5},6Z", "fill": "#1c2630"})
    north = {"x": f"{x}", "y": "9", "font-size": "2.6", "text-anchor": "middle"}
    SubElement(svg, "text", north).text = wording.pgettext("compass", "N")


def _draw_plate(svg: Element, plate: BaseGeometry, labels: Labels) -> None:
    SubElement(svg, "path", {"d": write_path(plate), "fill": "#fff", "fill-opacity": "0.8"})
    labels.keep_free(plate)


def write_mm(value: float) -> str:
    """Write a length as SVG has it."""
    return f"{value:.2f}"
