"""The page of the review in a browser, as tests work it."""

from tests.app.browsing import wait_for_map

PLACE = """
([lon, lat]) => {
  const [map] = window.maps;
  const { x, y } = map.latLngToContainerPoint([lat, lon]);
  const box = map.getContainer().getBoundingClientRect();
  return [box.x + x, box.y + y];
}
"""


def wait_for_numbers(page):
    wait_for_map(page)
    page.wait_for_selector("#review-numbers[aria-busy=false]:not(.is-before) table")


def wait_for_start(page):
    wait_for_map(page)
    page.wait_for_selector("#review-start:not([hidden])")
