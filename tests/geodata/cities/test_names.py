"""The registry of names: strict, honest about what we made, and whole for both communities."""

import re
import shutil

import pytest

from geodata.cities.names import NameFile, load_names, store_names, write_claims
from geodata.cities.profile import CITIES, load_city
from geodata.cities.records import read_toml
from geodata.cities.registries import load_registries
from geodata.cities.unknown import UnknownFile
from geodata.errors import CityFileError
from tests.geodata.cities.registry_entries import SOURCES, make_name

FOLDER = CITIES / "mitrovica"


def claim(*municipalities, sources=SOURCES):
    return [{"municipality": one, "certainty": "L", "sources": sources} for one in municipalities]


@pytest.fixture(scope="module")
def names():
    return {one.id: one for one in read_toml(FOLDER / "names.toml", NameFile).name}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"unofficial": {"en": "translated"}}, "unofficial: has no name in en"),
        ({"unofficial": {"sq": "guessed"}}, "unofficial.sq"),
        (
            {"unofficial": {"sq": "translated", "sr-Cyrl": "transliterated"}},
            "a source has to give one of the names",
        ),
        ({"municipality": claim("west", "east")}, "claims that differ need sources each"),
        (
            {"municipality": claim("west", "east", sources=[]), "dispute": "A line."},
            "claims that differ need sources each",
        ),
        ({"sources": []}, "sources"),
        ({"ethnicity": "none"}, "ethnicity"),
    ],
)
def test_what_an_entry_must_not_say_is_refused_by_key_and_file(more, said):
    with pytest.raises(CityFileError, match=re.escape(said)) as caught:
        make_name(**more)
    assert str(caught.value).startswith("registry.toml: ")


def test_a_place_is_contested_where_claims_name_different_municipalities():
    once, twice = claim("west", "west"), claim("west", "east")
    assert not make_name().is_contested
    assert not make_name(municipality=once).is_contested
    assert make_name(municipality=twice, dispute="A line.").is_contested


def test_a_claim_without_sources_of_its_own_has_those_of_its_entry():
    text = write_claims(make_name(municipality=claim("west", sources=[])))
    assert '"Koha"' in text


def test_entries_come_back_from_a_snapshot_as_they_were(names):
    assert load_names(store_names(names.values())) == tuple(names.values())


def test_a_municipality_or_bank_that_the_profile_lacks_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    text = (FOLDER / "names.toml").read_text("utf-8")
    for old, new, said in (
        ('municipality = "mitrovica-north"', 'municipality = "nowhere"', "'nowhere' is unknown"),
        ('side = "north"', 'side = "east"', "'east' is unknown"),
    ):
        (tmp_path / "names.toml").write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(CityFileError, match=said):
            load_registries(load_city(str(tmp_path / "city.toml")))


def test_places_have_names_of_both_communities_or_say_what_was_not_found(names):
    for entry in names.values():
        languages = {code.partition("-")[0] for code in entry.name}
        assert languages >= {"sq", "sr"} or "Albanian" in entry.note, entry.id


def test_the_names_that_are_asked_for_are_found(names):
    def spell(entry):
        return set(names[entry].spellings)

    assert {"Kosovska Mitrovica", "Mitrovica", "Mitrovicë"} <= spell("city")
    assert "Mitrovica e Veriut" in spell("north")
    assert "Mitrovica e Jugut" in spell("south")
    assert {"Ibar", "Ibër"} <= spell("river")
    assert {"Gazivode", "Ujman"} <= spell("gazivode")
    assert {"Šipolj", "Šipolje", "Shipol"} <= spell("shipol")
    assert {"Trepča", "Trepça"} <= spell("trepca")


def test_a_disputed_place_has_both_claims(names):
    claims = names["suvi-do-lower"].municipality
    assert {one.municipality for one in claims} == {"mitrovica-north", "mitrovica-south"}
    assert names["suvi-do-lower"].certainty == "L"


def test_what_is_not_known_says_what_and_when_it_was_looked_for():
    unknown = read_toml(FOLDER / "unknown.toml", UnknownFile).unknown
    assert len(unknown) == 14
    assert all(one.what and one.looked for one in unknown)
