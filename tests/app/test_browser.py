"""The pages in a real browser: what is drawn, what is asked for, what a hostile value can do."""

import pytest
from playwright.sync_api import expect

from tests.app.browsing import (
    COUNT_DRAWN,
    NEEDS_BROWSER,
    PHONE,
    SCREENS,
    expect_to_fit,
    open_branch,
    wait_for_map,
)
from tests.app.small_city import HOSTILE
from tests.examples import each_once

pytestmark = NEEDS_BROWSER
LAYERS = ".leaflet-control-layers-expanded"


def test_the_overview_is_drawn(visit):
    page = visit("/")
    assert page.evaluate(COUNT_DRAWN) > 500
    assert page.locator(".leaflet-marker-icon").count() == 4
    assert page.locator(".leaflet-control-scale").is_visible()
    assert page.locator(".leaflet-control-attribution").inner_text() == (
        "© OpenStreetMap contributors, ODbL"
    )


def test_a_layer_is_asked_for_and_drawn_when_it_is_switched_on(visit):
    page = visit("/")
    before = page.evaluate(COUNT_DRAWN)
    open_branch(page, "Education")
    with page.expect_response("**/data/schools.geojson"):
        page.get_by_label("Schools and kindergartens").check()
    wait_for_map(page)
    page.wait_for_function(f"() => ({COUNT_DRAWN})() > {before}")
    page.get_by_label("Schools and kindergartens").uncheck()
    page.wait_for_function(f"() => ({COUNT_DRAWN})() === {before}")


def test_branches_of_layers_open_by_keyboard(visit):
    page = visit("/")
    branch = page.get_by_role("button", name="Education")
    expect(branch).to_have_attribute("aria-expanded", "false")
    for key, state in [("Enter", "true"), ("Space", "false"), ("Space", "true")]:
        branch.press(key)
        expect(branch).to_have_attribute("aria-expanded", state)
        expect(branch).to_be_focused()
    assert page.get_by_label("Schools and kindergartens").is_visible()


def find_free_middle(page):
    """Find the middle of what the controls leave free of the map, as its first view does."""
    whole, search, tools, layers = (
        page.locator(one).bounding_box()
        for one in (".folium-map", "form.search", ".leaflet-top.leaflet-left", LAYERS)
    )
    left, right = tools["x"] + tools["width"], layers["x"] - 12
    top, bottom = search["y"] + search["height"], whole["y"] + whole["height"] - 12
    return (left + right) / 2, (top + bottom) / 2


def test_a_hostile_tag_is_shown_as_text(visit):
    page = visit("/")
    middle = find_free_middle(page)
    open_branch(page, "Education")
    page.get_by_label("Schools and kindergartens").check()
    wait_for_map(page)
    page.mouse.click(*middle)  # where the school stands
    popup = page.locator(".leaflet-popup-content")
    popup.get_by_text("More facts").click()
    text = popup.evaluate("node => node.textContent")
    assert HOSTILE in text
    assert f"key{HOSTILE}" in text
    assert HOSTILE * 100 in text
    assert "Modelled, not real" in text
    assert "A Provider · Давалац (based on operator, confidence 90%)" in text
    assert popup.locator("script, img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_hostile_names_in_lists_and_marks_are_text(visit):
    page = visit("/crossings#crossings/new")
    expect(page.locator(".leaflet-popup-content h3")).to_have_text(HOSTILE)
    assert page.locator(".card h3", has_text="<script>").count() == 1
    assert page.evaluate("window.hacked") is None


def test_a_link_in_the_list_shows_its_crossing_on_the_map(visit):
    page = visit("/")
    page.get_by_role("link", name="Old Bridge").click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Old Bridge · Ura · Мост")
    expect(popup).to_contain_text("restricted")
    assert popup.get_by_role("link", name="All facts and 1 source", exact=True).is_visible()


@pytest.mark.parametrize("anchor", ["#%", "#crossings/nowhere", "#__proto__"])
def test_an_anchor_that_names_nothing_changes_nothing(visit, anchor):
    assert visit(f"/crossings{anchor}").locator(".leaflet-popup").count() == 0


def test_the_first_view_stands_still_at_once(visit):
    page = visit("/", PHONE)
    assert page.locator(".leaflet-zoom-anim .leaflet-zoom-animated").count() == 0
    assert page.locator(".leaflet-control-scale").inner_text() in {"500 m", "1 km"}


def test_a_mark_opens_by_keyboard(visit):
    page = visit("/projects")
    page.locator(".leaflet-marker-icon[alt^='An example bridge']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Illustrative example")


def test_a_layer_that_fails_says_so_in_words(tabs, city_url):
    page = tabs.open()
    page.route("**/data/roads.geojson", lambda route: route.abort())
    page.goto(city_url)
    wait_for_map(page)
    assert "Could not load “Roads”" in page.locator("[role=status]").inner_text()


@pytest.mark.parametrize(
    ("path", "screen"), each_once(["/", "/crossings", "/projects"], ["phone", "desk"])
)
def test_pages_fit_and_warn_of_modelled_data(visit, path, screen):
    page = visit(path, SCREENS[screen])
    expect_to_fit(page)
    banner = page.get_by_text(
        "Modelled data: streets, buildings and utilities on this map are not real."
    )
    assert banner.is_visible()
    assert banner.bounding_box()["y"] < 200
    assert page.locator(".folium-map").bounding_box()["height"] > 300
    expanded = page.locator(".leaflet-control-layers-expanded").count()
    assert expanded == (0 if screen == "phone" else 1)


def test_without_scripts_the_lists_are_there(visit):
    page = visit("/crossings", java_script_enabled=False)
    assert page.locator("noscript p").is_visible()
    assert page.get_by_role("heading", name="Old Bridge").is_visible()
