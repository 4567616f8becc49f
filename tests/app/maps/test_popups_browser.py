"""Popups: what a thing is called, what stands first, what leads on from it."""

import json
import re

import pytest
from playwright.sync_api import expect
from shapely.geometry import LineString, Point, box

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, open_pages
from tests.app.small_city import make_layer, make_layers, write_city

pytestmark = NEEDS_BROWSER

SUBSTATION = {"power": "substation", "voltage": "110000;35000", "ref": "TS 7"}
AT = "&at=42.9,20.86"


@pytest.fixture
def look(tabs, data, serve):
    """Open the popup of a thing of a real city."""
    layers = {
        "substations": make_layer(
            "substations",
            [Point(20.86, 42.9)],
            element=["node"],
            name_sq=["Trepça"],
            name_sr=["Трепча"],
            provider=["a-provider"],
            operator=["Somebody"],
            tags=[json.dumps(SUBSTATION)],
        ),
        "water_areas": make_layer(
            "water_areas",
            [box(20.85, 42.8995, 20.87, 42.9005)],
            side=["river"],
            tags=[json.dumps({"natural": "water", "water": "river"})],
        ),
        "power_lines": make_layer(
            "power_lines",
            [LineString([(20.86, 42.899), (20.86, 42.901)])],
            tags=[json.dumps({"power": "minor_line", "voltage": "many"})],
        ),
    }
    write_city(data, layers=make_layers() | layers, is_modelled=False)

    def open_popup(name, screen=DESK, **options):
        page = open_page(f"/#open={name}{AT}", screen, **options)
        popup = page.locator(".leaflet-popup-content")
        popup.locator("h3").wait_for()
        return popup

    with open_pages(tabs, serve(data).url) as open_page:
        yield open_popup


def test_a_title_says_what_one_thing_is_with_its_names_and_voltage(look):
    title = look("substations/node/1").locator("h3")
    expect(title).to_have_text("Substation Trepça · Трепча 110/35 kV")
    expect(title.locator("bdi[lang=sr-Cyrl]")).to_have_text("Трепча")


def test_the_river_is_the_river_and_a_voltage_that_is_none_is_left_out(look):
    expect(look("water_areas/way/1").locator("h3")).to_have_text("River")
    expect(look("power_lines/way/1").locator("h3")).to_have_text("Power line")


def test_the_provider_stands_first_and_the_rest_behind(look):
    popup = look("substations/node/1")
    assert popup.locator("dt").first.inner_text() == "Provider"
    tag = popup.get_by_text("TS 7")
    expect(tag).to_be_hidden()
    popup.get_by_text("More facts").click()
    expect(tag).to_be_attached()
    expect(popup.get_by_text("Somebody")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_an_unfolded_popup_stays_in_view_and_ends_with_its_links(look, screen):
    popup = look("substations/node/1", screen)
    popup.get_by_text("More facts").click()
    popup.page.wait_for_function(
        """() => {
          const [popup, map] = [".leaflet-popup", ".folium-map"].map((one) =>
            document.querySelector(one).getBoundingClientRect());
          return popup.top >= map.top && popup.bottom <= map.bottom;
        }"""
    )
    expect(popup.get_by_role("link", name="Say what is wrong")).to_be_in_viewport(ratio=1)
    expect_no_fault_of_access(popup.page)


def test_a_real_thing_is_linked_to_openstreetmap(look):
    link = look("substations/node/1").get_by_role("link", name="Open in OpenStreetMap")
    expect(link).to_have_attribute("href", "https://www.openstreetmap.org/node/1")


def test_a_modelled_thing_is_linked_to_nothing(visit):
    page = visit("/#open=schools/way/1&at=42.9,20.8725")
    page.locator(".popup h3").wait_for()
    assert page.get_by_role("link", name="Open in OpenStreetMap").count() == 0


def test_a_popup_is_shared_by_an_address_that_opens_it(look):
    popup = look("substations/node/1", permissions=["clipboard-read", "clipboard-write"])
    popup.page.evaluate("delete Navigator.prototype.share")
    popup.get_by_role("button", name="Share").click()
    expect(popup.get_by_role("button", name="Link copied")).to_be_visible()
    copied = popup.page.evaluate("navigator.clipboard.readText()")
    assert "open=substations/node/1" in copied


def test_without_a_clipboard_the_address_can_be_copied_by_hand(look):
    popup = look("substations/node/1")
    popup.page.evaluate(
        """() => {
          delete Navigator.prototype.share;
          navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
        }"""
    )
    popup.get_by_role("button", name="Share").click()
    field = popup.get_by_role("textbox", name="Copy this link:")
    assert "open=substations/node/1" in field.input_value()


def test_what_is_wrong_is_said_where_the_page_tells(look):
    popup = look("water_areas/way/1")
    popup.get_by_role("link", name="Say what is wrong").click()
    heading = popup.page.get_by_role("heading", name="Say what is wrong")
    expect(heading).to_be_in_viewport()


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_who_would_be_cut_off_is_in_sight_without_scrolling(visit, screen):
    page = visit("/#open=crossings/old", screen)
    link = page.locator(".popup").get_by_text("Who would be cut off?")
    expect(link).to_be_in_viewport(ratio=1)
    popup, line = page.locator(".popup").bounding_box(), link.bounding_box()
    assert line["y"] + line["height"] < popup["y"] + popup["height"]


def test_a_server_that_is_silent_is_said_in_words_and_asked_again(tabs, city_url):
    page = tabs.open()
    page.route("**/popups/**", lambda route: route.abort())
    page.goto(f"{city_url}/#open=crossings/old")
    expect(page.locator(".popup")).to_have_text(re.compile("server does not answer"))
    page.unroute_all()
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator(".leaflet-marker-icon[alt*='Old Bridge']").press("Enter")
    expect(page.locator(".popup h3")).to_contain_text("Old Bridge")


def test_a_slow_answer_is_announced(visit):
    page = visit("/")
    held = []
    page.route("**/popups/**", lambda route: held.append(route))  # noqa: PLW0108
    page.get_by_role("link", name="Old Bridge").click()
    expect(page.locator(".popup")).to_have_text("Loading …")
    held[0].continue_()
    expect(page.locator(".popup h3")).to_contain_text("Old Bridge")
