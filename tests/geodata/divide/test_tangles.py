"""Scribbles are told from lines that meet or cross a few times."""

import time

import numpy as np
import pytest
import shapely

from geodata.divide.tangles import is_tangled


def draw_scribble(count, seed=1):
    return shapely.LineString(np.random.default_rng(seed).random((count, 2)))


@pytest.mark.parametrize("count", [200, 4_000, 20_000])
def test_a_scribble_is_told_at_once(count):
    start = time.perf_counter()
    assert is_tangled([draw_scribble(count)])
    assert time.perf_counter() - start < 10


def test_lines_that_cross_each_other_too_often_are_tangled():
    assert is_tangled([draw_scribble(40, seed) for seed in range(10)])


def test_a_line_that_runs_to_and_fro_is_tangled():
    assert is_tangled([shapely.LineString([(n % 2, 0) for n in range(100)])])


def test_a_grid_crosses_as_often_as_it_does():
    lines = [shapely.LineString([(n, -1), (n, 30)]) for n in range(30)]
    lines += [shapely.LineString([(-1, n), (30, n)]) for n in range(30)]
    assert is_tangled(lines, most=899)
    assert not is_tangled(lines, most=900)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [shapely.LineString()],
        [shapely.LineString([(0, 0), (0, 0)])],
        [shapely.LineString([(n, n % 7) for n in range(50_000)])],
        [shapely.LineString([(1, n), (0, 0)]) for n in range(1_000)],
        [shapely.Point(0, 0).buffer(1, quad_segs=5_000).exterior],
    ],
    ids=["none", "empty", "a dot", "a long line", "a star", "a ring"],
)
def test_what_meets_at_vertices_or_not_at_all_is_not_tangled(lines):
    assert not is_tangled(lines, most=0)
