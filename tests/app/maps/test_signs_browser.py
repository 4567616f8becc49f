"""Signs on a map in a real browser: people's and services' apart, none on top of another."""

import pytest
from playwright.sync_api import expect

from tests.app.browsing import DESK, EXPOSE, NEEDS_BROWSER, wait_for_map

pytestmark = NEEDS_BROWSER

OVERLAPS = """
() => {
  const boxes = [...document.querySelectorAll(".leaflet-marker-icon")].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return { left, top, right, bottom, name: one.alt };
  });
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.6 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.6;
  const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b]));
  return pairs.filter(([a, b]) => meet(a, b)).map(([a, b]) => `${a.name} / ${b.name}`);
}
"""
MOVED = """
() => {
  const [map] = window.maps;
  return [...document.querySelectorAll(".leaflet-marker-icon")].length && map.getZoom();
}
"""
READ_PLACES = """
(signs) => {
  const boxes = signs.map((one) => [one.alt, one.getBoundingClientRect()]);
  const [[, first]] = boxes;
  return boxes.map(([name, { x, y }]) => [name, x - first.x, y - first.y]).sort();
}
"""
SIGNS = ".leaflet-marker-icon"


def zoom_to(page, zoom):
    page.evaluate("(zoom) => window.maps[0].setZoom(zoom, { animate: false })", zoom)
    assert page.evaluate(MOVED) == zoom


@pytest.fixture
def overview(tabs, reviewed):
    page = tabs.open(DESK, script=EXPOSE)
    page.goto(reviewed.url)
    wait_for_map(page)
    return page


@pytest.mark.parametrize("zoom", [12, 14, 17])
def test_no_sign_stands_on_another_at_any_zoom(overview, zoom):
    zoom_to(overview, zoom)
    assert overview.locator(SIGNS).count() > 8
    assert overview.evaluate(OVERLAPS) == []


def test_signs_that_were_moved_stand_in_their_places_again_where_there_is_room(overview):
    zoom_to(overview, 17)
    before = overview.locator(SIGNS).evaluate_all(READ_PLACES)
    zoom_to(overview, 12)
    assert overview.locator(SIGNS).evaluate_all(READ_PLACES) != before
    zoom_to(overview, 17)
    after = overview.locator(SIGNS).evaluate_all(READ_PLACES)
    for (name, *one), (_, *other) in zip(before, after, strict=True):
        assert one == pytest.approx(other, abs=1.5), name


def test_bridges_and_service_lines_have_layers_and_signs_of_their_own(overview):
    services = overview.locator(f"{SIGNS}[src*='/service-']")
    bridges = overview.locator(f"{SIGNS}[src*='/crossing-']")
    many = bridges.count()
    expect(services.first).to_be_attached()
    read = "all => all.map((one) => one.alt)"
    assert all("modelled" in alt for alt in services.evaluate_all(read))
    assert "modelled" not in "".join(bridges.evaluate_all(read))
    overview.get_by_label("Service lines from bank to bank").uncheck()
    expect(services).to_have_count(0)
    assert bridges.count() == many
    assert overview.evaluate(OVERLAPS) == []


def test_the_popup_of_a_service_line_says_that_it_is_modelled(overview):
    link = overview.locator(".rows a[data-focus^='crossings/osm-']").first
    overview.get_by_label("Service lines from bank to bank").uncheck()
    link.click()
    popup = overview.locator(".popup")
    expect(popup).to_contain_text("Modelled, not real")
    expect(overview.get_by_label("Service lines from bank to bank")).to_be_checked()
