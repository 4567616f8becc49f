"""The brief in a real browser: one sheet of A4 when printed, with nothing of it cut."""

import pytest

from geodata.assessment.words import say
from geodata.names import LANGUAGES
from tests.app.brief.printed import print_page, squeeze
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE
from tests.app.reviewed_city import LINE
from tests.examples import each_once

pytestmark = NEEDS_BROWSER
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
MANY = "&".join(
    f"line={20.86 + at * 0.0003:.4f},42.8885,{20.86 + at * 0.0003:.4f},42.8915" for at in range(20)
)
MANY_CLOSED = "close=east&close=main&close=rail"
BRIEFS = {
    "bridge": f"/review/brief?line={ENDS}&close=east&day=2025-10-01",
    "many-bridges": f"/review/brief?{MANY}&{MANY_CLOSED}&mode=drive&day=2025-10-01",
    "project": "/projects/new-road-bridge-2025/brief?",
    "project-of-no-bridge": "/projects/central-heating/brief?",
}
OVERFLOW = """
() => {
  const bottom = (one) => one.getBoundingClientRect().bottom;
  const body = document.querySelector(".brief__body");
  const sheet = document.querySelector(".brief");
  return [
    bottom(body.lastElementChild) - bottom(body),
    bottom(document.querySelector(".brief__foot")) - bottom(sheet),
    body.scrollWidth - body.clientWidth,
  ].map(Math.ceil);
}
"""


@pytest.fixture
def visit(tabs, reviewed):
    """Open a brief; at the end nothing complained."""

    def open_page(path, screen=DESK, **options):
        page = tabs.open(screen, **options)
        page.goto(reviewed.url + path)
        return page

    yield open_page
    tabs.close()
    assert tabs.notes.complaints == []


def expect_nothing_cut(page):
    page.set_viewport_size({"width": 794, "height": 1123})
    assert all(beyond <= 0 for beyond in page.evaluate(OVERFLOW))


@pytest.mark.parametrize(("brief", "language"), each_once(list(BRIEFS), LANGUAGES))
def test_it_prints_on_one_sheet_with_nothing_cut(visit, brief, language):
    page = visit(f"{BRIEFS[brief]}&lang={language}")
    text = print_page(page, prefer_css_page_size=True)
    assert squeeze(say("modelled", language)) in text
    assert "OpenStreetMapcontributors" in text
    assert "Print" not in text
    expect_nothing_cut(page)


def test_it_prints_the_same_from_a_phone_and_without_scripts(visit):
    path = f"{BRIEFS['bridge']}&lang=sr-Cyrl"
    page = visit(path, PHONE)
    print_page(page, format="A4")
    expect_nothing_cut(page)
    quiet = visit(path, java_script_enabled=False)
    assert quiet.locator(".brief__tools noscript").inner_text()
    print_page(quiet, format="A4")
    expect_nothing_cut(quiet)


def test_the_button_prints(visit):
    page = visit(BRIEFS["bridge"] + "&lang=en")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_the_links_on_the_review_follow_the_question(visit):
    page = visit("/review?day=2025-10-01&lang=en")
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=east]").check()
    page.wait_for_selector("a[data-report='/mitrovica/review/brief'][href*='close=east']")
    page.get_by_role("link", name="Open one-page summary").click()
    assert page.locator(".brief dd", has_text="East Bridge").is_visible()
