"""The search of a map page in a real browser: by keyboard, by touch and without scripts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import EXPOSE, NEEDS_BROWSER, PHONE, read_state, search, wait_for_state
from tests.app.small_city import HOSTILE

pytestmark = NEEDS_BROWSER


def test_a_crossing_is_found_in_cyrillic_by_keyboard_while_the_page_is_albanian(visit):
    page = visit("/?lang=sq")
    box = page.get_by_role("combobox")
    search(page, "МОСТ")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option", selected=True)
    assert option.get_attribute("id") == box.get_attribute("aria-activedescendant")
    assert "Ura · Мост · Old Bridge" in option.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content h3")).to_have_text("Ura · Мост · Old Bridge")
    expect(page.get_by_role("listbox")).to_be_hidden()
    wait_for_state(page, open="crossings/old")


def test_a_choice_by_touch_switches_on_the_layer_of_what_was_chosen(visit):
    page = visit("/", PHONE, has_touch=True)
    search(page, "window hacked")
    option = page.get_by_role("group", name="Schools").get_by_role("option")
    assert option.locator("bdi[lang=und]").count() == 1
    option.tap()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.locator("h3")).to_have_text(f"School {HOSTILE}")
    assert "schools" in read_state(page)["layers"].split(",")
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_is_on_no_map_opens_the_page_that_shows_it(visit):
    page = visit("/crossings")
    search(page, "davalac")
    page.keyboard.press("Enter")
    page.wait_for_url("**/providers?service=education&provider=a-provider*")


def test_a_feature_that_this_map_lacks_opens_on_the_overview(visit):
    page = visit("/projects")
    search(page, "window hacked")
    page.get_by_role("group", name="Schools").get_by_role("option").click()
    expect(page.locator(".leaflet-popup-content h3")).to_have_text(f"School {HOSTILE}")
    assert urlsplit(page.url).path == "/testville/"


def test_escape_closes_the_list_and_arrows_open_it_again(visit):
    page = visit("/")
    search(page, "bridge")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.get_by_role("combobox").input_value() == "bridge"
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")


def test_nothing_found_is_said_and_enter_leads_to_the_page_of_the_search(visit):
    page = visit("/")
    page.get_by_role("combobox").fill("zzzz")
    expect(page.locator(".search__state")).to_contain_text("No results.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=zzzz")


def test_without_scripts_the_search_leads_to_a_page_with_links(visit):
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("мост")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Old Bridge").click()
    assert urlsplit(page.url).path == "/testville/crossings"


def test_a_kind_is_found_in_serbian_on_an_albanian_page_with_its_distance(visit):
    page = visit("/?lang=sq")
    search(page, "школа")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Shkollë")
    sides = option.locator("small bdi[lang]")
    assert [one.get_attribute("lang") for one in sides.all()] == ["sq", "en"]
    expect(option.locator("small")).to_contain_text(
        re.compile(r"^[\d.,\xa0]+ k?m nga mesi i hartës, ")
    )


def test_coordinates_move_the_map_to_their_place_and_say_it(visit):
    page = visit("/")
    search(page, "20.866 42.89")
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    expect(popup.locator("h3")).to_have_text("Coordinates 42.89000, 20.86600")
    expect(popup).to_contain_text("South · Jug")
    expect(popup).to_contain_text("1.1 km")
    zoom, lat, lon = read_state(page)["map"].split("/")
    assert (zoom, float(lat), float(lon)) == (
        "17",
        pytest.approx(42.89, abs=1e-3),
        pytest.approx(20.866, abs=1e-3),
    )


def test_what_is_found_near_is_asked_for_anew_once_the_map_has_moved(visit):
    page = visit("/", script=EXPOSE)
    asked = []
    page.on("request", lambda one: "/search/options" in one.url and asked.append(one.url))
    search(page, "bridge")
    page.evaluate("maps[0].setView([42.89, 20.85], 16, {animate: false})")
    page.get_by_role("combobox").press("Escape")
    with page.expect_response("**/search/options?*near=20.8500*"):
        page.get_by_role("combobox").fill("bridge ")
    assert len(asked) == 2
