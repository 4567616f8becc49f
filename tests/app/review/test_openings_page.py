"""The check against bridges that did open: as data, and on the page of crossings."""

import httpx
import pytest

from app.review import openings
from geodata.wording import load_wording
from tests.app.reviewed_city import read_strictly
from tests.app.small_city import HOSTILE
from tests.waiting import wait_until

READY = "the two calculations match"


def read_section(url):
    html = httpx.get(f"{url}/crossings", timeout=60).text
    return html[html.index('id="validation"') :].split("</section>")[0]


def wait_for_section(url, text=READY):
    """Ask for the page alone until it has its figures, or says a text."""
    wait_until(lambda: text in read_section(url))
    return read_section(url)


@pytest.mark.parametrize(
    ("mode", "bridges"),
    [("walk", ["new-road-2025", "new-foot-2025"]), ("drive", ["new-road-2025"])],
)
def test_bridges_that_opened_are_what_was_foreseen(reviewed, mode, bridges):
    answer = httpx.get(f"{reviewed.url}/api/openings?mode={mode}", timeout=60)
    result = read_strictly(answer)
    assert (result["mode"], result["is_modelled"], result["weights_unit"]) == (mode, True, "people")
    assert [one["crossing"] for one in result["openings"]] == bridges
    for opening in result["openings"]:
        assert opening["is_equal"]
        assert opening["largest_difference"] <= result["tolerance"]
        for bank in opening["banks"]:
            assert bank["after_min"] < bank["before_min"]


def test_the_page_shows_both_bridges_with_what_their_figures_stand_on(reviewed):
    section = wait_for_section(reviewed.url)
    assert section.count(READY) == 2
    result = read_strictly(httpx.get(f"{reviewed.url}/api/openings", timeout=60))
    for opening in result["openings"]:
        assert opening["name"]["en"] in section
        assert f"opened {load_wording('en').write_day(opening['day'])}" in section
        for bank in opening["banks"]:
            assert f"<td>{bank['before_min']:.1f}</td><td>{bank['after_min']:.1f}</td>" in section
    for text in (
        "to the other bank on foot",
        f"Data version {result['snapshot_id']}",
        "Modelled data",
    ):
        assert text in section


def test_hostile_names_are_text_in_the_section(hostile_url):
    section = wait_for_section(hostile_url)
    assert section.count(READY) == 2
    assert HOSTILE[:20] not in section
    assert "&lt;script&gt;" in section


def test_without_figures_the_section_says_why_and_where_they_will_be(city_url):
    section = read_section(city_url)
    assert "Figures are not available: " in section
    assert 'href="/testville/api/openings"' in section


def test_a_check_that_fails_says_so_and_leaves_the_review_at_work(little_data, serve, monkeypatch):
    monkeypatch.setattr(openings, "render_openings", lambda *_: 1 / 0)
    url = serve(little_data).url
    assert "cannot be assessed" not in wait_for_section(url, "failed; see the log")
    assert (
        httpx.post(f"{url}/api/assessments", json={"features": []}, timeout=60).status_code == 200
    )


@pytest.mark.parametrize("query", ["mode=swim", "day=2025-10-01"])
def test_a_bad_parameter_is_refused_and_named(reviewed, query):
    answer = httpx.get(f"{reviewed.url}/api/openings?{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == query.split("=")[0]
