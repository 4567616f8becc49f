"""The slider of days in a real browser: the map, the cards and the address follow it."""

import pytest
from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER, PHONE, expect_to_fit, wait_for_map

pytestmark = NEEDS_BROWSER

MOVE = """
(slider) => {
  for (let step = 0; step < 30; step += 1) {
    slider.valueAsNumber -= 1;
    slider.dispatchEvent(new Event("input"));
  }
}
"""
TODAY = {"old", "new", "osm-way-25131021"}


def expect_cards(page, ids):
    """Wait until the cards and the marks on the map are those of these crossings."""
    cards = page.locator("#cards article")
    expect(cards).to_have_count(len(ids))
    assert set(cards.evaluate_all("all => all.map((one) => one.id)")) == {
        f"crossings/{name}" for name in ids
    }
    expect(page.locator(".leaflet-marker-icon")).to_have_count(len(ids))


def test_steps_lead_from_change_to_change_and_the_address_keeps_the_day(visit):
    page = visit("/crossings", PHONE)
    expect_cards(page, TODAY)
    before = page.get_by_role("button", name="Previous change")
    before.click()
    with page.expect_response("**/map/crossings.geojson?as_of=2025-07-01"):
        before.click()
    status = page.locator("[id='crossings/new'] .card__facts strong")
    expect(status).to_have_text("Under construction")
    expect(page.locator(".day__state")).to_have_text("1 July 2025")
    page.wait_for_url("**/crossings?as_of=2025-07-01")
    expect(before).to_be_disabled()
    page.reload()
    wait_for_map(page)
    assert page.locator("#slider").get_attribute("aria-valuetext") == "1 July 2025"


def test_the_slider_goes_by_keyboard(visit):
    page = visit("/crossings?as_of=2025-07-01")
    page.locator("#slider").focus()
    page.keyboard.press("ArrowLeft")
    expect_cards(page, TODAY - {"new"})
    page.wait_for_url("**/crossings?as_of=2025-06-30")
    assert page.locator("#as_of").input_value() == "2025-06-30"


def test_a_slider_on_the_move_asks_once_it_rests(visit):
    page = visit("/crossings?as_of=2025-07-03")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#slider").evaluate(MOVE)
    expect_cards(page, TODAY - {"new"})
    assert len([url for url in asked if "crossings.geojson" in url]) == 1


def test_a_day_of_change_is_chosen_from_the_list_without_loading_the_page(visit):
    page = visit("/crossings")
    page.evaluate("window.stays = true")
    page.locator(".changes summary").click()
    page.get_by_role("link", name="1 July 2025").click()
    expect(page.locator("#as_of")).to_have_value("2025-07-01")
    page.wait_for_url("**/crossings?as_of=2025-07-01")
    assert page.evaluate("window.stays")


def test_a_day_that_cannot_be_loaded_is_told_and_can_be_chosen_again(tabs, city_url):
    page = tabs.open()
    page.route("**/crossings/cards*", lambda route: route.abort())
    page.goto(f"{city_url}/crossings")
    wait_for_map(page)
    page.get_by_role("button", name="Previous change").click()
    expect(page.locator(".day__state")).to_contain_text("could not be loaded")
    page.unroute("**/crossings/cards*")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#cards .card").first).to_contain_text("26 August 2025")


def test_a_day_comes_though_the_one_before_it_fails_meanwhile(tabs, city_url):
    page, held = tabs.open(), []
    page.route("**/crossings/cards*", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(f"{city_url}/crossings")
    wait_for_map(page)
    for _ in range(2):
        with page.expect_request("**/crossings/cards*"):
            page.get_by_role("button", name="Previous change").click()
    with page.expect_event("requestfailed"), page.expect_console_message():
        held[0].abort()
    expect(page.locator("#cards")).to_have_attribute("aria-busy", "true")
    held[1].continue_()
    status = page.locator("[id='crossings/new'] .card__facts strong")
    expect(status).to_have_text("Under construction")
    expect(page.locator("#cards")).to_have_attribute("aria-busy", "false")


def test_a_step_back_shows_the_day_of_its_address(visit):
    page = visit("/crossings?as_of=2025-08-26")
    page.locator(".leaflet-marker-icon").first.press("Enter")
    page.wait_for_function("location.hash.includes('open=')")  # a step
    page.get_by_role("button", name="Previous change").click()
    status = page.locator("[id='crossings/new'] .card__facts strong")
    expect(status).to_have_text("Under construction")
    page.evaluate("history.back()")
    expect(status).not_to_have_text("Under construction")
    assert "as_of=2025-08-26" in page.url
    assert page.locator("#as_of").input_value() == "2025-08-26"


@pytest.mark.slow  # of the sample, test_pages_browser.py asks this every day
@pytest.mark.parametrize("path", ["/about", "/projects/an-example", "/crossings?lang=sr-Latn"])
def test_pages_fit_a_phone(tabs, city_url, path):
    page = tabs.open(PHONE)
    page.goto(city_url + path)
    expect_to_fit(page)
