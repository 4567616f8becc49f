"""What residents and planners come for: the nearest hospital of a house, and the map on paper."""

import math
import re

from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER, search, wait_for_map

pytestmark = NEEDS_BROWSER
HOUSE = "42.8935, 20.8655"


def look_for(hand, text):
    box = hand.page.get_by_role("combobox")
    hand.enter(box)
    search(hand.page, text)


def take_first(hand):
    """Take the first thing found: by Enter from the keyboard, else by pressing it."""
    if hand.keeps_to_keys:
        hand.page.keyboard.press("ArrowDown")
        hand.page.keyboard.press("Enter")
    else:
        hand.press(hand.page.get_by_role("option").first)


def test_the_nearest_hospital_of_a_house_is_found_in_albanian(begin, reviewed):
    hand = begin(f"{reviewed.url}/?lang=sq")
    page = hand.page
    wait_for_map(page)
    look_for(hand, HOUSE)
    take_first(hand)
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("42.89350")
    look_for(hand, "spital")
    expect(page.get_by_role("option").first).to_contain_text("pital")
    for group in page.get_by_role("group").all():
        away_m = [read_m(one) for one in group.get_by_role("option").all_inner_texts()]
        assert away_m == sorted(away_m)
    assert read_m(page.get_by_role("option").first.inner_text()) < math.inf
    take_first(hand)
    expect(popup.locator("h3")).to_contain_text("Spital")


def read_m(text):
    """Read how far something is; what has no known place comes last."""
    found = re.search(r"([\d\s.,]+)\s(k?m) nga mesi i hartës", text)
    if not found:
        return math.inf
    number = re.sub(r"\s", "", found[1]).replace(",", ".")
    return float(number) * {"m": 1, "km": 1000}[found[2]]


def test_the_map_is_printed_with_its_view_and_title(begin, reviewed):
    hand = begin(f"{reviewed.url}/?lang=en#map=16/42.8905/20.866&layers=banks,roads,health")
    page = hand.page
    wait_for_map(page)
    hand.press(page.locator(".print summary"))
    hand.press(page.locator("#print [name=paper][value=a3]"))
    with page.context.expect_event("request", lambda one: "/map.pdf?" in one.url) as asked:
        hand.press(page.get_by_role("button", name="Print (PDF)"))
    answer = page.request.get(asked.value.url)
    assert answer.headers["content-type"] == "application/pdf"
    assert "paper=a3" in asked.value.url
    assert answer.body().startswith(b"%PDF")
