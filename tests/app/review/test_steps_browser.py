"""Undo, redo, Back and Forward, and the pen with its bends, in a real browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER
from tests.app.review.review_page import PLACE, wait_for_numbers
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
ON_STREETS = [(20.8615, 42.8894), (20.8625, 42.8915)]
MIDDLE = (20.8622, 42.8904)


def read_query(page):
    return parse_qs(urlsplit(page.url).query)


def wait_for_lines(page, count, places=2):
    """Wait until the address has so many bridges, the last one of so many places."""
    page.wait_for_function(
        """([count, places]) => {
          const lines = new URL(location).searchParams.getAll("line");
          const numbers = lines.at(-1)?.split(",").length ?? 0;
          return lines.length === count && (!count || numbers === 2 * places);
        }""",
        arg=[count, places],
    )
    return read_query(page).get("line", [])


def draw(page, *places, shift=()):
    page.get_by_role("button", name="Draw on the map").click()
    for at, place in enumerate(places):
        if at in shift:
            page.keyboard.down("Shift")
        page.mouse.click(*page.evaluate(PLACE, place))
        page.keyboard.up("Shift")


def test_undo_redo_back_and_forward_walk_the_steps(visit):
    page = visit()
    undo, redo = (page.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    draw(page, *ON_STREETS)
    wait_for_lines(page, 1)
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=east]").check()
    page.wait_for_function("() => new URL(location).searchParams.has('close')")
    expect(redo).to_be_disabled()
    undo.click()
    expect(page.locator("input[name=close][value=east]")).not_to_be_checked()
    page.go_back()
    expect(page.locator("#review-start")).to_be_visible()
    expect(undo).to_be_disabled()
    redo.click()
    expect(page.locator(".review-end")).to_have_count(2)
    page.go_forward()
    expect(page.locator("input[name=close][value=east]")).to_be_checked()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("input[name=close][value=east]")).not_to_be_checked()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("input[name=close][value=east]")).to_be_checked()


def test_a_drag_is_one_step(visit):
    page = visit(f"{DAY}&line={ENDS}")
    before = page.evaluate("history.state.step")
    page.mouse.move(*page.evaluate(PLACE, LINE[0]))
    page.mouse.down()
    for place in ((20.8612, 42.8890), (20.8605, 42.8887)):
        page.mouse.move(*page.evaluate(PLACE, place), steps=5)
        page.wait_for_timeout(500)  # longer than it takes to settle
    page.mouse.up()
    page.wait_for_function("() => new URL(location).searchParams.get('line').startsWith('20.8605')")
    assert page.evaluate("history.state.step") == before + 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("input[name=line]").first).to_have_value(ENDS)


def test_undo_passes_over_what_was_only_looked_at_on_the_map(visit):
    page = visit(f"{DAY}&line={ENDS}")
    page.locator("input[name=line]").first.fill("20.8605,42.8889,20.8605,42.8905")
    page.wait_for_function("() => new URL(location).searchParams.get('line').startsWith('20.8605')")
    # A crossing would be closed by it, which is a step of its own.
    page.locator(".leaflet-marker-icon[src*='project-']").first.press("Enter")
    page.wait_for_function("() => location.hash.includes('open=projects/')")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("input[name=line]").first).to_have_value(ENDS)


def test_a_band_follows_the_pointer_with_its_length_and_the_rivers_width_until_escape(visit):
    page = visit()
    draw(page, ON_STREETS[0])
    page.mouse.move(*page.evaluate(PLACE, ON_STREETS[1]))
    label = page.locator(".leaflet-tooltip:not(.passes)")
    expect(label).to_have_text(re.compile(r"^24\d m; river 4\d m wide$"))  # to a pixel
    page.keyboard.press("Escape")
    expect(label).to_have_count(0)
    expect(page.locator("#review-start")).to_be_visible()


def test_a_bridge_bends_by_shift_by_drag_and_by_keys(visit):
    page = visit()
    draw(page, ON_STREETS[0], MIDDLE, ON_STREETS[1], shift={1})
    wait_for_lines(page, 1, 3)
    bend = page.get_by_title("Bend of bridge 1")
    bend.focus()
    page.keyboard.press("Delete")
    wait_for_lines(page, 1, 2)
    page.evaluate("() => { window.maps[0].setView([42.8904, 20.862], 17, { animate: false }); }")
    between = page.get_by_title("Bend bridge 1")
    box = between.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 9, steps=5)
    page.mouse.up()
    wait_for_lines(page, 1, 3)
    expect(page.locator(".review-bend--bend")).to_have_count(1)
    page.get_by_title("Bend bridge 1").first.press("ArrowRight")
    wait_for_lines(page, 1, 4)


def test_a_link_shows_its_bridges_near(visit):
    page = visit(f"{DAY}&line={ENDS}")
    zoom, lat, lon = page.evaluate(
        "() => { const [map] = window.maps; const { lat, lng } = map.getCenter();"
        " return [map.getZoom(), lat, lng]; }"
    )
    assert zoom == 17
    assert (lon, lat) == pytest.approx((20.862, 42.8904), abs=1e-4)
    assert {"1.1", "1.2"} == set(page.locator(".review-end").all_inner_texts())


def test_a_bridge_is_drawn_by_keyboard_alone(visit):
    page = visit()
    page.locator("#review-draw").press("Enter")
    for lon, lat in ON_STREETS:
        page.evaluate(
            "([lon, lat]) => maps[0].setView([lat, lon], 17, {animate: false})", [lon, lat]
        )
        page.keyboard.press("Enter")
    (line,) = wait_for_lines(page, 1)
    assert [float(one) for one in line.split(",")] == pytest.approx(
        [degrees for place in ON_STREETS for degrees in place], abs=1e-4
    )


def test_drawing_by_keyboard_says_where_the_cross_stands(visit):
    page = visit()
    page.locator("#review-draw").press("Enter")
    where = page.locator("#review-where")
    expect(where).to_have_attribute("role", "status")
    for lon, lat in ON_STREETS:
        page.evaluate(
            "([lon, lat]) => maps[0].setView([lat, lon], 17, {animate: false})", [lon, lat]
        )
        page.keyboard.press("ArrowRight")
        expect(where).to_contain_text(re.compile(r"^(North|South), .*\d m from the river"))
        page.keyboard.press("Enter")
    wait_for_lines(page, 1)
    expect(where).to_have_text("")


def test_the_band_of_the_keyboard_tells_its_length_in_words_too(visit):
    page = visit()
    page.locator("#review-draw").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    where = page.locator("#review-where")
    expect(where).to_contain_text(re.compile(r"\. \d+ m; river \d+ m wide$"))
    page.keyboard.press("Escape")
    expect(where).to_have_text("")


def test_enter_in_a_field_is_a_step_that_undo_takes_back(visit):
    page = visit()
    page.evaluate(
        "document.querySelector('#review-lines').closest('details')?.setAttribute('open', '')"
    )
    page.locator("input[name=line]").last.fill(ENDS)
    page.keyboard.press("Enter")
    wait_for_lines(page, 1)
    page.get_by_role("button", name="Undo").click()
    wait_for_lines(page, 0)


def test_back_is_not_trapped_where_something_else_took_redo_away(visit):
    page = visit()
    draw(page, *ON_STREETS)
    wait_for_lines(page, 1)
    page.get_by_role("button", name="Undo").click()
    wait_for_lines(page, 0)
    page.evaluate("location.hash = 'definitions'")
    redo = page.get_by_role("button", name="Redo")
    redo.click()
    expect(redo).to_be_disabled()
    before = page.url
    page.go_back()
    page.wait_for_function("before => location.href !== before", arg=before)


def test_the_instruction_goes_when_escape_ends_drawing(visit):
    page = visit()
    page.get_by_role("button", name="Draw on the map").click()
    expect(page.locator("#review-status")).to_contain_text("Click where the bridge begins")
    page.keyboard.press("Escape")
    expect(page.locator("#review-status")).to_have_text("")


def test_back_to_another_day_shows_that_day(visit):
    page = visit(f"{DAY}&close=east")
    day = page.locator("#review-day")
    day.fill("2025-08-01")
    day.press("Enter")
    page.wait_for_url("**day=2025-08-01**")
    wait_for_numbers(page)
    page.go_back()
    wait_for_numbers(page)
    assert day.input_value() == "2025-10-01"
    assert "day=2025-10-01" in page.url


def test_a_day_that_is_being_written_is_asked_of_its_own_page_alone(visit):
    page = visit(f"{DAY}&close=east")
    write = """() => {
      document.querySelector("input[name=close][value=main]").click();
      document.getElementById("review-day").value = "2025-08-01";
    }"""
    with page.expect_request("**/review/parts/tables*") as asked:
        page.evaluate(write)
    assert "day=2025-10-01" in asked.value.url
    assert "close=main" in page.url
    assert "day=2025-10-01" in page.url
