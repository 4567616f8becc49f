"""Printing the map from the overview: the form carries the present view and layers."""

import pytest

from app.maps.printable import list_first
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE

pytestmark = NEEDS_BROWSER
FORM = "#print"


@pytest.fixture
def visit(tabs, reviewed):
    def open_page(path, screen=DESK, **options):
        page = tabs.open(screen, **options)
        page.goto(f"{reviewed.url}{path}")
        return page

    yield open_page
    tabs.close()
    assert tabs.notes.complaints == []


LISTEN = """
() => document.getElementById("print").addEventListener("submit", (event) => {
  event.preventDefault();
  window.asked = Object.fromEntries(new FormData(event.target));
});
"""


def print_map(page, paper="a4"):
    """Send the form as a reader does, and tell what it asked for."""
    page.get_by_text("Print this map", exact=True).click()
    page.check(f"{FORM} [name=paper][value={paper}]")
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Print (PDF)").click()
    return page.evaluate("window.asked")


def test_the_print_has_the_present_view_and_layers(visit):
    page = visit("/?lang=en#map=16/42.8905/20.866&layers=banks,roads,health")
    page.wait_for_selector(".folium-map[aria-busy=false]")
    asked = print_map(page, "a3")
    assert asked["paper"] == "a3"
    assert asked["lang"] == "en"
    assert set(asked["layers"].split(",")) == {"banks", "roads", "health"}
    left, bottom, right, top = map(float, asked["bbox"].split(","))
    assert left < 20.866 < right
    assert bottom < 42.8905 < top
    assert right - left < 0.03


def test_images_of_other_servers_are_left_out(visit):
    page = visit("/?lang=en#map=16/42.8905/20.866&layers=banks")
    page.route("**/*.openstreetmap.org/**", lambda route: route.fulfill(status=204))
    page.evaluate("location.hash = 'map=16/42.8905/20.866&layers=banks,images'")
    page.wait_for_selector(".folium-map[aria-busy=false]")
    assert print_map(page)["layers"] == "banks"


def test_without_scripts_the_first_view_is_printed(visit, reviewed):
    page = visit("/?lang=en", java_script_enabled=False)
    first = list_first(reviewed.city.live.get())
    assert page.locator(f"{FORM} [name=layers]").get_attribute("value").split(",") == first
    box = page.locator(f"{FORM} [name=bbox]").get_attribute("value")
    assert page.request.get(f"{reviewed.url}/map.pdf?bbox={box}").status == 200


def test_its_targets_are_large_enough_for_a_finger(visit):
    page = visit("/?lang=en", PHONE)
    page.get_by_text("Print this map", exact=True).click()
    for one in page.locator(".print summary, .print label, .print button").all():
        assert one.bounding_box()["height"] >= 44
