"""The comparison of cities in a browser: columns on a desk, one below the other on a phone."""

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, Notes, expect_to_fit
from tests.app.cities.test_comparison import PAGE

pytestmark = NEEDS_BROWSER


@pytest.fixture
def open_page(tabs, compared, serve):
    site = serve(compared, poll_s=60).site

    def open_it(screen, **options):
        page = tabs.open(screen, **options)
        page.goto(f"{site}{PAGE}?lang=en")
        return page

    yield open_it
    tabs.close()
    assert tabs.notes == Notes(hosts={site.removeprefix("http://")})


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_it_fits_and_axe_finds_nothing(open_page, screen):
    page = open_page(screen)
    expect(page.get_by_role("rowheader").first).to_be_visible()
    expect_to_fit(page)
    expect_no_fault_of_access(page)


def test_on_a_phone_each_value_has_the_name_of_its_city(open_page):
    page = open_page(PHONE)
    expect(page.locator(".compared__city").first).to_be_visible()
    expect(page.locator(".compared__city").first).to_contain_text("<b>Alphaville</b>")


def test_cities_are_chosen_without_a_script(open_page):
    page = open_page(DESK, java_script_enabled=False)
    expect(page.get_by_role("columnheader")).to_have_count(4)
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)
    page.get_by_role("main").get_by_role("link", name="All cities").click()
    expect(page.get_by_role("columnheader")).to_have_count(4)
