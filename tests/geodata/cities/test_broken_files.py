"""A mistake in any file of a city is refused with the file, the key and the line it stands on."""

import re
import shutil

import pytest

from geodata.cities.agreements import AgreementFile
from geodata.cities.consents import ConsentFile
from geodata.cities.crossings import CrossingFile
from geodata.cities.institutions import InstitutionFile
from geodata.cities.lines import find_entry_line, find_line
from geodata.cities.names import NameFile
from geodata.cities.needs import NeedFile
from geodata.cities.profile import CITIES, City, load_city
from geodata.cities.projects import ProjectFile
from geodata.cities.providers import ProviderFile
from geodata.cities.records import read_toml
from geodata.cities.registries import load_registries
from geodata.cities.rules import RuleFile
from geodata.cities.unknown import UnknownFile
from geodata.errors import CityFileError
from pipelines.sample.facts import PlaceFile

FOLDER = CITIES / "mitrovica"
RECORDS = {
    "agreements.toml": AgreementFile,
    "city.toml": City,
    "consents.toml": ConsentFile,
    "crossings.toml": CrossingFile,
    "institutions.toml": InstitutionFile,
    "languages.toml": RuleFile,
    "money.toml": RuleFile,
    "names.toml": NameFile,
    "needs.toml": NeedFile,
    "places.toml": PlaceFile,
    "projects.toml": ProjectFile,
    "providers.toml": ProviderFile,
    "unknown.toml": UnknownFile,
}
SOURCES = re.compile(r"^sources = \[.*?^\]$|^sources = \[.*\]$", re.MULTILINE | re.DOTALL)
ID = re.compile(r'^id = "(.+)"$', re.MULTILINE)


def drop_certainty(text):
    return text.replace('\ncertainty = "', '\n# "', 1), "certainty"


def empty_the_sources(text):
    return SOURCES.sub("sources = []", text, count=1), "sources"


def write_no_date(text):
    return re.sub(r'date = "\d{4}[^"]*"', 'date = "spring 2024"', text, count=1), "date"


def write_no_address(text):
    return text.replace('url = "https://', 'url = "ftp://', 1), "url"


def write_no_certainty(text):
    return text.replace('certainty = "M"', 'certainty = "sure"', 1), "certainty"


def misspell_a_key(text):
    return text.replace("\nsources = ", "\nsuorces = ", 1), "suorces"


def write_a_number(text):
    return re.sub(r'^id = ".*"$', "id = 5", text, count=1, flags=re.MULTILINE), "id"


def write_an_id_with_spaces(text):
    return ID.sub(r'id = "an id"', text, count=1), "id"


def leave_a_quote_open(text):
    return ID.sub(r'id = "\1', text, count=1), "not valid TOML"


def repeat_an_id(text):
    (*_, one, other) = ID.finditer(text)
    return text[: other.start()] + one[0] + text[other.end() :], "comes twice"


def invent_a_table(text):
    return text + '\n[[nonsense]]\nid = "x"\n', "nonsense"


def write_a_list(text):
    return re.sub(r'^id = "(.*)"$', r'id = ["\1"]', text, count=1, flags=re.MULTILINE), "id"


BREAKERS = (
    drop_certainty, empty_the_sources, write_no_date, write_no_address, write_no_certainty,
    misspell_a_key, write_a_number, write_an_id_with_spaces, leave_a_quote_open, repeat_an_id,
    invent_a_table, write_a_list,
)  # fmt: skip


def list_variants():
    for name in RECORDS:
        text = (FOLDER / name).read_text(encoding="utf-8")
        for breaker in BREAKERS:
            try:
                broken, key = breaker(text)
            except (TypeError, ValueError):
                continue  # there is nothing of the kind to break
            if broken != text:
                yield pytest.param(name, broken, key, id=f"{name}-{breaker.__name__}")


VARIANTS = list(list_variants())
REFERENCES = [
    ("consents.toml", 'contests = ["municipality-south"]', "contests"),
    ("consents.toml", 'crossings = ["main"]', "crossings"),
    ("agreements.toml", 'projects = ["main-bridge-revitalisation"]', "projects"),
    ("institutions.toml", 'sides = ["south"]', "sides"),
    ("institutions.toml", 'municipality = "mitrovica-south"', "municipality"),
    ("projects.toml", 'crossing = "new-road-2025"', "crossing"),
    ("projects.toml", 'side = "south"', "partners"),
]


def invent(text, old):
    return text.replace(old, re.sub('"[a-z0-9-]+"', '"nowhere"', old), 1)


def expect_named(caught, name, key):
    said = str(caught.value)
    assert f"/{name}: " in said
    assert key in said
    assert re.search(r"\(line \d+\)|line \d+, column", said), said
    assert "\n" not in said


def test_every_file_of_the_folder_has_a_record():
    assert {path.name for path in FOLDER.glob("*.toml")} == set(RECORDS)


def test_there_are_a_hundred_variants():
    assert len(VARIANTS) + len(REFERENCES) >= 100


@pytest.mark.parametrize(("name", "text", "key"), VARIANTS)
def test_a_mistake_is_named_with_file_key_and_line(tmp_path, name, text, key):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CityFileError) as caught:
        read_toml(tmp_path / name, RECORDS[name])
    expect_named(caught, name, key)


@pytest.mark.parametrize(("name", "old", "key"), REFERENCES)
def test_what_a_file_names_and_nobody_wrote_is_refused_with_its_line(tmp_path, name, old, key):
    city = shutil.copytree(FOLDER, tmp_path / "city")
    text = (FOLDER / name).read_text(encoding="utf-8")
    (city / name).write_text(invent(text, old), encoding="utf-8")
    with pytest.raises(CityFileError, match="'nowhere' is unknown") as caught:
        load_registries(load_city(str(city / "city.toml")))
    expect_named(caught, name, key)


TEXT = """\
# a comment
[[project]]
id = "one"
sources = [
  { name = "A" },
  { name = "B", date = "2024" },
]
[[project.costs]]
low = 1
[[project.costs]]
low = 2

[[project]]
id = "two"
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("project", 0, "id"), 3),
        (("project", 0, "sources", 1, "date"), 6),
        (("project", 0, "costs", 1, "low"), 11),
        (("project", 0, "costs", 1, "high"), 10),
        (("project", 1, "sources"), 13),
        (("project", 2), None),
        ((), None),
    ],
)
def test_a_key_is_found_on_its_line_or_on_that_of_the_table_that_lacks_it(key, line):
    assert find_line(TEXT, key) == line


def test_a_key_of_an_entry_is_found_by_its_id():
    assert find_entry_line(TEXT, "one", "sources") == 4
    assert find_entry_line(TEXT, "two", "sources") == 14
    assert find_entry_line(TEXT, "three", "sources") is None
