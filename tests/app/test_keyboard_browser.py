"""The overview and the review by keyboard alone: every control is reached, and seen when it is."""

import pytest

from tests.app.browsing import DESK, NEEDS_BROWSER, SCREENS, wait_for_map
from tests.app.page_table import DAY, LINE
from tests.examples import each_once

pytestmark = NEEDS_BROWSER
MOST_STEPS = 200
FOCUSED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  const { left, right, top, bottom } = one.getClientRects()[0] ?? one.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const label = one.labels?.[0]?.textContent ?? "";
  return {
    name: (one.ariaLabel || one.alt || one.title || label || one.textContent).trim().slice(0, 60),
    tag: one.localName,
    ring: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none",
    inView: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
    covered: hit !== null && hit !== one && !one.contains(hit) && !hit.contains(one),
  };
}
"""


def walk(page):
    """Tab through a page, from its top until focus leaves it; tell what it stood on."""
    stops = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"focus never leaves the page: {stops[-10:]}")


def open_page(tabs, url, screen):
    page = tabs.open(screen)
    page.goto(url)
    wait_for_map(page)
    return page


PAGES = {
    "/": ["Skip to content", "Crossings", "Main (Ibar) Bridge", "English", "Zoom in"],
    f"/review?{DAY}&line={LINE}": [
        "Draw on the map",
        "Save for comparison",
        "How people travel",
        "Day",
        "LON,LAT,LON,LAT in degrees",
        "Remove",
        "Crossings to open or restrict",
        "Closures to test",
        "Projects with a known location",
        "Calculate",
        "Find possible locations",
        "Text",
    ],
    "/providers?service=water": ["Power", "18", "This table as CSV"],
}


@pytest.mark.parametrize(("path", "screen"), each_once(list(PAGES), ["phone", "desk"]))
def test_every_control_is_reached_and_seen(tabs, reviewed, path, screen):
    page = open_page(tabs, reviewed.url + path, SCREENS[screen])
    if path.startswith("/review"):
        page.wait_for_selector("#review-numbers[aria-busy=false] table")
    stops = walk(page)
    names = [stop["name"] for stop in stops]
    behind_menu = {"Crossings", "English"} if screen == "phone" else set()
    for name in set(PAGES[path]) - behind_menu:
        assert any(one.startswith(name) for one in names), (name, names)
    assert [stop for stop in stops if not stop["name"]] == []
    assert [stop for stop in stops if not stop["ring"]] == []
    assert [stop for stop in stops if not stop["inView"] or stop["covered"]] == []


def test_the_first_stop_leads_past_the_header_and_the_map(tabs, reviewed):
    page = open_page(tabs, reviewed.url, DESK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_on_a_phone_the_menu_opens_by_enter_and_closes_by_escape(tabs, reviewed):
    page = open_page(tabs, reviewed.url, SCREENS["phone"])
    menu = page.get_by_role("button", name="Menu")
    menu.press("Enter")
    crossings = page.get_by_role("link", name="Crossings", exact=True)
    crossings.focus()
    assert crossings.bounding_box()["height"] >= 44
    page.keyboard.press("Escape")
    crossings.wait_for(state="hidden")
    assert menu.evaluate("one => one === document.activeElement")
