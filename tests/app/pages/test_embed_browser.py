"""The map inside pages of other sites, in a real browser."""

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import NEEDS_BROWSER, wait_for_map

pytestmark = NEEDS_BROWSER


def test_the_map_alone_says_whose_it_is_and_that_it_is_modelled(reviewed, tabs):
    page = tabs.open()
    page.goto(f"{reviewed.url}/embed?lang=en#map=15/42.8905/20.8664")
    wait_for_map(page)
    assert page.get_by_role("link", name="UraMost").is_visible()
    assert page.locator(".modelled").is_visible()
    assert page.locator(".top, .foot, .panel").count() == 0
    assert page.locator(".stage").bounding_box()["height"] > 400
    expect_no_fault_of_access(page)


def test_links_of_popups_leave_the_frame(reviewed, tabs):
    page = tabs.open()
    page.goto(f"{reviewed.url}/embed?lang=en#open=crossings/main")
    link = page.locator(".leaflet-popup-content a").first
    link.wait_for()
    assert page.evaluate("document.querySelector('base').target") == "_blank"
    assert link.get_attribute("target") in {None, "_blank"}
