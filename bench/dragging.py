"""Claim: while an end of a candidate is dragged, at least 10 new assessments a second are shown.

On the page of the bridge review, in a headless Chromium without a graphics card, beside the server
on the same machine: a city of about 15,000 street nodes and 2,000 × 2,000 homes, by car. The mouse
moves an end along its bank as often as the browser takes it, and no place comes twice; an
assessment counts when its figures take the place of others in the page, though rounded they may be
the same, before the button is let go. The peer is SciPy on the rebuilt network, which gives the
travel times alone, drawn by nobody.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bridge_http import DAY, Line, build_model, draw_lines, recompute_s
from playwright.sync_api import sync_playwright
from setup.machine import describe_machine
from setup.servers import run_uramost, stop_when_told
from web_map import ARGUMENTS, find_chromium

from geodata.streets.network import TravelMode

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS = 5
DRAG_S = 4.0
REACH_PX = 40
STEPS = 40
"""Moves of the mouse on the way along the bank and back."""
ASIDE_PX = 0.02
"""How far every move leads from the ones before, so that no question is asked twice."""
CLAIMED_PER_S = 10
READY_MS = 120_000

IS_READY = """
() => document.getElementById("review-numbers").ariaBusy === "false"
  && document.querySelectorAll(".review-end").length === 2
  && document.querySelector(".folium-map[aria-busy=false]")
"""
COUNT = """
() => {
  const numbers = document.getElementById("review-numbers");
  window.shown = 0;
  new MutationObserver(() => { window.shown += 1; }).observe(numbers, { childList: true });
}
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = build_model(folder)
        line = (lines := draw_lines(model))[len(lines) // 2]
        peer_per_s = 1 / statistics.median(recompute_s(model, one) for one in lines[:3])
        nodes = len(model.get_mode(TravelMode.DRIVE).network.ids)
        with run_uramost(folder / "data") as (base, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            rates = [drag(browser, base, line) for _ in range(RUNS)]
            version = browser.version
            browser.close()
    rate = statistics.median(rates)
    print(describe_machine("fastapi", "uvicorn", "numba"), f", Chromium {version}", sep="")
    print(f"{nodes:,} nodes, by car, {RUNS} drags of {DRAG_S:.0f} s")
    print(f"shown while dragged  {rate:5.1f}/s, least {min(rates):.1f} (claimed: {CLAIMED_PER_S})")
    print(f"SciPy, times alone   {peer_per_s:5.2f}/s, ratio {rate / peer_per_s:,.0f}")
    return 0 if rate >= CLAIMED_PER_S else 1


def drag(browser: Browser, base: str, line: Line) -> float:
    """Drag the first end of a candidate to and fro; return how many figures were shown a second."""
    ends = ",".join(f"{degrees:.6f}" for place in line for degrees in place)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = context.new_page()
    page.goto(f"{base}/review?line={ends}&mode=drive&day={DAY}")
    page.wait_for_function(IS_READY, timeout=READY_MS)
    box = page.locator(".review-end").first.bounding_box()
    if box is None:
        raise RuntimeError("the end of the candidate is not on the map")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT)
    start, step = time.perf_counter(), 0
    while (taken_s := time.perf_counter() - start) < DRAG_S:
        step += 1
        along = REACH_PX * abs((step / STEPS) % 2 - 1)
        page.mouse.move(x + along, y + step * ASIDE_PX)
    shown: int = page.evaluate("() => window.shown")
    page.mouse.up()
    context.close()
    return shown / taken_s


if __name__ == "__main__":
    stop_when_told()
    sys.exit(main())
