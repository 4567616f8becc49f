"""Finding things by what they are, in four languages."""

import pytest

from geodata.gazetteer.kind_index import KindIndex
from geodata.gazetteer.kinds import ALSO, TITLES, find_title
from geodata.names import LANGUAGES
from geodata.wording import load_wording

TERMS = [
    ("kind", "Hospital"),
    ("kind", "School"),
    ("kind", "Music school"),
    ("kind", "Bus stop"),
    ("kind", "Post box"),
    None,
    ("kind", "Footbridge"),
    ("kind", "Pharmacy"),
]


def say(term):
    return [load_wording(code).say(*term) for code in LANGUAGES]


def find(query):
    return list(KindIndex(TERMS, say).find_tiers(query))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *((word, 0) for word in ("hospital", "Hospitals", "bolnica", "BOLNICE", "болница")),
        *((word, 0) for word in ("spital", "Spitale", "spitali")),
        *((word, 3) for word in ("bus stop", "Bus stops", "autobusko stajalište", "stop bus")),
        *((word, 7) for word in ("pharmacy", "pharmacies", "апотека", "apoteke", "barnatore")),
        *((word, 6) for word in ("footbridge", "пешачки мост", "most")),
    ],
)
def test_a_kind_is_found_in_any_language_script_number_and_case(query, found):
    assert found in find(query)[0]


@pytest.mark.parametrize("query", ["school", "schools", "škola", "школе", "shkolla", "skola"])
def test_the_whole_title_comes_before_a_word_of_a_title(query):
    assert find(query) == [[1], [2], []]


def test_a_title_that_is_begun_comes_last():
    assert find("hosp") == [[], [], [0]]
    assert find("ho") == [[], [], []]


@pytest.mark.parametrize("query", ["", "…", "zzzz", "hospital zzzz", "mostar"])
def test_what_is_no_kind_finds_nothing(query):
    assert find(query) == [[], [], []]


def test_further_words_belong_to_titles_that_there_are():
    assert {term for context, term in ALSO if context == "kind"} <= set(TITLES)


def test_a_layer_that_is_not_known_has_no_title():
    assert find_title("nothing", {"amenity": "hospital"}) is None
