"""Link: crossings are found among the features, and the network's links over the divide."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from geodata.crossings.crossing import Crossing, CrossingWay
from geodata.crs import GEOGRAPHIC, project
from geodata.divide.banks import build_divide
from geodata.errors import CrsError
from pipelines.link import join_areas, link_crossings, link_network, select_crossing_ways
from tests.pipelines.frames import METRIC, make_frame, unchanged

# Two hundred metres about a place in the zone's middle, where its coordinates are true.
X, Y = 500_000, 5_316_000
DIVIDE = build_divide(
    box(X, Y, X + 200, Y + 200),
    [LineString([(X - 9, Y + 100), (X + 209, Y + 100)])],
    left_id="north",
    right_id="south",
)


def draw(*places):
    return LineString([(X + x, Y + y) for x, y in places])


BRIDGE = ("way/1", {"highway": "primary", "bridge": "yes"}, draw((20, 90), (20, 110)))
PATH = ("way/2", {"highway": "footway"}, draw((150, 80), (150, 120)))


def test_ways_from_bank_to_bank_are_crossings_and_others_are_not():
    features = make_frame(
        BRIDGE,
        PATH,
        ("way/3", {"highway": "primary"}, draw((60, 110), (60, 100), (70, 110))),
        ("way/4", {"boundary": "administrative"}, draw((80, 80), (80, 120))),
        ("way/5", {"waterway": "river"}, draw((0, 100), (200, 100))),
        ("relation/6", {"highway": "primary"}, draw((90, 80), (90, 120))),
        ("node/7", {"highway": "crossing"}, Point(X, Y + 100)),
        ("way/8", {"highway": "pedestrian"}, box(X + 100, Y + 80, X + 120, Y + 120)),
    )
    with unchanged(features):
        crossings = link_crossings(features, DIVIDE, METRIC, ())
    assert {one.id: one.osm_ids for one in crossings} == {
        "osm-way-1": ["way/1"],
        "osm-way-2": ["way/2"],
    }


def test_the_outline_of_a_bridge_makes_one_of_what_it_carries():
    outline = {"man_made": "bridge"}
    rail = ("way/9", {"railway": "rail"}, draw((100, 80), (100, 120)))
    features = make_frame(BRIDGE, rail, ("way/3", outline, box(X + 10, Y + 80, X + 110, Y + 120)))
    assert [one.osm_ids for one in link_crossings(features, DIVIDE, METRIC, ())] == [
        ["way/1", "way/9"]
    ]


def test_a_town_without_features_has_no_crossings():
    assert link_crossings(make_frame(), DIVIDE, METRIC, ()) == []


def test_features_in_degrees_have_no_crossings():
    features = make_frame(BRIDGE).to_crs(GEOGRAPHIC)
    with pytest.raises(CrsError, match="expected coordinates in EPSG:32633"):
        link_crossings(features, DIVIDE, METRIC, ())


def make_crossing(name, *osm_ids):
    ways = tuple(CrossingWay(osm_id, {}) for osm_id in osm_ids)
    return Crossing(name, {}, "road", Point(15, 48), ways)


def test_the_layer_of_crossing_ways_holds_the_raw_ways_of_all_crossings():
    features = make_frame(
        BRIDGE, PATH, ("way/3", {}, draw((0, 0), (1, 1))), ("node/1", {}, Point())
    )
    crossings = [make_crossing("new", "way/2", "way/1"), make_crossing("former")]
    with unchanged(features):
        layer = select_crossing_ways(features, crossings)
    assert list(layer["element"] + layer["id"].astype(str)) == ["way1", "way2"]
    assert set(layer["layer"]) == {"crossing_ways"}
    assert list(layer.index) == [0, 1]


# Nodes 1 and 2 are south, 3 and 4 north, 5 lies on the divide.
PLACES = {1: (20, 90), 2: (150, 80), 3: (20, 110), 4: (150, 120), 5: (80, 100)}


def make_network(*ends):
    points = [project(Point(X + x, Y + y), METRIC, GEOGRAPHIC) for x, y in PLACES.values()]
    nodes = gpd.GeoDataFrame({"id": list(PLACES)}, geometry=points, crs=GEOGRAPHIC)
    return nodes, pd.DataFrame(ends, columns=["u", "v", "way"])


def test_edges_between_the_banks_are_links_of_their_crossing():
    nodes, edges = make_network((1, 3, 11), (3, 1, 11), (1, 2, 11), (2, 4, 12), (3, 4, 13))
    crossings = [make_crossing("main", "way/11"), make_crossing("former")]
    kept = edges.copy()
    with unchanged(nodes):
        new_nodes, new_edges = link_network(nodes, edges, DIVIDE, METRIC, crossings)
    pd.testing.assert_frame_equal(edges, kept)
    assert list(new_nodes["side"])[:4] == ["south", "south", "north", "north"]
    assert list(new_edges["is_link"]) == [True, True, False, True, False]
    assert list(new_edges["crossing"]) == ["main", "main", None, None, None]


def test_a_node_on_the_divide_is_on_one_bank_so_that_a_way_through_it_is_one_link():
    nodes, edges = make_network((1, 5, 11), (5, 3, 11))
    _, edges = link_network(nodes, edges, DIVIDE, METRIC, [make_crossing("main", "way/11")])
    assert sorted(edges["is_link"]) == [False, True]


def test_a_town_without_streets_has_no_links():
    nodes, edges = make_network()
    _, edges = link_network(nodes[:0], edges.astype("int64"), DIVIDE, METRIC, [])
    assert list(edges.columns) == ["u", "v", "way", "is_link", "crossing"]
    assert edges["is_link"].dtype == bool


def test_a_network_in_metres_is_refused():
    nodes, edges = make_network((1, 3, 11))
    with pytest.raises(CrsError, match="expected coordinates in EPSG:4326"):
        link_network(nodes.to_crs(METRIC), edges, DIVIDE, METRIC, [])


def make_area_scene(element="way"):
    """A bridge drawn as an area, with a street that leads onto it on either bank, and one near."""
    area = ("way/50", {"highway": "pedestrian", "area": "yes", "bridge": "yes", "foot": "yes"})
    features = make_frame((f"{element}/50", area[1], box(X + 40, Y + 90, X + 60, Y + 110)))
    places = {1: (50, 60), 2: (50, 90), 3: (55, 110), 4: (55, 140), 5: (70, 90)}
    points = [project(Point(X + x, Y + y), METRIC, GEOGRAPHIC) for x, y in places.values()]
    nodes = gpd.GeoDataFrame({"id": list(places)}, geometry=points, crs=GEOGRAPHIC)
    rows = [(1, 2, 7, 30.0), (3, 4, 8, 30.0), (1, 5, 9, 36.0)]
    edges = pd.DataFrame(rows, columns=["u", "v", "way", "length_m"])
    edges = edges.assign(is_forward=True, highway="footway").assign(foot=[None, None, "no"])
    return features, nodes, edges


@pytest.mark.parametrize("element", ["way", "relation"])
def test_streets_that_lead_onto_a_bridge_drawn_as_an_area_are_joined_over_it(element):
    features, nodes, edges = make_area_scene(element)
    crossings = link_crossings(features, DIVIDE, METRIC, ())
    assert [one.osm_ids for one in crossings] == [[f"{element}/50"]]
    joined = join_areas(features, nodes, edges, DIVIDE, crossings)
    over = joined[joined["way"].abs() == 50]
    assert sorted(zip(over["u"], over["v"], over["is_forward"], strict=True)) == [
        (2, 3, False),
        (3, 2, True),
    ]
    assert over["length_m"].tolist() == pytest.approx([20.6, 20.6], abs=0.1)
    assert set(over["foot"]) == {"yes"}
    _, linked = link_network(nodes, joined, DIVIDE, METRIC, crossings)
    links = linked[linked["is_link"]]
    assert links["crossing"].tolist() == [crossings[0].id] * 2


def test_a_city_without_such_areas_keeps_its_edges():
    _, nodes, edges = make_area_scene()
    features = make_frame(BRIDGE)
    crossings = link_crossings(features, DIVIDE, METRIC, ())
    assert join_areas(features, nodes, edges, DIVIDE, crossings) is edges


def test_each_link_of_a_way_that_passes_several_times_is_of_the_crossing_where_it_passes():
    bend = LineString([(X + 40, Y - 9), (X + 40, Y + 150), (X + 120, Y + 150), (X + 120, Y - 9)])
    divide = build_divide(box(X, Y, X + 200, Y + 200), [bend], left_id="a", right_id="b")
    features = make_frame(
        ("way/3", {"highway": "residential"}, draw((10, 60), (80, 60), (190, 60)))
    )
    crossings = link_crossings(features, divide, METRIC, ())
    places = {1: (10, 60), 2: (80, 60), 3: (190, 60)}
    points = [project(Point(X + x, Y + y), METRIC, GEOGRAPHIC) for x, y in places.values()]
    nodes = gpd.GeoDataFrame({"id": list(places)}, geometry=points, crs=GEOGRAPHIC)
    edges = pd.DataFrame([(1, 2, 3), (2, 3, 3)], columns=["u", "v", "way"])
    _, edges = link_network(nodes, edges, divide, METRIC, crossings)
    assert edges["crossing"].tolist() == ["osm-way-3", "osm-way-3-2"]
