"""The panel as a sheet over the map on a phone: three heights, by finger and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, expect_to_fit, resize, wait_for_map
from tests.app.review.review_page import PLACE
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)
ON_STREETS = [(20.8615, 42.8894), (20.8625, 42.8915)]


def read_heights(page):
    """Heights of the map and of the sheet, in px."""
    return [page.locator(one).bounding_box()["height"] for one in (".stage", ".panel")]


def expect_sheet(page, height):
    expect(page.locator(".page")).to_have_attribute("data-sheet", height)


def is_on_screen(locator):
    box = locator.bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]


def test_action_and_result_are_on_one_screen(visit):
    page = visit(DAY, PHONE)
    page.get_by_role("link", name="Add a bridge").click()
    expect_sheet(page, "peek")
    assert is_on_screen(page.get_by_text("Click where the bridge begins"))
    for place in ON_STREETS:
        page.mouse.click(*page.evaluate(PLACE, place))
    first = page.locator(".review__first")
    first.wait_for()
    assert is_on_screen(first)
    assert all(is_on_screen(end) for end in page.locator(".review-end").all())
    expect_to_fit(page)
    assert page.evaluate("document.scrollingElement.scrollHeight") <= PHONE["height"]


def test_the_sheet_has_three_heights_by_press_keys_and_drag(visit):
    page = visit(f"{DAY}&line={ENDS}", PHONE)
    handle = page.locator(".sheet__handle")
    half = read_heights(page)
    assert half[0] == pytest.approx(half[1], abs=2)
    handle.click()
    expect_sheet(page, "full")
    expect(page.locator(".stage")).to_be_hidden()
    expect_no_fault_of_access(page)
    handle.press("ArrowDown")
    handle.press("ArrowDown")
    expect_sheet(page, "peek")
    assert read_heights(page)[0] > half[0]
    box = handle.bounding_box()
    assert box["height"] >= 44
    page.mouse.move(box["x"] + 100, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] - 200, steps=5)
    page.mouse.up()
    expect_sheet(page, "half")
    assert read_heights(page) == half
    expect_no_fault_of_access(page)


def test_the_label_of_the_band_stays_on_the_screen(visit):
    page = visit(DAY, PHONE)
    page.get_by_role("link", name="Add a bridge").click()
    page.mouse.click(*page.evaluate(PLACE, ON_STREETS[0]))
    page.mouse.move(PHONE["width"] - 10, 300)
    box = page.locator(".leaflet-tooltip:not(.passes)").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_targets_are_large_enough_for_fingers(visit):
    page = visit(f"{DAY}&line={ENDS}", PHONE)
    page.locator(".sheet__handle").click()
    for one in page.locator(".review :is(button, select, summary):visible").all():
        assert one.bounding_box()["height"] >= 44, one.inner_text()


def test_travel_and_day_are_chosen_beside_the_result(visit):
    page = visit(f"{DAY}&close=main", PHONE)
    first = page.locator(".review__first")
    first.wait_for()
    assert is_on_screen(first)
    for name in ("How people travel", "Day"):
        assert is_on_screen(page.get_by_label(name, exact=True))
    before = first.inner_text()
    page.get_by_label("How people travel").select_option("drive")
    expect(first).not_to_have_text(before)
    page.wait_for_function("() => new URL(location).searchParams.get('mode') === 'drive'")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("How people travel")).to_have_value("walk")


@pytest.mark.parametrize("change", ["close=main", "open=main;drive", "restrict=main;walk"])
def test_a_link_that_only_closes_or_opens_a_crossing_shows_it(visit, change):
    page = visit(f"{DAY}&{change}", DESK)
    mark = page.get_by_title("Main (Ibar) Bridge").bounding_box()
    stage = page.locator(".stage").bounding_box()
    assert page.evaluate("maps[0].getZoom()") == 16
    middle = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    assert (mark["x"] + 12, mark["y"] + 12) == pytest.approx(middle, abs=60)


def test_a_narrowed_page_fits_before_its_script_has_moved_the_foot_into_the_sheet(tabs, reviewed):
    page = tabs.open(DESK, script="MediaQueryList.prototype.addEventListener = () => {};")
    page.goto(f"{reviewed.url}/review?{DAY}")
    wait_for_map(page)
    resize(page, PHONE)
    expect(page.locator(".page > .foot")).to_have_count(1)
    expect_to_fit(page)


def test_a_wide_page_has_its_panel_beside_the_map(visit):
    page = visit(f"{DAY}&line={ENDS}", DESK)
    expect(page.locator(".sheet__handle")).to_be_hidden()
    assert page.locator(".panel").bounding_box()["x"] > 600
    expect(page.locator(".page > .foot")).to_be_visible()


def test_a_bridge_taken_while_the_sheet_covers_the_map_is_seen_from_near_behind_it(visit):
    page = visit(DAY, PHONE)
    page.locator(".sheet__handle").click()
    expect_sheet(page, "full")
    page.locator("[data-start=review-projects]").click()
    page.locator("#review-projects a[data-line]").first.click()
    page.locator(".sheet__handle").click()
    expect_sheet(page, "peek")
    ends = page.locator(".review-end")
    expect(ends).to_have_count(2)
    assert all(is_on_screen(end) for end in ends.all())
    assert page.evaluate("maps[0].getZoom()") > 15


def test_a_step_back_while_the_sheet_covers_the_map_leads_to_the_middle_of_its_view(visit):
    page = visit(f"{DAY}&close=east#map=16/42.89/20.866", PHONE)
    page.evaluate("document.querySelector('input[name=close][value=main]').click()")
    page.wait_for_url("**close=main**")
    page.evaluate("maps[0].setView([42.9, 20.88], 16, { animate: false })")
    page.wait_for_url("**#map=16/42.9/20.88*")
    page.locator(".sheet__handle").click()
    expect_sheet(page, "full")
    page.get_by_role("button", name="Undo change").click()
    page.wait_for_function("!location.search.includes('close=main')")
    page.locator(".sheet__handle").click()
    expect_sheet(page, "peek")
    assert page.evaluate("maps[0].getCenter().lat") == pytest.approx(42.89, abs=1e-4)


def test_the_middle_of_a_shared_view_is_the_middle_of_what_the_sheet_leaves(visit):
    page = visit(f"{DAY}&close=east#map=16/42.89/20.866", PHONE)
    assert page.evaluate("maps[0].getCenter().lat") == pytest.approx(42.89, abs=1e-4)
