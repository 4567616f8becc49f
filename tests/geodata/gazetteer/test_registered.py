"""What bears a name of the registry is brought together with the entry."""

import pytest

from geodata.gazetteer.registered import RegisteredNames
from tests.geodata.cities.registry_entries import make_name

VILLAGE = make_name(
    name={"sq": "Suhodoll i Poshtëm", "sr-Latn": "Donji Suvi Do"}, aliases=["Lower Village"]
)
RIVER = make_name(id="river", name={"sq": "Ibër", "sr-Latn": "Ibar"})
REGISTERED = RegisteredNames([VILLAGE, RIVER])


@pytest.mark.parametrize(
    "name",
    ["Donji Suvi Do", "Доњи Суви До", "suhodoll i poshtem", "Lower Village", "X / Donji Suvi Do"],
)
def test_a_name_finds_its_entry_however_it_is_spelled(name):
    assert REGISTERED.find([name]) == [VILLAGE]


def test_two_names_in_one_find_an_entry_once():
    assert REGISTERED.find(["Ibar / Ibër", "Ибар"]) == [RIVER]


@pytest.mark.parametrize("name", ["Suvi Do", "Most na Ibru", "", " / "])
def test_a_part_of_a_name_is_no_name_of_it(name):
    assert REGISTERED.find([name]) == []


def test_without_entries_nothing_is_found():
    assert RegisteredNames([]).find(["Ibar"]) == []
