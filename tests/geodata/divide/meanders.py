"""Hypothesis strategies for rivers, features and the ways in which a whole scene can be moved."""

from dataclasses import dataclass
from math import cos, radians, sin

import shapely
from hypothesis import strategies as st

WIDTH, HEIGHT = 100.0, 60.0
"""Size of every scene before it is moved; the river runs east about half-way up."""

FRAME = [(0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT)]


def _between(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda number: round(number, 3))


@st.composite
def gentle_rivers(draw):
    """Rivers that run strictly east, from beyond the western edge to beyond the eastern one."""
    inner = draw(st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True).map(sorted))
    return [(x, draw(_between(15, 45))) for x in (-10.0, *map(float, inner), 110.0)]


@st.composite
def meandering_rivers(draw):
    """Rivers whose loops hang over: each is wider than its neck, so that x goes back and forth."""
    line = [(-10.0, 30.0)]
    for cell in range(draw(st.integers(1, 4))):
        start = cell * 25.0
        neck = draw(_between(8, 11)), draw(_between(14, 17))
        head = draw(_between(2, 7)), draw(_between(18, 23))
        height = draw(_between(5, 25)) * draw(st.sampled_from([1, -1]))
        line += [
            (start + neck[0], 30.0),
            (start + head[0], 30.0 + height),
            (start + head[1], 30.0 + height + draw(_between(-4, 4))),
            (start + neck[1], 30.0),
        ]
    return [*line, (110.0, 30.0)]


def places():
    """Places well within the scene."""
    return st.tuples(_between(0.5, WIDTH - 0.5), _between(0.5, HEIGHT - 0.5))


@dataclass(frozen=True)
class Move:
    """A way to scale, mirror, turn and shift a scene; mirrored, left becomes right."""

    scale: float
    turn_deg: float
    is_mirrored: bool
    east: float
    north: float

    def place(self, point):
        x, y = point
        y = HEIGHT - y if self.is_mirrored else y
        turn = radians(self.turn_deg)
        return (
            self.east + self.scale * (x * cos(turn) - y * sin(turn)),
            self.north + self.scale * (x * sin(turn) + y * cos(turn)),
        )

    def line(self, points):
        return shapely.LineString([self.place(point) for point in points])

    def area(self, points):
        return shapely.Polygon([self.place(point) for point in points])

    def point(self, point):
        return shapely.Point(self.place(point))


def moves():
    """Any axis, both hands, areas from 50 m to 50 km wide, anywhere in a UTM zone."""
    return st.builds(
        Move,
        scale=st.sampled_from([0.5, 1.0, 13.0, 500.0]),
        turn_deg=st.one_of(st.sampled_from([0, 90, 180, 270]), _between(0, 360)),
        is_mirrored=st.booleans(),
        east=st.sampled_from([0.0, 500_000.0]),
        north=st.sampled_from([0.0, 4_750_000.0]),
    )
