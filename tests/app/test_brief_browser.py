"""The brief in a real browser: one sheet of A4 when printed, with nothing of it cut."""

from io import BytesIO
from itertools import product

import pytest
from pypdf import PdfReader
from reviewed_city import LINE
from test_brief_pdf import squeeze
from test_browser import (
    DESK,
    PHONE,
    browser,  # noqa: F401 - a fixture
    pytestmark,  # noqa: F401 - the same needs
)

from geodata.assessment.words import say
from geodata.names import LANGUAGES

ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
MANY = "&".join(
    f"line={20.86 + at * 0.0003:.4f},42.8885,{20.86 + at * 0.0003:.4f},42.8915" for at in range(20)
)
BRIEFS = [
    f"/review/brief?line={ENDS}&close=east&day=2025-10-01",
    f"/review/brief?{MANY}&close=east&close=main&close=rail&mode=drive&day=2025-10-01",
    "/projects/new-road-bridge-2025/brief?",
    "/projects/central-heating/brief?",
]
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
def visit(browser, reviewed):  # noqa: F811 - the fixture
    """Open a brief; at the end nothing complained."""
    complaints, contexts = [], []

    def open_page(path, viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(reviewed.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def print_page(page, **options):
    page.emulate_media(media="print")
    document = PdfReader(BytesIO(page.pdf(**options)))
    assert len(document.pages) == 1
    box = document.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.3, 841.9), abs=1.5)
    return squeeze(document.pages[0].extract_text())


def expect_nothing_cut(page):
    page.set_viewport_size({"width": 794, "height": 1123})
    assert all(beyond <= 0 for beyond in page.evaluate(OVERFLOW))


@pytest.mark.parametrize(
    ("path", "language"),
    [*product(BRIEFS[:2], LANGUAGES), (BRIEFS[2], "sq"), (BRIEFS[3], "sr-Cyrl")],
)
def test_it_prints_on_one_sheet_with_nothing_cut(visit, path, language):
    page = visit(f"{path}&lang={language}")
    text = print_page(page, prefer_css_page_size=True)
    assert squeeze(say("modelled", language)) in text
    assert "OpenStreetMapcontributors" in text
    assert "Print" not in text
    expect_nothing_cut(page)


@pytest.mark.parametrize("path", BRIEFS[:1])
def test_it_prints_the_same_from_a_phone_and_without_scripts(visit, path):
    page = visit(f"{path}&lang=sr-Cyrl", PHONE)
    print_page(page, format="A4")
    expect_nothing_cut(page)
    quiet = visit(f"{path}&lang=sr-Cyrl", java_script_enabled=False)
    assert quiet.locator(".brief__tools noscript").inner_text()
    print_page(quiet, format="A4")
    expect_nothing_cut(quiet)


def test_the_button_prints(visit):
    page = visit(BRIEFS[0] + "&lang=en")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_the_links_on_the_review_follow_the_question(visit):
    page = visit("/review?day=2025-10-01&lang=en")
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=east]").check()
    page.wait_for_selector("a[data-report='/review/brief'][href*='close=east']")
    page.get_by_role("link", name="Open the brief").click()
    assert page.locator(".brief dd", has_text="East Bridge").is_visible()
