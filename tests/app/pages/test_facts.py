"""Every fact of the city's files stands on its page, in the API and in a file, with its sources."""

import csv
from io import StringIO

import httpx
import pytest
from lxml import html

from app.pages.facts import count_by_service
from geodata.cities.profile import load_city
from geodata.cities.registries import load_registries
from geodata.names import LANGUAGES
from geodata.wording import load_wording

CERTAINTY = {"H": "high", "M": "medium", "L": "low"}
PAGES = {
    "institutions": "/institutions",
    "agreements": "/agreements",
    "needs": "/needs",
    "rules": "/languages",
}


@pytest.fixture(scope="module")
def client(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60, follow_redirects=True) as client:
        yield client


@pytest.fixture(scope="module")
def registries():
    return load_registries(load_city("mitrovica"))


def read_cards(page):
    """Read the text of each card of a page: id → text, its spaces as one."""
    return {
        card.get("id"): " ".join(card.text_content().split())
        for card in html.fromstring(page).find_class("card")
    }


def squeeze(text):
    return " ".join(text.split())


def list_written(fact):
    """List what a page must say of a fact, whatever the language: texts, days, sources."""
    texts = [getattr(fact, name, None) for name in ("says", "note", "location", "outcome", "place")]
    names = [source.name for source in fact.sources]
    return [text for text in (*texts, *names) if text]


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_on_its_page_with_date_certainty_and_sources(
    client, registries, kind, language
):
    wording = load_wording(language)
    cards = read_cards(client.get(f"{PAGES[kind]}?lang={language}").text)
    for fact in getattr(registries, kind):
        card = cards[f"{kind}/{fact.id}"]
        for written in list_written(fact):
            assert squeeze(wording.say("note", written)) in card, fact.id
        assert wording.say("certainty", fact.certainty) in card
        if date := getattr(fact, "date", None):
            assert wording.write_day(str(date)) in card


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_project_is_on_its_page(client, registries, language):
    wording = load_wording(language)
    for project in registries.projects:
        cards = read_cards(client.get(f"/projects/{project.id}?lang={language}").text)
        card = cards[f"projects/{project.id}"]
        facts = [*project.history, *project.partners, *project.costs]
        for fact in facts if not project.is_example else ():
            for source in fact.sources:
                assert squeeze(source.name) in card, project.id
            assert wording.say("certainty", fact.certainty) in card
            if getattr(fact, "date", None):
                assert wording.write_day(str(fact.date)) in card
        for statement in registries.statements:
            if project.crossing in statement.crossings or project.id in statement.projects:
                assert squeeze(wording.say("note", statement.says)) in card, statement.id
                assert all(squeeze(one.name) in card for one in statement.sources)


def test_every_fact_of_a_crossing_is_on_its_page(client, registries):
    cards = read_cards(client.get("/crossings?as_of=2026-01-01&lang=en").text)
    for crossing in registries.crossings:
        card = cards[f"crossings/{crossing.id}"]
        assert not crossing.note or squeeze(crossing.note) in card
        for fact in (crossing, *crossing.status, *crossing.access):
            assert f"Certainty: {CERTAINTY[fact.certainty]}" in card
            assert all(squeeze(source.name) in card for source in fact.sources), crossing.id


def test_every_fact_of_a_provider_is_on_its_page(client, registries):
    for one in registries.providers:
        query = {"service": one.service.value, "provider": one.id, "lang": "en"}
        text = squeeze(html.fromstring(client.get("/providers", params=query).text).text_content())
        assert all(squeeze(source.name) in text for source in one.sources), one.id
        assert not one.note or squeeze(one.note) in text
        assert CERTAINTY[one.certainty] in text


@pytest.mark.parametrize("kind", [*PAGES, "statements"])
def test_every_fact_is_in_the_api_and_in_a_file_as_it_was_written(client, registries, kind):
    facts = {one.id: one for one in getattr(registries, kind)}
    rows = {
        row["id"]: row for row in csv.DictReader(StringIO(client.get(f"/data/{kind}.csv").text))
    }
    assert set(rows) == set(facts)
    for key, fact in facts.items():
        told = client.get(f"/ogc/collections/{kind}/items/{key}").json()["properties"]
        assert told["certainty"] == rows[key]["certainty"] == fact.certainty
        assert [one["name"] for one in told["sources"]] == [one.name for one in fact.sources]
        assert all(one.name.split('"')[0] in rows[key]["sources"] for one in fact.sources)
        if date := getattr(fact, "date", None):
            assert told["date"] == rows[key]["date"] == str(date)
        if says := getattr(fact, "says", None):
            assert told["says"] == rows[key]["says"] == says


def test_the_matrix_counts_by_service_system_and_bank():
    def make(service, system, *sides):
        return {"service": service, "system": system, "sides": sides}

    institutions = [
        make("health", "kosovo", "south"),
        make("health", "serbia", "north"),
        make("health", "international", "north", "south"),
        make("post", "kosovo"),
    ]
    assert count_by_service(institutions, ["north", "south"]) == {
        "post": {("kosovo", ""): 1},
        "health": {
            ("kosovo", "south"): 1,
            ("serbia", "north"): 1,
            ("international", "north"): 1,
            ("international", "south"): 1,
        },
    }


def test_the_sentence_on_a_system_stands_with_every_institution_of_it(client, registries):
    cards = read_cards(client.get("/institutions?lang=en").text)
    (remark,) = registries.remarks
    for one in registries.institutions:
        assert (remark.says in cards[f"institutions/{one.id}"]) is (one.system == remark.system)


def test_keys_of_a_project_say_what_is_reported_disputed_and_not_found(client):
    page = client.get("/projects/new-road-bridge-2025?lang=en").text
    first, second = html.fromstring(page).find_class("key")
    assert [one.get("data-key") for one in (first, second)] == [
        "municipality-north",
        "municipality-south",
    ]
    for key in (first, second):
        text = squeeze(key.text_content())
        assert "Reported and disputed" in text
        assert "Signing is reported." in text
        assert "18 June 2025" in text
        assert "Looked for and not found: The text of the memorandum" in text
    others = squeeze(html.fromstring(page).find_class("others")[0].text_content())
    assert "Srpska lista" in others
    assert "Disputes the consent of" in others
    assert "given" not in squeeze(first.text_content()).split()


def test_a_fact_without_an_address_is_a_title_without_a_link(client):
    page = html.fromstring(client.get("/institutions?lang=en").text)
    card = page.get_element_by_id("institutions/umib")
    assert "umib.net/2018/10" in card.text_content()
    assert not [link for link in card.iterfind(".//a") if "umib" in link.get("href")]
