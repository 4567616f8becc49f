"""An installed Chromium for tests: its pages, and what they complained of and asked for."""

import asyncio
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright import sync_api

from app.settings import Settings

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
"""How long anything is waited for: a study of a whole city takes seconds, amid other work many."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
SCREENS = {"phone": PHONE, "desk": DESK, "projector": {"width": 1920, "height": 1080}}

EXPOSE = """
let leaflet;
window.maps = [];
Object.defineProperty(window, "L", {
  get: () => leaflet,
  set(value) {
    leaflet = value;
    queueMicrotask(() => value.Map.addInitHook(function () { window.maps.push(this); }));
  },
});
"""
COUNT_DRAWN = """
() => [...document.querySelectorAll(".leaflet-overlay-pane canvas")].reduce((sum, canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return sum + data.filter((value, i) => i % 4 === 3 && value > 0).length;
}, 0)
"""
WAIT_FOR_FRAMES = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
"""
"""Leaflet draws what it was given in the next frame."""
GIVEN_UP = "net::ERR_ABORTED"
"""What Chromium says of a request that the page gave up itself, as it was left or moved on."""
OWN_DOING = "Canvas2D: Multiple readback"  # Chromium's advice on how tests count pixels

NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt install chromium"),
    pytest.mark.skipif(
        not (Settings().static / "vendor").is_dir(),
        reason="static/vendor is not filled: install npm, then make vendor",
    ),
]


class Browser:
    """A Chromium that runs as long as the tests do, and keeps their tabs for the next ones.

    What a tab of the same options has fetched and compiled is there already.
    """

    def __init__(self, chromium):
        self._chromium = chromium
        self._loop = asyncio.get_running_loop()
        self._contexts, self._idle = {}, {}

    def resume(self):
        asyncio._set_running_loop(self._loop)

    def pause(self):
        """Hide Playwright's event loop, which is marked as running, from tests with their own."""
        asyncio._set_running_loop(None)

    def take_tab(self, script, options):
        """Take a tab that has a script before all others, in a context of these options."""
        key = repr(sorted(options.items()))
        if key not in self._contexts:
            context = self._chromium.new_context(**{"locale": "en", **options})
            context.set_default_timeout(PATIENCE_MS)
            self._contexts[key] = context
        idle = self._idle.setdefault((script, key), [])
        return idle.pop() if idle else Tab(self._contexts[key].new_page(), script, idle)

    def close(self):
        self.resume()
        self._chromium.close()


@contextmanager
def start_browser():
    """Start Chromium; it is to be resumed before it is used."""
    with sync_api.sync_playwright() as playwright:
        sync_api.expect.set_options(timeout=PATIENCE_MS)
        browser = Browser(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        browser.pause()
        yield browser
        browser.close()


class Tab:
    """A page that one test after the other uses, as if it were new; what it does is noted."""

    def __init__(self, page, script, idle):
        self.page, self._idle = page, idle
        self._status, self._notes = None, Notes()
        if script:
            page.add_init_script(script)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self._notes.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self._notes.complaints.append(dialog.message))
        page.on("request", lambda one: self._notes.hosts.add(urlsplit(one.url).netloc))
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_answer)

    def use(self, notes, status):
        self._notes, self._status = notes, status

    def leave(self):
        """Empty the page; what it says of what it had under way is nobody's."""
        self.page.emulate_media(media="null", reduced_motion="null")
        self._notes = Notes()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()
        self._idle.append(self)

    def _note_message(self, message):
        if f"the server responded with a status of {self._status} " not in message.text:
            self._notes.complaints.append(message.text)

    def _note_failure(self, request):
        if request.failure != GIVEN_UP:
            self._notes.failures.append(request.url)

    def _note_answer(self, answer):
        if answer.status >= 400 and answer.status != self._status:
            self._notes.refusals.append(f"{answer.status} {answer.url}")


@dataclass
class Notes:
    """What pages complained of and whom they asked."""

    complaints: list = field(default_factory=list)
    """Errors of scripts and what is written to the console."""
    failures: list = field(default_factory=list)
    """Addresses of which no answer came."""
    refusals: list = field(default_factory=list)
    """Statuses and addresses of answers that are errors."""
    hosts: set = field(default_factory=set)
    """Whoever was asked for anything."""


class Tabs:
    """The pages of a test, and what all of them complained of."""

    def __init__(self, browser):
        self.notes = Notes()
        self._browser, self._used = browser, []

    def open(
        self,
        screen=DESK,
        *,
        script=None,
        status=None,
        motion="null",
        permissions=(),
        geolocation=None,
        **options,
    ):
        """Open an empty page, whose address may be answered with a status that is an error."""
        tab = self._browser.take_tab(script, options)
        self._used.append(tab)
        tab.use(self.notes, status)
        if permissions:
            tab.page.context.grant_permissions(permissions)
        if geolocation:
            tab.page.context.set_geolocation(geolocation)
        tab.page.bring_to_front()
        tab.page.set_viewport_size(screen)
        tab.page.emulate_media(reduced_motion=motion)
        return tab.page

    def close(self):
        while self._used:
            self._used.pop().leave()


def wait_for_map(page):
    """Wait until all of a map is drawn; where it never is, tell what the page says."""
    try:
        page.wait_for_selector(".folium-map[aria-busy=false]")
        page.evaluate(WAIT_FOR_FRAMES)
    except sync_api.TimeoutError as error:
        said = page.locator("[role=status], [role=alert]").all_inner_texts()
        raise AssertionError(f"No map at {page.url}, which says: {said}") from error


def resize(page, screen):
    """Give the window another size, and wait until the scripts of the page have answered it."""
    page.set_viewport_size(screen)
    page.evaluate(WAIT_FOR_FRAMES)


LIST_BEYOND = """
() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".leaflet-map-pane"))
  .map((one) => `${one.localName}#${one.id}.${one.className}`).slice(0, 8)
"""


def expect_to_fit(page):
    wanted, given = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wanted <= given, (wanted, given, page.evaluate(LIST_BEYOND))


def open_branch(page, name):
    page.locator(".leaflet-layerstree-header-pointer", has_text=name).click()


def read_state(page):
    """What the address says that the map shows."""
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).fragment).items()}


def wait_for_state(page, **parts):
    for key, value in parts.items():
        page.wait_for_function(
            "([key, value]) => new URLSearchParams(location.hash.slice(1)).get(key) === value",
            arg=[key, value],
        )


def search(page, text):
    page.locator("input[role=combobox]").fill(text)
    page.get_by_role("option").first.wait_for()


@contextmanager
def open_pages(tabs, url):
    """Open pages of a server; at the end they asked nobody else and complained of nothing."""

    def open_page(path, screen=DESK, **options):
        page = tabs.open(screen, **options)
        page.goto(url + path)
        if options.get("java_script_enabled", True):
            wait_for_map(page)
        return page

    yield open_page
    tabs.close()
    assert [one for one in tabs.notes.complaints if not one.startswith(OWN_DOING)] == []
    assert tabs.notes.hosts == {urlsplit(url).netloc}
