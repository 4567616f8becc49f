"""The best sets of bridges in a real browser: to a map of numbered places, and back."""

import pytest
from playwright.sync_api import expect

from app.review.service import ReviewService
from tests.app.browsing import DESK, EXPOSE, NEEDS_BROWSER, PHONE, expect_to_fit, open_pages

pytestmark = NEEDS_BROWSER


@pytest.fixture
def visit(tabs, reviewed):
    with open_pages(tabs, reviewed.url) as open_page:
        yield lambda path, screen=DESK: open_page(path, screen, script=EXPOSE)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_best_sets_are_found_from_the_review_and_used_in_it(visit, screen):
    page = visit("/review?day=2025-10-01&mode=drive", screen)
    page.get_by_role("button", name="Find the best sets").click()
    expect(page.locator("#set-1")).to_be_attached()
    assert page.locator("#study-mode").input_value() == "drive"
    numbers = page.locator(".review-place span").all_text_contents()
    assert numbers == [str(at + 1) for at in range(len(numbers))]
    expect_to_fit(page)
    page.get_by_role("link", name="Use these places").last.click()
    expect(page.locator("#review-lines [name=line]")).to_have_count(4)
    expect(page.locator(".review-end")).to_have_count(6)
    expect(page.locator("#review-numbers[aria-busy=false] table")).to_be_attached()


def test_a_place_under_the_mouse_stands_out_on_the_map(visit):
    page = visit("/review/plan?day=2025-10-01")
    expect(page.locator(".review-place").first).to_be_attached()
    page.locator("[data-place='1']").first.hover()
    expect(page.locator(".review-place--chosen")).to_have_text("1")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_shared_view_comes_back_once_its_page_is_computed(
    tabs, reviewed, monkeypatch, has_scripts
):
    monkeypatch.setattr("app.review.plan_page.PATIENCE_S", 0)
    monkeypatch.setattr(ReviewService, "recall", lambda *_: None)
    page = tabs.open(java_script_enabled=has_scripts)
    page.goto(f"{reviewed.url}/review/plan?day=2025-10-02&mode=bicycle#map=12/42.9/20.9")
    expect(page.get_by_role("progressbar")).to_be_visible()
    monkeypatch.undo()
    expect(page.locator("#set-1")).to_be_visible()
    assert "map=12/" in page.url or not has_scripts
    tabs.close()


def test_a_shared_view_of_the_map_is_kept(visit):
    page = visit("/review/plan?day=2025-10-01#map=12/42.9/20.9")
    expect(page.locator(".review-place").first).to_be_attached()
    assert page.evaluate("location.hash").startswith("#map=12/")
