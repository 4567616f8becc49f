"""Sentences of pages: names keep their capitals, a day ends no sentence twice, English says so."""

import re
from html import unescape

import pytest

from geodata.names import LANGUAGES
from geodata.sentences import begin_sentence, end_sentence

PAGES = (
    *("/", "/agreements", "/crossings", "/institutions", "/languages", "/needs", "/neutrality"),
    *("/about", "/projects", "/projects/new-road-bridge-2025", "/providers", "/projects/brief"),
    "/projects/new-road-bridge-2025/brief",
    "/review/brief?day=2025-10-01&mode=walk",
)
SMALL_NAMES = re.compile(
    r"(?:[Ss]istemi i|[Ss]istem|[Сс]истем) (?:kosov|serbi|srbij|косов|србиј)\w*"
)
SUMMARISED = {"sq": "anglisht", "sr-Cyrl": "енглеском", "sr-Latn": "engleskom"}


def read(reviewed, client, page, language):
    joined = "&" if "?" in page else "?"
    html = client.get(
        f"{reviewed.url}{page}{joined}lang={language}", headers={"Accept": "text/html"}
    ).text
    body = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_ends_twice_and_no_name_loses_its_capital(reviewed, client, page, language):
    text = read(reviewed, client, page, language)
    assert re.findall(r".{20}(?<!\.)\.\.(?!\.).{10}", text) == []
    assert SMALL_NAMES.findall(text) == []


@pytest.mark.parametrize("language", SUMMARISED)
@pytest.mark.parametrize(
    "page", ["/agreements", "/crossings", "/institutions", "/languages", "/needs", "/providers"]
)
def test_a_page_with_facts_in_english_says_so_once(reviewed, client, page, language):
    assert read(reviewed, client, page, language).count(SUMMARISED[language]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_tells_examples_from_projects(reviewed, client, language):
    text = read(reviewed, client, "/", language)
    found = client.get(f"{reviewed.url}/data/projects.geojson").json()
    projects = [one["properties"] for one in found["features"]]
    examples = sum(one["is_example"] for one in projects)
    numbers = re.findall(r": (\d+)\D{1,10}(\d+) (?:example|shemb|пример|primer)", text)
    assert numbers == [(str(len(projects) - examples), str(examples))]


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("5. децембра 2025.", "5. децембра 2025."),
        ("Popis 2024", "Popis 2024."),
        ("<span>2024.</span>", "<span>2024.</span>"),
    ],
)
def test_a_sentence_ends_with_one_full_stop(text, ended):
    assert end_sentence(text) == ended


def test_a_sentence_begins_with_a_capital_and_keeps_the_others():
    assert begin_sentence("систем Косова") == "Систем Косова"
