"""A river drawn in signs, and which side of it things lie on."""

import shapely

from geodata.divide.sides import find_sides
from tests.geodata.pictures import Picture, as_array

BEND = Picture(
    """
    . A . . . . . . C . . .
    . . . . 2-------3 . . .
    1------/.   .    \\. . .
    . . . . . . D . .  4--5
    B . . . . . . . . . E .
    """
)


def lead(picture, signs):
    """Make a river of signs that runs on to the east and west, beyond the picture."""
    line = picture.line(signs)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    return shapely.LineString([(x0 - 500, y0), *line.coords, (x1 + 500, y1)])


def side_of(divide, *geometries):
    return find_sides(divide, as_array(*geometries))[0].tolist()


def share_of(divide, *geometries):
    return find_sides(divide, as_array(*geometries))[1].tolist()
