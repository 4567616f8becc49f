"""A bridge by the names of two streets, in a real browser, by keyboard alone."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import EXPOSE, NEEDS_BROWSER
from tests.app.named_town import NORTH, SOUTH
from tests.app.review.review_page import wait_for_numbers, wait_for_start

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"


def test_two_streets_are_chosen_by_keyboard_and_the_changes_of_the_page_stay(tabs, named_url):
    page = tabs.open(script=EXPOSE)
    page.goto(f"{named_url}/review?{DAY}")
    wait_for_start(page)
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=east]").check()
    wait_for_numbers(page)
    page.get_by_text("Bridge between two streets").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("North: street")).to_be_focused()
    page.keyboard.type("Shët")
    option = page.locator("#left_street-options option")
    expect(option).to_have_attribute("value", NORTH)
    page.keyboard.type(NORTH.removeprefix("Shët"))
    page.keyboard.press("Tab")
    page.keyboard.type(SOUTH)
    page.keyboard.press("Enter")
    expect(page.locator("#review-drawn")).to_contain_text(f"Drawn between {NORTH} and {SOUTH}")
    wait_for_numbers(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert (len(asked["line"]), asked["close"], asked["day"]) == (1, ["east"], ["2025-10-01"])
    expect(page.locator(".review-end")).to_have_count(2)
    expect(page.locator("#review-drawn")).to_be_in_viewport()
    expect_no_fault_of_access(page)


def test_how_a_bridge_was_drawn_is_said_until_it_is_changed(tabs, named_url):
    page = tabs.open(script=EXPOSE)
    page.goto(f"{named_url}/review?{DAY}&left_street={NORTH}&right_street={SOUTH}")
    wait_for_numbers(page)
    said = page.locator("#review-drawn")
    expect(said).to_be_visible()
    page.wait_for_function("() => !location.search.includes('left_street')")
    page.get_by_title("End 1 of bridge 1").press("ArrowUp")
    expect(said).to_have_count(0)


def test_what_is_no_street_leads_to_the_field(tabs, named_url):
    page = tabs.open(script=EXPOSE, status=409)
    page.goto(f"{named_url}/review?{DAY}&left_street=nowhere&right_street={SOUTH}")
    wait_for_start(page)
    expect(page.locator("#review-drawn")).to_contain_text("no street is called")
    expect(page.get_by_label("North: street")).to_have_value("nowhere")
    expect(page.get_by_label("North: street")).to_be_visible()
    expect_no_fault_of_access(page)
