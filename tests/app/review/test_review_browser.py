"""The bridge review in a real browser: draw, drag, close, keep, reload."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, expect_to_fit
from tests.app.review.review_page import (
    PLACE,
    read_saved,
    read_seconds,
    wait_for_change,
    wait_for_numbers,
    wait_for_start,
)
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
ON_STREETS = [(20.8615, 42.8894), (20.8625, 42.8915)]


def wait_for_address(page, name, is_there):
    page.wait_for_function(
        f"() => {is_there}.test(new URL(location).searchParams.getAll('{name}').join(' '))"
    )
    return parse_qs(urlsplit(page.url).query)[name]


def draw(page):
    page.get_by_role("button", name="Draw on the map").click()
    for place in ON_STREETS:
        page.mouse.click(*page.evaluate(PLACE, place))


def test_draw_drag_close_and_reload(visit):
    page = visit(DAY)
    draw(page)
    drawn = wait_for_change(page)
    assert min(read_saved(page)) > 0
    page.mouse.move(*page.evaluate(PLACE, ON_STREETS[0]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(PLACE, (20.8585, 42.8875)), steps=8)
    wait_for_change(page, drawn)  # while the button is still down
    page.mouse.up()
    line = wait_for_address(page, "line", "/^20.858/")
    wait_for_numbers(page)
    dragged = wait_for_change(page, drawn)
    page.get_by_text("Closures to test").click()
    page.locator("input[name=close][value=east]").check()
    wait_for_change(page, dragged)
    assert wait_for_address(page, "close", "/east/") == ["east"]
    wait_for_numbers(page)
    closed = read_saved(page)
    page.reload()
    wait_for_numbers(page)
    assert read_saved(page) == closed
    assert page.locator("input[name=line]").first.input_value() == line[0]
    assert page.locator("input[name=close][value=east]").is_checked()
    assert page.locator(".review-end").count() == 2


def test_a_bridge_is_written_moved_and_taken_out_by_keyboard(visit):
    page = visit(DAY)
    page.locator("input[name=line]").fill(ENDS)
    written = wait_for_change(page)
    page.locator(".review-end").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wait_for_change(page, written)
    assert page.evaluate("document.activeElement.className").find("review-end") >= 0
    page.get_by_role("button", name="Remove").first.press("Enter")
    page.wait_for_function("() => !document.querySelector('.review-end')")
    assert page.locator("input[name=line]").count() == 1


def test_a_line_that_misses_the_river_is_refused_in_a_sentence(tabs, reviewed):
    page = tabs.open()  # a refusal is an error to the console
    page.goto(f"{reviewed.url}/review?{DAY}")
    wait_for_start(page)
    page.locator("input[name=line]").fill("20.862,42.8912,20.862,42.8913")
    sentence = "Bridge 1: the line does not cross the river: both ends are on the same bank."
    expect(page.locator("#review-status")).to_contain_text(sentence)
    assert page.locator("#review-numbers").is_hidden()


def test_minutes_saved_are_drawn_with_people_in_the_legend(visit):
    page = visit(f"{DAY}&line={ENDS}")
    page.get_by_label("Show minutes saved on the map").check()
    legend = page.locator("#review-legend")
    legend.locator("table").wait_for()
    people = [
        int(text.replace(",", "")) for text in legend.locator("td:nth-child(2)").all_inner_texts()
    ]
    assert sum(people) > 10_000
    assert "data version" in legend.inner_text()
    on_map, shown = page.locator(".stage").bounding_box(), legend.bounding_box()
    assert on_map["x"] <= shown["x"]
    assert shown["x"] + shown["width"] <= on_map["x"] + on_map["width"]
    assert shown["y"] + shown["height"] <= DESK["height"]  # in sight without scrolling
    dots = legend.locator(".review__dot")
    brightness = [
        sum(map(int, re.findall(r"\d+", dot.evaluate("one => one.style.background"))))
        for dot in dots.all()
    ]
    gain, loss = brightness[:4], brightness[5:]
    assert gain == sorted(gain)
    assert loss == sorted(loss, reverse=True)


def test_scanned_places_are_numbered_named_highlighted_and_used(visit):
    page = visit(DAY)
    page.get_by_role("button", name="Find possible locations").click()
    places = page.locator("#review-scan-list ol > li")
    places.first.wait_for()
    marks = page.locator(".review-place")
    assert marks.all_inner_texts() == [str(at + 1) for at in range(places.count())]
    assert places.count() > 3
    unnamed = "km along the line between the banks"  # no street has a name
    expect(places.first.locator("b")).to_contain_text(unnamed)
    places.nth(2).hover()
    expect(marks.nth(2)).to_have_class(re.compile("review-place--chosen"))
    places.nth(1).get_by_role("button").focus()
    expect(marks.nth(1)).to_have_class(re.compile("review-place--chosen"))
    marks.first.click()
    expect(places.first.get_by_role("button")).to_be_focused()
    places.nth(1).get_by_role("button", name="Use place 2").click()
    wait_for_change(page)
    places.first.get_by_role("button", name="Use place 1").click()
    wait_for_numbers(page)
    expect(page.locator(".review-end")).to_have_count(2)  # it replaces the other
    best = places.first.locator("span").inner_text().split(" saved")[0]
    assert read_saved(page)[0] == pytest.approx(read_seconds(best), abs=1.1)


def test_by_keyboard_a_scan_leads_to_what_it_found(visit):
    page = visit(DAY)
    page.get_by_role("button", name="Find possible locations").press("Enter")
    expect(page.get_by_role("heading", name="Possible locations")).to_be_focused()
    expect(page.locator("#review-scan-status")).to_contain_text("locations assessed.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Use place 1:")).to_be_focused()


@pytest.mark.slow  # test_pages_browser.py asks this every day
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_fits(visit, screen):
    expect_to_fit(visit(f"{DAY}&line={ENDS}", screen))
