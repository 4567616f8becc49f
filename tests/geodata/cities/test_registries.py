"""A city's registries are read together and checked against its profile and each other."""

import pytest

from geodata.cities.profile import load_city
from geodata.cities.registries import Registries, load_registries
from geodata.errors import CityFileError
from tests.geodata.cities.profiles import change_head, write_profile

SOURCES = 'sources = [{ name = "Koha" }]'
MUNICIPALITY = '\n[[municipality]]\nid = "west"\nname = { en = "West" }\nosm_relation = 5\n'
PROVIDERS = f"""
[[provider]]
id = "keds"
name = {{ en = "KEDS" }}
service = "power"
role = "distributor"
certainty = "H"
{SOURCES}
[[provider.service_area]]
municipalities = ["west"]
certainty = "H"
{SOURCES}
"""
CROSSINGS = f"""
[[crossing]]
id = "main"
name = {{ en = "Main" }}
kind = "road"
point = [20.866, 42.892]
certainty = "H"
{SOURCES}
"""
PROJECTS = """
[[project]]
id = "lift"
kind = "bridge"
name = { en = "Lift" }
is_example = true
crossing = "main"
history = [{ status = "idea" }]
partners = [{ name = "Somebody", side = "north" }, { name = "Nobody" }]
"""


def write_city(folder, providers=PROVIDERS, crossings=CROSSINGS, projects=PROJECTS):
    texts = {"providers": providers, "crossings": crossings, "projects": projects}
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    head = change_head(**{name: f'"{name}.toml"' for name in texts})
    return load_city(str(write_profile(folder, head=head, more=MUNICIPALITY)))


def test_registries_are_read_together(tmp_path):
    found = load_registries(write_city(tmp_path))
    assert [one.id for one in found.providers] == ["keds"]
    assert [one.id for one in found.crossings] == ["main"]
    assert [one.id for one in found.projects] == ["lift"]


def test_registries_that_a_profile_does_not_name_are_empty(tmp_path):
    found = load_registries(load_city(str(write_profile(tmp_path))))
    assert found == Registries()


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("providers", ('["west"]', '["east"]'), "keds.service_area: 'east' is unknown"),
        (
            "projects",
            ('"north"', '"left"'),
            "lift.partners: 'left' is unknown (known: north, south)",
        ),
        ("projects", ('"main"', '"side"'), "lift.crossing: 'side' is unknown (known: main)"),
    ],
)
def test_a_reference_to_what_does_not_exist_is_refused(tmp_path, name, change, reason):
    texts = {"providers": PROVIDERS, "projects": PROJECTS}
    city = write_city(tmp_path, **{name: texts[name].replace(*change)})
    with pytest.raises(CityFileError) as caught:
        load_registries(city)
    assert str(caught.value).startswith(f"{tmp_path / name}.toml: {reason}")


def test_a_reference_into_an_empty_registry_says_that_nothing_is_known(tmp_path):
    with pytest.raises(CityFileError, match=r"'main' is unknown \(known: none\)"):
        load_registries(write_city(tmp_path, crossings=""))


@pytest.mark.parametrize("name", ["providers", "crossings", "projects"])
def test_a_registry_that_is_missing_or_malformed_is_named(tmp_path, name):
    city = write_city(tmp_path, **{name: "no = toml = at all"})
    with pytest.raises(CityFileError, match=rf"{name}\.toml: is not valid TOML"):
        load_registries(city)
    (tmp_path / f"{name}.toml").unlink()
    with pytest.raises(CityFileError, match=rf"{name}\.toml: cannot be read"):
        load_registries(city)
