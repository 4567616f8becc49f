"""The list of what is in view beside a map, by mouse, by touch and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import NEEDS_BROWSER, PHONE, SCREENS, expect_to_fit, open_pages
from tests.examples import each_once

pytestmark = NEEDS_BROWSER
SCHOOLS = "#map=16/42.8905/20.866&layers=banks,schools"


@pytest.fixture
def visit(tabs, reviewed):
    with open_pages(tabs, reviewed.url) as open_page:
        yield open_page


def open_list(page):
    page.locator("#in-view summary").press("Enter")
    page.locator("#in-view h2").first.wait_for()
    return page.locator("#in-view")


def test_the_list_follows_the_layers_that_are_on_and_the_view(visit):
    page = visit(f"/{SCHOOLS}")
    listed = open_list(page)
    expect(listed.locator("h2")).to_have_count(1)
    expect(listed.locator("h2")).to_contain_text("Schools and kindergartens")
    before = listed.locator("[aria-live]").inner_text()
    assert before.endswith("objects in view")
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Zoom out").click()
    expect(listed.locator("[aria-live]")).not_to_have_text(before)
    page.get_by_label("Crossings for people").check()
    expect(listed.locator("h2")).to_have_count(2)


def test_a_row_opens_its_thing_by_keyboard_and_gives_the_focus_back(visit):
    page = visit(f"/{SCHOOLS}")
    listed = open_list(page)
    row = listed.locator("li a").first
    focus = row.get_attribute("data-focus")
    row.press("Enter")
    popup = page.locator(".leaflet-popup")
    popup.locator(f"[data-feature='{focus}'] h3").wait_for()
    assert page.evaluate("document.activeElement.matches('.leaflet-popup')")
    page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    again = page.evaluate("document.activeElement.dataset.focus ?? document.activeElement.tagName")
    assert again in {focus, "SUMMARY"}


def test_who_stands_on_a_row_stays_on_it_when_the_map_moves(visit):
    page = visit(f"/{SCHOOLS}")
    listed = open_list(page)
    row = listed.locator("li a").first
    row.focus()
    focus = row.get_attribute("data-focus")
    with page.expect_response("**/view?*"):
        page.evaluate("document.querySelector('.leaflet-control-zoom-out').click()")
    expect(listed.locator("div[aria-busy=false]")).to_have_count(1)
    assert page.evaluate("document.activeElement.dataset.focus ?? 'SUMMARY'") in {focus, "SUMMARY"}


def test_a_list_that_cannot_be_loaded_says_so_and_comes_again(tabs, reviewed):
    page = tabs.open()
    page.route("**/view?*", lambda route: route.abort())
    page.goto(f"{reviewed.url}/{SCHOOLS}")
    page.wait_for_selector(".folium-map[aria-busy=false]")
    page.locator("#in-view summary").press("Enter")
    state = page.locator("#in-view [aria-live]")
    expect(state).to_contain_text("could not be loaded")
    page.unroute("**/view?*")
    page.get_by_role("button", name="Zoom out").click()
    expect(state).to_contain_text("in view")


@pytest.mark.parametrize(
    ("path", "screen"), each_once(["/", "/providers?service=water"], ["phone", "desk"])
)
def test_the_open_list_fits_and_has_no_fault_of_access(visit, path, screen):
    page = visit(path, SCREENS[screen])
    open_list(page)
    expect_to_fit(page)
    expect_no_fault_of_access(page)


def test_its_rows_are_large_enough_for_a_finger(visit):
    page = visit("/", PHONE, has_touch=True)
    rows = open_list(page).locator("li a")
    heights = rows.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(heights) >= 44


def test_without_scripts_it_leads_to_a_page(visit):
    page = visit("/", java_script_enabled=False)
    page.locator("#in-view summary").click()
    page.locator("#in-view a").click()
    assert page.locator("h1").inner_text() == "What is in view"
    page.get_by_role("link", name="Zoom in").click()
    assert "bbox=" in page.url
    page.locator("main li a").first.wait_for()
