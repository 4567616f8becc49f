"""OSM files of every format are read alike; what is none is refused in one sentence."""

import bz2
import errno
import gzip
import os
import shutil

import osmium
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geodata.errors import SourceError
from pipelines.osm.file import check_file, read_header
from pipelines.pull import pull, pull_file, pull_sample
from tests.overpass.drawing import Drawing
from tests.overpass.town import BOX, draw_town, make_city

CITY = make_city(shapely.box(*BOX))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same town in every format, by suffix."""
    folder = tmp_path_factory.mktemp("files")
    xml = draw_town(folder / "town.osm")
    (folder / "town.osm.gz").write_bytes(gzip.compress(xml.read_bytes()))
    (folder / "town.osm.bz2").write_bytes(bz2.compress(xml.read_bytes()))
    with osmium.SimpleWriter(str(folder / "town.osm.pbf")) as writer:
        for one in osmium.FileProcessor(str(xml)):
            writer.add(one)
    shutil.copy(folder / "town.osm.pbf", folder / "town.PBF")
    return {path.name.removeprefix("town"): path for path in folder.iterdir()}


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.bz2", ".osm.pbf", ".PBF"])
def test_every_format_gives_the_same_tables(suffix, files, tmp_path):
    expected = pull_file(CITY, files[".osm"], tmp_path)
    raw = pull_file(CITY, files[suffix], tmp_path)
    assert_geodataframe_equal(raw.features, expected.features)
    assert_geodataframe_equal(raw.nodes, expected.nodes)
    pd.testing.assert_frame_equal(raw.edges, expected.edges)
    assert raw.origin.sha256 != expected.origin.sha256
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2", ".osm.pbf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_short_is_refused(suffix, share, files, tmp_path):
    content = files[suffix].read_bytes()
    path = tmp_path / f"short{suffix}"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SourceError, match="is damaged or no OpenStreetMap file") as caught:
        pull_file(CITY, path, tmp_path / "work")
    assert str(caught.value).startswith(str(path))
    assert list((tmp_path / "work").glob("*")) == []


@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz", "a.osm.bz2", "a.osm.pbf", "a.pbf"])
@pytest.mark.parametrize("content", [b"", b"hello\n", b"\x89PNG\r\n\x1a\n" + b"0" * 64])
def test_a_file_of_something_else_is_refused(name, content, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match="is damaged or no OpenStreetMap file"):
        pull_file(CITY, path, tmp_path)


@pytest.mark.parametrize("page", ["<html><body>Log in</body></html>", "<gpx></gpx>", "<osm"])
def test_xml_of_something_else_is_refused(page, tmp_path):
    path = tmp_path / "a.osm"
    path.write_text(page)
    with pytest.raises(SourceError, match="is damaged or no OpenStreetMap file"):
        pull_file(CITY, path, tmp_path)


@pytest.mark.parametrize(
    "element",
    [
        '<node id="1" lat="999" lon="15.01"/>',
        '<node id="one" lat="48.01" lon="15.01"/>',
        '<node id="1" lat="48.01" lon="15.01" timestamp="yesterday"/>',
        f'<node id="1" lat="48.01" lon="15.01"><tag k="name" v="{"x" * 2000}"/></node>',
    ],
    ids=["place", "id", "time", "length of a tag"],
)
def test_what_pyosmium_cannot_hold_is_refused(element, tmp_path):
    path = tmp_path / "a.osm"
    path.write_text(f'<osm version="0.6">{element}</osm>')
    with pytest.raises(SourceError, match="is damaged or no OpenStreetMap file"):
        pull_file(CITY, path, tmp_path / "work")


@pytest.mark.parametrize("numbers", [(-1, 2, 3), (1, -2, 3), (1, 2, -3), (-1, -2, -3)])
def test_elements_that_were_never_uploaded_are_refused(numbers, tmp_path):
    node, way, relation = numbers
    drawing = Drawing()
    ring = [drawing.node(node, 15.01, 48.01), *(drawing.node(i, 15.02, i / 4) for i in (192, 193))]
    drawing.way(way, [*ring, ring[0]], {"highway": "path"})
    drawing.relation(relation, [("way", way, "")], {"type": "multipolygon", "building": "yes"})
    path = drawing.save(tmp_path / "a.osm")
    with pytest.raises(SourceError, match="negative ids: upload or renumber them first"):
        pull_file(CITY, path, tmp_path / "work")


def test_a_node_without_a_place_is_left_out(tmp_path):
    drawing = Drawing()
    drawing.node(1, 15.01, 48.01, {"amenity": "school"})
    path = drawing.save(tmp_path / "a.osm")
    lost = '<node id="2"><tag k="amenity" v="school"/></node></osm>'
    path.write_text(path.read_text().replace("</osm>", lost))
    assert list(pull_file(CITY, path, tmp_path / "work").features["id"]) == [1]


def test_text_that_is_no_utf8_is_refused(tmp_path):
    path = tmp_path / "a.osm.pbf"
    drawing = Drawing()
    drawing.node(1, 15.01, 48.01, {"place": "aaaaaaaa"})
    xml = drawing.save(tmp_path / "a.osm")
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none")) as writer:
        for one in osmium.FileProcessor(str(xml)):
            writer.add(one)
    path.write_bytes(path.read_bytes().replace(b"aaaaaaaa", b"\xff\xfe\xfd\xfcaaaa"))
    with pytest.raises(SourceError, match="is damaged or no OpenStreetMap file"):
        pull_file(CITY, path, tmp_path / "work")


def test_control_characters_that_xml_cannot_hold_are_left_out(tmp_path):
    path = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        node = osmium.osm.mutable.Node(id=1, location=(15.01, 48.01), tags={"place": "to\x01wn"})
        writer.add_node(node)
    assert pull_file(CITY, path, tmp_path).features["tags"].tolist() == [{"place": "town"}]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.osm.pbf", "cannot be read .No such file or directory"),
        ("folder.osm", "is a folder, not a file"),
        ("notes.txt", "is no OpenStreetMap file .*.osm.pbf"),
        ("city.geojson", "is no OpenStreetMap file"),
    ],
)
def test_a_path_that_can_be_no_osm_file_is_refused(name, sentence, tmp_path):
    (tmp_path / "folder.osm").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "city.geojson").write_text("{}")
    with pytest.raises(SourceError, match=sentence):
        pull(CITY, str(tmp_path / name), tmp_path / "work")


def test_a_file_that_may_not_be_read_is_refused(files, tmp_path, monkeypatch):
    def refuse(self, *_, **__):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(SourceError, match=r"cannot be read .Permission denied"):
        check_file(files[".osm"])


@pytest.mark.parametrize("tags", [{"shop": "kiosk"}, {"highway": "crossing"}])
def test_an_area_where_the_file_holds_nothing_of_any_layer_is_an_error(tags, tmp_path):
    drawing = Drawing()
    drawing.node(1, 15.01, 48.01, tags)
    path = drawing.save(tmp_path / "town.osm")
    with pytest.raises(SourceError, match=r"town\.osm: holds nothing in the study area"):
        pull_file(CITY, path, tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


def test_an_area_beside_the_file_is_an_error(files, tmp_path):
    with pytest.raises(SourceError, match=r"town\.osm: holds nothing in the study area"):
        pull_file(make_city(shapely.box(1, 1, 2, 2)), files[".osm"], tmp_path)


def test_a_work_folder_that_cannot_be_written_to_is_named(files, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pipelines.osm.features.OsmXmlWriter", refuse)
    with pytest.raises(SourceError, match=r"clip: cannot be written to .No space left on device"):
        pull_file(CITY, files[".osm"], tmp_path)


def test_ways_that_the_file_holds_only_in_part_are_cut_to_their_longest_stretch(tmp_path):
    drawing = Drawing()
    nodes = [drawing.node(i, 15.0 + i / 1000, 48.01) for i in (1, 2, 4, 5, 6)]
    drawing.way(1, [99, 1, 2, 98, 4, 5, 6, 97], {"highway": "residential"})
    drawing.way(2, [99, 98], {"highway": "residential"})
    drawing.way(3, [*nodes[:2], 99], {"waterway": "river"})
    raw = pull_file(CITY, drawing.save(tmp_path / "a.osm"), tmp_path)
    assert set(raw.edges["u"]) == {4, 5, 6}
    assert raw.features["id"].tolist() == [1, 3]


def test_left_overs_of_a_pull_that_was_killed_do_no_harm(files, tmp_path):
    (tmp_path / "clip").mkdir()
    (tmp_path / "clip" / "features.osm").write_text("half a file")
    assert len(pull_file(CITY, files[".osm"], tmp_path).features) > 10
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told(files, tmp_path):
    said = []
    pull(CITY, str(files[".osm"]), tmp_path, report=lambda *what: said.append(what))
    assert [(done, total) for _, done, total in said] == [(0, 4), (1, 4), (2, 4), (3, 4)]


def test_the_header_gives_bounds_and_the_state_of_the_data(tmp_path):
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(15.0, 48.0, 15.03, 48.02))
    header.set("osmosis_replication_timestamp", "2026-11-01T00:00:00Z")
    path = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(path), header=header) as writer:
        writer.add_node(
            osmium.osm.mutable.Node(
                id=1,
                location=(15.01, 48.01),
                tags={"place": "town"},
                timestamp="2020-01-01T00:00:00Z",
            )
        )
    bounds, osm_date = read_header(path)
    assert bounds.equals(shapely.box(*BOX))
    assert osm_date == pull_file(CITY, path, tmp_path).origin.osm_date == "2026-11-01T00:00:00Z"


def test_a_city_without_a_sample_says_so(tmp_path):
    with pytest.raises(SourceError, match="town has no sample"):
        pull(CITY, "sample", tmp_path)


def test_a_sample_is_modelled_and_the_study_area_is_what_it_covers(files, tmp_path):
    wide = make_city(shapely.box(14.9, 47.9, 15.02, 48.1), sample=files[".osm"])
    raw = pull(wide, "sample", tmp_path)
    assert raw.origin.is_modelled
    assert (raw.origin.kind, raw.origin.name) == ("sample", "town.osm")
    assert raw.study_area.equals(shapely.box(15.0, 48.0, 15.02, 48.02))


def test_a_sample_of_another_place_is_refused(files, tmp_path):
    with pytest.raises(SourceError, match="lies outside the study area of town"):
        pull_sample(make_city(shapely.box(1, 1, 2, 2), sample=files[".osm"]), tmp_path)


@pytest.mark.parametrize(
    ("area", "notes"),
    [
        (shapely.box(15.005, 48.005, 15.015, 48.015), ()),
        (
            shapely.box(14.98, 48.0, 15.02, 48.02),
            ("town.osm covers 50% of the study area; the rest is empty here.",),
        ),
    ],
)
def test_a_file_that_covers_a_part_of_the_study_area_is_noted(area, notes, files, tmp_path):
    said = pull_file(make_city(area), files[".osm"], tmp_path).notes
    assert tuple(note for note in said if "covers" in note) == notes
