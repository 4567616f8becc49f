"""A drawn file, built and read back: what its tags bar, say and leave open for wheelchairs.

::

    ══●════════○════════●══ north    one street on either bank; houses stand at its ends and middle
      │ west   ┊ steps  │ east       ○ a bus stop with wheelchair=no, which bars no street
    ≈≈│≈≈≈≈≈≈≈≈┊≈≈≈≈≈≈≈≈│≈≈ Donau, to the east: the north is the left bank
    ══╧════════╧════════╧══ south
"""

from dataclasses import replace
from datetime import date

import pytest

from geodata.access.step_free import Passage
from geodata.assessment.assess import assess
from geodata.assessment.model import CityModel
from geodata.assessment.request import AccessChange, Question, RequestError
from geodata.assessment.studies.step_free import measure_step_free
from geodata.cities.profile import load_city
from geodata.streets.network import TravelMode
from pipelines.build import build
from tests.overpass.drawing import Drawing
from tests.pipelines.test_who_may_pass import place, write_profile

DAY = date(2026, 1, 1)
BUS_STOP = {"highway": "bus_stop", "public_transport": "stop_position", "wheelchair": "no"}
PASSABLE, UNKNOWN, STEEP, BARRED = Passage


def write_town(folder, west, east, west_node):
    """Write a town whose western and eastern bridges have these tags, and one of them a node's."""
    town, ids = Drawing(), iter(range(1, 9_999))
    river = [town.node(next(ids), *place(x, 0)) for x in range(-300, 901, 150)]
    town.way(1, river, {"waterway": "river", "name": "Donau"})
    banks = {-60: [], 60: []}
    for x, tags, node in ((0, west, west_node), (300, {"highway": "steps"}, {}), (600, east, {})):
        ends = [
            town.node(next(ids), *place(x, y), BUS_STOP if (x, y) == (300, 60) else {})
            for y in banks
        ]
        middle = [town.node(next(ids), *place(x, y), t) for y, t in ((-20, {}), (20, node))]
        town.way(
            100 + x, [ends[0], *middle, ends[1]], {"highway": "footway", "bridge": "yes"} | tags
        )
        for end, y in zip(ends, banks, strict=True):
            banks[y].append(end)
            ring = [
                town.node(next(ids), *place(x + dx, y * 1.3 + dy))
                for dx, dy in ((0, 0), (9, 0), (9, 9), (0, 9))
            ]
            town.way(next(ids) + 10_000, [*ring, ring[0]], {"building": "house"})
        for between in (x + 100, x + 200) if x < 600 else ():
            for y, nodes in banks.items():
                nodes.append(town.node(next(ids), *place(between, y)))
    for way, nodes in zip((2, 3), banks.values(), strict=True):
        town.way(way, nodes, {"highway": "residential"})
    low, high = place(-200, -500), place(800, 500)
    profile = write_profile(folder, low, high)
    return load_city(str(profile)), town.save(folder / "town.osm", (*low, *high))


@pytest.mark.parametrize(
    ("west", "east", "west_node", "passages"),
    [
        ({"wheelchair": "yes"}, {"incline": "12%"}, {}, (PASSABLE, BARRED, BARRED)),
        ({}, {"wheelchair": "no"}, {"kerb": "lowered"}, (UNKNOWN, BARRED, BARRED)),
        ({}, {"kerb": "raised", "footway": "crossing"}, {"kerb": "raised"}, (BARRED,) * 3),
        ({}, {"wheelchair": "limited"}, {"barrier": "turnstile"}, (BARRED, BARRED, UNKNOWN)),
    ],
)
def test_tags_of_a_file_are_kept_and_counted(tmp_path, west, east, west_node, passages):
    city, source = write_town(tmp_path, west, east, west_node)
    model = CityModel(build(city, str(source), tmp_path / "data"))
    found = measure_step_free(model, DAY)
    lon = {one.id: one.geometry.centroid.x for one in model.crossings}
    ordered = sorted(found.crossings, key=lambda one: lon[one.id])
    assert tuple(one.passage for one in ordered) == passages
    best = min(passages, key=list(Passage).index)
    for bank in found.banks:
        by = {PASSABLE: bank.passable, UNKNOWN: bank.unknown, BARRED: bank.barred}
        assert by[best] == pytest.approx(bank.residents)
        assert bank.residents > 0
        # A barred way is so on both banks, up to the bank; a node bars the stretches beside it.
        ends = passages.count(BARRED) - (
            bool(west_node) and bank.bank == "south" and passages[0] is BARRED
        )
        assert bank.streets_m[BARRED] == pytest.approx(40 * ends, rel=0.01)
        assert bank.streets_m[UNKNOWN] >= 599  # the street, bus stop and all


@pytest.mark.parametrize(("tags", "is_answered"), [({}, True), ({"highway": "steps"}, False)])
def test_a_crossing_that_is_opened_to_walkers_keeps_its_steps(tmp_path, tags, is_answered):
    city, source = write_town(tmp_path, {"access": "no"} | tags, {}, {})
    model = CityModel(build(city, str(source), tmp_path / "data"))
    west = min(model.crossings, key=lambda one: one.geometry.centroid.x)
    opened = AccessChange(west.id, is_open=True, modes=frozenset({TravelMode.WALK}))
    walked = Question(TravelMode.WALK, DAY, access=(opened,))
    assert assess(model, walked).banks[0].mean_cross_river_min.after > 0
    asked = replace(walked, mode=TravelMode.STEP_FREE)
    if is_answered:
        found, expected = assess(model, asked), assess(model, walked)
        assert found.banks[0].residents == expected.banks[0].residents
        assert west.id not in model.open_links(TravelMode.STEP_FREE, DAY).crossing
        return
    with pytest.raises(RequestError, match="no way without a step in the data leads over"):
        assess(model, asked)
