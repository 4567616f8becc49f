"""Every page in every language on a phone, a service and a projector: whole, quiet, and accessible.

Each day every page is opened once, with one question, in the next language and on the next screen;
``make test-all`` opens all of them, and keeps pictures in ``build/screenshots``, to be looked at.
"""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright import sync_api

from app.main import create_app
from app.settings import Settings
from geodata.names import LANGUAGES
from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import NEEDS_BROWSER, PHONE, SCREENS, Notes, expect_to_fit, resize
from tests.app.page_table import PAGES
from tests.app.served import Server
from tests.examples import each_once, is_thorough, once_each

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory):
    """The address of a server that has no snapshot yet."""
    with Server(create_app(Settings(data=tmp_path_factory.mktemp("none"), poll_s=60))) as server:
        yield server.url


@pytest.fixture
def open_page(tabs, reviewed, empty_url):
    """Open a page of the table; at the end it asked nobody else and complained of nothing."""
    hosts = set()

    def open_it(of, language, screen, *, has_scripts=True):
        page = tabs.open(screen, status=of.status, java_script_enabled=has_scripts)
        url = reviewed.url if of.has_city else empty_url
        hosts.add(urlsplit(url).netloc)
        answer = page.goto(f"{url}{of.path}{'&' if '?' in of.path else '?'}lang={language}")
        assert answer.status == of.status
        # A page without scripts may still come back until it is answered.
        page.wait_for_selector(of.ready if has_scripts else of.shows[0])
        return page

    yield open_it
    tabs.close()
    assert tabs.notes == Notes(hosts=hosts)


def expect_to_be_whole(page, of, language):
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1
    for selector in of.shows:
        assert page.locator(selector).first.is_visible(), selector


def take_picture(page, of, language):
    if not is_thorough():
        return
    folder = PICTURES / of.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{page.viewport_size['width']}-{language}.png"
    with suppress(sync_api.Error):  # a Chromium on busy processors may fail to draw one
        page.screenshot(path=path)


@pytest.mark.parametrize(
    ("of", "language", "screen"),
    each_once(PAGES, LANGUAGES, list(SCREENS), kind_of=lambda of: of.template),
    ids=lambda value: getattr(value, "name", None),
)
def test_a_page_is_whole_and_fits_and_has_no_serious_fault_of_access(
    open_page, of, language, screen
):
    page = open_page(of, language, SCREENS[screen])
    expect_to_be_whole(page, of, language)
    expect_to_fit(page)
    take_picture(page, of, language)
    expect_no_fault_of_access(page)
    for other in SCREENS.keys() - {screen}:
        resize(page, SCREENS[other])
        page.wait_for_selector(of.ready)
        expect_to_fit(page)


@pytest.mark.parametrize("of", once_each(PAGES, lambda of: of.template), ids=lambda of: of.name)
def test_a_page_without_scripts_gives_its_text_and_files(open_page, of):
    page = open_page(of, "sq", PHONE, has_scripts=False)
    expect_to_be_whole(page, of, "sq")
    expect_to_fit(page)
    for address in of.files:
        assert page.locator(f"a[href^='/mitrovica{address}']").count(), address
