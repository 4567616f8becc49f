"""Every page by a finger, at 400 % zoom, in the reader's own colours and with everything open."""

import itertools

import pytest

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, expect_to_fit, wait_for_map
from tests.app.page_table import DAY, LINE, PAGES
from tests.examples import once_each

pytestmark = NEEDS_BROWSER
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
EACH_PAGE = once_each([of for of in PAGES if of.has_city], lambda of: of.template)

LIST_CUT = """
() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
  const style = getComputedStyle(one);
  const isSeen = one.checkVisibility({ visibilityProperty: true }) && style.clipPath === "none";
  if (!isSeen || one.closest(".unseen, svg, .folium-map") || !one.textContent.trim()) return false;
  const hides = (how) => ["hidden", "clip"].includes(how);
  const { left, right, width } = one.getBoundingClientRect();
  const isBeyond = width > 0 && (left < -1 || right > innerWidth + 1);
  const scrolls = one.closest(".wide, .review__wide, .brief__wide");
  return hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    || hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1
    || isBeyond && !scrolls;
}).map((one) => `${one.localName}#${one.id}.${one.className}`)
"""
LIST_SMALL = """
() => [...document.querySelectorAll(
  "a[href], button, input, select, summary, textarea, [tabindex='0']"
)].filter((one) => {
  const isSeen = one.checkVisibility({ visibilityProperty: true });
  if (!isSeen || one.disabled || one.closest(".unseen, .skip, .leaflet-control-attribution")) {
    return false;
  }
  const isTick = one.matches("input[type=checkbox], input[type=radio]");
  const { width, height } = ((isTick && one.closest("label")) || one).getBoundingClientRect();
  const grown = getComputedStyle(one, "::before");
  const has = grown.content !== "none" && grown.position === "absolute";
  const more = has ? -2 * parseFloat(grown.top) : 0;
  return height + more < 43.5 || width + more < 23.5;
}).map((one) => {
  const { width, height } = one.getBoundingClientRect();
  return `${one.outerHTML.slice(0, 90)} ${Math.round(width)}x${Math.round(height)}`;
})
"""


def open_page(tabs, server, of, screen, **options):
    page = tabs.open(screen, status=of.status, **options)
    page.goto(f"{server.url}{of.path}{'&' if '?' in of.path else '?'}lang=sr-Cyrl")
    page.wait_for_selector(of.ready)
    return page


@pytest.mark.parametrize("of", EACH_PAGE, ids=lambda of: of.name)
def test_at_400_percent_nothing_is_cut_off_or_beside_the_page(tabs, reviewed, of):
    page = open_page(tabs, reviewed, of, ZOOMED)
    expect_to_fit(page)
    assert page.evaluate(LIST_CUT) == []


@pytest.mark.parametrize("of", EACH_PAGE, ids=lambda of: of.name)
def test_what_can_be_pressed_is_large_enough_for_a_finger(tabs, reviewed, of):
    page = open_page(tabs, reviewed, of, PHONE, has_touch=True)
    assert page.evaluate(LIST_SMALL) == []


def test_layers_and_popups_are_large_enough_for_a_finger(tabs, reviewed):
    page = tabs.open(PHONE, has_touch=True)
    page.goto(f"{reviewed.url}/?lang=en#open=crossings/main")
    page.locator(".leaflet-popup .popup h3").wait_for()
    assert [one for one in page.evaluate(LIST_SMALL) if "popup" in one] == []
    page.locator(".leaflet-control-layers-toggle").press("Enter")
    page.locator(".leaflet-control-layers-expanded").wait_for()
    labels = page.locator(".leaflet-layerstree-header label:visible")
    heights = labels.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(heights) >= 44


OPENED = {
    "popup": ("/#open=crossings/main", DESK, None, ".leaflet-popup .popup h3"),
    "popup-phone": ("/#open=projects/new-footbridge-2025", PHONE, None, ".leaflet-popup .popup h3"),
    "menu": ("/", PHONE, ".top__menu", ".top__links a"),
    "print": ("/", PHONE, ".print summary", ".print form"),
    "layers": ("/", PHONE, ".leaflet-control-layers-toggle", ".leaflet-control-layers-expanded"),
    "real-data": ("/about", PHONE, ".modelled summary", ".modelled dl"),
    "view-layers": ("/view", PHONE, ".in-view summary", ".in-view__layers"),
}


@pytest.mark.parametrize("opened", OPENED)
def test_what_is_opened_has_no_fault_of_access(tabs, reviewed, opened):
    path, screen, button, there = OPENED[opened]
    page = tabs.open(screen)
    page.goto(reviewed.url + path)
    if button:
        page.locator(button).press("Enter")
    page.locator(there).first.wait_for()
    expect_no_fault_of_access(page)
    expect_to_fit(page)


def test_the_sheet_has_no_fault_of_access_at_any_height(tabs, reviewed):
    page = tabs.open(PHONE)
    page.goto(f"{reviewed.url}/review?{DAY}&line={LINE}")
    page.wait_for_selector("#review-numbers[aria-busy=false] table")
    for height in ("full", "peek", "half"):
        page.locator(".sheet__handle").press("Enter")
        page.locator(f".page[data-sheet={height}]").wait_for()
        expect_no_fault_of_access(page)


READ_OUTLINE = """
(one) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}
"""
READ_BORDER = "(one) => getComputedStyle(one).borderBottomColor"
READ_ADJUST = "(one) => getComputedStyle(one).forcedColorAdjust"
COUNT_MOVING = """
() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
  .filter((one) => parseFloat(one.transitionDuration) > 0 || one.animationName !== "none").length
"""
COMES_BEFORE = """
([first, second]) => {
  const [one, other] = [first, second].map((selector) => document.querySelector(selector));
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}
"""


def test_in_the_readers_own_colours_what_is_chosen_and_focused_is_seen(tabs, reviewed):
    page = tabs.open(DESK, forced_colors="active")
    page.goto(f"{reviewed.url}/providers?service=water&lang=en")
    wait_for_map(page)
    assert page.locator(".services a[aria-current]").evaluate(READ_OUTLINE)
    focused = page.locator(".matrix td a").first
    focused.focus()
    assert focused.evaluate(READ_OUTLINE)
    current, other = (
        page.locator(f".top__nav a{one}").first.evaluate(READ_BORDER)
        for one in ("[aria-current]", ":not([aria-current])")
    )
    assert current != other
    assert page.locator(".swatch").first.evaluate(READ_ADJUST) == "none"


def test_who_wants_no_motion_gets_none(tabs, reviewed):
    page = tabs.open(DESK, motion="reduce")
    page.goto(reviewed.url)
    wait_for_map(page)
    assert page.evaluate(COUNT_MOVING) == 0
    assert page.locator(".leaflet-zoom-anim").count() == 0


def test_the_buttons_of_a_map_come_before_its_marks(tabs, reviewed):
    page = tabs.open(DESK)
    page.goto(reviewed.url)
    wait_for_map(page)
    order = ["form.search", ".leaflet-control-zoom-in", ".leaflet-marker-icon", "#content"]
    for pair in itertools.pairwise(order):
        assert page.evaluate(COMES_BEFORE, list(pair)), pair
