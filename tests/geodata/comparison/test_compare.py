"""Cities side by side: what makes a value no fair comparison is said beside it, and only there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.comparison.compare import Doubt, compare_cities, name_city, sort_cities
from geodata.comparison.indicators import OF_RESIDENTS, Indicator, IndicatorValue, Lack
from geodata.comparison.stored import tell_apart
from geodata.comparison.words import explain_differences, list_notes
from geodata.names import LANGUAGES
from geodata.snapshot.origin import SourceKind
from tests.geodata.comparison.compared import make_city, make_old_city

TODAY = date(2026, 11, 29)


def doubts_of(cities, number, indicator):
    return set(compare_cities(cities, TODAY).cells[indicator][number].doubts)


def test_cities_of_one_source_day_and_count_are_compared_without_a_word():
    comparison = compare_cities([make_city("Aba"), make_city("Bec")], TODAY)
    assert not comparison.find_doubted()
    assert explain_differences(comparison, "en") == ()


def test_modelled_data_are_never_taken_for_a_city():
    cities = [make_city("Aba"), make_city("Bec", is_modelled=True, kind=SourceKind.SAMPLE)]
    assert doubts_of(cities, 1, Indicator.CROSSINGS_PER_KM) == {Doubt.MODELLED}
    assert doubts_of(cities, 0, Indicator.CROSSINGS_PER_KM) == set()


@pytest.mark.parametrize(
    ("day", "is_older"), [("2024-01-12T00:00:00Z", False), ("2024-01-08T00:00:00Z", True)]
)
def test_data_more_than_two_years_older_than_the_newest_are_marked(day, is_older):
    cities = [make_city("Aba"), make_city("Bec", osm_date=day)]
    said = doubts_of(cities, 1, Indicator.LOST_INTERACTION)
    assert (Doubt.OTHER_DATE in said) is is_older
    assert Doubt.OTHER_DATE not in doubts_of(cities, 0, Indicator.LOST_INTERACTION)
    assert Doubt.OTHER_DATE not in doubts_of(cities, 1, Indicator.DATA_AGE)


def test_a_source_that_tells_no_day_may_be_older():
    cities = [make_city("Aba"), make_city("Bec", osm_date=None)]
    assert doubts_of(cities, 1, Indicator.PROVIDER_BALANCE) == {Doubt.UNDATED}
    age = compare_cities(cities, TODAY).cells[Indicator.DATA_AGE][1]
    assert (age.value.value, age.value.lack) == (None, Lack.NO_DATE)


def test_residents_by_floor_area_are_not_people():
    by_area = make_city("Bec", weights_unit="m² of floor area", counts=(), certainty=None)
    for number in (0, 1):
        for indicator in Indicator:
            said = doubts_of([make_city("Aba"), by_area], number, indicator)
            assert (Doubt.OTHER_COUNT in said) is (indicator in OF_RESIDENTS)


def test_people_counted_and_voters_listed_are_different_counts():
    cities = [make_city("Aba"), make_city("Bec", counts=("voters listed",))]
    assert Doubt.OTHER_COUNT in doubts_of(cities, 0, Indicator.CUT_OFF)


def test_a_city_whose_homes_are_not_in_the_data_does_not_change_what_others_count():
    nothing = {one: IndicatorValue(one, None, lack=Lack.NO_HOMES) for one in OF_RESIDENTS}
    empty = make_city("Bec", weights_unit="m² of floor area", counts=(), **nothing)
    assert doubts_of([make_city("Aba"), empty], 0, Indicator.CUT_OFF) == set()


@pytest.mark.parametrize(("parity", "is_uneven"), [(0.8, False), (0.79, True), (0.0, True)])
def test_uneven_mapping_is_said_of_what_hangs_on_it(parity, is_uneven):
    cities = [make_city("Aba"), make_city("Bec", mapping_parity=parity)]
    for indicator in (Indicator.SERVICES_WITHIN_15, Indicator.PROVIDER_BALANCE):
        assert (Doubt.UNEVEN in doubts_of(cities, 1, indicator)) is is_uneven
    assert doubts_of(cities, 1, Indicator.CROSSINGS_PER_KM) == set()


def test_balances_over_other_services_are_not_the_same_measure():
    balance = IndicatorValue(Indicator.PROVIDER_BALANCE, 0.4, services=("rail",))
    cities = [make_city("Aba"), make_city("Bec", provider_balance=balance)]
    assert doubts_of(cities, 0, Indicator.PROVIDER_BALANCE) == {Doubt.OTHER_SERVICES}
    cell = compare_cities(cities, TODAY).cells[Indicator.PROVIDER_BALANCE][1]
    assert list_notes(cell, cities[1], "en") == ("compared over: rail",)


def test_other_sources_are_told_apart_but_not_the_ways_to_openstreetmap():
    cities = [make_city("Aba"), make_city("Bec", kind=SourceKind.OVERPASS)]
    assert doubts_of(cities, 1, Indicator.CROSSINGS_PER_KM) == set()


def test_what_is_missing_says_why_and_of_which_bank_and_is_no_zero():
    lack = IndicatorValue(Indicator.CUT_OFF, None, lack=Lack.NO_HOMES, lack_bank="south")
    city = make_city("Aba", cut_off=lack)
    cell = compare_cities([city], TODAY).cells[Indicator.CUT_OFF][0]
    assert cell.value.value is None
    assert not cell.doubts
    assert list_notes(cell, city, "en") == ("no homes in this data: South",)


def test_a_value_that_rests_on_few_homes_is_told_with_it():
    few = IndicatorValue(Indicator.CUT_OFF, 0.1, lack=Lack.FEW_HOMES, certainty="H")
    city = make_city("Aba", cut_off=few)
    cell = compare_cities([city], TODAY).cells[Indicator.CUT_OFF][0]
    assert cell.doubts == (Doubt.FEW,)
    assert list_notes(cell, city, "en") == ("fewer than 30 homes in this data",)


def test_a_snapshot_from_before_says_so_for_every_indicator_but_its_age():
    comparison = compare_cities([make_old_city("Aba")], TODAY)
    lacks = {one: cells[0].value.lack for one, cells in comparison.cells.items()}
    assert lacks.pop(Indicator.DATA_AGE) is None
    assert set(lacks.values()) == {Lack.TOO_OLD}


def test_cities_that_bear_one_name_are_told_apart_by_their_ids():
    towns = [make_city("Krems"), make_city("krems-kamp"), make_city("Steyr")]
    second = replace(towns[1].manifest.city, name={"de": "KREMS", "cs": "Kremže"})
    towns[1] = replace(towns[1], manifest=replace(towns[1].manifest, city=second))
    found = tell_apart([*towns, make_city("Enns")])
    assert [one.names for one in found] == [
        {"en": "Krems (krems)"},
        {"de": "KREMS (krems-kamp)", "cs": "Kremže (krems-kamp)"},
        {"en": "Steyr"},
        {"en": "Enns"},
    ]
    assert [name_city(one, "de") for one in found[:2]] == ["Krems (krems)", "KREMS (krems-kamp)"]


def test_cities_stand_by_name_whatever_their_values():
    cities = [make_city("Cet", cut_off=0.0), make_city("aba", cut_off=0.9), make_city("Bec")]
    assert [one.manifest.id for one in sort_cities(cities, "en")] == ["aba", "Bec", "Cet"]


VALUES = st.one_of(st.none(), st.floats(0, 1))
CITIES = st.lists(
    st.builds(
        make_city,
        st.sampled_from(["Aba", "Bec", "Cet"]),
        osm_date=st.sampled_from([None, "2013-12-16T00:00:00Z", "2026-01-10T00:00:00Z"]),
        is_modelled=st.booleans(),
        counts=st.sampled_from([("people counted",), ("voters listed",)]),
        mapping_parity=VALUES,
        cut_off=st.one_of(
            st.floats(0, 1),
            st.just(IndicatorValue(Indicator.CUT_OFF, None, lack=Lack.NO_HOMES)),
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(CITIES, st.sampled_from(LANGUAGES))
def test_every_doubt_is_said_in_every_language_and_no_value_is_changed(cities, language):
    comparison = compare_cities(cities, TODAY)
    for indicator, cells in comparison.cells.items():
        for city, cell in zip(cities, cells, strict=True):
            assert cell.value == city.find(indicator, TODAY)
            if cell.value.value is not None:
                assert len(list_notes(cell, city, language)) == len(cell.doubts)
    assert len(explain_differences(comparison, language)) == len(comparison.find_doubted())
