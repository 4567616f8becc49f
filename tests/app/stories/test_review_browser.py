"""What a mayor's office comes for: open a bridge, compare variants, find a place, print a brief."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER, wait_for_map
from tests.app.review.review_page import wait_for_start
from tests.app.stories.results import wait_for_result

pytestmark = NEEDS_BROWSER
DAY = "day=2025-10-01"
NAMES = ["North", "Middle", "Third"]


@pytest.fixture
def hand(begin, reviewed):
    hand = begin(f"{reviewed.url}/review?{DAY}")
    wait_for_start(hand.page)
    return hand


def test_the_main_bridge_is_opened_to_cars_and_who_gains_is_read(hand):
    page = hand.page
    hand.press(page.get_by_role("link", name="Open or restrict a crossing"))
    hand.choose(page.get_by_label("Open to").first, "main;drive")
    wait_for_result(page)
    first = page.locator(".review__first")
    expect(first).to_be_in_viewport()
    expect(first).to_contain_text(re.compile(r"(minute|second)"))
    assert page.locator("#review-numbers th bdi").count() >= 2


def test_three_named_variants_are_compared_and_exported(hand):
    page = hand.page
    hand.press(page.get_by_role("link", name="Take a project"))
    for at, name in enumerate(NAMES):
        rows = page.locator("#review-projects li")
        hand.press(rows.nth(at).get_by_role("link", name="Use this project"))
        wait_for_result(page)
        hand.press(page.get_by_role("button", name="Save for comparison"))
        expect(page.locator("#review-variants tbody tr")).to_have_count(at + 1)
        hand.write(page.get_by_label(f"Name of Variant {at + 1}"), name)
    with page.expect_download() as download:
        hand.press(page.get_by_role("link", name="This table as CSV"))
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert [row[0] for row in rows] == NAMES
    assert len(head) > 4
    assert all(len(row) == len(head) for row in rows)


def test_a_place_of_the_scan_is_used_bent_and_printed_in_serbian(hand):
    page = hand.page
    hand.press(page.get_by_role("button", name="Find possible locations"))
    hand.press(page.get_by_role("button", name=re.compile("Use place 1:")))
    wait_for_result(page)
    straight = page.locator("input[name=line]").first.input_value()
    hand.move(page.get_by_title("Bend bridge 1").first, 40)
    page.wait_for_function(
        "() => new URL(location).searchParams.get('line')?.split(',').length === 6"
    )
    bent = page.locator("input[name=line]").first.input_value()
    assert bent.split(",")[:2] == straight.split(",")[:2]
    wait_for_result(page)
    wait_for_map(page)
    hand.press(page.get_by_role("link", name="Open one-page summary for printing"))
    page.wait_for_url("**/review/brief?**")
    serbian = page.get_by_role("link", name="Srpski", include_hidden=True)
    if not serbian.is_visible():
        hand.press(page.get_by_role("button", name="Menu"))
    hand.press(serbian)
    expect(page.locator("html")).to_have_attribute("lang", "sr-Latn")
    expect(page.locator("h1")).to_contain_text("most")
    page.evaluate("() => { window.print = () => { window.isPrinted = true; }; }")
    hand.press(page.get_by_role("button", name="Štampaj"))
    assert page.evaluate("window.isPrinted")
