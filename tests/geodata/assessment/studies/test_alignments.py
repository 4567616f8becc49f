"""Where a bridge could stand, on drawn banks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geodata.assessment.studies import alignments
from geodata.assessment.studies.alignments import find_alignments
from geodata.divide.banks import build_divide
from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix

AREA = shapely.box(0, 0, 1_000, 400)
RIVER = shapely.linestrings([(-10, 200), (1_010, 200)])
"""It flows east: the left bank is the north."""


def make_network(left, right):
    """Streets that join all points of a bank in a row."""
    points = np.array([*left, *right], dtype=float)
    n, first = len(points), len(left)
    start = np.array([i for i in range(n - 1) if i != first - 1], dtype=np.int32)
    none = np.array([], dtype=np.int32)
    return StreetNetwork(
        mode=TravelMode.WALK,
        crs="EPSG:32634",
        ids=np.arange(n),
        points=points,
        is_left=np.arange(n) < first,
        seconds=make_matrix(start, start + 1, np.ones(len(start)), n),
        links=Links(none, none, np.array([]), np.array([], dtype=object)),
    )


def find(left, right, span_m=150, river=RIVER):
    found = find_alignments(make_network(left, right), build_divide(AREA, [river]), span_m)
    return found, list(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_a_line_joins_streets_that_face_each_other():
    found, pairs = find([(500, 240), (900, 390)], [(510, 160), (100, 20)])
    assert pairs == [(0, 2)]
    assert found.station_m.tolist() == [500]
    assert found.length_m == pytest.approx(np.hypot(10, 80))


def test_a_span_is_never_longer_than_asked():
    streets = [(500, 240), (600, 240)], [(500, 160), (600, 160)]
    assert len(find(*streets, span_m=79.9)[1]) == 0
    assert find(*streets, span_m=80.1)[1] == [(0, 2), (1, 3)]


def test_a_line_that_follows_the_river_is_left_out():
    streets = [(400, 210), (300, 390)], [(480, 190), (700, 10)]
    assert find(*streets)[1] == []


def test_a_line_that_passes_the_river_twice_more_is_left_out():
    bend = shapely.linestrings(
        [(-10, 200), (490, 200), (490, 240), (530, 240), (530, 180), (470, 180),
         (470, 160), (560, 160), (560, 200), (1_010, 200)]
    )  # fmt: skip
    left, right = [(510, 260), (300, 390)], [(510, 140), (700, 10)]
    assert find(left, right)[1] == [(0, 2)]
    assert find(left, right, river=bend)[1] == []


def test_a_node_without_streets_carries_no_bridge():
    assert find([(500, 240)], [(500, 160), (600, 160)])[1] == []


def test_a_station_keeps_its_shortest_lines_each_pair_once():
    left = [(500 + i, 220 + 5 * i) for i in range(5)]
    found, pairs = find(left, [(500, 180), (505, 170)])
    assert len(set(pairs)) == len(pairs) == alignments.MOST_AT_STATION
    assert found.length_m.tolist() == sorted(found.length_m.tolist())
    assert pairs[0] == (0, 5)


def test_many_alignments_are_thinned_at_every_station_alike(monkeypatch):
    left = [(100 + 100 * i + d, 220) for i in range(8) for d in (0, 5)]
    right = [(100 + 100 * i + d, 180) for i in range(8) for d in (0, 5)]
    assert len(find(left, right)[1]) == 32
    monkeypatch.setattr(alignments, "MOST_ALIGNMENTS", 20)
    found, _ = find(left, right)
    assert found.station_m.tolist() == [
        station for i in range(8) for station in [100 + 100 * i] * 2
    ]


@pytest.mark.parametrize("seed", range(6))
def test_trying_short_spans_first_finds_what_trying_all_at_once_finds(monkeypatch, seed):
    """Stations that have enough are left out early, which changes nothing but the time."""
    rng = np.random.default_rng(seed)
    river = shapely.linestrings([(-10, 150), (300, 250), (600, 150), (1_010, 220)])
    places = rng.uniform((0, 0), (1_000, 400), (400, 2)).round(1)
    divide = build_divide(AREA, [river])
    is_left = shapely.intersects_xy(divide.left, *places.T)
    left, right = places[is_left].tolist(), places[~is_left].tolist()
    found, pairs = find(left, right, span_m=390, river=river)
    monkeypatch.setattr(alignments, "BAND_M", 1_000.0)
    again, others = find(left, right, span_m=390, river=river)
    assert pairs == others
    assert len(pairs) > 100
    assert found.station_m.tolist() == again.station_m.tolist()
