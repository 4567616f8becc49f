"""What a crossing opened to a mode would give is what its ways give once they are so tagged.

::

      n ──── n ──── n        a footway over the river, a bollard o at its mouth: opened to cars, all
             o               is as if the file said motorcar=yes and had no bollard
    ~~~~~~~~~│~~~~~~~~
      s ──── s ──── s
"""

from datetime import date

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Way

from geodata.assessment.assess import assess
from geodata.assessment.engine.portals import make_scenario, measure_times
from geodata.assessment.model import CityModel
from geodata.assessment.request import AccessChange, Question
from geodata.assessment.scenarios import change_links, check_question
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from tests.pipelines.test_built_candidate import build_from, draw, real

DAY = date(2026, 10, 1)
MOST_OPENED = 3
KEYS = {TravelMode.WALK: "foot", TravelMode.BICYCLE: "bicycle", TravelMode.DRIVE: "motorcar"}


def list_openable(model, mode):
    """List crossings that a mode may not pass on the day, or only pushing."""
    now = model.open_links(mode, DAY)
    known = {(a, b): s for a, b, s in zip(now.start, now.end, now.seconds, strict=True)}
    found = []
    for one in model.crossings:
        opened = model.open_crossing(mode, one.id)
        ways = zip(opened.start, opened.end, opened.seconds, strict=True)
        if any(s < known.get((a, b), np.inf) - 1e-6 for a, b, s in ways):
            found.append(one)
    return found[:MOST_OPENED]


def tag_ways(source, ways, key, target):
    """Write the file with some ways open to a mode, and without barriers on them."""
    on_them = {
        node.ref
        for one in osmium.FileProcessor(str(source), osmium.osm.WAY)
        if one.id in ways
        for node in one.nodes
    }
    with osmium.SimpleWriter(str(target)) as writer:
        for one in osmium.FileProcessor(str(source)):
            tags = dict(one.tags)
            if one.is_way() and one.id in ways:
                kept = {name: value for name, value in tags.items() if f"{key}:" not in name}
                writer.add_way(Way(base=one, tags=kept | {key: "yes"}))
            elif one.is_node() and one.id in on_them and "barrier" in tags:
                writer.add_node(Node(base=one, tags={}))
            else:
                writer.add(one)


def measure(model, links, ids):
    """Measure the times over the divide between nodes on either bank, by their OSM ids."""
    network, search = model.get_mode(links.mode).network, model.get_mode(links.mode).search
    left, right = (np.searchsorted(network.ids, one).astype(np.int32) for one in ids)
    scenario = make_scenario(search, links.after)
    return measure_times(scenario, left, right, np.float64)


def choose_nodes(model, mode):
    """Choose nodes of both banks that trips may begin at, by their OSM ids."""
    network = model.get_mode(mode).network
    chosen = [network.main_nodes[bank[network.main_nodes]] for bank in network.banks]
    return [network.ids[nodes[:: max(1, len(nodes) // 40)]] for nodes in chosen]


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a divided town", TravelMode.DRIVE),
        ("a valley town", TravelMode.DRIVE),
        ("a valley town", TravelMode.BICYCLE),
        real("andorra-la-vella-2025", TravelMode.DRIVE),
        real("andorra-la-vella-2025", TravelMode.BICYCLE),
        real("krems-2014", TravelMode.DRIVE),
    ],
)
def test_a_crossing_opened_to_a_mode_is_as_if_its_ways_were_tagged_so(
    name, mode, make_once, tmp_path
):
    _, source = draw(name, tmp_path)
    before = make_once(name, lambda folder: build_from(*draw(name, folder), folder))
    model = CityModel(open_snapshot(before / "data"))
    openable = list_openable(model, mode)
    assert openable
    for number, crossing in enumerate(openable):
        change = AccessChange(crossing.id, is_open=True, modes=frozenset({mode}))
        question = Question(mode, DAY, access=(change,))
        opened = change_links(model, question, check_question(model, question), mode)
        tagged = tmp_path / f"{number}.osm.pbf"
        tag_ways(source, model.find_opened_ways(mode, crossing.id), KEYS[mode], tagged)
        city, _ = draw(name, tmp_path)
        after = CityModel(build_from(city, tagged, tmp_path / str(number)))
        ids = choose_nodes(model, mode)
        now = Question(mode, DAY)
        expected = measure(after, change_links(after, now, check_question(after, now), mode), ids)
        np.testing.assert_allclose(measure(model, opened, ids), expected, rtol=1e-9)


def test_opening_a_guarded_bridge_to_cars_gives_its_town_what_the_tagged_file_gives(tmp_path):
    city, source = draw("a divided town", tmp_path)
    model = CityModel(build_from(city, source, tmp_path / "before"))
    (bridge,) = list_openable(model, TravelMode.DRIVE)
    change = AccessChange(bridge.id, is_open=True, modes=frozenset({TravelMode.DRIVE}))
    asked = assess(model, Question(TravelMode.DRIVE, DAY, access=(change,)))
    ways = model.find_opened_ways(TravelMode.DRIVE, bridge.id)
    tag_ways(source, ways, "motorcar", tmp_path / "tagged.osm.pbf")
    after = CityModel(build_from(city, tmp_path / "tagged.osm.pbf", tmp_path / "after"))
    found = assess(after, Question(TravelMode.DRIVE, DAY))
    for one, other in zip(asked.banks, found.banks, strict=True):
        assert one.mean_cross_river_min.before is None
        assert one.mean_cross_river_min.after == other.mean_cross_river_min.before
        assert one.gained == pytest.approx(other.residents)
