"""A river that ends within the study area: people walk round it, and nothing closes that way."""

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, Point, box

from geodata.assessment.engine.portals import PortalSearch, make_scenario, measure_times
from geodata.crs import GEOGRAPHIC
from geodata.divide.banks import build_divide
from geodata.divide.sides import BEYOND, find_sides
from geodata.streets.network import TravelMode, build_network, open_links
from pipelines.link import link_network
from tests.examples import examples
from tests.pipelines.frames import METRIC

X, Y, STEP_M = 500_000, 5_316_000, 100
AREA = box(X, Y, X + 1_000, Y + 600)


def cut(end_m, *, begins_inside=False):
    """The river flows east along the middle and ends `end_m` before the eastern edge."""
    start = 300 if begins_inside else -50
    river = LineString([(X + start, Y + 305), (X + 600, Y + 290), (X + 1_000 - end_m, Y + 310)])
    return build_divide(AREA, [river], left_id="north", right_id="south")


def make_streets(missing, bridges):
    """A grid of streets, without those that are missing; only `bridges` get over the river line."""
    places = {(column, row): 11 * row + column for row in range(7) for column in range(11)}
    steps = [
        ((column, row), (column + right, row + up))
        for column, row in places
        for right, up in ((1, 0), (0, 1))
        if (column + right, row + up) in places
    ]
    rows = []
    for number, (one, other) in enumerate(steps):
        is_over = {one[1], other[1]} == {3, 4}
        if number not in missing and (not is_over or one[0] in bridges or one[0] >= 8):
            rows += [(places[one], places[other], True), (places[other], places[one], False)]
    edges = pd.DataFrame(rows, columns=["u", "v", "is_forward"])
    edges = edges.assign(way=np.arange(len(edges)) // 2, length_m=100.0, highway="residential")
    points = [Point(X + STEP_M * c, Y + STEP_M * r) for c, r in places]
    nodes = gpd.GeoDataFrame({"id": list(places.values())}, geometry=points, crs=METRIC)
    return nodes.to_crs(GEOGRAPHIC), edges


def measure_whole(edges, n):
    """Travel times on the graph that nothing severs, by SciPy, in s."""
    seconds = edges["length_m"] * 3.6 / 4.8
    graph = csr_array(coo_array((seconds, (edges["u"], edges["v"])), shape=(n, n)))
    return dijkstra(graph)


@given(
    end_m=st.sampled_from([150, 250, 320]),
    begins_inside=st.booleans(),
    bridges=st.sets(st.integers(0, 7), max_size=3),
    missing=st.sets(st.integers(0, 130), max_size=30),
)
@settings(max_examples=examples(40))
def test_times_between_the_banks_are_those_of_the_unsevered_graph(
    end_m, begins_inside, bridges, missing
):
    divide = cut(end_m, begins_inside=begins_inside)
    nodes, edges = make_streets(missing, bridges)
    nodes, edges = link_network(nodes, edges, divide, METRIC, [])
    network = build_network(nodes, edges, TravelMode.WALK, METRIC, "north")
    links = open_links(network, [], None)
    north, south = (np.flatnonzero(bank).astype(np.int32) for bank in network.banks)
    scenario = make_scenario(PortalSearch(network), links)
    whole = measure_whole(edges, len(nodes))
    for origins, destinations in ((north, south), (south, north)):
        found = measure_times(scenario, origins, destinations, np.float64)
        np.testing.assert_allclose(found, whole[np.ix_(origins, destinations)], rtol=1e-12)


def test_streets_past_the_end_are_beyond_and_their_links_belong_to_no_crossing():
    nodes, edges = link_network(*make_streets(set(), {2}), cut(250), METRIC, [])
    side = dict(zip(nodes["id"], nodes["side"], strict=True))
    assert {side[11 * row + 10] for row in range(7)} == {BEYOND}
    assert (side[0], side[66]) == ("south", "north")
    links = edges[edges["is_link"]]
    assert links["crossing"].isna().all()
    zones = {frozenset((side[u], side[v])) for u, v in zip(links["u"], links["v"], strict=True)}
    assert frozenset(("north", "south")) in zones
    assert len(zones) == 2, "what lies past the end is one with one of the banks"


def test_what_lies_past_the_end_has_no_share_and_what_mostly_lies_on_a_bank_is_there():
    divide = cut(250)
    past, bank = box(X + 900, Y + 400, X + 920, Y + 420), box(X + 100, Y + 400, X + 120, Y + 420)
    partly = LineString([(X + 500, Y + 450), (X + 800, Y + 450)])
    round_it = LineString([(X + 700, Y + 450), (X + 980, Y + 300), (X + 720, Y + 100)])
    shapes = np.array([past, bank, partly, round_it], dtype=object)
    side, share = find_sides(divide, shapes)
    assert side.tolist()[:3] == [BEYOND, "north", "north"]
    assert side[3] == BEYOND, "what goes round the end does not get over the river"
    assert np.isnan(share[0])
    assert share[1] == 1
    assert 0.7 < share[2] < 0.85


def test_private_streets_past_the_end_serve_nobody_else():
    nodes, edges = make_streets(set(), set())
    nodes, edges = link_network(nodes, edges.assign(access="private"), cut(250), METRIC, [])
    network = build_network(nodes, edges, TravelMode.WALK, METRIC, "north")
    assert len(open_links(network, [], None)) == 0
