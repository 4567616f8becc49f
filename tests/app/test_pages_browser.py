"""Every page in every language on a phone, a service and a projector: whole, quiet, and accessible.

Pictures of all of them are kept in ``build/screenshots``, to be looked at.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from page_table import PAGES
from served import Server
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

# The panes of the map reach beyond it unseen, and keep axe from telling what lies behind a text.
RUN_AXE = """
async () => {
  const all = await axe.run();
  const panes = document.querySelectorAll(".leaflet-map-pane");
  panes.forEach((one) => one.style.setProperty("display", "none"));
  const contrast = await axe.run(document, { runOnly: ["color-contrast"] });
  panes.forEach((one) => one.style.removeProperty("display"));
  const untold = ({ any }) => any.some(({ data }) => data?.messageKey === "bgOverlap");
  const faults = [...all.violations, ...contrast.violations].filter(
    ({ impact }) => ["serious", "critical"].includes(impact));
  const nodes = (found) => found.nodes.map(({ html, failureSummary }) => [html, failureSummary]);
  return [
    ...faults.map((one) => [one.id, nodes(one)]),
    ...contrast.incomplete.flatMap((one) => one.nodes.filter(untold).map(({ html }) => html)),
  ];
}
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


@pytest.fixture(scope="module")
def contexts(browser):  # noqa: F811 - the fixture
    """A context with scripts and one without; what may be kept for good is fetched once."""
    both = {
        has_scripts: browser.new_context(locale="en", java_script_enabled=has_scripts)
        for has_scripts in (True, False)
    }
    yield both
    for context in both.values():
        context.close()


@pytest.fixture
def open_page(contexts, reviewed, empty_url):
    """Open a page of the table; at the end it asked nobody else and complained of nothing."""
    opened = []

    def open_it(of, language, screen, *, has_scripts=True):
        page = contexts[has_scripts].new_page()
        page.set_viewport_size(screen)
        url = reviewed.url if of.has_city else empty_url
        opened.append((page, Watch(page, of.status), urlsplit(url).netloc))
        answer = page.goto(f"{url}{of.path}{'&' if '?' in of.path else '?'}lang={language}")
        assert answer.status == of.status
        if has_scripts:
            page.wait_for_selector(of.ready)
        return page

    yield open_it
    for page, watch, host in opened:
        assert (watch.complaints, watch.failures, watch.hosts) == ([], [], {host})
        page.close()


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


def expect_no_fault_of_access(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate(RUN_AXE)
    assert faults == [], json.dumps(faults, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
@pytest.mark.parametrize("screens", [[PHONE], [DESK, PROJECTOR]], ids=["phone", "desk"])
def test_a_page_is_whole_and_fits(open_page, of, language, screens):
    page = open_page(of, language, screens[0])
    expect_to_be_whole(page, of, language)
    for screen in screens:
        page.set_viewport_size(screen)
        page.wait_for_selector(of.ready)
        expect_to_fit(page)
        take_picture(page, of, language)


@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_page_has_no_serious_fault_of_access(open_page, of, screen):
    language = LANGUAGES[(PAGES.index(of) + (screen is DESK)) % len(LANGUAGES)]
    expect_no_fault_of_access(open_page(of, language, screen))


@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_a_page_without_scripts_gives_its_text_and_files(open_page, of):
    page = open_page(of, "sq", PHONE, has_scripts=False)
    expect_to_be_whole(page, of, "sq")
    expect_to_fit(page)
    for address in of.files:
        assert page.locator(f"a[href^='{address}']").count(), address
