"""A town of many bridges, each with other tags: who passes it, which way, in links and records.

::

    ═╤═══════╤═══════╤══  north    one street on either bank, a bridge every 300 m
     │       ┊       ○             ways run from south to north; a barrier stands at ○
    ≈│≈≈≈≈≈≈≈┊≈≈≈≈≈≈≈│≈≈  Donau, to the east: the north is the left bank
    ═╧═══════╧═══════╧══  south

The independent computation is networkx, straight from the written file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import httpx
import networkx as nx
import numpy as np
import pytest

from app.main import create_app
from app.settings import Settings
from geodata.assessment.engine.portals import make_scenario, measure_times
from geodata.assessment.model import CityModel
from geodata.cities.crossings import Mode, Status
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from pipelines.build import build
from tests.app.served import Server
from tests.geodata.access.way_tags import parse_tags
from tests.overpass.drawing import Drawing

DAY = date(2026, 1, 1)
LON, LAT = 15.0, 48.01
APART_M, BANK_M = 300, 60
KMH = {TravelMode.WALK: 4.8, TravelMode.BICYCLE: 15.0, TravelMode.DRIVE: 30.0}


@dataclass
class Bridge:
    """Tags of its decks, 12 m apart, and of a node of the first; whom it takes, N and S-wards."""

    decks: tuple[str, ...]
    foot: str
    bicycle: str
    drive: str
    barrier: str = ""
    status: Status = Status.OPEN
    tags: list[dict[str, str]] = field(init=False)

    def __post_init__(self):
        self.tags = [
            {"highway": "residential", "bridge": "yes"} | parse_tags(d) for d in self.decks
        ]


BRIDGES = {
    "plain": Bridge(("name=A",), "NS", "NS", "NS"),
    "block on a node": Bridge(("name=B",), "NS", "NS", "", "barrier=block", Status.RESTRICTED),
    "bollards": Bridge(("name=C",), "NS", "NS", "", "barrier=bollard", Status.RESTRICTED),
    "a locked gate": Bridge(("name=D",), "", "", "", "barrier=gate access=no", Status.RESTRICTED),
    "an open gate": Bridge(("name=E",), "NS", "NS", "NS", "barrier=gate"),
    "a kissing gate": Bridge(
        ("name=F highway=footway bicycle=yes",), "NS", "", "", "barrier=kissing_gate"
    ),
    "one deck of two": Bridge(
        ("name=G oneway=yes", "name=G oneway=-1 motor_vehicle=no"), "NS", "NS", "N"
    ),
    "two one-way decks": Bridge(("name=H oneway=yes", "name=H oneway=-1"), "NS", "NS", "NS"),
    "motorroad": Bridge(("name=I highway=trunk motorroad=yes maxspeed=30",), "", "", "NS"),
    "busway": Bridge(("name=J highway=busway",), "", "", "", "", Status.RESTRICTED),
    "buses only": Bridge(("name=K access=psv",), "", "", "", "", Status.RESTRICTED),
    "farmers": Bridge(
        ("name=L motor_vehicle=agricultural;forestry",), "NS", "NS", "", "", Status.RESTRICTED
    ),
    "residents": Bridge(
        ("name=M motor_vehicle=destination",), "NS", "NS", "", "", Status.RESTRICTED
    ),
    "no cars back": Bridge(("name=N motor_vehicle:backward=no",), "NS", "NS", "N"),
    "cars one way": Bridge(("name=O oneway:motor_vehicle=-1",), "NS", "NS", "S"),
    "a lane against": Bridge(("name=P oneway=yes cycleway:left=opposite_lane",), "NS", "NS", "N"),
    "reversible": Bridge(("name=Q oneway=reversible",), "NS", "", "", "", Status.RESTRICTED),
    "walkers one way": Bridge(("name=R oneway:foot=yes highway=path",), "N", "NS", ""),
    "not built": Bridge(
        ("name=S highway=proposed proposed=primary",), "", "", "", "", Status.PROPOSED
    ),
}
AT_M = {name: number * APART_M for number, name in enumerate(BRIDGES)}
WIDTH_M = APART_M * len(BRIDGES)


def place(x, y):
    return LON + x / (111_320 * math.cos(math.radians(LAT))), LAT + y / 110_574


def draw_town(folder):
    """Write the town and its profile; returns the profile's path and the file's."""
    town, ids = Drawing(), iter(range(1, 9_999))
    river = [town.node(next(ids), *place(x, 0)) for x in range(-300, WIDTH_M + 301, 150)]
    town.way(1, river, {"waterway": "river", "name": "Donau"})
    banks = {-BANK_M: [], BANK_M: []}
    for number, (name, bridge) in enumerate(BRIDGES.items()):
        for deck, tags in enumerate(bridge.tags):
            x = AT_M[name] + 12 * deck
            ends = [town.node(next(ids), *place(x, y)) for y in (-BANK_M, BANK_M)]
            node_tags = parse_tags(bridge.barrier) if deck == 0 else {}
            middle = [
                town.node(next(ids), *place(x, y), t) for y, t in ((-20, {}), (20, node_tags))
            ]
            town.way(100 + 10 * number + deck, [ends[0], *middle, ends[1]], tags)
            for end, y in zip(ends, banks, strict=True):
                banks[y].append(end)
        for y in banks:
            corners = [
                (AT_M[name] + dx, y * 1.5 + dy) for dx, dy in ((0, 0), (9, 0), (9, 9), (0, 9))
            ]
            ring = [town.node(next(ids), *place(*at)) for at in corners]
            town.way(next(ids) + 10_000, [*ring, ring[0]], {"building": "house"})
    for way, nodes in zip((2, 3), banks.values(), strict=True):
        town.way(way, nodes, {"highway": "residential"})
    low, high = place(-200, -500), place(WIDTH_M + 200, 500)
    return write_profile(folder, low, high), town.save(folder / "town.osm", (*low, *high))


def write_profile(folder, low, high):
    """Write the profile of a town on either bank of a Donau that flows east."""
    profile = folder / "town.toml"
    profile.write_text(
        f'id = "town"\nname = {{ en = "Town" }}\nstudy_area = {[*low, *high]}\n[divide]\n'
        'waterways = ["Donau"]\nleft = { id = "north", name = { en = "North" } }\n'
        'right = { id = "south", name = { en = "South" } }\n',
        encoding="utf-8",
    )
    return profile


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return draw_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def data(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    profile, path = town
    build(load_city(str(profile)), str(path), folder)
    return folder


@pytest.fixture(scope="module")
def model(data):
    return CityModel(open_snapshot(data))


@pytest.fixture(scope="module")
def crossings(model):
    found = {one.ways[0].tags["name"]: one for one in model.crossings}
    return {name: found[bridge.tags[0]["name"]] for name, bridge in BRIDGES.items()}


@pytest.mark.parametrize("name", BRIDGES)
@pytest.mark.parametrize("mode", TravelMode)
def test_a_bridge_is_passed_by_whom_its_tags_let_and_that_way(model, crossings, name, mode):
    links = model.open_links(mode, DAY)
    is_left = model.get_mode(mode).network.is_left
    starts = links.start[links.crossing == crossings[name].id]
    found = {"S" if is_left[node] else "N" for node in starts}
    bridge = BRIDGES[name]
    expected = {"walk": bridge.foot, "bicycle": bridge.bicycle, "drive": bridge.drive}[mode.passing]
    assert found == set(expected)


@pytest.mark.parametrize("name", BRIDGES)
def test_its_record_says_the_same(crossings, name):
    bridge, crossing = BRIDGES[name], crossings[name]
    assert crossing.status(DAY) is bridge.status
    if bridge.status is Status.PROPOSED:
        return
    said = crossing.access(DAY)
    expected = {
        Mode.FOOT: bridge.foot,
        Mode.BICYCLE: bridge.bicycle,
        Mode.MOTOR_VEHICLE: bridge.drive,
    }
    for mode, letters in expected.items():
        assert (said[mode].tagged in {"yes", "dismount"}) == bool(letters)
        bank = {"N": "north", "S": "south"}.get(letters)
        assert said[mode].one_way_to == bank


def read_streets(path, mode):
    """The streets of the file for networkx: whom a deck lets which way stands in `BRIDGES`."""
    root = ET.parse(path).getroot()
    places = {
        int(one.get("id")): (float(one.get("lon")), float(one.get("lat")))
        for one in root.iter("node")
    }
    graph = nx.DiGraph()
    for way in root.iter("way"):
        number, nodes = int(way.get("id")), [int(one.get("ref")) for one in way.iter("nd")]
        letters = "NS" if number in {2, 3} else ""
        if 100 <= number < 100 + 10 * len(BRIDGES):
            bridge = list(BRIDGES.values())[(number - 100) // 10]
            letters = getattr(bridge, {"walk": "foot"}.get(mode.passing, mode))
            if mode.passing is not TravelMode.WALK and len(bridge.tags) == 2:
                letters = "N" if number % 10 == 0 else letters.replace("N", "")
        for u, v in pairwise(nodes):
            seconds = measure_m(places[u], places[v]) * 3.6 / KMH[mode.passing]
            graph.add_edges_from([(u, v)] if "N" in letters else [], s=seconds)
            graph.add_edges_from([(v, u)] if "S" in letters else [], s=seconds)
    return graph


def measure_m(one, other):
    """Along the great circle."""
    (lon, lat), (lon_, lat_) = (map(math.radians, at) for at in (one, other))
    half = (
        math.sin((lat_ - lat) / 2) ** 2
        + math.cos(lat) * math.cos(lat_) * math.sin((lon_ - lon) / 2) ** 2
    )
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("mode", TravelMode)
def test_travel_times_equal_networkx_straight_from_the_file(model, town, mode):
    graph, part = read_streets(town[1], mode), model.get_mode(mode)
    scenario = make_scenario(part.search, model.open_links(mode, DAY))
    nodes = np.unique(part.home_nodes).astype(np.int32)
    ids, is_left = part.network.ids, part.network.is_left[nodes]
    assert is_left.sum() == (~is_left).sum() == len(BRIDGES)
    for origins, targets in ((nodes[is_left], nodes[~is_left]), (nodes[~is_left], nodes[is_left])):
        found = measure_times(scenario, origins, targets, np.float64)
        for row, origin in enumerate(ids[origins].tolist()):
            seconds = nx.single_source_dijkstra_path_length(graph, origin, weight="s")
            expected = [seconds[target] for target in ids[targets].tolist()]
            np.testing.assert_allclose(found[row], expected, rtol=1e-9)


def test_pages_and_files_say_the_only_direction(data, crossings):
    with Server(create_app(Settings(data=data, poll_s=60))) as server:
        page = httpx.get(f"{server.url}/crossings").text
        found = httpx.get(f"{server.url}/data/crossings.geojson").json()["features"]
    card = page.split(f'id="crossings/{crossings["no cars back"].id}"')[1].split("</article>")[0]
    assert card.count('only to <bdi><bdi lang="en">North</bdi></bdi>') == 1
    said = {one["id"]: one["properties"]["access"] for one in found}
    assert said[crossings["no cars back"].id]["motor_vehicle"]["one_way_to"] == "north"
    assert "one_way_to" not in said[crossings["plain"].id]["motor_vehicle"]
