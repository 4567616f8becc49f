"""The indicators of built towns that lack things: what is not in the data is never a zero.

::

       home        home               north
    ───┬────────────┬────────────┬─── street
    ~~~│~~~~~~~~~~~~│~~~~~~~~~~~~~~~~ Reka
    ───┴────────────┴────────────┴─── street
       home        home               south
"""

from dataclasses import replace

import pytest

from geodata.cities.profile import load_city
from geodata.comparison.indicators import OF_RESIDENTS, Indicator, Lack
from geodata.comparison.stored import read_indicators
from geodata.snapshot.folder import INDICATORS
from geodata.snapshot.store import open_snapshot, verify_snapshot
from pipelines.build import build
from tests.app.towns import BRIDGE, Town, draw_town, write_profile

MOTORWAY = {"highway": "motorway"}
TOWNS = {
    "everything": Town(services=(True, True)),
    "services in the north": Town(),
    "no services": Town(
        services=(False, False),
        bridges=(BRIDGE, {"man_made": "pipeline", "bridge": "yes"}),
        missing=frozenset({"operator"}),
    ),
    "no homes": Town(homes=(False, False)),
    "homes in the north": Town(homes=(True, False)),
    "no bridge": Town(services=(True, True), bridges=()),
    "streets in the south": Town(streets=(False, True)),
    "motorways alone": Town(street=MOTORWAY, bridges=(MOTORWAY | {"bridge": "yes"},)),
}


@pytest.fixture(scope="module")
def measured(make_once):
    """Give the indicators of a town, built when it is first asked for."""

    def get(name):
        def write(folder):
            source = draw_town(TOWNS[name], folder / "town.osm")
            build(load_city(str(write_profile(folder))), str(source), folder / "data")

        data = make_once(f"indicators-{name.replace(' ', '-')}", write) / "data"
        return read_indicators(open_snapshot(data))

    return get


def test_a_whole_town_has_a_value_for_all_that_can_be_counted(measured):
    found = measured("everything")
    valued = {one.indicator for one in found.measured if one.value is not None}
    assert valued == set(Indicator) - {
        Indicator.PROVIDER_BALANCE,
        Indicator.MAPPING_PARITY,
        Indicator.DATA_AGE,
    }
    assert found.weights_unit == "m² of floor area"
    services = found.find(Indicator.SERVICES_WITHIN_15)
    assert (services.value, services.banks) == (1.0, (1.0, 1.0))
    assert services.is_modelled
    assert services.lack is Lack.FEW_HOMES


def test_crossings_are_counted_by_km_of_the_river_and_pipes_are_none_for_people(measured):
    river_km = 1.576  # 0.02 degrees of longitude at 45.006° north
    for name, bridges in (("everything", 2), ("no services", 1), ("no bridge", 0)):
        per_km = measured(name).find(Indicator.CROSSINGS_PER_KM).value
        assert per_km == pytest.approx(bridges / river_km, rel=0.01)


@pytest.mark.parametrize(
    ("name", "lack", "bank"),
    [
        ("no homes", Lack.NO_HOMES, None),
        ("homes in the north", Lack.NO_HOMES, "south"),
        ("motorways alone", Lack.NO_STREETS, None),
    ],
)
def test_nothing_is_told_of_residents_whom_the_data_lack(measured, name, lack, bank):
    found = measured(name)
    for indicator in OF_RESIDENTS:
        value = found.find(indicator)
        assert (value.value, value.lack, value.lack_bank) == (None, lack, bank)


@pytest.mark.parametrize(
    ("name", "bank"), [("no services", None), ("services in the north", "south")]
)
def test_services_that_the_data_lack_are_not_out_of_reach(measured, name, bank):
    value = measured(name).find(Indicator.SERVICES_WITHIN_15)
    assert (value.value, value.lack, value.lack_bank) == (None, Lack.NO_SERVICES, bank)


def test_without_a_bridge_nobody_is_within_reach_and_no_time_is_made_up(measured):
    found = measured("no bridge")
    assert found.find(Indicator.SERVICES_WITHIN_15).value == 0
    assert found.find(Indicator.OTHER_BANK_WITHIN_15).value == 0
    assert found.find(Indicator.CUT_OFF).value == 1
    assert found.find(Indicator.LOST_INTERACTION).value == 1
    assert found.find(Indicator.BARRIER_CROSSING_RATIO).value == 0
    mean = found.find(Indicator.MEAN_CROSS_RIVER_MIN)
    assert (mean.value, mean.lack) == (None, Lack.NO_CROSSING)


def test_a_bank_without_streets_has_no_share_that_is_easy_to_cross(measured):
    value = measured("streets in the south").find(Indicator.BARRIER_CROSSING_RATIO)
    assert (value.value, value.lack, value.lack_bank) == (None, Lack.NO_STREETS, "north")


def test_a_town_without_operators_has_no_balance_of_providers(measured):
    value = measured("no services").find(Indicator.PROVIDER_BALANCE)
    assert (value.value, value.lack, value.lack_bank) == (None, Lack.NO_OPERATORS, None)


def test_a_town_of_which_little_is_mapped_has_no_parity(measured):
    value = measured("everything").find(Indicator.MAPPING_PARITY)
    assert (value.value, value.lack) == (None, Lack.FEW_FEATURES)


def test_the_sample_has_every_indicator_and_says_that_it_is_modelled(sample_data):
    snapshot = open_snapshot(sample_data)
    verify_snapshot(snapshot)
    found = read_indicators(snapshot)
    assert all(one.value is not None and one.is_modelled for one in found.measured)
    assert found.weights_unit == "people"
    assert found.find(Indicator.CUT_OFF).certainty == "L"
    assert 0 < found.find(Indicator.PROVIDER_BALANCE).value < 1
    parity = found.find(Indicator.MAPPING_PARITY)
    assert parity.value == parity.cases[0] / parity.cases[1] == 1


def test_a_snapshot_without_the_file_is_read_and_says_so(sample_data):
    known = open_snapshot(sample_data)
    files = tuple(one for one in known.manifest.files if one.path != INDICATORS)
    assert len(files) == len(known.manifest.files) - 1
    assert read_indicators(replace(known, manifest=replace(known.manifest, files=files))) is None
    assert read_indicators(known) is not None
