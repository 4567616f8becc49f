"""Real files of three towns, where they are there: served whole, read back, and computed anew."""

import itertools
import random
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import osmium
import pytest
import shapely
from pyproj import Geod

from geodata.access.speeds import CLASS_KMH
from geodata.assessment.assess import assess
from geodata.assessment.engine.portals import make_scenario, measure_times
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.scan import scan_divide
from geodata.crossings.crossing import load_crossings
from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.layers import CARRIAGEWAYS, WALKWAYS
from geodata.snapshot.published import list_export_names, read_export_table
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from tests.app.town_server import TownServer
from tests.geodata.divide.even_odd import is_inside
from tests.geodata.exports.read_back import assert_same_rows, read_back, to_plain

DATA = Path(__file__).parents[2].parent / "shared/data"
DAY = date(2025, 10, 1)
NECKAR = [
    [8.74, 49.4148], [8.7255, 49.4143], [8.7095, 49.4143], [8.7, 49.4133], [8.6926, 49.4125],
    [8.6767, 49.4107], [8.665, 49.4140], [8.65, 49.4205],
]  # fmt: skip
CITIES = {
    "andorra": (
        "andorra-la-vella-2025",
        [1.500, 42.493, 1.552, 42.522],
        'waterways = ["Valira", "Gran Valira", "Valira d\'Orient"]',
    ),
    "heidelberg": (
        "heidelberg-2024-roads", [8.655, 49.385, 8.735, 49.44], 'line = "line.geojson"'
    ),
    "krems": ("krems-2014", [15.55, 48.37, 15.68, 48.43], 'waterways = ["Donau"]'),
}  # fmt: skip
"""City → file, study area, and how its river is found."""


def ask_for(name):
    """Skip a test of a city whose file is not there, by its name."""
    path = DATA / f"{CITIES[name][0]}.osm.pbf"
    needs = f"needs ../shared/data/{path.name}"
    return pytest.param(name, marks=pytest.mark.skipif(not path.exists(), reason=needs))


def write_city(folder, name):
    _, area, river = CITIES[name]
    line = {"type": "LineString", "coordinates": NECKAR}
    (folder / "line.geojson").write_text(str(line).replace("'", '"'), encoding="utf-8")
    path = folder / f"{name}.toml"
    path.write_text(
        f'id = "{name}"\nname = {{ en = "{name}" }}\nstudy_area = {area}\n[divide]\n{river}\n'
        'left = { id = "one", name = { en = "One" } }\n'
        'right = { id = "other", name = { en = "Other" } }\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Give a server of a city, started when it is first asked for."""
    servers = {}

    def serve(name):
        if name not in servers:
            folder = tmp_path_factory.mktemp(name)
            servers[name] = TownServer(folder / "data").__enter__()
            source = DATA / f"{CITIES[name][0]}.osm.pbf"
            servers[name].take_up(write_city(folder, name), source)
        return servers[name]

    yield serve
    for server in servers.values():
        server.__exit__(None, None, None)


@pytest.mark.parametrize("name", [ask_for("krems")])
def test_a_real_city_answers_every_page_and_address(served, name):
    assert served(name).find_faults(is_quick=True) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_each_real_city_answers_every_page_and_address_in_every_language(served, name):
    assert served(name).find_faults() == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_every_table_of_a_real_city_is_read_back_from_every_format(served, tmp_path, name, form):
    snapshot = open_snapshot(served(name).data)
    for table_name in list_export_names(snapshot):
        table = read_export_table(snapshot, table_name, DAY)
        path = tmp_path / f"{table_name}.{form}"
        write_export([table], form, path, snapshot.manifest)
        expected = to_plain(table.frame, table.fields)
        assert_same_rows(read_back(path, form, table.fields), expected)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", TravelMode)
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_a_real_city_is_scanned_ranked_and_assessed_by_each_mode(served, name, mode):
    model = CityModel(open_snapshot(served(name).data))
    result = assess(model, Question(mode, DAY))
    ranking, scan = rank_closures(model, mode, DAY), scan_divide(model, mode, DAY)
    assert len(ranking.singles) > 0
    assert len(scan.alignments) > 0
    has_homes = all(bank.residents > 0 for bank in result.banks)
    assert has_homes == (not any(one.about == "no homes" for one in result.remarks))
    assert has_homes == (result.banks[0].mean_cross_river_min.before is not None)


def read_ways(name):
    """Read the ways of a file: OSM id → tags and nodes as (id, lon, lat)."""
    path = DATA / f"{CITIES[name][0]}.osm.pbf"
    handler = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE).with_locations()
    return {
        way.id: (dict(way.tags), [(node.ref, node.lon, node.lat) for node in way.nodes])
        for way in handler
        if way.is_way() and all(node.location.valid() for node in way.nodes)
    }


def find_line(snapshot):
    """The river's line where it is mapped, the left bank and the study area, in degrees."""
    banks = snapshot.read_table("banks").set_index("part").geometry
    assumed = banks.get("assumed", shapely.Point()).buffer(1e-7)
    return banks["divide"] - assumed, banks["left"], banks["study_area"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_the_ways_that_cross_are_those_of_the_file_that_pass_the_river(served, name):
    """By hand: each street or track of the file whose own line properly crosses the river's."""
    snapshot = open_snapshot(served(name).data)
    divide, _, area = find_line(snapshot)
    shapely.prepare(divide)
    crossing = {
        number
        for number, (tags, nodes) in read_ways(name).items()
        if tags.get("highway") in {*CARRIAGEWAYS, *WALKWAYS} or tags.get("railway") == "rail"
        if len(nodes) > 1 and tags.get("area") != "yes"
        for line in [shapely.LineString([(lon, lat) for _, lon, lat in nodes])]
        if divide.crosses(line.intersection(area))
    }
    known = {
        int(one.split("/")[1])
        for crossing in load_crossings(snapshot.read_table("crossings"))
        for one in crossing.osm_ids
        if crossing.kind in {"road", "foot", "rail"}
    }
    assert crossing <= known
    ways = read_ways(name)
    for extra in known - crossing:  # others may meet on the river, or be of a bridge that does
        tags, nodes = ways[extra]
        apart = divide.distance(shapely.LineString([at[1:] for at in nodes]))
        assert tags.get("bridge") or "railway" in tags or apart < 5e-5


@pytest.mark.slow
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_2000_features_drawn_by_lot_lie_on_the_bank_of_the_even_odd_count(served, name):
    snapshot = open_snapshot(served(name).data)
    _, left, area = find_line(snapshot)
    rings = [list(part.exterior.coords) for part in shapely.get_parts(left)]
    features = [
        (row.side, row.geometry)
        for layer in snapshot.layer_names
        for row in snapshot.read_layer(layer).itertuples()
        if row.side in {"one", "other"}
    ]
    for side, geometry in random.Random(9).sample(features, min(2_000, len(features))):
        place = shapely.point_on_surface(shapely.intersection(geometry, area))
        assert (side == "one") == is_inside((place.x, place.y), rings), geometry.wkt[:80]


CLEAR = {"yes", "designated", "permissive", "official", "public"}
FORBIDDEN = {"no", "use_sidepath"}
KEYS = {
    TravelMode.WALK: ("foot", "access"),
    TravelMode.BICYCLE: ("bicycle", "vehicle", "access"),
    TravelMode.DRIVE: ("motorcar", "motor_vehicle", "vehicle", "access"),
}
KMH = {TravelMode.WALK: 4.8, TravelMode.BICYCLE: 15.0, TravelMode.DRIVE: 130.0}
NO_CYCLING = {"footway", "pedestrian", "bridleway", "corridor", "steps"}
MOTORWAYS = {"motorway", "motorway_link"}


def may_pass(tags, mode, *, if_unclear):
    """Whether people may go along a way, read anew; what serves some people is unclear.

    https://wiki.openstreetmap.org/wiki/Key:access
    """
    highway, said = (
        tags.get("highway"),
        next((tags[key] for key in KEYS[mode] if key in tags), None),
    )
    if highway not in {*CARRIAGEWAYS, *WALKWAYS, "elevator"} or tags.get("area") == "yes":
        return if_unclear and tags.get("route") == "ferry" and said not in FORBIDDEN
    if any(one.startswith(f"{key}:") for key in KEYS[mode] for one in tags):
        return if_unclear
    is_fast = highway in MOTORWAYS or tags.get("motorroad") == "yes"
    is_closed = {
        TravelMode.WALK: is_fast,
        TravelMode.BICYCLE: is_fast or highway == "steps",
        TravelMode.DRIVE: highway in WALKWAYS,
    }[mode] or highway in {"busway", "elevator"}
    if said is None:
        return not is_closed
    return said in CLEAR or (if_unclear and said not in FORBIDDEN)


def list_directions(tags, mode, *, if_unclear):
    """Which ways along a street, read anew: 1 in the order of its nodes, -1 against it."""
    if mode is TravelMode.WALK:
        return (1, -1)
    implied = (
        "yes" if tags.get("junction") == "roundabout" or tags.get("highway") == "motorway" else ""
    )
    said = tags.get("oneway", implied)
    is_unclear = any(key.startswith(("oneway:", "cycleway")) for key in tags) or "route" in tags
    if (is_unclear and if_unclear) or said in {"", "no"}:
        return (1, -1)
    return (-1,) if said == "-1" else (1,) if said == "yes" else (1, -1) * if_unclear


def measure_kmh(tags, mode, *, if_unclear):
    """How fast, read anew; over a ferry in no time where that is unclear."""
    if tags.get("route") == "ferry":
        return 1e6
    if mode is TravelMode.BICYCLE and tags["highway"] in NO_CYCLING:
        said = tags.get("bicycle", "dismount")
        return 4.8 if said == "dismount" or not (said in CLEAR or if_unclear) else 15.0
    if mode is not TravelMode.DRIVE:
        return {TravelMode.WALK: 4.8, TravelMode.BICYCLE: 15.0}[mode]
    usual = CLASS_KMH.get(tags["highway"], 30.0)
    said = [value for key, value in tags.items() if key.startswith("maxspeed")]
    if len(said) == 1 and said[0].isdigit() and "maxspeed" in tags:
        return float(said[0])
    limits = [float(one) for one in said if one.isdigit()]
    return 130.0 if said and if_unclear else min([usual, *limits])


def draw_streets(name, mode, *, if_unclear):
    """Draw what can be passed straight from the file, in s on the sphere that osmnx takes."""
    globe, streets = Geod(a=6_371_009, b=6_371_009), nx.DiGraph()
    left, bottom, right, top = CITIES[name][1]
    barred = set() if if_unclear else read_barriers(name)
    for tags, nodes in read_ways(name).values():
        if not may_pass(tags, mode, if_unclear=if_unclear):
            continue
        pace = 3.6 / measure_kmh(tags, mode, if_unclear=if_unclear)
        directions = list_directions(tags, mode, if_unclear=if_unclear)
        for (one, *here), (other, *there) in itertools.pairwise(nodes):
            is_within = all(left <= x <= right and bottom <= y <= top for x, y in (here, there))
            if is_within and one != other and barred.isdisjoint((one, other)):
                seconds = globe.inv(*here, *there)[2] * pace
                for direction in directions:
                    ends = (one, other)[::direction]
                    known = streets.get_edge_data(*ends, {"s": np.inf})["s"]
                    streets.add_edge(*ends, s=min(seconds, known))
    if if_unclear:
        add_areas(name, mode, streets)
    return streets


def add_areas(name, mode, streets):
    """Let areas on bridges be passed straight, whichever way."""
    globe = Geod(a=6_371_009, b=6_371_009)
    for tags, nodes in read_ways(name).values():
        if tags.get("bridge") and tags.get("highway") in WALKWAYS:
            for (one, *here), (other, *there) in itertools.permutations(nodes, 2):
                seconds = globe.inv(*here, *there)[2] * 3.6 / KMH[mode]
                streets.add_edge(one, other, s=seconds)


def read_barriers(name):
    path = DATA / f"{CITIES[name][0]}.osm.pbf"
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    return {node.id for node in nodes if "barrier" in node.tags}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", list(TravelMode))
@pytest.mark.parametrize("name", [ask_for(name) for name in CITIES])
def test_ways_over_the_river_take_what_networkx_finds_in_the_file(served, name, mode):
    model = CityModel(open_snapshot(served(name).data))
    part = model.get_mode(mode)
    clear, unclear = (draw_streets(name, mode, if_unclear=passes) for passes in (False, True))
    network = part.network
    scenario = make_scenario(part.search, model.open_links(mode, DAY))
    nodes = network.main_nodes[np.isin(network.ids[network.main_nodes], list(clear))]
    banks = [nodes[network.is_left[nodes] == is_left] for is_left in (True, False)]
    origins, targets = (np.random.default_rng(4).choice(one, 40) for one in banks)
    times = measure_times(scenario, origins.astype("int32"), targets.astype("int32"), np.float64)
    longest, shortest = (
        search(streets, network.ids[origins], network.ids[targets]) for streets in (clear, unclear)
    )
    # Where tags say nothing clear, either reading is right; where both agree, so is the answer.
    assert (times <= longest * 1.0005).all()
    assert (times >= shortest * 0.9995).all()
    assert np.mean(np.isfinite(times) & (times <= shortest * 1.0005)) > 0.1


def search(streets, origins, targets):
    """Search for the quickest ways, in s."""
    found = np.full((len(origins), len(targets)), np.inf)
    for row, origin in enumerate(origins):
        if origin in streets:
            known = nx.single_source_dijkstra_path_length(streets, origin, weight="s")
            found[row] = [known.get(one, np.inf) for one in targets]
    return found
