"""The page of all cities in a browser: its map, its table, and names that must not run."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, Notes, expect_to_fit
from tests.app.cities.conftest import NAMES
from tests.app.reviewed_city import copy_with_hostile_names

pytestmark = NEEDS_BROWSER


@pytest.fixture
def open_page(tabs, many, serve):
    site = serve(many, poll_s=60).site

    def open_it(screen=DESK, path="/", **options):
        page = tabs.open(screen, **options)
        page.goto(f"{site}{path}")
        return page

    yield open_it
    tabs.close()
    assert tabs.notes == Notes(hosts={site.removeprefix("http://")})


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_mark_on_the_map_leads_to_its_city_by_mouse_and_by_key(open_page, screen):
    page = open_page(screen)
    mark = page.get_by_role("button", name="Qyteti").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/({'|'.join(NAMES)})/"))


def test_a_column_is_sorted_by_its_title_and_turned_by_another_click(open_page):
    page = open_page()
    title = page.get_by_role("columnheader").nth(1)
    title.get_by_role("link").click()
    expect(title).to_have_attribute("aria-sort", "descending")
    title.get_by_role("link").click()
    expect(title).to_have_attribute("aria-sort", "ascending")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/cities/search?q=old"])
def test_the_pages_fit_and_axe_finds_nothing(open_page, screen, path):
    page = open_page(screen, path)
    expect(page.locator("h1")).to_be_visible()
    expect_to_fit(page)
    expect_no_fault_of_access(page)


def test_without_scripts_everything_is_in_the_table(open_page):
    page = open_page(java_script_enabled=False)
    expect(page.get_by_role("row")).to_have_count(len(NAMES) + 1)
    page.get_by_role("link", name="Age of the data").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Age of the data")


def test_names_of_cities_that_look_like_code_are_only_shown(tabs, sample_data, tmp_path, serve):
    copy_with_hostile_names(sample_data, tmp_path / "evil")
    path = next((tmp_path / "evil").rglob("manifest.json"))
    manifest = json.loads(path.read_text())
    manifest["city"]["id"] = "evil"
    path.write_text(json.dumps(manifest))
    site = serve(tmp_path, poll_s=60).site
    page = tabs.open(DESK)
    page.goto(site)
    expect(page.locator(".city-mark")).to_be_visible()
    expect(page.locator(".cities__table tbody a")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    tabs.close()
    assert tabs.notes == Notes(hosts={site.removeprefix("http://")})
