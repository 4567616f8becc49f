"""Krems and Heidelberg: openings and closures against SciPy on the rebuilt street graph."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.assessment.assess import assess
from geodata.assessment.engine.portals import make_scenario, measure_times
from geodata.assessment.model import CityModel
from geodata.assessment.request import Candidate, Question
from geodata.assessment.scenarios import change_links, check_question
from geodata.cities.profile import load_city
from geodata.crs import GEOGRAPHIC, project
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from pipelines.build import build
from tests.geodata.assessment.recompute import check_bank, search_rebuilt

DATA = Path(__file__).parents[3].parent / "shared/data"
KREMS = DATA / "krems-2014.osm.pbf"
HEIDELBERG = DATA / "heidelberg-2024-roads.osm.pbf"
DAY = date(2024, 1, 1)
BY_MODE = [TravelMode.WALK, TravelMode.BICYCLE, TravelMode.DRIVE]

NECKAR = [
    (8.7265, 49.4190), (8.7253, 49.4184), (8.7181, 49.4156), (8.7145, 49.4148), (8.7096, 49.4143),
    (8.7054, 49.4141), (8.7000, 49.4131), (8.6926, 49.4125), (8.6767, 49.4107), (8.6682, 49.4107),
    (8.6630, 49.4107),
]  # fmt: skip
"""Drawn by hand, downstream, for the file holds streets alone; the left bank is the southern."""


def write_city(folder, name, area, divide):
    path = folder / f"{name}.toml"
    path.write_text(
        f'id = "{name}"\nname = {{ en = "{name}" }}\nstudy_area = {area}\n[divide]\n{divide}\n'
        'left = { id = "one", name = { en = "One" } }\n'
        'right = { id = "other", name = { en = "Other" } }\n',
        encoding="utf-8",
    )
    return load_city(str(path))


@pytest.fixture(scope="module")
def krems(make_once):
    def write(folder):
        area, divide = [15.6, 48.387, 15.671, 48.414], 'waterways = ["Donau"]'
        build(write_city(folder, "krems", area, divide), str(KREMS), folder / "data")

    return CityModel(open_snapshot(make_once("krems-assessed", write) / "data"))


@pytest.fixture(scope="module")
def heidelberg(make_once):
    """Streets alone: every fiftieth street node stands for a home."""

    def write(folder):
        line = {"type": "LineString", "coordinates": NECKAR}
        (folder / "neckar.geojson").write_text(json.dumps(line), encoding="utf-8")
        area, divide = [8.665, 49.4, 8.725, 49.425], 'line = "neckar.geojson"'
        build(write_city(folder, "heidelberg", area, divide), str(HEIDELBERG), folder / "data")

    return CityModel(Inhabited(open_snapshot(make_once("heidelberg", write) / "data")))


class Inhabited:
    """A snapshot of streets alone, in which every fiftieth street node has a home."""

    def __init__(self, snapshot):
        self._snapshot = snapshot

    def __getattr__(self, name):
        return getattr(self._snapshot, name)

    def read_layer(self, name, columns=None):
        if name != "buildings":
            return self._snapshot.read_layer(name, columns)
        nodes = self._snapshot.read_table("network_nodes")[::50]
        places = nodes.to_crs(self.manifest.city.crs).geometry
        sides_m = np.sqrt(np.linspace(1, 3, len(places)))
        homes = places.buffer(sides_m / 2, cap_style="square").to_crs(GEOGRAPHIC)
        columns = {
            "element": "node",
            "id": nodes["id"],
            "municipality": None,
            "side": nodes["side"],
        }
        return gpd.GeoDataFrame(columns | {"tags": json.dumps({"building": "yes"})}, geometry=homes)


def bridge_at(model, share, **changes):
    """A candidate between the nearest streets at a station some way along the divide."""
    part = model.get_mode(TravelMode.WALK)
    has_both = np.flatnonzero((part.stations.left >= 0) & (part.stations.right >= 0))
    at = has_both[int(share * (len(has_both) - 1))]
    ends = part.network.points[[part.stations.left[at], part.stations.right[at]]]
    return Candidate(
        tuple(project(shapely.LineString(ends), model.crs, GEOGRAPHIC).coords), **changes
    )


def check_exactly(model, question):
    links = change_links(model, question, check_question(model, question), question.mode)
    assert len(links.after) != len(links.before)
    part = model.get_mode(question.mode)
    left, right = model.get_banks(question.demand)
    scenario = make_scenario(part.search, links.after)
    origins, targets = left.nodes[::5], right.nodes
    expected = search_rebuilt(part.network, links.after, origins)[:, targets]
    exact = measure_times(scenario, origins, targets, np.float64)
    quick = measure_times(scenario, origins, targets)
    np.testing.assert_allclose(exact, expected, rtol=1e-9)
    is_near = np.isfinite(expected)
    assert is_near.mean() > 0.5  # else the comparison would say little
    assert np.abs(quick[is_near] - expected[is_near]).max() < 1e-3
    for bank, is_left in zip(assess(model, question).banks, (True, False), strict=True):
        check_bank(model, question.mode, links, bank, is_left)


@pytest.mark.slow
@pytest.mark.skipif(not KREMS.exists(), reason="needs ../shared/data/krems-2014.osm.pbf")
@pytest.mark.parametrize("mode", [TravelMode.WALK, TravelMode.DRIVE])
def test_krems_with_two_more_bridges_and_its_own_one_closed(krems, mode):
    road = next(one.id for one in krems.crossings if one.kind == "road")
    bridges = (bridge_at(krems, 0.2), bridge_at(krems, 0.7))
    check_exactly(krems, Question(mode, DAY, bridges, (road,)))


@pytest.mark.slow
@pytest.mark.skipif(
    not HEIDELBERG.exists(), reason="needs ../shared/data/heidelberg-2024-roads.osm.pbf"
)
@pytest.mark.parametrize("mode", BY_MODE)
def test_heidelberg_with_three_more_bridges_and_the_old_one_closed(heidelberg, mode):
    named = {name: one.id for one in heidelberg.crossings for name in one.name.values()}
    bridges = tuple(bridge_at(heidelberg, share) for share in (0.1, 0.4))
    oneway = bridge_at(heidelberg, 0.6, is_oneway=True)
    check_exactly(heidelberg, Question(mode, DAY, (*bridges, oneway), (named["Alte Brücke"],)))


@pytest.mark.slow
@pytest.mark.skipif(
    not HEIDELBERG.exists(), reason="needs ../shared/data/heidelberg-2024-roads.osm.pbf"
)
@pytest.mark.parametrize("mode", BY_MODE[:2])
def test_hardly_anybody_is_cut_off_by_the_edge_of_the_file(heidelberg, mode):
    for bank in assess(heidelberg, Question(mode, DAY)).banks:
        assert bank.cut_off.before < 0.01 * bank.residents
