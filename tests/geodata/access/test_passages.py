"""What the stretches of streets and ferries give a mode, from tables as a snapshot has them."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.access.passages import read_passages
from geodata.cities.crossings import Mode
from geodata.streets.network import TravelMode, build_network, open_links
from tests.geodata.access.way_tags import parse_tags


def make_tables(*ways):
    """Ways of (nodes, metres a stretch, tags) as nodes and edges; even nodes lie on the left."""
    rows = []
    for number, (nodes, length_m, text) in enumerate(ways):
        for u, v in pairwise(nodes):
            is_link = u % 2 != v % 2
            row = {"way": number, "length_m": length_m, "is_link": is_link, "crossing": None}
            row |= parse_tags(text)
            rows += [row | {"u": u, "v": v, "is_forward": True}]
            rows += [row | {"u": v, "v": u, "is_forward": False}]
    edges = pd.DataFrame(rows)
    ids = sorted({*edges["u"], *edges["v"]})
    sides = ["left" if node % 2 == 0 else "right" for node in ids]
    places = [shapely.Point(20 + node / 1000, 42) for node in ids]
    return gpd.GeoDataFrame({"id": ids, "side": sides}, geometry=places, crs="EPSG:4326"), edges


def test_a_ferry_takes_its_duration_shared_over_its_length():
    nodes, edges = make_tables(((2, 4, 3), 150.0, "route=ferry duration=00:10 ferry=primary"))
    edges.loc[edges["u"].isin([2, 4]) & edges["v"].isin([2, 4]), "length_m"] = 50.0
    for mode in (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE):
        right, seconds = read_passages(nodes, edges, mode)
        assert set(right) == {"pass"}
        assert seconds.tolist() == [150, 150, 450, 450]


@pytest.mark.parametrize("text", ["route=ferry", "route=ferry duration=soon"])
def test_a_ferry_without_a_duration_is_no_link(text):
    tables = make_tables(((2, 3), 100.0, text), ((2, 4), 10.0, "highway=path"))
    network = build_network(*tables, TravelMode.WALK, "EPSG:32634", "left")
    assert len(network.links) == 0
    assert network.seconds.nnz == 2


@pytest.mark.parametrize(
    ("text", "walk", "drive"),
    [
        ("highway=primary", 2, 2),
        ("highway=primary oneway=yes", 2, 1),
        ("highway=primary motor_vehicle=no", 2, 0),
        ("highway=primary access=private", 0, 0),
        ("route=ferry duration=5", 2, 0),
    ],
)
def test_a_link_of_no_known_crossing_has_the_word_of_its_own_way(text, walk, drive):
    tables = make_tables(((2, 3), 100.0, text))
    for mode, count in ((TravelMode.WALK, walk), (TravelMode.DRIVE, drive)):
        network = build_network(*tables, mode, "EPSG:32634", "left")
        assert len(open_links(network, [], pd.Timestamp("2026-01-01").date())) == count


def test_each_direction_is_driven_at_its_own_limit_and_a_bicycle_is_pushed_on_a_footway():
    ways = ((2, 4), 100.0, "highway=primary maxspeed:forward=36 maxspeed:backward=18")
    _, seconds = read_passages(*make_tables(ways), Mode.MOTOR_VEHICLE)
    assert seconds.tolist() == [10, 20]
    _, seconds = read_passages(*make_tables(((2, 4), 4.8, "highway=footway")), Mode.BICYCLE)
    np.testing.assert_allclose(seconds, 3.6)


def test_streets_behind_a_residents_gate_serve_trips_as_the_gate_does():
    """A long street 0 … 198, a gate at 200 and a street behind it, 202 to 206."""
    street = (tuple(range(0, 200, 2)), 10.0, "highway=residential")
    gate = ((198, 200, 202), 10.0, "highway=service")
    behind = ((202, 204, 206), 10.0, "highway=residential")
    nodes, edges = make_tables(street, gate, behind)
    nodes["barrier"] = np.where(nodes["id"] == 200, "gate", None)
    nodes["access"] = np.where(nodes["id"] == 200, "private", None)
    network = build_network(nodes, edges, TravelMode.DRIVE, "EPSG:32634", "left")
    assert network.ids[network.main_nodes].max() == 198
    assert network.own_ends.nnz == 8  # the gate's two stretches and two behind it, each way
    found, _ = network.home_trees[0].find_nearest(network.points[-1:])
    assert network.ids[found].tolist() == [206]
