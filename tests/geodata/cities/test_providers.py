"""The registry of providers: what an entry must say, and how it is stored."""

import json

import pytest

from geodata.cities.providers import ProviderFile, store_providers
from geodata.cities.records import read_toml
from geodata.errors import CityFileError
from tests.geodata.cities.registry_entries import SOURCES, make_provider, make_service_area

ENTRY = """
[[provider]]
id = "keds"
name = { sq = "KEDS" }
service = "power"
role = "distributor"
certainty = "H"
sources = [{ name = "SeeNews" }]
"""


def read(tmp_path, text):
    path = tmp_path / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return read_toml(path, ProviderFile).provider


def test_a_registry_lists_its_providers(tmp_path):
    (provider,) = read(tmp_path, ENTRY)
    assert (provider.id, provider.service, provider.system) == ("keds", "power", "unknown")
    assert read(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (("power", "magic"), "provider.0.service", "Input should be"),
        (("distributor", "king"), "provider.0.role", "Input should be"),
        (('"H"', '"sure"'), "provider.0.certainty", "Input should be"),
        (('[{ name = "SeeNews" }]', "[]"), "provider.0.sources", "at least 1"),
        (("[{ name", '[{ url = "ftp://x", name'), "provider.0.sources.0.url", "pattern"),
        (("[{ name", '[{ date = "soon", name'), "provider.0.sources.0.date", "YYYY-MM-DD"),
        (("role", 'system = "serbia"\nrole'), "provider.0", "system_sources"),
        (("role", 'wikidata = "P31"\nrole'), "provider.0.wikidata", "pattern"),
        (("role", 'ethnicity = "x"\nrole'), "provider.0.ethnicity", "is not a known key"),
        (("role", "start = 2024-13\nrole"), "", "not valid TOML"),
        (("sources", "service_area = [{}]\nsources"), "provider.0.service_area.0", "required"),
    ],
)
def test_a_wrong_entry_is_named_with_file_and_key(tmp_path, change, key, reason):
    with pytest.raises(CityFileError, match=r"providers\.toml: ") as caught:
        read(tmp_path, ENTRY.replace(*change, 1))
    assert f": {key}" in str(caught.value)
    assert reason in str(caught.value)


def test_two_providers_of_one_id_are_refused(tmp_path):
    with pytest.raises(CityFileError, match="'keds' comes twice"):
        read(tmp_path, ENTRY * 2)


def test_a_service_area_is_of_municipalities_or_an_outline_and_not_both():
    assert make_service_area().municipalities == ("west",)
    for wrong in ({"municipalities": []}, {"outline": "nowhere.geojson"}):
        with pytest.raises(CityFileError, match=r"either municipalities or outline|cannot be read"):
            make_service_area(**wrong)


def test_the_stored_table_holds_whole_entries_without_outlines(tmp_path):
    outline = tmp_path / "area.geojson"
    outline.write_text(
        '{"type": "Polygon", "coordinates": [[[20, 42], [21, 42], [21, 43], [20, 42]]]}'
    )
    area = {"sources": SOURCES, "certainty": "M", "outline": str(outline)}
    provider = make_provider(
        "keds",
        "КЕДС",
        system="kosovo",
        system_sources=SOURCES,
        start="2013-05",
        service_area=[area],
    )
    table = store_providers([provider])
    (row,) = table.to_dict("records")
    record = json.loads(row["record"])
    assert (row["id"], row["service"], row["system"]) == ("keds", "power", "kosovo")
    assert json.loads(row["name"]) == {"en": "КЕДС"}
    assert record["start"] == "2013-05"
    assert record["service_area"][0]["certainty"] == "M"
    assert "outline" not in record["service_area"][0]


def test_an_empty_registry_makes_an_empty_table_of_the_same_columns():
    assert list(store_providers([]).columns) == list(
        store_providers([make_provider("a", "A")]).columns
    )
