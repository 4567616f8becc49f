"""Finding things by their names, however they are spelled, the nearest first."""

import pytest

from geodata.gazetteer.index import NameIndex

NAMES = [
    ["Ura e Ibrit", "Most na Ibru", "Мост на Ибру", "Main Bridge"],
    ["Istočni most", "Источни мост"],
    ["Most"],
    ["Mostar"],
    ["Premostje"],
    ["Rruga Mbretëresha Teutë"],
    [],
]
EVEN = [0] * len(NAMES)


def find(query, limit=10, ranks=EVEN):
    return NameIndex(NAMES, ranks).find(query, limit)


@pytest.mark.parametrize("query", ["most", "MOST", "мост", " Мост ", "„most“"])
def test_the_whole_name_comes_before_its_beginning_a_word_of_it_and_a_part_of_it(query):
    assert find(query) == [2, 3, 0, 1, 4]


@pytest.mark.parametrize("query", ["istocni", "Istočni", "ИСТОЧНИ", "Иsточ"])
def test_script_case_and_accents_do_not_matter(query):
    assert find(query) == [1]


@pytest.mark.parametrize("query", ["teute mbretresha", "teut rru", "mbreteresha  teute"])
def test_words_may_be_begun_and_stand_in_any_order(query):
    assert find(query) == ([5] if "mbretresha" not in query else [])


def test_among_equally_near_names_the_lower_rank_comes_first_and_then_the_shorter_name():
    assert find("most", ranks=[0, 0, 0, 1, 0, 0, 0]) == [2, 0, 3, 1, 4]


def test_no_more_are_found_than_asked_for_and_each_once():
    assert find("most", 2) == [2, 3]
    assert find("ibr") == [0]


@pytest.mark.parametrize("query", ["", " ", "…!", "nothing", "\n", "\U0010ffff"])
def test_what_is_no_name_finds_nothing(query):
    assert find(query) == []


def test_a_name_of_ten_kilobytes_is_found_by_its_beginning():
    index = NameIndex([["abc " * 2_500]], [0])
    assert index.find("abc abc", 5) == [0]
    assert len(index._names[0]) <= 255
