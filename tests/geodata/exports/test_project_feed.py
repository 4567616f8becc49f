"""The Atom feed of projects: what RFC 4287 asks, ids that stay, and dates that sources give."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from geodata.exports.project_feed import ATOM, list_steps, write_feed
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.examples import examples
from tests.geodata.cities.registry_entries import make_project
from tests.geodata.exports.made_projects import (
    CREATED,
    load_bundled,
    make_register,
    make_registers,
)

ROOT = "https://example.org/mitrovica"
UNDATED = [{"name": "Koha"}]


@pytest.fixture(scope="module")
def bundled():
    return load_bundled()


def read_feed(register, language="en"):
    address = f"{ROOT}/projects.atom?lang={language}"
    return ET.fromstring(write_feed(register, load_wording(language), ROOT, address))


def find(element, name):
    return element.findall(f"{{{ATOM}}}{name}")


def say(element, name):
    (one,) = find(element, name)
    return one.text


def step(status, date=None, sources=UNDATED):
    told = {"status": status, "sources": sources, "certainty": "M"}
    return {**told, "date": date} if date else told


def make(*history, **more):
    entry = {"is_example": False, "sources": UNDATED, "certainty": "M", "history": list(history)}
    return make_project(**entry | more)


def check(feed):
    """Check what RFC 4287 requires of a feed (4.1.1) and of each entry (4.1.2)."""
    assert feed.tag == f"{{{ATOM}}}feed"
    assert say(find(feed, "author")[0], "name")
    alternates = [one for one in find(feed, "link") if one.get("rel") == "alternate"]
    assert len(alternates) == 1
    ids = []
    for one in (feed, *find(feed, "entry")):
        assert say(one, "title")
        ids.append(say(one, "id"))
        moment = datetime.fromisoformat(say(one, "updated"))
        assert moment.tzinfo is not None
        assert all(re.match(r"https?://\S+$", link.get("href")) for link in find(one, "link"))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"tag:[a-z.]+,\d{4}:[\w./-]+", one) for one in ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_projects_are_a_whole_feed_in_each_language(bundled, language):
    feed = read_feed(bundled, language)
    check(feed)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert len(find(feed, "entry")) >= 15


def test_ids_and_dates_are_the_same_in_each_language(bundled):
    feeds = [find(read_feed(bundled, code), "entry") for code in LANGUAGES]
    told = {tuple((say(one, "id"), say(one, "updated")) for one in entries) for entries in feeds}
    assert len(told) == 1


@given(register=make_registers())
@settings(max_examples=examples(50), suppress_health_check=HealthCheck, database=None)
def test_whatever_a_registry_may_say_is_well_formed(register):
    for language in LANGUAGES:
        check(read_feed(register, language))


def test_entries_are_the_steps_of_the_history_the_latest_first():
    feed = read_feed(make_register(make(step("idea", "2019"), step("agreed", "2020-05-03"))))
    assert [say(one, "title") for one in find(feed, "entry")] == [
        "The bridge: agreed",
        "The bridge: idea",
    ]
    assert say(feed, "updated") == "2020-05-03T00:00:00Z"


def test_an_entry_is_updated_by_its_latest_source():
    sources = [{"name": "Koha", "date": "2021-02-01"}, {"name": "RFE", "date": "2021-03-09"}]
    (entry,) = find(read_feed(make_register(make(step("agreed", "2020-05-03", sources)))), "entry")
    assert say(entry, "updated") == "2021-03-09T00:00:00Z"
    assert say(entry, "published") == "2020-05-03T00:00:00Z"


def test_a_month_is_told_as_a_month_and_never_published_on_a_day():
    (entry,) = find(read_feed(make_register(make(step("completed", "2018-05")))), "entry")
    assert say(entry, "updated") == "2018-05-01T00:00:00Z"
    assert not find(entry, "published")
    assert "May 2018" in say(entry, "content")


def test_a_step_that_nobody_dates_is_no_entry():
    register = make_register(make(step("idea")))
    assert list_steps(register) == []
    assert say(read_feed(register), "updated") == CREATED


def test_ids_stay_when_a_date_is_corrected_or_a_step_follows():
    before = read_feed(make_register(make(step("funded", "2021"))))
    after = read_feed(make_register(make(step("funded", "2022-01-01"), step("funded", "2023"))))
    assert say(find(before, "entry")[0], "id") == say(find(after, "entry")[1], "id")


def test_hostile_texts_stay_text():
    name = "</title><script>\"'&\u0000"
    feed = read_feed(make_register(make(step("agreed", "2020"), name={"en": name})))
    assert say(find(feed, "entry")[0], "title").startswith("</title><script>\"'&")
