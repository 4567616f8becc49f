"""How wide the river is along the divide."""

import numpy as np
import pytest
import shapely

from geodata.divide.banks import build_divide
from geodata.divide.widths import measure_widths

AREA = shapely.box(0, -500, 1000, 500)


def divide_by(line, *water):
    return build_divide(AREA, [shapely.LineString(line)], water)


def test_the_width_is_told_every_fifty_metres_from_edge_to_edge():
    divide = divide_by([(-10, 0), (1010, 0)], shapely.box(-10, -10, 1010, 30))
    points, width_m = measure_widths(divide)
    assert points[:, 0] == pytest.approx(np.arange(25, 1000, 50))
    assert width_m == pytest.approx(np.full(20, 40.0))


def test_a_slanting_line_does_not_make_the_river_wider():
    divide = divide_by([(-10, -20), (1010, 20)], shapely.box(-10, -30, 1010, 30))
    _, width_m = measure_widths(divide)
    assert width_m == pytest.approx(np.full(len(width_m), 60.0), rel=0.01)


def test_an_island_ends_the_water():
    water = shapely.box(-10, -20, 1010, 80) - shapely.box(100, 20, 900, 40)
    points, width_m = measure_widths(divide_by([(-10, 0), (1010, 0)], water))
    beside = (points[:, 0] > 150) & (points[:, 0] < 850)
    assert width_m[beside] == pytest.approx(np.full(beside.sum(), 40.0))


def test_without_mapped_water_no_width_is_told():
    points, width_m = measure_widths(divide_by([(-10, 0), (1010, 0)]))
    assert points.shape == (0, 2)
    assert width_m.shape == (0,)
    partly = divide_by([(-10, 0), (1010, 0)], shapely.box(-10, -10, 400, 10))
    assert measure_widths(partly)[0][:, 0].max() < 400
