"""Towns of two banks that anything may divide, to make profiles of.

::

      homes ─┬─ street ─┬─ homes     300 m north of the line
             │          │
    ═════════╪══════════╪═════════   the line, as `draw` draws it, from west to east
             │          │
      homes ─┴─ street ─┴─ homes     300 m south of it
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tests.overpass.drawing import Drawing

LON, LAT = 20.86, 42.89
PLACE = {"place": "town", "name": "Grad", "name:sr": "Град", "name:en": "Graad"}
RIVER = {"waterway": "river", "name": "Reka"}


class MadeTown:
    """Draws by metres east and north of the town's middle."""

    def __init__(self, place: Mapping[str, str] = PLACE, *, has_homes: bool = True) -> None:
        self.drawing = Drawing()
        self._number = 0
        if place:
            self.node(30, 200, place)
        self._draw_streets()
        if has_homes:
            for x, y in ((-200, 330), (150, 330), (-200, -350), (150, -350)):
                self.ring(x, y, 30, 15, {"building": "house", "name": "Kuća", "name:sr": "Kuća"})

    def node(self, x: float, y: float, tags: Mapping[str, str] | None = None) -> int:
        self._number += 1
        lon = LON + x / (111_320 * math.cos(math.radians(LAT)))
        return self.drawing.node(self._number, lon, LAT + y / 111_130, tags or {})

    def line(self, places, tags: Mapping[str, str]) -> int:
        nodes = [one if isinstance(one, int) else self.node(*one) for one in places]
        self._number += 1
        return self.drawing.way(self._number, nodes, tags)

    def along(self, tags: Mapping[str, str], y: float = 0, start: float = -900, end: float = 900):
        """Draw a line from west to east."""
        middle = (start + end) / 2
        return self.line([(start, y), (middle, y + 4), (end, y)], tags)

    def ring(self, x: float, y: float, width: float, height: float, tags: Mapping[str, str]) -> int:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        nodes = [self.node(*one) for one in corners]
        return self.line([*nodes, nodes[0]], tags)

    def _draw_streets(self) -> None:
        street = {"highway": "residential"}
        rows = [[self.node(x, y) for x in (-400, 0, 400)] for y in (300, -300)]
        for row in rows:
            self.line(row, street)
        for at, more in ((0, {"bridge": "yes"}), (1, {}), (2, {"tunnel": "yes", "layer": "-1"})):
            self.line([rows[0][at], rows[1][at]], street | more)
