"""A file and an Overpass server that holds the same data give the same tables."""

from pathlib import Path

import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geodata.access.barriers import BARRIER_TAGS
from geodata.cities.profile import load_city
from geodata.layers import get_layer
from pipelines.osm.file import read_header
from pipelines.osm.overpass import OverpassOptions
from pipelines.osm.raw_pull import RawPull
from pipelines.osm.streets import NO_STREETS
from pipelines.pull import pull
from tests.overpass.server import OSM_DATE, serve
from tests.overpass.town import BOX, HOSTILE_TAGS, draw_town, make_city

KREMS = Path(__file__).parents[2].parent / "shared/data/krems-2014.osm.pbf"
CORNER = shapely.Polygon([(15.0, 48.0), (15.03, 48.0), (15.0, 48.02)])
HOLED = shapely.box(*BOX).difference(shapely.box(15.004, 48.004, 15.012, 48.013))
PIECES = shapely.union(shapely.box(15, 48, 15.006, 48.02), shapely.box(15.02, 48.004, 15.03, 48.02))


def pull_both(city, path, work) -> tuple[RawPull, RawPull]:
    from_file = pull(city, str(path), work)
    with serve(path) as server:
        from_server = pull(city, "overpass", work, overpass=OverpassOptions(url=server.url))
    return from_file, from_server


def assert_same_tables(one, other):
    assert_geodataframe_equal(one.features, other.features)
    assert_geodataframe_equal(one.nodes, other.nodes)
    pd.testing.assert_frame_equal(one.edges, other.edges)
    assert one.study_area.equals(other.study_area)


FEW_LAYERS = ("roads", "power_lines", "street_lamps", "buildings", "water_areas", "boundaries")


@pytest.mark.parametrize(
    "area",
    [CORNER, HOLED, PIECES, shapely.box(15.0161, 48.0101, 15.0169, 48.0109)],
    ids=["triangle", "with a hole", "two pieces", "between all nodes"],
)
def test_a_file_and_a_server_agree_on_areas_of_any_shape(area, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "pipelines.osm.dividing_layer.LAYERS", [get_layer(name) for name in FEW_LAYERS]
    )
    path = draw_town(tmp_path / "town.osm")
    assert_same_tables(*pull_both(make_city(area), path, tmp_path / "work"))
    assert list((tmp_path / "work").iterdir()) == []


def test_an_area_that_is_asked_for_in_parts_holds_nothing_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "pipelines.osm.dividing_layer.LAYERS", [get_layer(name) for name in FEW_LAYERS]
    )
    monkeypatch.setattr("osmnx.settings.max_query_area_size", 1e6)
    path = draw_town(tmp_path / "town.osm")
    assert_same_tables(*pull_both(make_city(shapely.box(*BOX)), path, tmp_path / "work"))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    city = make_city(shapely.box(*BOX))
    return pull_both(city, draw_town(folder / "town.osm"), folder / "work")


def test_a_file_and_a_server_agree_on_a_town_of_traps(town):
    assert_same_tables(*town)


@pytest.fixture(params=[0, 1], ids=["file", "overpass"])
def raw(town, request):
    return town[request.param]


def get_ids(raw, element):
    return set(raw.features.loc[raw.features["element"] == element, "id"])


def test_tags_named_like_columns_come_through_whole(raw):
    for element, number in (("node", 103), ("way", 8)):
        found = raw.features[(raw.features["element"] == element) & (raw.features["id"] == number)]
        assert HOSTILE_TAGS.items() <= found["tags"].iloc[0].items()


def test_features_are_sorted_and_unique_and_hold_only_text(raw):
    assert list(raw.features.columns) == ["element", "id", "tags", "geometry"]
    rank = raw.features["element"].map(["node", "way", "relation"].index)
    keys = list(zip(rank, raw.features["id"], strict=True))
    assert keys == sorted(set(keys))
    assert {type(value) for tags in raw.features["tags"] for value in tags.values()} == {str}
    assert raw.features.crs == raw.nodes.crs == "EPSG:4326"


def test_a_line_without_a_node_in_the_area_is_kept(raw):
    assert 10 in get_ids(raw, "way")


def test_a_node_on_the_edge_is_in_and_one_beside_it_is_not(raw):
    assert get_ids(raw, "node") == {100, 101, 103, 240}


def test_ways_are_found_by_their_line_and_not_by_what_they_go_round(raw):
    ways = get_ids(raw, "way")
    assert {12, 13, 15, 16} <= ways
    assert 14 not in ways


def test_relations_count_when_a_member_is_in_the_area_as_far_as_they_are_there(raw):
    assert get_ids(raw, "relation") == {1, 3, 4, 6}
    (note,) = (note for note in raw.notes if note.startswith("Relations that lack members"))
    assert note.endswith("(1): relation/6.")


def test_a_multipolygon_keeps_its_hole(raw):
    square = raw.features[(raw.features["element"] == "relation") & (raw.features["id"] == 1)]
    assert len(square.geometry.iloc[0].interiors) == 1


def test_streets_are_the_ways_on_which_somebody_travels(raw):
    assert set(raw.edges["way"]) == {1, 2, 3, 4, 7, 8}
    assert not set(raw.edges["highway"]) & set(NO_STREETS)
    assert set(raw.edges["access"]) == {None, "private"}


def test_each_stretch_has_a_row_a_direction_forward_in_the_order_of_its_nodes(raw):
    assert (raw.edges.groupby("way")["is_forward"].mean() == 0.5).all()
    against = raw.edges[(raw.edges["way"] == 3) & raw.edges["is_forward"]]
    assert set(zip(against["u"], against["v"], strict=True)) == {(5, 40), (40, 41), (41, 42)}
    assert set(against["oneway"]) == {"-1"}


def test_nodes_bear_the_tags_of_their_barriers(raw):
    tags = raw.nodes.set_index("id")[list(BARRIER_TAGS)].dropna(how="all")
    assert tags.loc[41].dropna().to_dict() == {"barrier": "lift_gate", "motor_vehicle": "private"}
    assert list(tags.index) == [41]  # a node without a barrier says nothing of who may pass


def test_edges_end_at_nodes_inside_the_area_and_every_node_has_an_edge(raw):
    assert set(raw.edges["u"]) | set(raw.edges["v"]) == set(raw.nodes["id"])
    assert raw.nodes.intersects(shapely.box(*BOX)).all()
    assert raw.nodes["id"].is_monotonic_increasing
    assert raw.edges.loc[raw.edges["way"] == 2, "length_m"].between(500, 600).all()


def test_each_source_tells_its_origin(town):
    from_file, from_server = (raw.origin for raw in town)
    assert (from_file.kind, from_file.name, from_file.osm_date) == ("file", "town.osm", None)
    assert (from_server.kind, from_server.osm_date) == ("overpass", OSM_DATE)
    assert len(from_file.sha256) == len(from_server.sha256) == 64
    assert from_file.is_modelled is from_server.is_modelled is False


@pytest.mark.skipif(not KREMS.exists(), reason="needs ../shared/data/krems-2014.osm.pbf")
@pytest.mark.slow
def test_a_file_and_a_server_agree_on_real_krems(tmp_path):
    bounds, _ = read_header(KREMS)
    from_file, from_server = pull_both(make_city(bounds), KREMS, tmp_path)
    assert_same_tables(from_file, from_server)
    assert (len(from_file.features), len(from_file.nodes), len(from_file.edges)) == (
        2306, 3760, 8268,
    )  # fmt: skip
    assert from_file.origin.osm_date == "2013-12-16T20:39:13Z"


@pytest.mark.slow
def test_a_file_and_a_server_agree_on_the_bundled_sample(tmp_path):
    city = load_city("mitrovica")
    west_of_the_bridge = make_city(shapely.box(20.858, 42.887, 20.868, 42.895))
    from_file, from_server = pull_both(west_of_the_bridge, city.sample, tmp_path)
    assert_same_tables(from_file, from_server)
    assert len(from_file.features) > 100
