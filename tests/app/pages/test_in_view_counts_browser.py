"""The list of layers says how much of each is in view, whenever the map has stopped."""

import re

import pytest
from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER, PHONE, open_pages, wait_for_map

pytestmark = NEEDS_BROWSER
SCHOOLS = "#map=17/42.8905/20.866&layers=banks,schools"
ROW = "[data-counted=schools]"
SAID = re.compile(r"^(\d+) of (\d+) in view$")


@pytest.fixture
def visit(tabs, reviewed):
    with open_pages(tabs, reviewed.url) as open_page:
        yield open_page


def test_counts_follow_the_map(visit):
    page = visit(f"/{SCHOOLS}")
    row = page.locator(ROW)
    expect(row).to_have_text(SAID)
    seen, every = map(int, SAID.match(row.inner_text() or row.text_content()).groups())
    assert seen < every
    page.evaluate("location.hash = location.hash.replace('map=17', 'map=11')")
    expect(row).to_have_text(f"{every} of {every} in view")


def test_a_layer_that_comes_makes_the_list_anew_and_keeps_the_counts(visit):
    page = visit(f"/{SCHOOLS}")
    expect(page.locator(ROW)).to_have_text(SAID)
    with page.expect_response("**/data/police.geojson"):
        page.evaluate("location.hash = location.hash + ',police'")
    expect(page.locator(ROW)).to_have_text(SAID)


def test_counts_that_cannot_be_had_are_not_those_of_another_view(tabs, reviewed):
    page = tabs.open()
    page.goto(f"{reviewed.url}/{SCHOOLS}")
    row = page.locator(ROW)
    expect(row).to_have_text(SAID)
    page.route("**/map/counts*", lambda route: route.abort())
    page.locator(".leaflet-control-zoom-in").dispatch_event("click")
    expect(row).to_have_text(row.get_attribute("data-all"))


def test_a_closed_list_asks_for_no_counts_until_it_is_opened(tabs, reviewed):
    page = tabs.open(PHONE)
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/map/counts" in one.url else None)
    page.goto(f"{reviewed.url}/{SCHOOLS}")
    wait_for_map(page)
    assert not asked
    page.locator(".leaflet-control-layers-toggle").dispatch_event("click")
    expect(page.locator(ROW)).to_have_text(SAID)
