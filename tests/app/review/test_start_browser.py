"""The ways to change something, in a real browser: crossings, projects and lines of a file."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import EXPOSE, NEEDS_BROWSER
from tests.app.review.review_page import wait_for_numbers, wait_for_start
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
DROP = """
(text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "lines.geojson"));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
}
"""


@pytest.fixture
def page(tabs, reviewed):
    """The review before anything is asked; at the end it complained of nothing."""
    page = tabs.open(script=EXPOSE)
    page.goto(f"{reviewed.url}/review?{DAY}")
    wait_for_start(page)
    yield page
    tabs.close()
    assert tabs.notes.complaints == []
    assert tabs.notes.hosts == {urlsplit(reviewed.url).netloc}


def read_query(page, name):
    return parse_qs(urlsplit(page.url).query).get(name, [])


def wait_for_query(page, name, count):
    counted = f"new URL(location).searchParams.getAll('{name}').length"
    page.wait_for_function(f"(count) => {counted} === count", arg=count)
    return read_query(page, name)


def write_file(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def make_line(properties, places=LINE):
    geometry = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_adding_a_bridge_starts_drawing(page):
    page.get_by_role("link", name="Add a bridge").click()
    expect(page.get_by_role("button", name="Draw on the map")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_an_existing_crossing_is_opened_to_cars_and_asked_about_by_car(page):
    page.get_by_role("link", name="Open or restrict a crossing").click()
    choice = page.get_by_label("Open to").first
    expect(choice).to_be_focused()
    choice.select_option("main;drive")
    wait_for_numbers(page)
    assert wait_for_query(page, "open", 1) == ["main;drive"]
    assert read_query(page, "mode") == ["drive"]
    page.reload()
    wait_for_numbers(page)
    expect(page.get_by_label("Open to").first).to_have_value("main;drive")
    page.locator("#review-access").get_by_role("button", name="Remove").click()
    expect(page.locator("#review-start")).to_be_visible()
    wait_for_query(page, "open", 0)


def test_a_crossing_is_restricted_on_some_days(page):
    page.get_by_role("link", name="Open or restrict a crossing").click()
    page.get_by_label("Close to").first.select_option("east;walk;Sa,Su")
    wait_for_numbers(page)
    assert wait_for_query(page, "restrict", 1) == ["east;walk;Sa,Su"]


def test_a_project_replaces_and_only_adds_when_asked_to(page):
    page.get_by_role("link", name="Take a project").click()
    rows = page.locator("#review-projects li")
    rows.nth(0).get_by_role("link", name="Use this project").click()
    first = wait_for_query(page, "line", 1)
    rows.nth(1).get_by_role("link", name="Use this project").click()
    page.wait_for_function(
        "(old) => new URL(location).searchParams.get('line') !== old", arg=first[0]
    )
    assert len(read_query(page, "line")) == 1
    rows.nth(2).get_by_role("button", name="Add to this change").click()
    assert len(wait_for_query(page, "line", 2)) == 2


def test_lines_of_a_file_are_chosen_or_dropped(page):
    bend = [LINE[0], [20.8622, 42.8904], LINE[1]]
    plain = {"modes": "walk,bicycle", "speed_kmh": 20, "is_oneway": True, "length_m": 190}
    text = write_file(make_line(plain), make_line(None, bend))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("link", name="Load lines").click()
    chooser.value.set_files(
        {"name": "lines.geojson", "mimeType": "application/geo+json", "buffer": text.encode()}
    )
    lines = wait_for_query(page, "line", 2)
    assert lines[0].endswith(";walk,bicycle;oneway;20km/h;length=190m")
    assert len(lines[1].split(",")) == 6
    wait_for_numbers(page)
    page.evaluate(DROP, write_file(make_line(None)))
    wait_for_query(page, "line", 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not json", "This file is not GeoJSON"),
        (write_file(), "The file has 0 lines"),
        (write_file(*[make_line(None)] * 21), "The file has 21 lines"),
        (write_file(make_line(None, [[7500000, 4700000], [7500100, 4700000]])), "not degrees"),
        (
            write_file({"geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {}}),
            "Feature 1 of the file is not a line",
        ),
        (write_file(make_line(None, None)), "This file is not GeoJSON"),
        (write_file(make_line(None, [])), "This file is not GeoJSON"),
        (write_file(make_line(None, [[None, None], [1, 2]])), "This file is not GeoJSON"),
        (write_file(make_line(None, [["1", "2"], ["3", "4"]])), "This file is not GeoJSON"),
        (write_file(None), "Feature 1 of the file is not a line"),
    ],
)
def test_a_file_of_something_else_is_refused_in_words(page, text, sentence):
    page.evaluate(DROP, text)
    expect(page.locator("#review-status")).to_contain_text(sentence)
    expect(page.locator("#review-start")).to_be_visible()
