"""Vector tiles in a real browser: how the overview asks for them, draws them and tells of them."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.main import create_app
from app.settings import Settings
from pipelines.tiles import draw_tiles
from tests.app.browsing import NEEDS_BROWSER, OWN_DOING, open_branch, wait_for_map
from tests.app.served import Server
from tests.app.small_city import BOUNDS, make_layer, make_layers, write_city

pytestmark = NEEDS_BROWSER

COUNT_DRAWN = """
() => [...document.querySelectorAll(".leaflet-tiles-pane canvas")].reduce((sum, canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return sum + data.filter((value, i) => i % 4 === 3 && value > 0).length;
}, 0)
"""
FIND_MAIN_ROAD = """
() => {
  for (const canvas of document.querySelectorAll(".leaflet-tiles-pane canvas")) {
    const { left, top, width: seen } = canvas.getBoundingClientRect();
    const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const scale = seen / width; // between whole zooms tiles are drawn larger
    for (let i = 0; i < data.length; i += 4) {
      const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)]
        .map((one, axis) => [left, top][axis] + (one + 0.5) * scale);
      const isFree = document.elementFromPoint(x, y)?.closest(".leaflet-pane");
      if (data[i] === 0xfb && data[i + 1] === 0xdc && isFree) return [x, y];
    }
  }
  return null;
}
"""
KEEP_MAP = """
(() => {
  let leaflet;
  Object.defineProperty(window, "L", {
    configurable: true,
    get: () => leaflet,
    set(value) {
      leaflet = value;
      leaflet.Map.addInitHook(function () { window.shownMap = this; });
    },
  });
})();
"""
LIST_NAMES = """
() => {
  const grid = Object.values(shownMap._layers).find((one) => one.labelers);
  const indexes = [...grid.labelers.labelers.values()].map(({ index }) => index.tree.all());
  return [...new Set(indexes.flat().map((one) => one.indexedLabel.deduplicationKey))].sort();
}
"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c"
    "6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def tiled(tmp_path_factory):
    """The address of a server with tiles."""
    data = tmp_path_factory.mktemp("tiled")
    layers = make_layers()
    roads = make_layer(
        "roads",
        layers["roads"].geometry,
        name=["<b>Street</b>", "Rruga / Улица"],
        name_sr=[None, "Улица"],
        name_sq=[None, "Rruga"],
        tags=['{"highway": "primary", "surface": "asphalt"}', '{"highway": "residential"}'],
    )
    layers |= {"roads": roads}
    write_city(data, layers=layers, tiles=draw_tiles(layers, data))
    photos = "<b>Photos</b>=https://tiles.example.org/{z}/{x}/{y}.png"
    with Server(create_app(Settings(data=data, poll_s=60, base_maps=photos))) as server:
        yield server.url


@pytest.fixture
def visit(tabs, tiled):
    """Open the overview; gather what it asks for and complains of."""
    asked = []
    page = tabs.open()
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108

    def open_page():
        page.goto(tiled)
        wait_for_map(page)
        return page

    return open_page, asked, tabs.notes.complaints, page


def test_the_overview_asks_for_its_archive_by_ranges_and_draws_it(visit, tiled):
    open_page, asked, complaints, _ = visit
    page = open_page()
    assert page.evaluate(COUNT_DRAWN) > 500
    archives = [one for one in asked if one.url.endswith(".pmtiles")]
    assert archives
    for one in archives:
        assert one.headers["range"].startswith("bytes=")
        assert one.response().status == 206
    assert not [one for one in asked if one.url.endswith("roads.geojson")]
    assert {urlsplit(one.url).netloc for one in asked} == {urlsplit(tiled).netloc}
    assert [text for text in complaints if not text.startswith(OWN_DOING)] == []


def test_layers_on_the_sheet_are_switched_one_by_one(visit):
    open_page, *_ = visit
    page = open_page()
    both = page.evaluate(COUNT_DRAWN)
    open_branch(page, "Buildings")
    buildings = page.get_by_role("checkbox", name=re.compile(r"^\s*Buildings(?!:)"))
    buildings.uncheck()
    page.wait_for_function(f"() => ({COUNT_DRAWN})() < {both}")
    buildings.check()
    page.wait_for_function(f"() => ({COUNT_DRAWN})() === {both}")


def test_a_click_tells_all_facts_of_a_feature_as_text(visit):
    open_page, *_ = visit
    page = open_page()
    page.mouse.click(*page.evaluate(FIND_MAIN_ROAD))
    popup = page.locator(".leaflet-popup-content")
    assert popup.locator("h3").text_content() == "Street <b>Street</b>"
    assert "asphalt" in popup.evaluate("node => node.textContent")


def list_names(page, tiled, language):
    """List what is written on the map at a zoom where streets have names."""
    page.add_init_script(KEEP_MAP)
    left, bottom, right, top = BOUNDS
    place = f"#map=15/{(bottom + top) / 2}/{(left + right) / 2}"
    page.goto(f"{tiled}?lang={language}{place}&layers=banks,labels,roads")
    wait_for_map(page)
    return page.evaluate(LIST_NAMES)


@pytest.mark.parametrize(("language", "street"), [("sq", "Rruga"), ("sr-Cyrl", "Улица")])
def test_streets_bear_their_names_in_the_language_of_the_reader(visit, tiled, language, street):
    *_, complaints, page = visit
    assert list_names(page, tiled, language) == ["<b>Street</b>", street]
    assert [text for text in complaints if not text.startswith(OWN_DOING)] == []


def test_a_link_without_names_shows_none(visit, tiled):
    *_, page = visit
    page.add_init_script(KEEP_MAP)
    page.goto(f"{tiled}?lang=en#map=15/42.9/20.87&layers=banks,roads")
    wait_for_map(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_function(f"() => ({LIST_NAMES})().length === 0")
    rules = "Object.values(shownMap._layers).find((one) => one.labelers).labelRules.length"
    assert page.evaluate(rules) == 0


def test_names_can_be_switched_off(visit, tiled):
    *_, page = visit
    assert list_names(page, tiled, "en")
    page.get_by_label("Names on the map").uncheck()
    page.wait_for_function(f"() => ({LIST_NAMES})().length === 0")


def test_the_pointer_over_a_street_says_its_name(visit):
    open_page, *_ = visit
    page = open_page()
    page.mouse.move(*page.evaluate(FIND_MAIN_ROAD))
    assert page.locator(".leaflet-tooltip:not(.passes)").inner_text() == "<b>Street</b>"


def test_an_archive_that_fails_says_so_in_words(visit):
    open_page, _, _, page = visit
    page.route("**/*.pmtiles", lambda route: route.abort())
    assert "Could not load" in open_page().locator("[role=status]").inner_text()


def test_tiles_that_are_switched_off_meanwhile_are_not_waited_for(tabs, tiled):
    page = tabs.open()
    page.route("**/tiles/*", lambda _: None)  # no answer ever comes
    page.goto(f"{tiled}#map=14/42.9/20.88&layers=roads")
    page.wait_for_selector(".folium-map[aria-busy=true]")
    page.evaluate("location.hash = 'map=14/42.9/20.88&layers=banks'")
    wait_for_map(page)
    expect(page.locator("[role=status]").first).to_be_hidden()


def test_images_of_openstreetmap_are_asked_for_only_when_switched_on(visit):
    open_page, asked, complaints, page = visit
    page.route("https://tile.openstreetmap.org/**", lambda route: route.fulfill(body=PICTURE))
    open_page()
    assert not [one for one in asked if "openstreetmap.org" in one.url]
    with page.expect_response("https://tile.openstreetmap.org/**") as answer:
        page.get_by_label("Images from openstreetmap.org").check()
    assert answer.value.status == 200
    page.wait_for_selector(".leaflet-tile-pane img.leaflet-tile-loaded")
    assert page.locator(".leaflet-control-attribution a").inner_text() == "OpenStreetMap"
    assert not [text for text in complaints if "Content Security Policy" in text]


def test_a_base_map_of_the_operator_can_be_switched_on_and_its_name_is_text(visit):
    open_page, _, complaints, page = visit
    page.route("https://tiles.example.org/**", lambda route: route.fulfill(body=PICTURE))
    open_page()
    with page.expect_response("https://tiles.example.org/**") as answer:
        page.get_by_label("<b>Photos</b>").check()
    assert answer.value.status == 200
    assert "<b>Photos</b>" in page.locator(".leaflet-control-attribution").inner_text()
    assert not [text for text in complaints if "Content Security Policy" in text]
