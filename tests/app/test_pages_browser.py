"""Every page in every language on a phone, a desk and a projector: whole, quiet, and accessible.

Pictures of all of them are kept in ``build/screenshots``, to be looked at.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Server
from page_table import PAGES
from test_browser import (
    DESK,
    PHONE,
    browser,  # noqa: F401 - a fixture
    pytestmark,  # noqa: F401 - skipped where there is no Chromium
)

from app.main import create_app
from app.settings import Settings
from geodata.names import LANGUAGES

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "build" / "screenshots"
PROJECTOR = {"width": 1920, "height": 1080}

RUN_AXE = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => [id, nodes.slice(0, 3).map((one) => [one.html, one.failureSummary])])
"""


class Watch:
    """What a page complained of, failed to get and asked of whom, since it was opened."""

    def __init__(self, page, status):
        self.complaints, self.failures, self.hosts = [], [], set()
        self._status = status  # of the page itself, which Chromium reports, too
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("requestfailed", lambda request: self.failures.append(request.url))
        page.on("response", self._note_response)

    def _note_message(self, message):
        if f"the server responded with a status of {self._status} " not in message.text:
            self.complaints.append(message.text)

    def _note_response(self, response):
        if response.status >= 400 and response.status != self._status:
            self.failures.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory):
    """The address of a server that has no snapshot yet."""
    with Server(create_app(Settings(data=tmp_path_factory.mktemp("none"), poll_s=60))) as server:
        yield server.url


@pytest.fixture
def open_page(browser, reviewed, empty_url):  # noqa: F811 - the fixture
    """Open a page of the table; at the end it asked nobody else and complained of nothing."""
    contexts, watches = [], []

    def open_it(of, language, **options):
        context = browser.new_context(locale="en", **options)
        contexts.append(context)
        page = context.new_page()
        url = reviewed.url if of.has_city else empty_url
        watches.append((Watch(page, of.status), urlsplit(url).netloc))
        answer = page.goto(f"{url}{of.path}{'&' if '?' in of.path else '?'}lang={language}")
        assert answer.status == of.status
        if options.get("java_script_enabled", True):
            page.wait_for_selector(of.ready)
        return page

    yield open_it
    for context in contexts:
        context.close()
    for watch, host in watches:
        assert (watch.complaints, watch.failures, watch.hosts) == ([], [], {host})


def expect_to_be_whole(page, of, language):
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1
    for selector in of.shows:
        assert page.locator(selector).first.is_visible(), selector


def expect_to_fit(page):
    wanted, given = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wanted <= given


def take_picture(page, of, language):
    folder = PICTURES / of.name
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{page.viewport_size['width']}-{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
@pytest.mark.parametrize("screens", [[PHONE], [DESK, PROJECTOR]], ids=["phone", "desk"])
def test_a_page_is_whole_fits_and_can_be_used_by_all(open_page, of, language, screens):
    page = open_page(of, language, viewport=screens[0])
    expect_to_be_whole(page, of, language)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(RUN_AXE)
    assert faults == [], json.dumps(faults, indent=1, ensure_ascii=False)
    for screen in screens:
        page.set_viewport_size(screen)
        page.wait_for_selector(of.ready)
        expect_to_fit(page)
        take_picture(page, of, language)


@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_a_page_without_scripts_gives_its_text_and_files(open_page, of):
    page = open_page(of, "sq", viewport=PHONE, java_script_enabled=False)
    expect_to_be_whole(page, of, "sq")
    assert page.locator("[aria-busy=true]").count() == 0
    for address in of.files:
        assert page.locator(f"a[href^='{address}']").count(), address
