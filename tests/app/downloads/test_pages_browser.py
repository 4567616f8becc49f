"""The page about the data in a real browser: its lines are copied at one click."""

from playwright.sync_api import expect

from tests.app.browsing import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


def test_a_line_is_copied_at_one_click_and_the_button_says_so(tabs, city_url):
    page = tabs.open(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{city_url}/data")
    button = page.locator(".data__line", has=page.locator("#code-geopandas")).locator(".copy")
    button.click()
    expect(button).to_have_text("Copied")
    line = page.locator("#code-geopandas").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == line
    assert line.startswith("import geopandas")


def test_where_the_browser_refuses_the_line_is_selected_to_be_copied(tabs, city_url):
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))"
    page = tabs.open(script=refuse)
    page.goto(f"{city_url}/data")
    button = page.locator(".data__line", has=page.locator("#code-qgis")).locator(".copy")
    button.click()
    expect(button).to_have_text("Press Ctrl+C")
    selected = page.evaluate("String(window.getSelection())").strip()
    assert selected == page.locator("#code-qgis").inner_text()
