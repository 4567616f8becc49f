"""Names that would run, close a tag or break a line are text on every page, and nothing else."""

from urllib.parse import urlsplit

import pytest

from tests.app.browsing import (
    DESK,
    NEEDS_BROWSER,
    PHONE,
    Notes,
    expect_to_fit,
    resize,
    wait_for_map,
)
from tests.app.page_table import PAGES
from tests.app.reviewed_city import LONG, TRICKY
from tests.examples import once_each

pytestmark = NEEDS_BROWSER
FOREIGN = """
() => [...document.querySelectorAll("script, img, style, [onerror], [onfocus], [autofocus]")]
  .filter((one) => one.matches("[onerror], [onfocus], [autofocus]")
    || (one.localName === "img" && one.src
      && ![location.origin, "data:"].some((own) => one.src.startsWith(own)))
    || (one.localName === "script" && !one.src && !one.nonce && !one.type.endsWith("json")))
  .map((one) => one.outerHTML.slice(0, 200))
"""


@pytest.fixture
def open_hostile(tabs, hostile_url):
    """Open a page of the hostile city; at the end nothing in it has run or broken anything."""
    opened = []

    def open_it(path, screen=DESK, status=200):
        page = tabs.open(screen, status=status)
        opened.append(page)
        page.goto(hostile_url + path)
        return page

    yield open_it
    for page in opened:
        assert page.evaluate("window.hacked") is None
        assert page.evaluate(FOREIGN) == []
    tabs.close()
    assert tabs.notes == Notes(hosts={urlsplit(hostile_url).netloc})


@pytest.mark.parametrize(
    "of",
    once_each([of for of in PAGES if of.has_city], lambda of: of.template),
    ids=lambda of: of.name,
)
def test_hostile_names_are_text_and_break_no_page(open_hostile, of):
    page = open_hostile(of.path, PHONE, of.status)
    page.wait_for_selector(of.ready)
    expect_to_fit(page)
    resize(page, DESK)
    expect_to_fit(page)
    text = page.evaluate("document.body.textContent")
    assert "{{ 7 * 7 }}{% raw %}{# ${window.hacked = 1}" in text
    assert page.locator("footer").is_visible()
    assert "UraMost" in page.title()


@pytest.mark.parametrize("mark", ["crossings/main", "projects/example-west-bridge"])
def test_hostile_names_of_marks_are_text(open_hostile, mark):
    page = open_hostile(f"/{mark.split('/')[0]}#{mark}")
    popup = page.locator(".leaflet-popup-content")
    popup.locator("h3").wait_for()
    assert without_breaks(TRICKY) in without_breaks(popup.evaluate("node => node.textContent"))
    for attribute in ("alt", "title"):
        assert page.locator(".leaflet-marker-icon").first.get_attribute(attribute)[:8] == "<script>"


def test_hostile_names_of_providers_are_chosen_like_any_others(open_hostile):
    page = open_hostile("/providers?service=water")
    wait_for_map(page)
    page.locator("#matrix tbody tr", has_text="<script>").get_by_role("link").first.click()
    page.locator("#choice h2").wait_for()
    assert TRICKY[:200] in page.locator("#choice h2").evaluate("node => node.textContent")


def test_names_of_ten_kilobytes_break_no_list(open_hostile):
    page = open_hostile("/providers?service=education&side=north", PHONE)
    page.locator("#choice summary").click()
    longest = page.locator("#choice li", has_text=LONG[-1000:]).first
    for screen in (PHONE, DESK):
        resize(page, screen)
        assert longest.is_visible()
        expect_to_fit(page)


def without_breaks(text):
    """A page is free to write other line breaks than it was given."""
    return " ".join(text.split())
