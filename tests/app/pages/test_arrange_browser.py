"""Lists that are filtered and sorted at once, in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import NEEDS_BROWSER, PHONE, expect_to_fit

pytestmark = NEEDS_BROWSER


def test_a_choice_filters_at_once_and_the_address_says_so(visit):
    page = visit("/projects")
    page.locator(".filter").get_by_label("Kind").select_option("bridge")
    expect(page.locator("#cards .card:visible")).to_have_count(1)
    expect(page.locator(".filter output")).to_have_text("Shown: 1 of 2")
    assert parse_qs(urlsplit(page.url).query)["kind"] == ["bridge"]
    page.locator(".filter").get_by_label("Kind").select_option("")
    expect(page.locator("#cards .card:visible")).to_have_count(2)
    assert "kind" not in page.url


def test_an_order_and_a_filter_stay_when_the_day_changes(visit):
    page = visit("/crossings?as_of=2025-10-01")
    page.locator(".filter").get_by_label("Order").select_option("newest")
    page.locator(".filter").get_by_label("Kind").select_option("foot")
    card = page.locator("#cards .card:visible")
    expect(card).to_have_count(1)
    page.get_by_label("As of").fill("2025-07-15")
    expect(card).to_contain_text("Under construction")
    expect(card).to_have_count(1)


def test_a_step_back_filters_as_its_address_says(visit):
    page = visit("/crossings?as_of=2025-10-01&kind=foot")
    page.locator(".leaflet-marker-icon").first.press("Enter")
    page.wait_for_function("location.hash.includes('open=')")  # a step
    kind = page.locator(".filter").get_by_label("Kind")
    kind.select_option("")
    expect(page.locator("#cards .card:visible")).not_to_have_count(1)
    page.evaluate("history.back()")
    expect(page.locator("#cards .card:visible")).to_have_count(1)
    assert "kind=foot" in page.url
    assert kind.input_value() == "foot"


@pytest.mark.parametrize("path", ["/projects", "/crossings?kind=rail"])
def test_filters_fit_a_phone_and_are_named(visit, path):
    page = visit(path, PHONE, has_touch=True)
    expect_to_fit(page)
    heights = page.locator(".filter select, .filter button").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    expect_no_fault_of_access(page)


def test_without_scripts_the_form_asks_the_server(visit):
    page = visit("/projects", java_script_enabled=False)
    page.locator(".filter").get_by_label("Status").select_option("idea")
    page.get_by_role("button", name="Filter", exact=True).click()
    assert page.locator("#cards .card:visible").count() == 1
