"""Pages of facts in a real browser: what stands in the text is shown on the map."""

from tests.app.browsing import NEEDS_BROWSER, wait_for_map

pytestmark = NEEDS_BROWSER


def test_an_institution_in_the_text_is_shown_on_the_map(reviewed, tabs):
    page = tabs.open()
    page.goto(f"{reviewed.url}/institutions?lang=en")
    wait_for_map(page)
    page.get_by_role("link", name="Show on the map").first.click()
    page.locator(".leaflet-popup-content h3").wait_for()
