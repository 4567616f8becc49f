"""The base map in a real browser: relief below it, dots that wait, and who may pass a crossing."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from shapely.geometry import Point

from app.main import create_app
from app.settings import Settings
from geodata.cities.sources import Source
from geodata.snapshot.folder import RELIEF, TILES
from geodata.snapshot.writing import lock_data, write_snapshot
from pipelines.relief import draw_relief
from pipelines.tiles import draw_tiles
from tests.app.browsing import COUNT_DRAWN, NEEDS_BROWSER, wait_for_map
from tests.app.served import Server
from tests.app.small_city import BOUNDS, make_layer, make_layers, make_manifest, make_tables
from tests.pipelines.test_relief import write_hill

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The address of a town with relief and many bus stops."""
    data = tmp_path_factory.mktemp("relief")
    manifest = make_manifest()
    city = replace(manifest.city, elevation=Source("Survey of <b>heights</b>"))
    layers = make_layers()
    stops = [Point(20.85 + 0.001 * i, 42.903) for i in range(40)]
    layers["bus_stops"] = make_layer("bus_stops", stops)
    relief = draw_relief(write_hill(data / "dem.tif"), BOUNDS)
    with lock_data(data):
        pictures = {TILES: draw_tiles(layers, data), RELIEF: relief}
        write_snapshot(data, replace(manifest, city=city), layers, make_tables(), pictures)
    with Server(create_app(Settings(data=data, poll_s=60))) as server:
        yield server.url


def test_relief_lies_below_the_map_with_its_source_as_text(tabs, town):
    page = tabs.open()
    page.goto(town)
    wait_for_map(page)
    picture = page.locator(".leaflet-relief-pane img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 500")
    below = "one => Number(getComputedStyle(one.parentElement).zIndex)"
    assert picture.evaluate(below) < 300
    rights = page.locator(".leaflet-control-attribution")
    expect(rights).to_contain_text("Survey of <b>heights</b>")
    page.get_by_label("Relief").uncheck()
    expect(rights).not_to_contain_text("Survey")


def test_a_relief_that_fails_to_load_is_named_and_asked_for_again(tabs, town):
    page = tabs.open()
    page.route("**/relief.png*", lambda route: route.abort())
    page.goto(town)
    expect(page.locator("[role=status]").first).to_contain_text("Could not load “Relief”")
    page.unroute("**/relief.png*")
    page.get_by_label("Relief").uncheck()
    page.get_by_label("Relief").check()
    wait_for_map(page)
    assert page.locator(".leaflet-relief-pane img").evaluate("one => one.naturalWidth > 500")


def test_many_dots_wait_for_a_nearer_view_and_a_sentence_counts_them(tabs, town):
    page = tabs.open()
    page.goto(f"{town}#map=12/42.9/20.87&layers=banks,bus_stops")
    wait_for_map(page)
    line = page.locator("[role=status]").first
    expect(line).to_have_text("Zoom in to see: Bus stops (40)")
    assert page.evaluate(COUNT_DRAWN) == 0
    page.get_by_role("button", name="Zoom in").click(click_count=2)
    expect(line).to_be_hidden()
    page.wait_for_function(f"() => ({COUNT_DRAWN})() > 0")


def test_who_may_pass_is_shown_from_near_alone(tabs, town):
    page = tabs.open()
    page.goto(f"{town}#map=13/42.9/20.888")
    wait_for_map(page)
    modes = page.locator(".passes img")
    expect(modes.first).to_be_hidden()
    page.goto(f"{town}#map=16/42.9/20.888")
    page.reload()
    wait_for_map(page)
    expect(modes.first).to_be_visible()
    assert modes.evaluate_all("all => all.every((one) => one.alt)")
    page.wait_for_function("() => document.querySelector('.passes img').naturalWidth > 0")
