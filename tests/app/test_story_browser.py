"""The whole way of a mayor's office, in Albanian: from a bridge on the map to a printed brief."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from geodata.wording import load_wording
from tests.app.brief.printed import print_page
from tests.app.browsing import EXPOSE, NEEDS_BROWSER, wait_for_map
from tests.app.review.review_page import PLACE, read_saved, wait_for_numbers
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
SAY = load_wording("sq").gettext
BRIDGE = "Мост на Ибру"


@pytest.fixture
def page(tabs, reviewed):
    """A page of the overview in Albanian that complains of nothing and asks nobody else."""
    page = tabs.open(script=EXPOSE, motion="reduce")
    page.goto(f"{reviewed.url}/?lang=sq")
    wait_for_map(page)
    yield page
    tabs.close()
    assert tabs.notes.complaints == tabs.notes.failures == []
    assert tabs.notes.hosts == {urlsplit(reviewed.url).netloc}


def read_query(page):
    return parse_qs(urlsplit(page.url).query)


def find_and_close(page):
    """Find a crossing by its Serbian name in Cyrillic, and see what closing it would do."""
    page.get_by_role("combobox").fill(BRIDGE)
    page.get_by_role("option", name=BRIDGE).first.click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.locator("h3")).to_contain_text("Ura e Ibrit")
    wait_for_map(page)  # a page that is left while tiles are on their way complains of them
    popup.get_by_text(SAY("What if it were closed? Who would be cut off?")).click()
    page.wait_for_url("**/crossings?**close=main**")
    page.locator(".closing td").first.wait_for()
    assert page.locator("html").get_attribute("lang") == "sq"


def draw_a_bridge(page):
    """Go on to the bridge review, and draw a bridge beside the closed one."""
    wait_for_map(page)
    page.get_by_role("link", name=SAY("Open in the bridge assessment")).click()
    wait_for_numbers(page)
    assert page.locator("input[name=close][value=main]").is_checked()
    closed = read_saved(page, "më shumë")
    page.get_by_role("button", name=SAY("Draw on the map")).click()
    for place in LINE:
        page.mouse.click(*page.evaluate(PLACE, place))
    page.wait_for_function("() => new URL(location).searchParams.get('line')")
    wait_for_numbers(page)
    drawn = read_saved(page, "më shumë")
    assert min(after - before for before, after in zip(closed, drawn, strict=True)) > 0


@pytest.mark.slow
def test_a_crossing_is_found_closed_replaced_compared_and_printed(page):
    find_and_close(page)
    draw_a_bridge(page)
    asked = {name: read_query(page)[name] for name in ("line", "close", "day", "mode")}

    wait_for_map(page)
    page.get_by_role("link", name=SAY("See before and after side by side")).click()
    page.locator("#compare-classes td").first.wait_for()
    assert {name: read_query(page)[name] for name in asked} == asked
    expect(page.locator(".twins .folium-map[aria-busy=false]")).to_have_count(2)

    page.get_by_role("link", name=SAY("Open one-page summary for printing")).click()
    page.wait_for_url("**/review/brief?**")
    assert {name: read_query(page)[name] for name in asked} == asked
    expect(page.locator("h1")).to_contain_text("1 urë e re")

    page.evaluate("() => { window.print = () => { window.isPrinted = true; }; }")
    page.get_by_role("button", name=SAY("Print")).click()
    assert page.evaluate("window.isPrinted")
    assert "urëere" in print_page(page, prefer_css_page_size=True)
