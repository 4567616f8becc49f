#!/usr/bin/env python3
"""Takes pictures of every page on four screens: screenshots.py data/mitrovica --lang sq.

They are kept in ``build/screenshots/PAGE/WIDTH-LANGUAGE.png``, to be looked at.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geodata.names import LANGUAGES  # noqa: E402
from tests.app import browsing, page_table, served  # noqa: E402

FOLDER = ROOT / "build" / "screenshots"
SCREENS = ((390, 844), (768, 1024), (1280, 800), (1920, 1080))
TOUCHED = 800
"""Up to which width a screen is one for fingers."""
HIGHEST = 3000
"""Of a picture of a page without a map, in px."""
PATIENCE_MS = 20_000


def take_all(browser: Browser, url: str, language: str, names: list[str]) -> list[str]:
    """Take pictures of pages on every screen; tell which could not be taken."""
    missing = []
    pages = [one for one in page_table.PAGES if one.has_city and one.name in (names or [one.name])]
    for width, height in SCREENS:
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, has_touch=width < TOUCHED)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        for of in pages:
            address = f"{url}{of.path}{'&' if '?' in of.path else '?'}lang={language}"
            try:
                take(page, address, of.ready, FOLDER / of.name / f"{width}-{language}.png")
            except Error as error:
                missing.append(f"{of.name} at {width} px: {error.message.splitlines()[0]}")
        context.close()
    return missing


def take(page: Page, address: str, ready: str, path: Path) -> None:
    """Take a picture of a page: of its screen where it has a map, else of its length."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.goto(address)
    page.wait_for_selector(ready)
    page.evaluate("document.fonts.ready")
    if page.locator(".folium-map").count():
        page.screenshot(path=path)
        return
    size = page.viewport_size
    assert size  # noqa: S101 - its context has one
    length = min(HIGHEST, int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": size["width"], "height": length}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


def main() -> int:
    """Serve a data folder on loopback and take pictures of its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a data folder of Mitrovica, as of make run")
    parser.add_argument("--lang", default="en", choices=LANGUAGES)
    parser.add_argument("--page", action="append", default=[], help="only this one; again for more")
    asked = parser.parse_args()
    if browsing.CHROMIUM is None:
        print("no Chromium is installed: apt install chromium-headless-shell")
        return 2
    with served.ServedProcess(asked.data) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsing.CHROMIUM, args=browsing.ARGUMENTS
        )
        missing = take_all(browser, server.url, asked.lang, asked.page)
        browser.close()
    print(*missing, f"Pictures are in {FOLDER.relative_to(ROOT)}.", sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
