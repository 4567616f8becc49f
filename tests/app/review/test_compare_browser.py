"""Two maps in step and crossings that a scenario closes, in a real browser."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from geodata.assessment.assess import assess
from geodata.assessment.request import Question
from geodata.streets.network import TravelMode
from tests.app.browsing import DESK, EXPOSE, NEEDS_BROWSER, PHONE, expect_to_fit, resize
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
QUERY = f"line={ENDS}&close=main&day={DAY}"
QUIET = "[...document.querySelectorAll('.folium-map')].every((one) => one.ariaBusy === 'false')"
VIEWS = """
() => maps.map((map) => {
  const { lat, lng } = map.getCenter();
  return [lat.toFixed(4), lng.toFixed(4), map.getZoom()].join(" ");
})
"""
SAME_VIEWS = """
() => {
  const [first, second] = maps;
  const apart_px = first.project(first.getCenter()).distanceTo(first.project(second.getCenter()));
  return first.getZoom() === second.getZoom() && apart_px < 1.5;
}
"""
HOME_AT = """
() => {
  const homes = [];
  maps[1].eachLayer((one) => one.feature?.properties.saved_min !== undefined && homes.push(one));
  const map = maps[1];
  const middle = map.getSize().divideBy(2);
  const far = (one) => map.latLngToContainerPoint(one.getLatLng()).distanceTo(middle);
  homes.sort((a, b) => far(a) - far(b));
  map.panTo(homes[0].getLatLng(), { animate: false });
  homes[0].openPopup();
  return homes[0].feature.properties;
}
"""


@pytest.fixture
def visit(tabs, reviewed):
    """Open a page; at the end nobody else was asked and nothing complained."""

    def open_page(path, screen=DESK, **options):
        page = tabs.open(screen, script=EXPOSE, **options)
        page.goto(reviewed.url + path)
        page.wait_for_function(f"() => {QUIET}")
        return page

    yield open_page
    tabs.close()
    left_behind = "TypeError: Failed to fetch"  # says protomaps-leaflet of tiles nobody waits for
    assert [text for text in tabs.notes.complaints if text != left_behind] == []
    assert tabs.notes.refusals == []
    assert tabs.notes.failures == []
    assert tabs.notes.hosts == {urlsplit(reviewed.url).netloc}


def drag(page, map_number, by):
    box = page.locator(".folium-map").nth(map_number).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 60
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=6)


@pytest.mark.parametrize(
    "led", [0, pytest.param(1, marks=pytest.mark.slow)], ids=["before", "after"]
)
def test_both_maps_follow_the_one_that_is_dragged_and_the_address_keeps_the_place(visit, led):
    page = visit(f"/compare?{QUERY}#map=15/42.8905/20.8655")
    first = page.evaluate(VIEWS)
    assert first == ["42.8905 20.8655 15"] * 2
    drag(page, led, (80, -50))
    page.wait_for_function(SAME_VIEWS)  # while the button is still down
    assert page.evaluate(VIEWS) != first
    page.mouse.up()
    page.wait_for_function(SAME_VIEWS)
    page.wait_for_function("() => !location.hash.startsWith('#map=15/42.8905/20.8655')")
    page.reload()
    page.wait_for_function(f"() => {QUIET}")
    assert page.evaluate(SAME_VIEWS)
    zoom, *place = urlsplit(page.url).fragment.removeprefix("map=").split("&")[0].split("/")
    shown = page.evaluate("() => [maps[0].getCenter().lat, maps[0].getCenter().lng]")
    assert shown == pytest.approx(list(map(float, place)), abs=5e-5)
    assert zoom == "15"


def test_both_maps_zoom_together_by_buttons_and_keys(visit):
    page = visit(f"/compare?{QUERY}#map=15/42.8905/20.8655")
    page.get_by_role("button", name="Zoom in").nth(1).click()
    page.wait_for_function("() => maps.every((map) => map.getZoom() === 16)")
    page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
    assert page.evaluate(SAME_VIEWS)
    page.locator(".folium-map").first.focus()
    page.keyboard.press("-")
    page.wait_for_function("() => maps.every((map) => map.getZoom() === 15)")
    page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        f"() => ({SAME_VIEWS})() && maps[1].getCenter().lng > 20.866"
        " && !location.hash.includes('20.8655')"
    )


def test_the_maps_show_the_state_each_is_named_after(visit):
    page = visit(f"/compare?{QUERY}")
    before, after = (page.get_by_role("region", name=f"Map {one}") for one in ("before", "after"))
    closed = "img[alt*='Closed in this scenario']"
    assert before.locator(closed).count() == 0
    assert after.locator(closed).count() == 1
    assert before.locator(".leaflet-bridges-pane path").count() == 0
    assert after.locator(".leaflet-bridges-pane path").count() == 1


def test_a_home_tells_its_minutes_before_and_after(visit):
    page = visit(f"/compare?{QUERY}#map=16/42.8925/20.8655")
    facts = page.evaluate(HOME_AT)
    popup = page.locator(".leaflet-popup-content")
    for words, name in (("Before", "before_min"), ("After", "after_min"), ("Saved", "saved_min")):
        row = popup.locator("dt", has_text=words).locator("xpath=following-sibling::dd[1]")
        assert row.inner_text() == f"{facts[name]:.1f} min"
    assert "Modelled, not real" in popup.inner_text()


def test_what_can_be_downloaded_from_the_maps_is_what_the_snapshot_holds(visit):
    page = visit(f"/compare?{QUERY}")
    page.get_by_role("button", name="Download what is visible").click()
    files = page.locator(".tool__files[aria-busy=false]")
    files.get_by_text("Crossings").wait_for()
    assert "Homes" not in files.inner_text()


def test_another_way_of_travelling_keeps_the_place_and_the_question(visit):
    page = visit(f"/compare?{QUERY}#map=15.5/42.891/20.866")
    page.get_by_label("How people travel").select_option("drive")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**mode=drive**")
    page.wait_for_function(f"() => {QUIET}")
    address = urlsplit(page.url)
    assert parse_qs(address.query)["line"] == [ENDS]
    assert address.fragment.startswith("map=15.5/42.891/20.866")
    assert page.evaluate(VIEWS) == ["42.8910 20.8660 15.5"] * 2


def test_the_maps_stand_beside_each_other_or_above_each_other_on_a_phone(visit):
    page = visit(f"/compare?{QUERY}", PHONE)
    for screen in (PHONE, DESK):
        resize(page, screen)
        first, second = (page.locator(".folium-map").nth(at).bounding_box() for at in (0, 1))
        if screen is PHONE:
            assert second["y"] >= first["y"] + first["height"]
        else:
            assert second["x"] >= first["x"] + first["width"]
        expect_to_fit(page)


def test_without_a_script_the_page_gives_its_tables(tabs, reviewed):
    page = tabs.open(java_script_enabled=False)
    page.goto(f"{reviewed.url}/compare?{QUERY}")
    assert page.locator("#compare-classes tbody tr").count() == 9
    assert page.locator("noscript p").is_visible()


def ask_again_soon(page):
    """Let the page come back sooner than the server asks it to."""

    def hasten(route):
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "retry-after": "0.1"})

    def shorten(route):
        answer = route.fetch()
        body = re.sub('(again|again-s)="5"', r'\1="0.1"', answer.text())
        route.fulfill(response=answer, body=body)

    page.route("**/api/assessments**", hasten)
    page.route("**/review/parts/**", shorten)
    page.route("**/compare?**", shorten)


def test_while_figures_are_prepared_the_page_asks_until_it_has_them(tabs, reviewed):
    service = reviewed.city.review
    model, service._model = service._model, None
    page = tabs.open()  # a server that is not ready is an error to the console
    ask_again_soon(page)
    try:
        page.goto(f"{reviewed.url}/compare?{QUERY}")
        page.get_by_text("This page refreshes automatically").wait_for()
    finally:
        service._model = model
    page.locator("#compare-classes").wait_for()


def expect_figures(page, reviewed, closures, mode=TravelMode.WALK):
    """Wait until the figures of the closed crossings are those of the engine."""
    model = reviewed.city.review.get_model()
    banks = assess(model, Question(mode, date.fromisoformat(DAY), (), closures)).banks
    cells = [f"{one.cut_off.before:,.0f} → {one.cut_off.after:,.0f}" for one in banks]
    cells += [f"{one.cut:,.0f}" for one in banks]
    after = [one.mean_cross_river_min for one in banks]
    cells += [
        f"{one.before:.1f} → {'–' if one.after is None else f'{one.after:.1f}'}" for one in after
    ]
    expect(page.locator(".closing td")).to_have_text(cells)


def test_closing_a_crossing_tells_who_is_cut_off_and_marks_it(visit, reviewed):
    page = visit(f"/crossings?as_of={DAY}")
    card = page.locator("[id='crossings/main']")
    card.get_by_role("button", name="What if it were closed? Who would be cut off?").click()
    expect_figures(page, reviewed, ("main",))
    assert card.locator(".closing").is_visible()
    assert page.locator("img[alt*='Closed in this scenario']").count() == 1
    assert parse_qs(urlsplit(page.url).query)["close"] == ["main"]
    card.get_by_role("button", name="Reopen in this scenario").click()
    expect(page.locator(".closing")).to_have_count(0)
    assert page.locator("img[alt*='Closed in this scenario']").count() == 0
    assert "close" not in urlsplit(page.url).query


def test_several_crossings_are_closed_together_by_another_way_of_travelling(visit, reviewed):
    page = visit(f"/crossings?as_of={DAY}&close=main&close=east&mode=bicycle")
    expect_figures(page, reviewed, ("main", "east"), TravelMode.BICYCLE)
    page.locator(".closing").get_by_label("How people travel").select_option("drive")
    expect_figures(page, reviewed, ("main", "east"), TravelMode.DRIVE)
    page.reload()
    expect_figures(page, reviewed, ("main", "east"), TravelMode.DRIVE)
    link = page.get_by_role("link", name="See before and after side by side")
    link.click()
    page.locator("#compare-classes").wait_for()
    assert parse_qs(urlsplit(page.url).query)["close"] == ["main", "east"]


def test_a_crossing_is_closed_from_the_map_too(visit, reviewed):
    page = visit(f"/crossings?as_of={DAY}")
    page.locator(".leaflet-marker-icon[alt*='Main (Ibar) Bridge']").press("Enter")
    page.locator(".leaflet-popup").get_by_text(
        "What if it were closed? Who would be cut off?"
    ).click()
    expect_figures(page, reviewed, ("main",))
    expect(page.locator(".leaflet-popup [data-close]")).to_have_text("Reopen in this scenario")


def test_what_is_closed_stays_closed_on_another_day(visit, reviewed):
    page = visit("/crossings?as_of=2025-08-01&close=main")
    page.locator(".closing td").first.wait_for()
    page.locator("#as_of").fill(DAY)
    page.locator("#as_of").dispatch_event("change")
    page.wait_for_url(f"**as_of={DAY}**")
    expect_figures(page, reviewed, ("main",))
    assert page.locator("[id='crossings/main'] .closing").is_visible()


def test_figures_that_are_not_ready_are_asked_for_again(tabs, reviewed):
    service = reviewed.city.review
    model, service._model = service._model, None
    page = tabs.open()
    ask_again_soon(page)
    try:
        answer = page.goto(f"{reviewed.url}/crossings?as_of={DAY}&close=main")
        assert answer.status == 200  # the page itself never waits
        page.get_by_text("Retrying shortly.").wait_for()
    finally:
        service._model = model
    expect_figures(page, reviewed, ("main",))


def test_choosing_a_crossing_on_the_map_of_the_review_closes_it_and_opens_it_again(visit):
    page = visit(f"/review?day={DAY}")
    box = page.locator("input[name=close][value=east]")
    mark = page.locator(".leaflet-marker-icon[alt*='East Bridge']")
    mark.click()
    expect(box).to_be_checked()
    expect(box).to_be_visible()
    page.wait_for_function("() => new URL(location).searchParams.get('close') === 'east'")
    assert "Closed in this scenario" in mark.get_attribute("alt")
    link = page.get_by_role("link", name="See before and after side by side")
    asked = f"mode=walk&day={DAY}&trips_to=homes&population=census-2024&close=east&lang=en"
    expect(link).to_have_attribute("href", f"/mitrovica/compare?{asked}")
    page.keyboard.press("Escape")
    mark.press("Enter")
    expect(box).not_to_be_checked()


def test_a_cable_is_not_closed_by_choosing_it(visit, reviewed):
    page = visit(f"/review?day={DAY}")
    found = httpx.get(f"{reviewed.url}/data/crossings.geojson?as_of={DAY}").json()["features"]
    cable = next(one["id"] for one in found if one["properties"]["kind"] == "cable")
    page.evaluate(f"() => {{ maps[0].fire('crossing', {{ id: '{cable}', isClosable: false }}) }}")
    assert page.locator("input[name=close]:checked").count() == 0
