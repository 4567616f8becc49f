"""What was foreseen of a candidate is what the city has once it is built and mapped."""

from datetime import date
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Way

from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.request import Candidate, Question
from geodata.assessment.studies.scan import scan_divide
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from pipelines.build import build
from tests.pipelines.small_extracts import write_extract

DATA = Path(__file__).parents[2].parent / "shared/data"
DAY = date(2026, 10, 1)
NEW_WAY = 9_000_000_001
AREAS = {
    "andorra-la-vella-2025": ([1.500, 42.493, 1.552, 42.522], ["Valira", "Valira d'Orient"]),
    "krems-2014": ([15.6, 48.387, 15.671, 48.414], ["Donau"]),
}


def real(name, *more):
    path = DATA / f"{name}.osm.pbf"
    marks = [pytest.mark.skipif(not path.exists(), reason=f"needs ../shared/data/{path.name}")]
    return pytest.param(name, *more, marks=[*marks, pytest.mark.slow])


def draw(name, folder):
    """Give a city and the file of its streets: a small one drawn by hand, or a real one."""
    if name not in AREAS:
        profile, source = write_extract(name, folder)
        return load_city(str(profile)), source
    area, rivers = AREAS[name]
    profile = folder / "city.toml"
    profile.write_text(
        f'id = "town"\nname = {{ en = "Town" }}\nstudy_area = {area}\n'
        f"[divide]\nwaterways = {rivers}\n"
        'left = { id = "one", name = { en = "One" } }\n'
        'right = { id = "other", name = { en = "Other" } }\n',
        encoding="utf-8",
    )
    return load_city(str(profile)), DATA / f"{name}.osm.pbf"


def build_from(city, source, folder):
    return build(city, str(source), folder / "data", check=lambda _folder: None)


def build_bridge(source, nodes, target):
    """Write a file with a bridge more, between two of its nodes."""
    tags = {"highway": "residential", "bridge": "yes", "maxspeed": "30"}
    bridge, is_built = Way(id=NEW_WAY, nodes=list(nodes), tags=tags, version=1), False
    with osmium.SimpleWriter(str(target)) as writer:
        for one in osmium.FileProcessor(str(source)):
            if one.is_relation() and not is_built:
                writer.add_way(bridge)
                is_built = True
            writer.add(one)
        if not is_built:
            writer.add_way(bridge)


@pytest.mark.parametrize("mode", list(TravelMode))
@pytest.mark.parametrize(
    "name", ["a divided town", real("andorra-la-vella-2025"), real("krems-2014")]
)
def test_a_bridge_once_built_gives_the_times_that_were_foreseen(name, mode, make_once, tmp_path):
    city, source = draw(name, tmp_path)
    before = make_once(name, lambda folder: build_from(*draw(name, folder), folder))
    snapshot = open_snapshot(before / "data")
    model = CityModel(snapshot)
    best = scan_divide(model, mode, DAY).alignments[0]
    asked = assess(model, Question(mode, DAY, (Candidate(line=best.line),)))
    ends = asked.candidates[0].nodes
    nodes = snapshot.read_table("network_nodes").set_index("id").geometry
    line = tuple((nodes[one].x, nodes[one].y) for one in ends)
    foreseen = assess(model, Question(mode, DAY, (Candidate(line=line, speed_kmh=30.0),)))
    with_bridge = tmp_path / "with.osm.pbf"
    build_bridge(source, ends, with_bridge)
    after = build_from(city, with_bridge, tmp_path)
    found = assess(CityModel(after), Question(mode, DAY))
    for one, other in zip(foreseen.banks, found.banks, strict=True):
        expected = one.mean_cross_river_min.after
        assert expected is not None
        assert other.mean_cross_river_min.before == pytest.approx(expected, rel=5e-4)
