"""Files as other programs write them, clipped, edited or drawn badly: read, or said in words."""

import bz2
import gzip
import subprocess
import sys
import time

import numpy as np
import osmium
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from geodata.cities.profile import load_city
from geodata.errors import SourceError
from pipelines.build import build
from pipelines.osm import mending
from pipelines.pull import pull_file
from tests.overpass.drawing import Drawing
from tests.overpass.town import BOX, make_city
from tests.pipelines.little_city import draw_city
from tests.pipelines.osm import odd_files

CITY = make_city(shapely.box(*BOX))
RING = ((0, 0), (0.004, 0), (0.004, 0.004), (0, 0.004))


@pytest.fixture
def source(tmp_path):
    return draw_city(tmp_path / "little.osm")


@pytest.fixture
def read(source, tmp_path):
    """Pull the little city, or another file."""
    return lambda path=source: pull_file(CITY, path, tmp_path / "work")


def get_tags(raw, osm_id):
    element, number = osm_id.split("/")
    found = raw.features[(raw.features["element"] == element) & (raw.features["id"] == int(number))]
    return found["tags"].iloc[0] if len(found) else None


def get_shape(raw, osm_id):
    element, number = osm_id.split("/")
    found = raw.features[(raw.features["element"] == element) & (raw.features["id"] == int(number))]
    return found.geometry.iloc[0] if len(found) else None


def assert_same(raw, expected):
    assert_geodataframe_equal(raw.features, expected.features)
    assert_geodataframe_equal(raw.nodes, expected.nodes)
    assert_frame_equal(raw.edges, expected.edges)


@pytest.mark.parametrize("write", [odd_files.put_ways_first, odd_files.put_places_on_ways])
@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
def test_a_file_in_another_order_or_with_places_on_ways_gives_the_same(write, suffix, source, read):
    expected = read()
    path = write(source)
    if suffix:
        pack = {".gz": gzip.compress, ".bz2": bz2.compress}[suffix]
        path = path.with_name(path.name + suffix)
        path.write_bytes(pack(source.read_bytes()))
    assert_same(read(path), expected)


def test_a_binary_file_that_is_not_sorted_gives_the_same(source, read, tmp_path):
    expected = read()
    path = tmp_path / "mixed.osm.pbf"
    objects = osmium.FileProcessor(str(odd_files.put_ways_first(source)))
    with osmium.SimpleWriter(str(path)) as writer:
        for one in objects:
            writer.add(one)
    assert_same(read(path), expected)


@pytest.mark.parametrize(
    "gone",
    [
        '<way id="10" version="2" visible="false"/>',
        '<way id="10" version="2" visible="false"><nd ref="1"/><tag k="railway" v="rail"/></way>',
        '<way id="10" version="1" action="delete"><nd ref="9"/></way>',
        "<way id='10' action='delete'><nd ref='9'/></way>",
    ],
)
def test_what_is_gone_is_not_on_the_map(gone, source, read):
    assert get_tags(read(), "way/10")
    assert get_tags(read(odd_files.add(source, gone)), "way/10") is None


@pytest.mark.parametrize("is_first", [True, False])
def test_of_several_versions_the_newest_counts(is_first, source, read):
    way = '<way id="10" version="{}"><nd ref="9"/><nd ref="10"/><tag k="railway" v="{}"/></way>'
    newer, older = way.format(7, "tram"), way.format(6, "disused")
    odd_files.add(source, newer + older if is_first else older + newer)
    assert get_tags(read(), "way/10") == {"railway": "tram"}


def test_a_node_that_was_moved_is_where_it_was_put_last(source, read):
    odd_files.add(source, '<node id="103" version="2" lon="15.025" lat="48.005"/>')
    odd_files.add(source, '<node id="101" version="3" lon="15.025" lat="48.005">'
                          '<tag k="power" v="transformer"/></node>')  # fmt: skip
    raw = read()
    assert get_tags(raw, "node/103") is None
    assert get_shape(raw, "node/101").equals(shapely.Point(15.025, 48.005))


def draw_ring(drawing, first, lon, lat, places=RING, close=True):
    nodes = [drawing.node(first + i, lon + x, lat + y) for i, (x, y) in enumerate(places)]
    return [*nodes, nodes[0]] if close else nodes


@pytest.mark.parametrize("lost", ["way", "node"])
def test_a_relation_that_lacks_a_hole_is_drawn_and_noted(lost, read, tmp_path):
    drawing = Drawing()
    drawing.way(1, draw_ring(drawing, 1, 15.01, 48.01))
    if lost == "node":
        drawing.way(2, [1, 98, 99, 1])
    parts = [("way", 1, "outer"), ("way", 2, "inner")]
    drawing.relation(5, parts, {"type": "multipolygon", "building": "yes"})
    raw = read(drawing.save(tmp_path / "clipped.osm"))
    assert get_shape(raw, "relation/5").equals(shapely.box(15.01, 48.01, 15.014, 48.014))
    assert raw.notes == (
        "Relations that lack members in this data, drawn from what is there (1): relation/5.",
    )


def test_a_relation_of_which_no_ring_closes_is_left_out_and_noted(read, source):
    odd_files.add(
        source,
        '<relation id="7"><member type="way" ref="10" role="outer"/>'
        '<member type="way" ref="777" role="outer"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>',
    )
    raw = read()
    assert get_tags(raw, "relation/7") is None
    assert [note for note in raw.notes if note.endswith("closes (1): relation/7.")]


def test_many_incomplete_relations_are_counted_and_some_are_named(read, tmp_path):
    drawing = Drawing()
    drawing.way(1, draw_ring(drawing, 1, 15.01, 48.01))
    for number in range(1, 31):
        parts = [("way", 1, "outer"), ("way", 900, "outer")]
        drawing.relation(number, parts, {"type": "multipolygon", "landuse": "basin"})
    (note,) = read(drawing.save(tmp_path / "clipped.osm")).notes
    assert "(30): relation/1, " in note
    assert note.endswith("relation/8 and 22 more.")


@pytest.mark.parametrize("role", ["", " ", "Outer", "exclave"])
def test_water_whose_members_have_no_proper_roles_is_kept(role, read, tmp_path):
    drawing = Drawing()
    outer = draw_ring(drawing, 1, 15.01, 48.01)
    inner = draw_ring(drawing, 11, 15.011, 48.011, [(x / 4, y / 4) for x, y in RING])
    drawing.way(1, outer[:3])
    drawing.way(2, outer[2:])
    drawing.way(3, inner)
    parts = [("way", 1, role), ("way", 2, role), ("way", 3, role.strip() and "inner")]
    drawing.relation(5, parts, {"type": "multipolygon", "natural": "water"})
    shape = get_shape(read(drawing.save(tmp_path / "roles.osm")), "relation/5")
    whole, hole = (
        shapely.box(15.01, 48.01, 15.014, 48.014),
        shapely.box(15.011, 48.011, 15.012, 48.012),
    )
    assert shape.symmetric_difference(whole - hole).area < 1e-12


def test_an_outer_ring_that_crosses_itself_is_kept_and_noted(read, tmp_path):
    drawing = Drawing()
    bow = [(0, 0), (0.004, 0.004), (0.004, 0), (0, 0.004)]
    drawing.way(1, draw_ring(drawing, 1, 15.01, 48.01, bow))
    drawing.relation(5, [("way", 1, "outer")], {"type": "multipolygon", "natural": "water"})
    raw = read(drawing.save(tmp_path / "bow.osm"))
    assert get_shape(raw, "relation/5").area == pytest.approx(0.004**2 / 2)
    assert "cross themselves" in raw.notes[0]
    assert raw.notes[0].endswith("(1): relation/5.")


def test_a_way_that_passes_the_180th_meridian_is_no_line_round_the_world(tmp_path):
    drawing = Drawing()
    nodes = [drawing.node(i, lon, 1.01) for i, lon in enumerate((179.99, 179.995, -179.99), 1)]
    drawing.way(1, nodes, {"highway": "residential"})
    path = drawing.save(tmp_path / "taveuni.osm")
    raw = pull_file(make_city(shapely.box(179.98, 1, 180, 1.02)), path, tmp_path / "work")
    assert get_shape(raw, "way/1").bounds == (179.99, 1.01, 179.995, 1.01)
    assert len(raw.edges) == 2


META = '<meta osm_base="2026-10-02T03:04:05Z"/>'


def test_an_answer_of_overpass_in_a_file_is_as_old_as_it_says(source, read):
    assert read().origin.osm_date is None
    odd_files.change_element(source, '<osm version="0.6">', f'<osm version="0.6">{META}')
    assert read().origin.osm_date == "2026-10-02T03:04:05Z"


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
@pytest.mark.parametrize(
    "remark",
    [
        'runtime error: Query timed out in "query" at line 3 after 181 seconds.',
        "runtime error: Query run out of memory using about 2048 MB of RAM.",
    ],
)
def test_an_answer_of_overpass_that_broke_off_is_refused(remark, suffix, source, read):
    odd_files.add(source, f"<remark> {remark} </remark>")
    path = source.with_name(source.name + suffix)
    pack = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}[suffix]
    path.write_bytes(pack(source.read_bytes()))
    with pytest.raises(SourceError, match=r"broke off \(runtime error: .*\): ask for it again"):
        read(path)


def test_another_remark_of_overpass_is_noted(source, read):
    odd_files.add(source, "<remark>This server is &amp;\n kind</remark>")
    assert read().notes[0] == "little.osm bears a remark of Overpass: This server is & kind"


def test_a_byte_order_mark_before_xml_does_no_harm(source, read):
    expected = read()
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes())
    assert_same(read(), expected)


def scribble(drawing, count, way, tags, close=True):
    places = np.random.default_rng(way).random((count, 2)) * 0.01
    drawing.way(way, draw_ring(drawing, way * 10_000, 15.01, 48.005, places.tolist(), close), tags)


def test_scribbles_are_left_out_at_once_and_named(source, read, tmp_path):
    expected = read()
    drawing = Drawing()
    scribble(drawing, 500, 501, {"building": "yes"})
    scribble(drawing, 500, 502, {})
    scribble(drawing, 4_000, 503, {"waterway": "river", "name": "Donau"}, close=False)
    drawing.relation(50, [("way", 502, "outer")], {"type": "multipolygon", "natural": "water"})
    path = drawing.save(tmp_path / "scribbles.osm")
    content = path.read_text().removeprefix('<osm version="0.6">').removesuffix("</osm>")
    odd_files.add(source, content)
    start = time.perf_counter()
    raw = read()
    assert time.perf_counter() - start < 20
    assert_same(raw, expected)
    (note,) = (note for note in raw.notes if "cross themselves too often" in note)
    assert {"way/501", "way/503"} <= set(note.removesuffix(".").replace(",", "").split())


def test_many_small_scribbles_have_a_budget_in_common(source, read, monkeypatch, tmp_path):
    monkeypatch.setattr(mending, "MOST_CROSSINGS_IN_ALL", 200)
    drawing = Drawing()
    for way in range(501, 511):
        scribble(drawing, 30, way, {"building": "yes"})
    raw = read(drawing.save(tmp_path / "many.osm"))
    (note,) = raw.notes
    assert 1 <= len(raw.features) < 10
    assert f"({10 - len(raw.features)}): way/" in note


def test_an_area_that_crosses_itself_a_few_times_stays(read, tmp_path):
    drawing = Drawing()
    scribble(drawing, 30, 501, {"building": "yes"})
    assert get_shape(read(drawing.save(tmp_path / "a.osm")), "way/501").area > 0


def test_an_element_of_thousands_of_tags_is_left_out_and_named(source, read):
    tags = "".join(f'<tag k="k{n}" v="v"/>' for n in range(20_000))
    odd_files.add(source, f'<node id="900" lon="15.02" lat="48.005">'
                          f'<tag k="amenity" v="school"/>{tags}</node>')  # fmt: skip
    raw = read()
    assert get_tags(raw, "node/900") is None
    assert any("over 2,000 tags" in note and "node/900" in note for note in raw.notes)


def test_an_element_of_too_many_nodes_is_left_out_and_named(source, read, monkeypatch):
    monkeypatch.setattr(mending, "MOST_VERTICES", 3)
    raw = read()
    assert get_tags(raw, "way/1") is None
    assert any("way/1" in note for note in raw.notes)


PEAK = """
import re, sys
from pathlib import Path
from pipelines.pull import pull_file
from tests.pipelines.osm.test_odd_files import CITY
raw = pull_file(CITY, Path(sys.argv[1]), Path(sys.argv[2]))
assert len(raw.features["tags"].iloc[-1]) > 1
peak_kb = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(len(raw.features), peak_kb)  # of this process alone: getrusage begins at its parent's
"""


def test_keys_that_nobody_asked_for_take_no_memory_but_come_through(tmp_path):
    drawing = Drawing()
    for number in range(1, 1_501):
        keys = {f"key{number}_{n}": "v" for n in range(20)}
        drawing.node(number, 15.01, 48.01, {"amenity": "school", **keys})
    path = drawing.save(tmp_path / "keys.osm")
    command = [sys.executable, "-c", PEAK, str(path), str(tmp_path / "work")]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    count, peak_kb = map(int, ended.stdout.split())
    assert count == 1_500
    assert peak_kb < 900_000


def test_a_build_says_in_its_snapshot_what_was_incomplete(little):
    odd_files.add(
        little.source,
        '<relation id="9"><member type="way" ref="2" role="outer"/>'
        '<member type="way" ref="999" role="inner"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>',
    )
    snapshot = build(load_city(str(little.profile)), str(little.source), little.data)
    assert any("relation/9" in note for note in snapshot.manifest.notes)
    assert 9 in set(snapshot.read_layer("water_areas")["id"])
