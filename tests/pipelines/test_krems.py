"""Krems an der Donau, real data of 2014: its two crossings, and the bank of everything in it."""

from pathlib import Path

import geopandas as gpd
import osmium
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geodata.cities.profile import load_city
from geodata.crossings.crossing import load_crossings
from geodata.snapshot.store import TABLES, open_snapshot, verify_snapshot
from pipelines.build import build
from pipelines.osm.overpass import OverpassOptions
from tests.geodata.divide.even_odd import is_inside, measure_distance
from tests.overpass.server import serve

KREMS = Path(__file__).parents[2].parent / "shared/data/krems-2014.osm.pbf"
BOUNDS = (15.6, 48.387, 15.671, 48.414)
PROFILE = f"""
id = "krems"
name = {{ en = "Krems", de = "Krems an der Donau" }}
study_area = {list(BOUNDS)}
[divide]
waterways = ["Donau"]
left = {{ id = "north", name = {{ en = "North" }} }}
right = {{ id = "south", name = {{ en = "South" }} }}
"""
WATER = {"relation/2827600", "way/51386420", "way/204325305"}
"""The Danube's water, and a border and a wood in it."""
NEAR_DEG = 3e-7
"""About 3 cm: what lies nearer to the river's line is on it."""

pytestmark = pytest.mark.skipif(
    not KREMS.exists(), reason="needs ../shared/data/krems-2014.osm.pbf"
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    path = tmp_path_factory.mktemp("krems") / "krems.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return load_city(str(path))


@pytest.fixture(scope="module")
def krems(city, make_once):
    return open_snapshot(make_once("krems", lambda folder: build(city, str(KREMS), folder)))


def test_krems_has_two_crossings_of_the_danube_and_none_of_its_namesake_river(krems):
    crossings = load_crossings(krems.read_table("crossings"))
    assert [(one.kind, one.name, set(one.osm_ids)) for one in crossings] == [
        ("rail", {}, {"way/25131021"}),
        (
            "road",
            {"und": "St. Pöltner Brücke"},
            {"way/25150846", "way/59543413", "way/25150839", "way/47513231"},
        ),
    ]
    ways = krems.read_layer("crossing_ways")
    assert set(ways["id"]) == {25131021, 25150846, 59543413, 25150839, 47513231}
    assert set(ways["side"]) == {"across"}


def test_the_links_of_the_street_network_are_the_road_bridge_alone(krems):
    links = krems.read_table("network_edges").query("is_link")
    assert set(links["way"]) == {25150846, 59543413, 25150839, 47513231}
    assert set(links["crossing"]) == {"osm-way-25150839"}


class Oracle:
    """The banks by an even–odd count in plain Python, in degrees, from the raw file.

    The Danube's two ways run beyond the study area on both sides: closed far in the north they are
    a polygon that holds the north bank.
    """

    def __init__(self, path):
        ways = [
            [(node.lon, node.lat) for node in way.nodes]
            for way in osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE)
            .with_locations()
            .with_filter(osmium.filter.TagFilter(("name", "Donau")))
            if way.is_way() and way.tags.get("waterway") == "river"
        ]
        upper, lower = sorted(ways)
        assert upper[-1] == lower[0]
        self.line = [*upper, *lower[1:]]
        assert self.line[0][0] < BOUNDS[0]
        assert self.line[-1][0] > BOUNDS[2]
        north = 49.0
        self.ring = [*self.line, (self.line[-1][0], north), (self.line[0][0], north)]

    def tell_bank(self, lon, lat):
        """Tell the bank of a place; None where it is on the line."""
        if measure_distance((lon, lat), self.line) < NEAR_DEG:
            return None
        return "north" if is_inside((lon, lat), [self.ring]) else "south"


def list_places(geometry, area):
    """List vertices, points between them and a point within, of what lies in the study area."""
    part = shapely.intersection(geometry, area)
    outline = shapely.get_coordinates(shapely.segmentize(part, 0.0005)).tolist()
    middle = shapely.get_coordinates(shapely.point_on_surface(part)).tolist()
    return [tuple(place) for place in [*outline, *middle]]


@pytest.fixture(scope="module")
def told(krems):
    """Each feature of each layer: layer, OSM id, side, and what the oracle says of its places."""
    oracle, area = Oracle(KREMS), shapely.box(*BOUNDS)
    known, rows = {}, []
    for name in krems.layer_names:
        for row in krems.read_layer(name).itertuples():
            key = f"{row.element}/{row.id}"
            if key not in known:
                known[key] = {
                    oracle.tell_bank(*place) for place in list_places(row.geometry, area)
                } - {None}
            rows.append((name, key, row.side, known[key]))
    return pd.DataFrame(rows, columns=["layer", "key", "side", "banks"])


def test_every_feature_of_every_layer_has_a_side(told):
    assert len(told) > 2_000
    assert set(told["side"]) == {"north", "south", "across", "river"}


@pytest.mark.parametrize("side", ["north", "south"])
def test_all_of_a_feature_on_a_bank_is_there_by_the_even_odd_count(side, told):
    features = told[told["side"] == side]
    assert len(features) > 100
    wrong = features[features["banks"].map(lambda banks: banks != {side})]
    assert wrong.empty, wrong.to_string()


def test_what_is_across_is_on_both_banks_by_the_even_odd_count(told):
    features = told[told["side"] == "across"]
    assert len(features) >= 10
    wrong = features[features["banks"].map(lambda banks: banks != {"north", "south"})]
    assert wrong.empty, wrong.to_string()


def test_only_the_danube_itself_is_in_the_river(told):
    features = told[told["side"] == "river"]
    assert set(features["key"]) == {"way/51156920", "way/51386392"} | WATER
    on_line = features[~features["key"].isin(WATER)]
    assert on_line["banks"].map(len).eq(0).all()


def test_every_node_of_the_network_is_on_the_bank_of_the_even_odd_count(krems):
    oracle, nodes = Oracle(KREMS), krems.read_table("network_nodes")
    banks = [oracle.tell_bank(point.x, point.y) for point in nodes.geometry]
    assert list(nodes["side"]) == banks


@pytest.mark.slow
def test_a_server_that_holds_the_file_gives_the_same_snapshot(city, krems, tmp_path):
    with serve(KREMS) as server:
        asked = build(city, "overpass", tmp_path, overpass=OverpassOptions(url=server.url))
    verify_snapshot(asked)
    assert asked.id == open_snapshot(tmp_path).id
    assert asked.manifest.counts == krems.manifest.counts
    for name in krems.layer_names:
        assert_geodataframe_equal(asked.read_layer(name), krems.read_layer(name))
    for name in TABLES:
        one, other = asked.read_table(name), krems.read_table(name)
        is_located = isinstance(one, gpd.GeoDataFrame)
        check = assert_geodataframe_equal if is_located else pd.testing.assert_frame_equal
        check(one, other)


@pytest.mark.slow
def test_the_same_file_gives_the_same_checksums(city, krems, tmp_path):
    again = build(city, str(KREMS), tmp_path)
    assert [(entry.path, entry.sha256) for entry in again.manifest.files] == [
        (entry.path, entry.sha256) for entry in krems.manifest.files
    ]
