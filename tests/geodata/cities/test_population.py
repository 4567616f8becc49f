"""Which published totals can be chosen: pairs, combinations, none; nothing read is lost."""

import pytest

from geodata.cities.population import choose_population, list_choices
from geodata.cities.profile import Counts, PopulationFigure, load_city
from geodata.cities.sources import Source
from geodata.dates import PartialDate
from geodata.errors import CityFileError
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.geodata.cities.profiles import write_profile

TOWNS = """
[[municipality]]
id = "west"
name = { en = "West" }
osm_relation = 5
[[municipality]]
id = "east"
name = { en = "East" }
osm_relation = 6
"""


def read_population(folder, west="", east=""):
    more = f"{TOWNS}\n[population]\nwest = [{west}]\neast = [{east}]\n"
    return load_city(str(write_profile(folder, more=more))).population


def write_figure(value, date, source='"census"', **more):
    keys = {"value": value, "date": date, "source": source, "certainty": '"M"', **more}
    return "{ " + ", ".join(f"{key} = {text}" for key, text in keys.items()) + " }, "


def list_ids(population):
    return [one.id for one in list_choices(population)]


@pytest.fixture(scope="module")
def mitrovica():
    return load_city("mitrovica").population


def test_all_published_totals_of_mitrovica_stand_side_by_side(mitrovica):
    values = {name: {one.value for one in known} for name, known in mitrovica.items()}
    assert values == {
        "mitrovica-north": {7_920, 2_346, 12_173, 12_326, 18_118, 22_055, 29_460},
        "mitrovica-south": {64_742, 64_680, 71_909},
    }


def test_each_total_says_what_it_counts_and_7920_is_an_estimate_of_low_certainty(mitrovica):
    north = {one.value: one for one in mitrovica["mitrovica-north"]}
    assert north[7_920].counts is Counts.RESIDENTS_ESTIMATED
    assert north[2_346].counts is Counts.PEOPLE_COUNTED
    assert {north[18_118].counts, north[22_055].counts} == {Counts.VOTERS_LISTED}
    assert (north[7_920].certainty, north[2_346].certainty) == ("L", "L")
    assert str(north[2_346].date) == "2024-07"
    assert all(one.source.name for known in mitrovica.values() for one in known)


def test_a_pair_is_what_one_source_published_for_one_year_and_comes_first(mitrovica):
    choices = list_choices(mitrovica)
    pairs = [one for one in choices if one.figures and not one.is_combination]
    totals = [[one.value for one in pair.figures.values()] for pair in pairs]
    assert totals == [[7_920, 64_742], [2_346, 64_680]]
    assert choices[: len(pairs)] == tuple(pairs)
    assert choices[-1].id == "floor-area"
    assert {one.value for choice in choices for one in choice.figures.values()} >= {
        one.value for known in mitrovica.values() for one in known
    }


def test_totals_of_one_year_by_two_sources_are_a_combination(mitrovica):
    assert choose_population(mitrovica, "2011").is_combination


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("", "census-2024"),
        ("census-2024-preliminary", "census-2024-preliminary"),
        ("floor-area", "floor-area"),
        (
            "mitrovica-south:2011,mitrovica-north:osce-2018",
            "mitrovica-north:osce-2018,mitrovica-south:2011",
        ),
        ("mitrovica-north:census-2024,mitrovica-south:census-2024", "census-2024"),
    ],
)
def test_a_choice_has_one_name(mitrovica, asked, chosen):
    assert choose_population(mitrovica, asked).id == chosen


@pytest.mark.parametrize(
    "asked",
    [
        "census-1999",
        "mitrovica-north:osce-2018",
        "mitrovica-north:osce-2018,mitrovica-south:osce-2018",
        "mitrovica-north:2011,mitrovica-north:2011,mitrovica-south:2011",
        "mitrovica-north:2011,elsewhere:2011",
        ",",
        ":",
    ],
)
def test_what_is_not_there_is_refused_with_all_that_is(mitrovica, asked):
    with pytest.raises(ValueError, match=r"^should be one of census-2024, .*floor-area") as refusal:
        choose_population(mitrovica, asked)
    assert "mitrovica-south:census-2024|census-2024-preliminary|2011" in str(refusal.value)


def test_a_city_without_totals_has_floor_area_alone():
    assert list_ids({}) == ["floor-area"]
    with pytest.raises(ValueError, match="no total is published"):
        choose_population({}, "census-2024")


def test_older_profiles_with_a_year_and_a_plain_source_are_read(tmp_path):
    old = '{ value = 10, year = 2024, source = "census", certainty = "M" }'
    population = read_population(tmp_path, old, old)
    figure = population["west"][0]
    assert figure == PopulationFigure(10, PartialDate.parse(2024), Source("census"), "M")
    assert (figure.year, figure.counts) == (2024, Counts.UNKNOWN)
    (pair, _) = list_choices(population)
    assert (pair.id, pair.is_combination) == ("2024", False)


def test_the_newest_pair_is_the_default_whatever_stands_beside_it(tmp_path):
    west = write_figure(1, 2001) + write_figure(2, 2011) + write_figure(3, 2024, '"estimate"')
    east = write_figure(4, 2011) + write_figure(5, 2001)
    population = read_population(tmp_path, west, east)
    assert list_ids(population) == ["2011", "2001", "west:2024,east:2011", "floor-area"]


def test_without_any_pair_the_newest_of_each_is_a_combination(tmp_path):
    west, east = write_figure(1, 2001) + write_figure(2, 2011), write_figure(3, 2005)
    choices = list_choices(read_population(tmp_path, west, east))
    assert choices[0].id == "west:2011,east:2005"
    assert choices[0].is_combination
    assert choices[1].id == "west:2001,east:2005"


def test_two_totals_of_one_date_are_both_kept(tmp_path):
    west = write_figure(1, 2024, '"one"') + write_figure(2, 2024, '"two"')
    population = read_population(tmp_path, west, write_figure(3, 2024, '"two"'))
    values = {
        tuple(one.value for one in choice.figures.values()) for choice in list_choices(population)
    }
    assert values == {(1, 3), (2, 3), ()}


@pytest.mark.parametrize(
    ("figure", "key", "reason"),
    [
        (write_figure(-1, 2024), "value", "greater than or equal to 0"),
        (write_figure(1, 1700), "date", "between 1800 and 2200"),
        (write_figure(1, '"soon"'), "date", "should be a date"),
        (write_figure(1, 2024, counts='"souls"'), "counts", "people counted"),
        (write_figure(1, 2024, source='""'), "source", "at least 1"),
        (write_figure(1, 2024, source="{ url = 'x' }"), "source", "required"),
        (write_figure(1, 2024, publication='"Census!"'), "publication", "pattern"),
        (write_figure(1, 2024, year="2024"), "year", "not a known key"),
        (write_figure(1, 2024, publication='"floor-area"'), "population", "no publication"),
        (write_figure(1, 2024, publication='"a"') * 2, "population", "same publication"),
        (
            write_figure(1, 2024, publication='"a"') + write_figure(2, 2011, publication='"b"'),
            "population",
            "several years",
        ),
    ],
)
def test_a_wrong_total_is_named_with_its_key(tmp_path, figure, key, reason):
    east = write_figure(1, 2024, publication='"b"')
    with pytest.raises(CityFileError) as refusal:
        read_population(tmp_path, figure, east)
    assert key in str(refusal.value)
    assert reason in str(refusal.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_total_counts_has_words_in_every_language(language):
    wording = load_wording(language)
    words = {wording.say("population counts", one) for one in Counts}
    assert len(words) == len(Counts)
    assert language == "en" or not words & {one.value for one in Counts}
