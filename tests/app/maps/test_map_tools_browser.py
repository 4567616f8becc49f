"""The tools and the address of a map in a real browser."""

import json
import re
from functools import partial
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import expect
from pyproj import Geod

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import (
    DESK,
    EXPOSE,
    NEEDS_BROWSER,
    PHONE,
    expect_to_fit,
    open_branch,
    read_state,
    search,
    wait_for_map,
    wait_for_state,
)
from tests.app.small_city import HOSTILE

pytestmark = NEEDS_BROWSER

GEOD = Geod(ellps="WGS84")
IN_TOWN = {"latitude": 42.9005, "longitude": 20.8605, "accuracy": 25}
FAR_AWAY = {"latitude": 48.2, "longitude": 16.37}


def look(page):
    """What a reader sees: layers that are on, the view, what is open."""
    wait_until_told(page)
    shown = page.evaluate(
        """() => ({
          layers: [...document.querySelectorAll(".leaflet-layerstree-header input")]
            .map((one) => one.checked),
          marks: [...document.querySelectorAll(".leaflet-marker-icon")].map((one) => {
            const { x, y } = one.getBoundingClientRect();
            return [one.alt, Math.round(x), Math.round(y)];
          }).sort(),
          popup: document.querySelector(".leaflet-popup-content h3")?.textContent ?? null,
        })"""
    )
    return shown | read_state(page)


def pan(page, key="ArrowRight"):
    """Move the map, once what is open has grown, and wait until the address follows it."""
    wait_until_told(page)
    page.locator(".folium-map").focus()
    page.keyboard.press(key)
    wait_until_followed(page)


def wait_until_told(page):
    """Wait until an open popup holds what the server says of a thing."""
    page.wait_for_function(
        """() => {
          const popup = document.querySelector(".leaflet-popup-content");
          return !popup || popup.querySelector("h3");
        }"""
    )


def wait_until_followed(page):
    page.wait_for_function("(old) => location.href !== old", arg=page.url)


@pytest.fixture
def visit_still(visit):
    """Open a page on which nothing glides or fades."""
    return partial(visit, motion="reduce")


def open_tool(page, name):
    page.get_by_role("button", name=name).click()
    page.locator(".tool").wait_for()


def test_a_link_restores_view_layers_language_and_what_is_open(visit_still, city_url):
    page = visit_still("/?lang=en")
    open_branch(page, "Education")
    page.get_by_label("Schools and kindergartens").check()
    page.get_by_role("checkbox", name="Projects").uncheck()
    wait_for_state(page, layers="banks,roads,schools,crossings")
    page.locator(".leaflet-marker-icon[alt^='Old Bridge']").click()
    wait_for_state(page, open="crossings/old")
    pan(page)
    before, address = look(page), page.url
    again = visit_still(address.removeprefix(city_url), locale="sq")
    expect(again.locator(".leaflet-popup-content")).to_be_visible()
    open_branch(again, "Education")
    assert look(again) == before
    assert again.url == address


def test_a_link_opens_a_feature_without_a_mark_where_it_was_clicked(visit_still, city_url):
    page = visit_still("/#map=16/42.9/20.8725&layers=banks,schools,crossings")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_state(page, open="schools/way/1")
    pan(page)
    before = look(page)
    again = visit_still(page.url.removeprefix(city_url))
    expect(again.locator(".leaflet-popup-content h3")).to_have_text(f"School {HOSTILE}")
    assert look(again) == before


def test_back_and_forward_lead_through_what_was_opened(visit_still):
    page = visit_still("/")
    title = page.locator(".leaflet-popup-content h3")
    page.get_by_role("link", name="Old Bridge").click()
    wait_for_state(page, open="crossings/old")
    page.get_by_role("link", name="An example bridge").click()
    wait_for_state(page, open="projects/an-example")
    pan(page)
    last = look(page)
    page.go_back()
    expect(title).to_contain_text("Old Bridge")
    page.go_back()
    expect(title).to_have_count(0)
    page.go_forward()
    expect(title).to_contain_text("Old Bridge")
    page.go_forward()
    expect(title).to_have_text("An example bridge")
    assert look(page) == last


def test_a_bare_address_stays_bare_until_something_changes(visit):
    page = visit("/")
    assert urlsplit(page.url)[2:] == ("/testville/", "", "")
    pan(page)
    assert re.search(r"/\?lang=en&banks=usual#map=[^&]+&layers=[^&]+$", page.url)


@pytest.mark.parametrize(
    "hash_", ["#map=x/y/z", "#map=99/999/999&layers=__proto__,nothing", "#open=%3Cscript%3E/1&at=1"]
)
def test_an_address_that_says_nonsense_does_no_harm(visit, hash_):
    page = visit(f"/{hash_}")
    assert page.locator(".leaflet-popup").count() == 0
    assert page.locator(".leaflet-layerstree-header").count() > 5


def test_swapped_tints_are_drawn_and_keep_what_the_map_shows(visit):
    page = visit("/")
    find = "() => getComputedStyle(document.querySelector('.tint--left')).fill"
    usual = page.evaluate(find)
    page.locator(".leaflet-layerstree-header input").nth(1).uncheck()
    wait_for_state(page, layers="banks,roads,crossings")
    page.get_by_role("link", name="Swap bank colours").click()
    page.wait_for_url(re.compile("banks=swapped#map="))
    wait_for_map(page)
    assert page.evaluate(find) != usual
    assert read_state(page)["layers"] == "banks,roads,crossings"
    page.goto(page.url.split("/?")[0] + "/crossings")
    wait_for_map(page)
    assert page.evaluate(find) != usual


def test_the_link_is_copied_and_that_is_said(visit):
    page = visit("/crossings?as_of=2025-07-15", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to this view").click()
    expect(page.locator(".stage__said[aria-live]")).to_contain_text("The link is copied.")
    copied = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    assert parse_qs(copied.query) == {"as_of": ["2025-07-15"], "lang": ["en"], "banks": ["usual"]}
    assert {"map", "layers"} <= set(parse_qs(copied.fragment))


def test_where_the_clipboard_is_closed_the_link_can_be_copied_by_hand(visit):
    page = visit("/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy a link to this view").click()
    assert "#map=" in page.get_by_label("Copy this link:").input_value()


def measure_by_clicks(page, *places):
    box = page.locator(".folium-map").bounding_box()
    for x, y in places:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def read_sums(page):
    names, values = (page.locator(f".tool__sums {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_a_measured_line_tells_its_length_over_the_water_and_on_each_bank(visit):
    page = visit("/#map=15/42.9/20.87&layers=banks,crossings")
    open_tool(page, "Measure")
    measure_by_clicks(page, (0.5, 0.3), (0.5, 0.7))
    expect(page.locator(".tool__sums dt")).to_have_count(4)
    sums = read_sums(page)
    metres = {name: float(text.removesuffix(" m").replace(",", "")) for name, text in sums.items()}
    water = GEOD.line_length([20.87, 20.87], [42.8997, 42.9003])
    assert metres["Over the water, bank to bank"] == pytest.approx(water, abs=0.1)
    parts = sum(value for name, value in metres.items() if name != "Length")
    assert parts == pytest.approx(metres["Length"], abs=2)
    assert page.locator(".leaflet-popup").count() == 0


def test_lengths_and_areas_are_those_of_the_ellipsoid(visit):
    page = visit("/")
    line = [[20.86, 42.89], [20.87, 42.905], [20.88, 42.89]]
    length, area = page.evaluate(
        """async (line) => {
          const base = document.querySelector("script[src$='site.js']").src;
          const { measureArea, measureLength } = await import(new URL("ground.js", base).href);
          return [measureLength(line), measureArea(line)];
        }""",
        line,
    )
    lons, lats = zip(*line, strict=True)
    assert length == pytest.approx(GEOD.line_length(lons, lats), rel=1e-6)
    assert area == pytest.approx(abs(GEOD.polygon_area_perimeter(lons, lats)[0]), rel=1e-4)


def test_measuring_goes_by_keyboard_and_ends_by_escape(visit_still):
    page = visit_still("/")
    button = page.get_by_role("button", name="Measure")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".tool").wait_for()
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    for _ in range(2):
        pan(page)
        pan(page, "ArrowDown")
        page.keyboard.press("Enter")
    expect(page.locator(".tool__sums dt").first).to_have_text("Length")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert read_sums(page) == {}
    page.keyboard.press("Escape")
    expect(page.locator(".tool")).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")
    search(page, "bridge")  # keys are the page's again


def test_the_place_of_a_reader_is_shown(visit):
    page = visit("/", permissions=["geolocation"], geolocation=IN_TOWN)
    page.get_by_role("button", name="Show my location").click()
    said = page.locator(".stage__said")
    expect(said).to_have_text("You are here (± 25 m).")
    wait_for_state(page, map="16/42.9005/20.8605")
    page.get_by_role("button", name="Show my location").click()
    expect(page.get_by_role("button", name="Show my location")).to_have_attribute(
        "aria-pressed", "false"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"permissions": ["geolocation"], "geolocation": FAR_AWAY}, "You are outside the area"),
        ({}, "Your browser is not sharing your location."),
    ],
)
def test_a_place_that_cannot_be_shown_is_said_politely(visit, options, sentence):
    page = visit("/", **options)
    before = page.locator(".leaflet-proxy").get_attribute("style")
    page.get_by_role("button", name="Show my location").click()
    expect(page.locator(".stage__said")).to_contain_text(sentence)
    assert page.locator(".leaflet-proxy").get_attribute("style") == before


def test_the_layers_in_view_can_be_downloaded_with_their_counts(visit):
    page = visit("/#map=17/42.905/20.87&layers=banks,roads,schools")
    open_tool(page, "Download what is visible")
    rows = page.locator(".tool__files li")
    expect(rows).to_have_count(3)
    roads = rows.filter(has_text="Roads")
    expect(roads).to_contain_text("1 feature")
    expect(rows.filter(has_text="Schools").get_by_role("link")).to_have_count(0)
    link = roads.get_by_role("link", name="Roads: GeoJSON", exact=True)
    assert re.fullmatch(
        r"/testville/data/roads\.geojson\?bbox=[-\d.,]+", link.get_attribute("href")
    )
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "roads.geojson"
    features = json.loads(download.value.path().read_text())["features"]
    assert [feature["id"] for feature in features] == ["way/1"]


def test_downloads_follow_the_map_and_the_day(visit):
    page = visit("/crossings?as_of=2025-06-30")
    open_tool(page, "Download what is visible")
    row = page.locator(".tool__files li").filter(has_text="Crossings")
    expect(row).to_contain_text("2 features")
    address = row.get_by_role("link").first.get_attribute("href")
    assert "as_of=2025-06-30" in address
    assert page.request.get(urljoin(page.url, address)).json()["numberMatched"] == 2
    with page.expect_response("**/map/files?*"):
        page.locator(".leaflet-layerstree-header input").first.uncheck()
    expect(row).to_have_count(0)


def test_nothing_glides_where_the_reader_wants_no_motion(visit_still):
    page = visit_still("/")
    assert page.locator(".leaflet-fade-anim, .leaflet-zoom-anim").count() == 0
    find = "() => document.querySelector('.leaflet-map-pane').style.transform"
    before = page.evaluate(find)
    moved = page.evaluate(
        """(find) => {
          const map = document.querySelector(".folium-map");
          const press = { keyCode: 39, bubbles: true };
          map.focus();
          map.dispatchEvent(new KeyboardEvent("keydown", press));
          return document.querySelector(".leaflet-map-pane").style.transform;
        }""",
        find,
    )
    assert moved != before
    assert page.locator(".leaflet-pan-anim").count() == 0


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_panels_of_tools_stay_on_the_map(visit, screen):
    page = visit("/", screen)
    for tool in ("Measure", "Download what is visible"):
        open_tool(page, tool)
        panel, stage = (page.locator(one).bounding_box() for one in (".tool", ".stage"))
        assert panel["x"] >= stage["x"]
        assert panel["x"] + panel["width"] <= stage["x"] + stage["width"]
        assert panel["y"] + panel["height"] <= stage["y"] + stage["height"]
        expect_to_fit(page)
        page.keyboard.press("Escape")
        page.locator(".tool").wait_for(state="detached")


def test_the_search_and_the_tools_stay_in_a_full_screen(visit):
    page = visit("/", script=EXPOSE)
    page.get_by_role("link", name="Full screen").or_(
        page.get_by_role("button", name="Full screen")
    ).first.click()
    page.wait_for_function("() => document.fullscreenElement?.matches('.stage')")
    page.wait_for_function("() => maps[0].getSize().y === innerHeight")
    search(page, "мост")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content h3")).to_contain_text("Old Bridge")


def test_results_and_panels_have_no_serious_fault_of_access(visit):
    page = visit("/", PHONE)
    search(page, "bridge")
    page.keyboard.press("ArrowDown")
    expect_no_fault_of_access(page)
    page.keyboard.press("Escape")
    for tool in ("Measure", "Download what is visible"):
        open_tool(page, tool)
        page.wait_for_load_state("networkidle")
        expect_no_fault_of_access(page)
