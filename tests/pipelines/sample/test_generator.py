"""The generated sample: the committed file, plausible, honest about what is modelled."""

import gzip
import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass

import networkx as nx
import osmium
import osmnx
import pytest
import shapely
from shapely.geometry import Point, Polygon

from geodata.cities.profile import CITIES, load_city
from geodata.cities.projects import ProjectFile
from geodata.cities.records import read_toml
from geodata.layers import LAYERS, SHAPES, merge_query_tags
from pipelines.sample.__main__ import main
from pipelines.sample.facts import (
    BOX,
    CRS,
    NORTH_RELATION,
    SOUTH_RELATION,
    draw_line,
    locate,
    read_river,
)
from pipelines.sample.osm import compress
from pipelines.sample.town import build_sample

COMMITTED = CITIES / "mitrovica" / "sample.osm.gz"
FACT_SOURCES = ("2018 municipal boundary", "OpenStreetMap, 2019-09")


@dataclass(frozen=True)
class Sample:
    """The committed file, parsed."""

    text: str
    places: dict
    node_tags: dict
    ways: dict
    relations: dict

    def line(self, way):
        return draw_line(*(self.places[ref] for ref in self.ways[way][0]))

    def point(self, ref):
        return locate(*self.places[ref])

    def select_ways(self, key):
        return {number: tags for number, (_, tags) in self.ways.items() if key in tags}


def _tags(element):
    return {tag.get("k"): tag.get("v") for tag in element.iter("tag")}


@pytest.fixture(scope="module")
def sample():
    text = gzip.decompress(COMMITTED.read_bytes()).decode()
    root = ET.fromstring(text)
    nodes = {node.get("id"): node for node in root.iter("node")}
    ways = {w.get("id"): ([n.get("ref") for n in w.iter("nd")], _tags(w)) for w in root.iter("way")}
    relations = {
        r.get("id"): ([(m.get("type"), m.get("ref")) for m in r.iter("member")], _tags(r))
        for r in root.iter("relation")
    }
    places = {ref: (float(n.get("lon")), float(n.get("lat"))) for ref, n in nodes.items()}
    return Sample(text, places, {ref: _tags(n) for ref, n in nodes.items()}, ways, relations)


@pytest.fixture(scope="module")
def features(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.osm"
    path.write_text(sample.text, encoding="utf-8")
    return osmnx.features_from_xml(
        path, polygon=shapely.box(*BOX), tags=merge_query_tags(LAYERS), encoding="utf-8"
    )


@pytest.fixture(scope="module")
def streets(sample):
    """Undirected graph of all ways of people and vehicles; edges know whether they are bridges."""
    graph = nx.Graph()
    for refs, tags in sample.ways.values():
        if "highway" in tags and tags["highway"] != "construction":
            graph.add_edges_from(itertools.pairwise(refs), is_registered_bridge="name:sq" in tags)
    return graph


def test_the_generator_makes_the_committed_file(sample):
    assert build_sample() == sample.text


def test_the_sample_is_drawn_in_the_city_s_crs_and_area():
    city = load_city("mitrovica")
    assert city.crs == CRS
    assert city.study_area.contains(shapely.box(*BOX))


def test_the_command_writes_a_file_without_the_time_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sample.__main__.build_sample", lambda: "<osm/>")
    monkeypatch.setattr("sys.argv", ["sample", "--out", str(tmp_path / "out.osm.gz")])
    main()
    written = (tmp_path / "out.osm.gz").read_bytes()
    assert written == compress("<osm/>")
    assert written[4:8] == bytes(4)


def test_the_file_is_small_and_says_who_made_it_where(sample):
    left, bottom, right, top = BOX
    assert COMMITTED.stat().st_size < 600_000
    assert 'generator="uramost sample"' in sample.text
    assert "OSMnx" not in sample.text
    assert f'minlat="{bottom}" minlon="{left}" maxlat="{top}" maxlon="{right}"' in sample.text
    assert not re.search(r"timestamp=|e-\d", sample.text)


def test_ids_are_sorted_and_every_reference_is_in_the_file(sample):
    for kind in (sample.places, sample.ways, sample.relations):
        numbers = [int(number) for number in kind]
        assert numbers == sorted(numbers)
    assert all(ref in sample.places for refs, _ in sample.ways.values() for ref in refs)
    assert all(len(refs) > 1 for refs, _ in sample.ways.values())
    known = {"way": sample.ways, "node": sample.places}
    assert all(
        ref in known[kind] for members, _ in sample.relations.values() for kind, ref in members
    )


def test_pyosmium_reads_the_municipalities_as_whole_areas():
    found = set()
    for area in osmium.FileProcessor(COMMITTED).with_areas():
        if area.is_area() and not area.from_way() and "boundary" in area.tags:
            found.add(area.orig_id())
    assert found == {NORTH_RELATION, SOUTH_RELATION}


def test_every_layer_has_something_in_it(features):
    shapes = features.geometry.geom_type.map(SHAPES)
    columns = [name for name in features.columns if name != "geometry"]
    records = features[columns].to_dict("records")
    told = [{k: v for k, v in record.items() if isinstance(v, str)} for record in records]
    empty = [
        layer.name
        for layer in LAYERS
        if not any(
            layer.matches(tags) and shape in layer.shapes
            for tags, shape in zip(told, shapes, strict=True)
        )
    ]
    # No source tells where ambulances stand; nobody has to cross the Ibar by boat.
    assert set(empty) == {"ambulance_stations", "ferries"}


def test_there_are_enough_streets_and_buildings(sample):
    on_streets = {r for number in sample.select_ways("highway") for r in sample.ways[number][0]}
    courts = [tags for _, tags in sample.relations.values() if "building" in tags]
    assert len(on_streets) >= 1_500
    assert len(sample.select_ways("building")) + len(courts) >= 3_000
    assert len(courts) >= 10


def test_streets_have_a_hierarchy_and_no_invented_names(sample):
    modelled = [t for t in sample.select_ways("highway").values() if t["source"] == "modelled"]
    kinds = Counter(tags["highway"] for tags in modelled)
    assert {"trunk", "primary", "secondary", "tertiary", "residential", "service", "footway",
            "steps", "path"} <= set(kinds)  # fmt: skip
    assert not any("name" in tags for tags in modelled)
    assert any(tags.get("oneway") == "yes" for tags in modelled)
    assert any("maxspeed" in tags for tags in modelled)


def test_whatever_is_not_from_the_facts_says_that_it_is_modelled(sample):
    registered = {tags["source"] for _, tags in sample.ways.values() if "name:sq" in tags}
    for tags in (
        *sample.node_tags.values(),
        *(tags for _, tags in sample.ways.values()),
        *(tags for _, tags in sample.relations.values()),
    ):
        if tags and tags.get("source") != "modelled":
            assert tags["source"].startswith(FACT_SOURCES) or tags["source"] in registered
            assert not {"building", "power", "operator", "communication"} & set(tags)


def test_modelled_institutions_have_no_names(sample):
    for tags in sample.node_tags.values():
        if "amenity" in tags and tags["source"] == "modelled":
            assert "name" not in tags


def test_operators_come_in_both_scripts_unknown_missing_and_in_lists(sample):
    tagged = [*sample.node_tags.values(), *(tags for _, tags in sample.ways.values())]
    operators = {tags["operator"] for tags in tagged if "operator" in tags}
    assert {"Електросевер", "Elektrosever", "ЈКП Водовод Ибар", "Пошта Србије", "KEDS",
            "Телеком Србија", "Posta e Kosovës", "IPKO", "mts"} <= operators  # fmt: skip
    assert any(";" in operator for operator in operators)
    assert any("Modelled" in operator for operator in operators)
    power = [tags for tags in tagged if tags.get("power") == "substation"]
    assert any("operator" not in tags for tags in power)


def test_no_building_stands_on_water_or_on_a_street(sample):
    water = shapely.union_all(
        [Polygon(sample.line(n)) for n, t in sample.select_ways("natural").items()]
    )
    streets = shapely.STRtree([sample.line(number) for number in sample.select_ways("highway")])
    houses = [Polygon(sample.line(number)) for number in sample.select_ways("building")]
    assert not any(house.intersects(water) for house in houses)
    assert streets.query(houses, predicate="intersects").size == 0
    assert all(house.is_valid for house in houses)


def test_only_registered_bridges_carry_people_over_the_river(sample):
    river = read_river()
    over = {
        tags.get("name:en")
        for number, tags in {
            **sample.select_ways("highway"),
            **sample.select_ways("railway"),
        }.items()
        if sample.line(number).crosses(river)
    }
    assert over == {
        "Main (Ibar) Bridge", "New road bridge (2025)", "New footbridge (2025)", "East Bridge",
        "Railway bridge",
    }  # fmt: skip


def test_some_utilities_cross_the_river(sample):
    river = read_river()
    crossing = [
        tags
        for key in ("power", "man_made", "communication")
        for number, tags in sample.select_ways(key).items()
        if tags.get("man_made") != "bridge" and sample.line(number).crosses(river)
    ]
    assert {tags.get("power") for tags in crossing} >= {"line", "cable"}
    assert {tags.get("substance") for tags in crossing} >= {"water", "hot_water"}
    assert any("communication" in tags for tags in crossing)


def test_no_street_ends_within_a_metre_of_another_without_sharing_a_node(sample):
    numbers = list(sample.select_ways("highway"))
    lines = shapely.STRtree([sample.line(number) for number in numbers])
    gaps = [
        (number, numbers[other])
        for number in numbers
        for end in (sample.ways[number][0][0], sample.ways[number][0][-1])
        for other in lines.query(sample.point(end), predicate="dwithin", distance=1)
        if end not in sample.ways[numbers[other]][0]
    ]
    assert gaps == []


def test_the_banks_are_joined_by_the_bridges_and_by_nothing_else(streets):
    assert nx.is_connected(streets)
    bridges = [pair for *pair, yes in streets.edges(data="is_registered_bridge") if yes]
    severed = streets.copy()
    severed.remove_edges_from(bridges)
    assert len(bridges) == 4
    sizes = sorted(map(len, nx.connected_components(severed)))
    assert len(sizes) == 2
    assert sizes[0] > 1_000


def test_decks_have_the_length_that_the_sources_give(sample):
    lengths = {
        tags["name:en"]: sample.line(number).length
        for number, tags in sample.select_ways("bridge").items()
        if "name:en" in tags
    }
    assert lengths["Main (Ibar) Bridge"] == pytest.approx(100, abs=0.2)
    assert lengths["New road bridge (2025)"] == pytest.approx(51, abs=0.2)
    assert lengths["New footbridge (2025)"] == pytest.approx(41, abs=0.2)


def test_the_river_is_drawn_as_the_fact_says_in_the_direction_of_flow(sample):
    ibar = {n: t for n, t in sample.select_ways("waterway").items() if t.get("name:sq") == "Ibër"}
    (number,) = [n for n, tags in ibar.items() if tags["source"] != "modelled"]
    drawn = sample.line(number)
    assert drawn.equals_exact(read_river(), tolerance=0.02)
    others = [sample.line(n) for n in sample.select_ways("waterway") if n != number]
    assert not any(other.crosses(drawn) for other in others)


def test_examples_of_projects_end_on_modelled_streets(sample):
    streets = shapely.STRtree([sample.line(number) for number in sample.select_ways("highway")])
    for project in read_toml(CITIES / "mitrovica" / "projects.toml", ProjectFile).project:
        if project.is_example:
            ends = draw_line(*project.geometry.coords).coords
            near = [streets.query(Point(end), predicate="dwithin", distance=1) for end in ends]
            assert all(found.size for found in near), project.id


def test_osmnx_makes_a_graph_of_the_streets(sample, tmp_path):
    path = tmp_path / "streets.osm"
    root = ET.fromstring(sample.text)
    for element in [*root.iter("way"), *root.iter("relation")]:
        if "highway" not in _tags(element):
            root.remove(element)
    ET.ElementTree(root).write(path, encoding="utf-8")
    graph = osmnx.graph_from_xml(path, simplify=False, encoding="utf-8")
    assert len(graph) >= 1_500
