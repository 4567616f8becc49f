"""Search: each name of every alias list of Mitrovica finds its thing in any script."""

import unicodedata

import cyrtranslit
import pytest
from shapely.geometry import Point

from app.catalogue.names import NAMES, build_gazetteer
from geodata.cities.profile import load_city
from geodata.cities.projects import store_projects
from geodata.cities.providers import store_providers
from geodata.cities.registries import load_registries
from geodata.crossings.crossing import Crossing
from geodata.gazetteer.entries import Named
from geodata.snapshot.facts import store_facts
from geodata.wording import write_latin

MOST_RESULTS = 50


@pytest.fixture(scope="module")
def registries():
    return load_registries(load_city("mitrovica"))


@pytest.fixture(scope="module")
def make_gazetteer(registries):
    def make(*features):
        crossings = [
            Crossing(one.id, one.name, one.kind, Point(*one.point) if one.point else None, (), one)
            for one in registries.crossings
        ]
        return build_gazetteer(
            features,
            crossings,
            store_projects([], []),
            store_providers(registries.providers),
            store_facts(registries, {}),
            registries.names,
        )

    return make


def strip_diacritics(name):
    letters = unicodedata.normalize("NFKD", name.translate(str.maketrans("đĐ", "dD")))
    return "".join(one for one in letters if not unicodedata.combining(one))


def spell(name, code):
    """Spell a name in every way that its readers type it."""
    latin = write_latin(name)
    yield from (name, name.upper(), latin, strip_diacritics(latin), strip_diacritics(name))
    yield latin.replace("đ", "dj").replace("Đ", "Dj")
    if code.startswith("sr"):
        yield cyrtranslit.to_cyrillic(latin, "sr")


def list_all_names(registries):
    for layer, entries, aliases in (
        (NAMES, registries.names, lambda one: one.aliases),
        ("crossings", registries.crossings, lambda one: one.also),
        ("providers", registries.providers, lambda one: one.aliases),
        ("institutions", registries.institutions, lambda one: one.aliases),
    ):
        for entry in entries:
            for code, name in (*entry.name.items(), *(("", one) for one in aliases(entry))):
                yield layer, entry.id, name, code


def test_each_name_of_every_alias_list_finds_its_thing_in_any_script(registries, make_gazetteer):
    gazetteer = make_gazetteer()
    lost = [
        (layer, entry, typed)
        for layer, entry, name, code in list_all_names(registries)
        for typed in dict.fromkeys(spell(name, code))
        if (layer, entry)
        not in {(one.layer, one.id) for one in gazetteer.find(typed, MOST_RESULTS)}
    ]
    assert lost == []


def test_a_feature_that_bears_one_name_is_found_by_all_the_others(registries, make_gazetteer):
    for entry in registries.names:
        for name in entry.name.values():
            feature = Named("node/1", "places", "village", {"und": name}, point=(20.85, 42.88))
            gazetteer = make_gazetteer(feature)
            found = [gazetteer.find(one, MOST_RESULTS) for one in entry.spellings]
            assert all(feature in one for one in found), (entry.id, name)
            assert entry.id not in {one.id for one in gazetteer.named if one.layer == NAMES}
