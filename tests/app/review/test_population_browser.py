"""Population is a choice in a real browser: figures follow it, and the address holds it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from app.review.service import ReviewService
from tests.app.browsing import DESK, EXPOSE, NEEDS_BROWSER, wait_for_map

pytestmark = NEEDS_BROWSER
DAY = "2025-10-01"
OTHER = "census-2024-preliminary"
LABEL = "Population figures"


@pytest.fixture
def visit(tabs, reviewed):
    """Open a page; at the end nobody else was asked and nothing complained."""

    def open_page(path):
        page = tabs.open(DESK, script=EXPOSE)
        page.goto(f"{reviewed.url}{path}")
        wait_for_map(page)
        return page

    yield open_page
    tabs.close()
    assert tabs.notes.complaints == []
    assert tabs.notes.hosts == {urlsplit(reviewed.url).netloc}


def read_choice(page):
    return parse_qs(urlsplit(page.url).query)["population"]


def test_figures_of_the_review_follow_the_choice_and_the_address_restores_it(visit):
    page = visit(f"/review?day={DAY}&close=east")
    used = page.locator("#review-numbers .population")
    expect(used).to_contain_text("7,920 (residents estimated), 2024")
    page.get_by_label(LABEL, exact=True).select_option(OTHER)
    expect(used).to_contain_text("2,346 (people counted), July 2024")
    expect(page.locator("#review-tables")).to_contain_text("64,680")
    assert read_choice(page) == [OTHER]
    page.get_by_role("button", name="Save for comparison").click()
    expect(page.locator("#review-variants")).to_contain_text("2,346 (people counted), July 2024")
    page.reload()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value(OTHER)
    expect(used).to_contain_text("2,346")
    page.get_by_label(LABEL, exact=True).select_option("floor-area")
    expect(used).to_contain_text("not by people")
    expect(page.locator("#review-numbers table")).not_to_contain_text("people")


def test_figures_that_take_long_come_into_the_page_without_loading_it_again(visit, monkeypatch):
    monkeypatch.setattr("app.review.openings.PATIENCE_S", 0)
    monkeypatch.setattr(ReviewService, "recall", lambda *_: None)
    page = visit(f"/crossings?as_of={DAY}&population=floor-area#map=14/42.89/20.87")
    expect(page.locator("#validation").get_by_role("progressbar")).to_be_visible()
    page.evaluate("window.isSame = true")
    monkeypatch.undo()
    expect(page.locator("#validation .population")).to_contain_text("not by people")
    assert page.evaluate("window.isSame")


@pytest.mark.parametrize("path", ["/crossings?", "/compare?"])
def test_a_step_back_shows_the_choice_that_its_figures_follow(visit, path):
    page = visit(f"{path}population=floor-area")
    choice = page.locator("main, .panel").get_by_label(LABEL, exact=True)
    choice.select_option(OTHER)
    if path != "/crossings?":  # whose script asks at once
        choice.evaluate("one => one.form.requestSubmit()")
    page.wait_for_url(f"**population={OTHER}**")
    page.go_back()
    wait_for_map(page)
    expect(choice).to_have_value("floor-area")


def test_closures_of_the_page_of_crossings_follow_the_choice(visit):
    page = visit(f"/crossings?as_of={DAY}&close=main&mode=walk")
    used = page.locator(".closing .population")
    expect(used).to_contain_text("7,920")
    page.locator("#day").get_by_label(LABEL, exact=True).select_option(OTHER)
    expect(used).to_contain_text("2,346 (people counted), July 2024")
    expect(page.locator("#validation .population")).to_contain_text("2,346")
    assert read_choice(page) == [OTHER]
    page.get_by_role("link", name="See before and after side by side").click()
    page.locator("#compare-classes").wait_for()
    assert read_choice(page) == [OTHER]
    expect(page.locator(".compare .population").first).to_contain_text("2,346")
