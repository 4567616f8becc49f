"""Which cities a data folder holds."""

import pytest

from app.cities.folder import is_city_id, list_folders


def make(folder, *names):
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "CURRENT").write_text("x")


def test_a_folder_of_cities_lists_those_that_have_a_current_snapshot(tmp_path):
    make(tmp_path, "mostar", "krems")
    (tmp_path / "being-built" / "snapshots").mkdir(parents=True)
    (tmp_path / "a-file").write_text("x")
    assert list_folders(tmp_path) == {one: tmp_path / one for one in ("krems", "mostar")}


@pytest.mark.parametrize("own", ["CURRENT", "snapshots"])
def test_the_folder_of_one_city_holds_no_others(tmp_path, own):
    make(tmp_path, "mostar")
    (tmp_path / own).mkdir()
    assert list_folders(tmp_path) == {}


def test_a_folder_that_is_not_there_or_empty_holds_none(tmp_path):
    assert list_folders(tmp_path) == list_folders(tmp_path / "nothing") == {}


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", ".pull", "-a", "a-", "a--b", "Mostar", "mo star", "mo/star", "мост"),
        *("a\n", "a" * 65, "static", "healthz", "readyz", "cities"),
    ],
)
def test_what_cannot_begin_an_address_is_no_city(name):
    assert not is_city_id(name)


@pytest.mark.parametrize("name", ["a", "mostar", "krems-2", "2", "a" * 64])
def test_a_slug_can_be_one(name):
    assert is_city_id(name)
