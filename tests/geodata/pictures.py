"""Scenes drawn as text, so that a reader of a test sees what lies where; the top is north."""

import numpy as np
import shapely

DECORATION = frozenset(" .-|/\\~")
"""Signs that only guide the eye."""


class Picture:
    """A picture whose every letter or digit is a place, at the centre of its cell, in metres.

    The lower left corner is at (0, 0); a cell is `cell_m` wide and twice as high, as letters are.
    """

    def __init__(self, text, cell_m=10.0):
        rows = [line for line in text.splitlines() if line.strip()]
        indent = min(len(row) - len(row.lstrip()) for row in rows)
        rows = [row[indent:].rstrip() for row in rows]
        self.width_m = max(map(len, rows)) * cell_m
        self.height_m = len(rows) * 2 * cell_m
        self._places = {}
        for down, row in enumerate(rows):
            for across, sign in enumerate(row):
                if sign not in DECORATION:
                    assert sign not in self._places, f"{sign} stands twice in the picture"
                    y = self.height_m - (2 * down + 1) * cell_m
                    self._places[sign] = ((across + 0.5) * cell_m, y)

    @property
    def frame(self):
        """The edge of the picture as a polygon: the study area of most tests."""
        return shapely.box(0, 0, self.width_m, self.height_m)

    def point(self, sign):
        return shapely.Point(self._places[sign])

    def line(self, signs):
        return shapely.LineString([self._places[sign] for sign in signs])

    def area(self, signs):
        return shapely.Polygon([self._places[sign] for sign in signs])

    def points(self, signs):
        return as_array(*(self.point(sign) for sign in signs))


def as_array(*geometries):
    """Put geometries, or None, into an array of objects as geodata takes it."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array
