"""No date that a reader meets is more precise than its source, in any language."""

import re
from datetime import date, timedelta

import httpx
import pytest

from app.language.terms import list_terms
from geodata.cities.profile import CITIES
from geodata.names import LANGUAGES
from geodata.wording import load_wording
from tests.app.sample_texts import get, read_text

FOLDER = CITIES / "mitrovica"
ASKED = ("2001-06-01", "2011-06-01", "2025-10-01")
BRIEF = "/review/brief?day=2025-10-01&line=20.862,42.8896,20.862,42.8912"
PAGES = [
    *("/", "/crossings", *(f"/crossings?as_of={day}" for day in ASKED)),
    *("/projects", "/projects/new-footbridge-2025", "/projects/new-footbridge-2025/brief"),
    *("/providers", "/providers?service=water", "/providers?service=power", "/about"),
    *("/data", "/ogc/collections/crossings?f=html", "/ogc/collections/crossings/items?f=html"),
    *(
        "/compare?day=2025-10-01",
        "/review?day=2025-10-01",
        "/review/brief?day=2025-10-01&close=east",
    ),
]
DATA = [
    *("/map/crossings.geojson?as_of=2025-10-01", "/map/projects.geojson"),
    *("/data/crossings.geojson?as_of=2025-10-01", "/ogc/collections/crossings"),
    *("/data/crossings.csv?as_of=2025-10-01", "/data/providers.csv", "/data/projects.geojson"),
    "/api/openings",
]
ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?!-)")
"""A day in the form of data."""


@pytest.fixture(scope="module")
def reader(reviewed):
    with httpx.Client(base_url=reviewed.url, timeout=60) as reader:
        yield reader


@pytest.fixture(scope="module")
def days(reader):
    """All days that a source gives, that were asked for, or on which data were made."""
    written = "\n".join(path.read_text() for path in FOLDER.glob("*.toml"))
    manifest = reader.get("/api/snapshot").json()
    made = (manifest["created_at"], manifest["origin"]["pulled_at"])
    asked = [*ASKED, date.today().isoformat()]  # noqa: DTZ011 - either day, about midnight
    yesterday = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011
    return {*ISO_DAY.findall(written), *(one[:10] for one in made), *asked, yesterday}


def list_eves(days):
    """List the days before those on which something opened, which assessments ask about."""
    return {(date.fromisoformat(day) - timedelta(days=1)).isoformat() for day in days}


def find_days(text, wording):
    """Find every day that a page writes in words, or as data do."""
    months = {wording.write_day(date(2025, month, 3)).split(" ")[1] for month in range(1, 13)}
    return re.findall(rf"(?<!\d)\d{{1,2}}\.? (?:{'|'.join(months)}) \d{{4}}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_tells_a_day_that_no_source_gives(reader, days, language):
    wording = load_wording(language)
    known = {wording.write_day(day).rstrip(".") for day in days | list_eves(days)}
    notes = "\n".join(path.read_text() for path in FOLDER.glob("*.toml"))
    known |= set(find_days(notes, load_wording("en")))  # notes are in English on every page
    met = set()
    for page in PAGES:
        answer = get(reader, page, language)
        assert answer.status_code == 200, page
        found = find_days(read_text(answer.text), wording)
        found += find_days(read_text(answer.text), load_wording("en"))
        assert set(found) <= known, page
        met |= set(found)
    assert len(met) > 10


def test_no_answer_or_file_holds_a_day_that_no_source_gives(reader, days):
    for address in DATA:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        found = set(ISO_DAY.findall(answer.text))
        assert found <= days | list_eves(days), address
        assert "1973-01-01" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_built_in_a_year_says_the_year_alone(reader, language):
    wording = load_wording(language)
    html = read_text(get(reader, "/crossings", language).text)
    said = wording.gettext("built %(day)s") % {"day": wording.write_day("1973")}
    rebuilt = wording.gettext("rebuilt %(day)s") % {"day": wording.write_day("2000-11/2001-06")}
    assert said in html
    assert rebuilt in html
    changes = html[: html.index(said)]
    assert wording.write_day("2011") in changes


def test_a_change_of_a_year_is_listed_as_the_year_and_leads_to_its_last_day(reader):
    html = get(reader, "/crossings", "en").text
    assert re.search(r'<a href="[^"]*/crossings\?as_of=2011-12-31"[^>]*>2011</a>', html)


def test_on_a_day_that_is_not_known_page_and_data_say_so(reader):
    html = get(reader, "/crossings?as_of=2011-06-01", "en").text
    card = html[html.index('id="crossings/main"') :]
    assert "Not known on this day" in card[: card.index("</article>")]
    found = reader.get("/data/crossings.geojson?as_of=2011-06-01&id=main").json()
    facts = found["features"][0]["properties"]
    assert facts["status"] == "unknown"
    access = facts["access"]
    assert access["motor_vehicle"]["practised"] == "not known on this day"
    assert access["foot"]["practised"] == "yes"
    report = reader.get(
        "/api/assessments/report.txt?day=2011-06-01&mode=drive&close=east&lang=en"
    ).text
    assert "sources do not tell whether it was open on this day" in report


@pytest.mark.parametrize(
    ("interval", "is_there"),
    [("1972-01-01/1972-12-31", False), ("1973-06-01/1973-06-02", True), ("2024-01-01/..", True)],
)
def test_a_crossing_is_found_by_the_time_in_which_it_may_be_there(reader, interval, is_there):
    items = reader.get("/ogc/collections/crossings/items", params={"datetime": interval}).json()
    assert ("main" in {one["id"] for one in items["features"]}) is is_there


def test_intervals_are_asked_for_by_cql2(reader):
    query = {"filter": "T_INTERSECTS(rebuilt, INTERVAL('2001-01-01', '2001-02-01'))"}
    items = reader.get("/ogc/collections/crossings/items", params=query).json()
    assert [one["id"] for one in items["features"]] == ["main"]
    query = {"filter": "T_BEFORE(rebuilt, DATE('2001-07-01'))"}
    items = reader.get("/ogc/collections/crossings/items", params=query).json()
    assert [one["id"] for one in items["features"]] == ["main"]


def test_every_state_of_a_day_has_words():
    terms = set(list_terms())
    assert ("crossing status", "unknown") in terms
    assert ("access", "not known on this day") in terms
