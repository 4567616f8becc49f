"""The first view of every map shows the whole city in the part of it that nothing covers."""

import pytest

from app.maps.base import find_focus
from tests.app.browsing import EXPOSE, NEEDS_BROWSER, PHONE, resize, wait_for_map
from tests.examples import each_once

pytestmark = NEEDS_BROWSER
WIDTHS = {
    "phone": (PHONE, {"has_touch": True}),
    "tablet": ({"width": 768, "height": 1024}, {"has_touch": True}),
    "desk": ({"width": 1280, "height": 800}, {}),
    "projector": ({"width": 1920, "height": 1080}, {}),
}
LEAST_FILLED = 0.7  # of the height or of the width that is free: a map zooms by steps
LEAST_COVERED = 0.3  # of the free area: the city is nearly square, and an area may be flat
MEASURE = """
([left, bottom, right, top]) => maps.map((map) => {
  const box = map.getContainer().getBoundingClientRect();
  const stage = map.getContainer().closest(".stage");
  const find = (selector) => stage.querySelector(selector)?.getBoundingClientRect();
  const { x, y } = map.getSize();
  const sheet = matchMedia("(max-width: 60rem)").matches
    ? document.querySelector(".page[data-sheet] .panel")?.getBoundingClientRect() : null;
  const free = {
    left: find(".leaflet-top.leaflet-left").right - box.left,
    top: Math.max(0, (find("form.search, .twins__title")?.bottom ?? box.top) - box.top),
    right: (find(".leaflet-control-layers-expanded")?.left ?? box.right) - box.left,
    bottom: Math.min(y, (sheet?.top ?? box.bottom) - box.top),
  };
  const from = map.latLngToContainerPoint([top, left]);
  const to = map.latLngToContainerPoint([bottom, right]);
  const wide = (to.x - from.x) / (free.right - free.left);
  const high = (to.y - from.y) / (free.bottom - free.top);
  return {
    free, city: [from.x, from.y, to.x, to.y], filled: Math.max(wide, high), covered: wide * high,
    isInside: from.x >= free.left && to.x <= free.right
      && from.y >= free.top && to.y <= free.bottom,
  };
})
"""


@pytest.mark.parametrize(
    ("path", "width"),
    each_once(["/", "/providers?service=water", "/crossings", "/review", "/compare"], list(WIDTHS)),
)
def test_the_city_fills_what_is_free_of_the_map(tabs, reviewed, path, width):
    screen, options = WIDTHS[width]
    page = tabs.open(screen, script=EXPOSE, **options)
    page.goto(reviewed.url + path)
    wait_for_map(page)
    for found in page.evaluate(MEASURE, find_focus(reviewed.city.live.get())):
        assert found["isInside"], found
        assert found["filled"] >= LEAST_FILLED, found
        assert found["covered"] >= LEAST_COVERED, found


def test_a_map_that_nobody_moved_fits_the_city_anew_when_its_size_changes(tabs, reviewed):
    focus = find_focus(reviewed.city.live.get())
    page = tabs.open(WIDTHS["desk"][0], script=EXPOSE)
    page.goto(reviewed.url)
    wait_for_map(page)
    resize(page, WIDTHS["tablet"][0])
    page.wait_for_function(f"(box) => ({MEASURE})(box)[0].isInside", arg=focus)
    page.evaluate("maps[0].setView([42.9, 20.87], 17, { animate: false })")
    resize(page, WIDTHS["desk"][0])
    page.wait_for_function("() => maps[0].getSize().x > 800")
    assert page.evaluate("maps[0].getZoom()") == 17


def test_the_list_of_layers_is_as_wide_before_its_counts_as_after_them(tabs, reviewed):
    page = tabs.open(WIDTHS["desk"][0], script=EXPOSE)
    page.goto(reviewed.url)
    wait_for_map(page)
    widths = {
        page.evaluate(
            """(text) => {
              for (const one of document.querySelectorAll("[data-counted]")) one.textContent = text;
              return document.querySelector(".leaflet-control-layers").offsetWidth;
            }""",
            text,
        )
        for text in ("", "(7)", "(12,345 of 67,890 in view)")
    }
    assert len(widths) == 1


def test_the_sheet_of_the_review_leaves_the_city_above_it(tabs, reviewed):
    focus = find_focus(reviewed.city.live.get())
    page = tabs.open(PHONE, script=EXPOSE, has_touch=True)
    page.goto(f"{reviewed.url}/review")
    wait_for_map(page)
    page.locator(".page[data-sheet=half]").wait_for()
    page.wait_for_function(f"(box) => ({MEASURE})(box)[0].isInside", arg=focus)
