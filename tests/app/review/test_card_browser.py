"""The decision card in a real browser: it leads, and what is old or missing says so."""

import re

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import EXPOSE, NEEDS_BROWSER, SCREENS, Notes
from tests.app.review.review_page import wait_for_numbers, wait_for_start
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
OTHER_ENDS = "20.8605,42.8889,20.8605,42.8905"
ANSWERS = re.compile(r"/(api|review/parts)/")
COVERED = """
() => {
  const bar = document.querySelector(".review__first");
  const goals = ".panel :is(h2, h3, summary, a, button:enabled, input, select)";
  const later = [...document.querySelectorAll(goals)]
    .filter((one) => one.checkVisibility() && bar.compareDocumentPosition(one) & 4);
  const box = (one) => one.getBoundingClientRect();
  const isBelow = (one) => box(one).top >= box(bar).bottom - 1;
  const reach = (one) => {
    one.scrollIntoView({ block: "start" });
    if (isBelow(one)) document.querySelector(".panel").scrollTop = 1e6;
    else return false;
    one.focus();
    return isBelow(one) || /^H/.test(one.tagName);
  };
  return later.filter((one) => !reach(one)).map((one) => one.textContent.trim() || one.outerHTML);
}
"""
"""What the sentence that stays in sight lies on when it is scrolled to, or focused from below."""
BEFORE = "Figures below are of the change before."


@pytest.fixture
def visit(tabs, reviewed):
    def open_page(query):
        page = tabs.open(script=EXPOSE)
        page.goto(f"{reviewed.url}/review?{query}")
        wait_for_numbers(page)
        return page

    return open_page


def test_the_card_leads_the_result_in_the_language_of_the_page(visit):
    page = visit(f"{DAY}&line={ENDS}&lang=sr-Cyrl")
    first = page.locator("#review-answer .review__first")
    expect(first).to_contain_text("Пут на другу обалу траје")
    top = first.bounding_box()["y"]
    assert top < page.locator("#review-numbers table").bounding_box()["y"]
    assert page.locator("#review-tables table").first.is_hidden()
    expect_no_fault_of_access(page)


def test_old_figures_are_dimmed_and_say_so_until_new_ones_come(visit):
    page = visit(f"{DAY}&line={ENDS}")
    expect(page.locator(".review__first")).to_be_visible()
    page.route(ANSWERS, lambda _: None)  # none is answered
    page.locator("input[name=line]").first.fill(OTHER_ENDS)
    expect(page.get_by_text(BEFORE)).to_be_visible()
    for part in ("#review-card", "#review-numbers"):
        expect(page.locator(part)).to_have_css("opacity", "0.5")
    page.unroute(ANSWERS)  # all that wait are answered
    expect(page.get_by_text(BEFORE)).to_be_hidden()
    for part in ("#review-card", "#review-numbers"):
        expect(page.locator(part)).to_have_css("opacity", "1")


def test_a_server_that_stops_is_told_in_words_and_asked_again(tabs, visit):
    page = visit(f"{DAY}&line={ENDS}")
    page.route(ANSWERS, lambda route: route.abort())
    page.locator("input[name=line]").first.fill(OTHER_ENDS)
    status = page.locator("#review-status")
    expect(status).to_contain_text("The server does not answer.")
    assert "fetch" not in status.inner_text()
    page.unroute(ANSWERS)
    page.get_by_role("button", name="Ask again now").click()
    expect(page.locator("#review-numbers")).not_to_have_class("is-before")
    expect(page.get_by_role("button", name="Ask again now")).to_be_hidden()
    tabs.close()
    tabs.notes = Notes()  # that nothing answered is what this is about


def test_a_server_that_never_answers_counts_as_silent(tabs, visit):
    page = visit(f"{DAY}&line={ENDS}")
    page.evaluate("() => { AbortSignal.timeout = () => AbortSignal.abort(); }")
    page.route(ANSWERS, lambda _: None)  # none is answered
    page.locator("input[name=line]").first.fill(OTHER_ENDS)
    expect(page.locator("#review-status")).to_contain_text("The server does not answer.")
    tabs.close()
    tabs.notes = Notes()  # that nothing answered is what this is about


def test_a_server_that_comes_back_is_found_by_the_page_itself(tabs, visit):
    page = visit(f"{DAY}&line={ENDS}")
    page.route(ANSWERS, lambda route: route.abort())
    page.locator("input[name=line]").first.fill(OTHER_ENDS)
    expect(page.locator("#review-status")).to_contain_text("The server does not answer.")
    page.unroute(ANSWERS)
    expect(page.locator("#review-status")).to_be_empty()
    expect(page.locator("#review-card")).not_to_have_class("is-before")
    tabs.close()
    tabs.notes = Notes()  # that nothing answered is what this is about


def test_words_follow_the_sign(visit):
    page = visit(f"{DAY}&close=main&close=east")
    first = page.locator(".review__first")
    expect(first).to_have_text(re.compile(r"^A trip to the other bank takes \d+ minutes more"))


def test_nothing_is_asked_or_shown_before_there_is_a_change(tabs, reviewed):
    page = tabs.open(script=EXPOSE)
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{reviewed.url}/review?{DAY}")
    wait_for_start(page)
    expect(page.get_by_role("heading", name="What would you like to change?")).to_be_visible()
    expect(page.locator("#review-answer")).to_be_hidden()
    expect_no_fault_of_access(page)
    assert not [one for one in asked if one.endswith(("/numbers", "/card"))]


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_sentence_that_stays_in_sight_covers_nothing_that_is_gone_to(
    tabs, reviewed, screen, language
):
    page = tabs.open(SCREENS[screen], script=EXPOSE)
    page.goto(f"{reviewed.url}/review?{DAY}&line={ENDS}&lang={language}")
    wait_for_numbers(page)
    page.locator(".review__first").wait_for()
    expect(page.locator(".panel")).to_have_attribute("style", re.compile(r"--first: \d+px"))
    assert page.evaluate(COVERED) == []


def test_on_a_low_page_the_sentence_scrolls_away(tabs, reviewed):
    page = tabs.open({"width": 320, "height": 256}, script=EXPOSE)  # 400 % of 1280 × 1024
    page.goto(f"{reviewed.url}/review?{DAY}&line={ENDS}")
    wait_for_numbers(page)
    expect(page.locator(".review__first")).to_have_css("position", "static")


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_brief_comparison_and_link_are_on_the_first_screen_of_a_result(tabs, reviewed, screen):
    size = SCREENS[screen]
    page = tabs.open(size, script=EXPOSE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{reviewed.url}/review?{DAY}&line={ENDS}")
    wait_for_numbers(page)
    links = page.locator(".review__links")
    for name, path in (("One-page summary", "review/brief"), ("Before and after", "compare")):
        link = links.get_by_role("link", name=name)
        box = link.bounding_box()
        assert box["y"] + box["height"] <= size["height"], name
        answer = page.request.get(reviewed.url + "/" + link.get_attribute("href").split("/", 2)[2])
        assert answer.ok
        assert f"/{path}?line=" in link.get_attribute("href")
    share = links.get_by_role("button", name="Share")
    assert share.bounding_box()["y"] + share.bounding_box()["height"] <= size["height"]
    page.evaluate("() => { delete Navigator.prototype.share; }")
    share.press("Enter")
    expect(links.get_by_role("button", name="Link copied")).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"line={ENDS}" in copied.replace("%2C", ",")
    expect_no_fault_of_access(page)
