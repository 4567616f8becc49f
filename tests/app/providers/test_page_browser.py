"""The page of providers in a real browser: a cell of the table is what the map shows."""

import pytest
from playwright.sync_api import expect

from tests.app.browsing import (
    COUNT_DRAWN,
    DESK,
    NEEDS_BROWSER,
    PHONE,
    expect_to_fit,
    open_pages,
    resize,
)
from tests.app.small_city import HOSTILE

pytestmark = NEEDS_BROWSER


@pytest.fixture
def open_page(tabs, served_url):
    """Open a page and, at the end, find that it asked nobody else and complained of nothing."""
    with open_pages(tabs, served_url) as open_page:
        yield open_page


def choose(page, row, column):
    page.locator("#matrix tbody tr").nth(row).locator("td").nth(column).get_by_role("link").click()
    page.locator("#choice h2").wait_for()


def test_a_cell_is_shown_alone_told_in_words_and_kept_in_the_address(open_page):
    page = open_page("/providers?service=education")
    everything = page.evaluate(COUNT_DRAWN)
    choose(page, 0, 0)
    assert "provider=a-provider" in page.url
    assert "side=north" in page.url
    assert page.locator("#choice h2").inner_text().startswith("A Provider · Давалац")
    assert page.locator("#matrix [aria-current]").count() == 1
    page.wait_for_function(f"() => ({COUNT_DRAWN})() < {everything}")
    alone = page.evaluate(COUNT_DRAWN)
    again = open_page(page.url[page.url.index("/providers") :])
    again.wait_for_function(f"() => ({COUNT_DRAWN})() === {alone}")
    page.go_back()
    page.locator("#choice .lead").wait_for()
    page.wait_for_function(f"() => ({COUNT_DRAWN})() > {alone}")


def test_what_is_chosen_comes_into_view_and_opens(open_page):
    page = open_page("/providers?service=education")
    choose(page, 0, 0)
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".leaflet-popup-content h3")).to_contain_text(HOSTILE)


def test_a_hostile_operator_is_chosen_like_any_other(open_page):
    page = open_page("/providers?service=education")
    page.locator("#matrix tr", has_text="<script>").get_by_role("link").first.click()
    page.locator("#choice h2").wait_for()
    assert HOSTILE in page.locator("#choice h2").evaluate("node => node.textContent")
    assert page.evaluate("window.hacked") is None


def test_the_page_is_no_wider_than_the_screen(open_page):
    page = open_page("/providers?service=education&provider=operator%3A", PHONE)
    for screen in (PHONE, DESK):
        resize(page, screen)
        expect_to_fit(page)
        box = page.locator("#matrix").bounding_box()
        assert box["x"] + box["width"] <= screen["width"]


def test_without_scripts_a_cell_is_a_link_to_its_features(open_page):
    page = open_page("/providers?service=education", java_script_enabled=False)
    choose(page, 0, 0)
    assert page.get_by_role("link", name="These features as CSV").is_visible()
    assert page.locator("#choice .choice__list li").count() == 1


def test_a_link_shows_a_choice_where_the_map_was_moved_to(open_page):
    page = open_page("/providers?service=education", motion="reduce")
    choose(page, 0, 0)
    page.wait_for_function("() => location.hash.includes('map=')")
    for _ in range(2):
        before = page.url
        page.locator(".folium-map").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("(old) => location.href !== old", arg=before)
    address = page.url
    again = open_page(address[address.index("/providers") :], motion="reduce")
    again.locator("#choice h2").wait_for()
    again.locator(".folium-map").focus()
    again.keyboard.press("ArrowLeft")
    again.wait_for_function("(old) => location.href !== old", arg=address)
    again.keyboard.press("ArrowRight")
    again.wait_for_function("(old) => location.href === old", arg=address)
