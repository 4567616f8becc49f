"""A country cut into parts: each part gives what the whole one gives there."""

import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geodata.errors import SourceError
from pipelines.osm.clip import clip_file
from pipelines.osm.file import read_header
from pipelines.osm.marks import Marks
from pipelines.osm.order import put_in_order
from pipelines.osm.split import split_file
from pipelines.progress import stay_silent
from tests.examples import examples
from tests.overpass.drawing import Drawing
from tests.pipelines.cities.little_country import draw_country, find_box

AREAS = {
    "little-0": box(*find_box(0)),
    "little-1": box(*find_box(1)),
    "little-1-again": box(*find_box(1)),
    "over-two": box(*find_box(1)[:2], *find_box(2)[2:]),
    "a-corner": Polygon([(15.0, 48.0), (15.02, 48.0), (15.0, 48.019)]),
    "nowhere": box(60, 10, 60.1, 10.1),
}


def split(source, areas, folder):
    folder.mkdir()
    return split_file(source, source, areas, folder, stay_silent)


def clip(path, area):
    return clip_file(path, area, stay_silent)


def convert(source, path):
    with osmium.SimpleWriter(str(path)) as writer:
        osmium.apply(str(source), writer)
    return path


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    return put_in_order(draw_country(folder / "land.osm", 3), Marks(), folder)


@pytest.mark.parametrize("suffix", ["osm", "osm.pbf"])
def test_each_part_gives_what_the_whole_gives(suffix, country, tmp_path):
    source = country if suffix == "osm" else convert(country, tmp_path / "land.osm.pbf")
    parts = split(source, AREAS, tmp_path / "parts")
    assert list(parts) == list(AREAS)
    for name, area in AREAS.items():
        assert parts[name].name == source.name
        assert clip(parts[name], area) == clip(source, area), name
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == sorted(AREAS)


def test_what_only_passes_over_or_is_only_labelled_there_is_in_the_part(country, tmp_path):
    parts = split(country, AREAS, tmp_path / "parts")
    found = clip(parts["little-1"], AREAS["little-1"]).elements
    assert 3001 in found.ways  # the wire, whose pylons are far away
    assert 3001 in found.relations  # the building in two parts, of which one is here
    assert {3002, 3003} <= set(found.ways)  # both
    assert 3002 in clip(parts["little-0"], AREAS["little-0"]).elements.relations  # its label
    assert 3002 not in found.relations


def test_a_part_bears_the_bounds_of_the_whole(country, tmp_path):
    whole = draw_country(tmp_path / "land.osm", 1)
    parts = split_file(country, whole, {"nowhere": AREAS["nowhere"]}, tmp_path, stay_silent)
    assert read_header(parts["nowhere"])[0] == read_header(whole)[0] is not None
    assert clip(parts["nowhere"], AREAS["nowhere"]).elements.nodes == {}


places = st.tuples(st.integers(0, 8), st.integers(0, 8))


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.lists(places, min_size=2, max_size=4), min_size=1, max_size=8),
    rings=st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), max_size=3),
    boxes=st.lists(st.tuples(places, st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=4),
    tagged=st.sets(st.integers(0, 7)),
)
def test_any_lines_in_any_boxes(lines, rings, boxes, tagged, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    drawing = Drawing()
    number = 0
    for at, line in enumerate(lines):
        ends = range(number + 1, number + 1 + len(line))
        nodes = [
            drawing.node(n, *(10 + c / 100 for c in place))
            for n, place in zip(ends, line, strict=True)
        ]
        number = ends[-1]
        drawing.way(at + 1, nodes, {"highway": "path"} if at in tagged else {})
    for at, ways in enumerate(rings):
        members = [("way", way + 1, "outer") for way in ways]
        drawing.relation(at + 1, members, {"type": "multipolygon", "building": "yes"})
    source = drawing.save(folder / "any.osm")
    areas = {
        f"area-{at}": box(*(10 + c / 100 + 0.0005 for c in (x, y, x + width, y + height)))
        for at, ((x, y), width, height) in enumerate(boxes)
    }
    parts = split(source, areas, folder / "parts")
    for name, area in areas.items():
        assert clip(parts[name], area) == clip(source, area)


def test_what_an_editor_made_is_refused(tmp_path):
    drawing = Drawing()
    drawing.node(-1, 15.01, 48.01, {"amenity": "bank"})
    source = drawing.save(tmp_path / "new.osm")
    with pytest.raises(SourceError, match="negative ids"):
        split(source, AREAS, tmp_path / "parts")
