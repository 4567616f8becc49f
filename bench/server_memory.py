"""Claim: the server of the sample needs 500 MB at most, and 5,000 questions leave 200 MB more.

The real server in a process of its own. First every address that a build asks; then 5,000 questions
of every kind, none of which was asked before, by four clients from addresses of their own: pages,
assessments of all modes, days and totals, charts, briefs, homes, ranges, cards, scans, closures,
barriers, ways without a step, plans, boxes, filters, searches and tiles. The memory is what the
system counts of the server, four times a second; that of the processes that write files and briefs
for it, while they are there, stands beside it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil
from setup.machine import describe_machine
from setup.process import Process, serve_folder
from soak import PAGES, SEED, draw

from app.catalogue.catalogue import Catalogue, load_catalogue
from app.checks.addresses import list_addresses
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from geodata.streets.network import TravelMode
from pipelines.build import build

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS = 5_000
CLIENTS = 4
CLAIMED_MB, CLAIMED_GROWTH_MB = 500.0, 200.0


class Gauge(threading.Thread):
    """Measures the server's memory, four times a second."""

    def __init__(self, server: Process) -> None:
        super().__init__(daemon=True)
        self.server, self.now_mb, self.most_mb, self.most_together_mb = server, 0.0, 0.0, 0.0

    def run(self) -> None:
        """Measure until the server is gone."""
        with suppress(psutil.NoSuchProcess):
            while True:
                self.now_mb = self.server.measure_own_mb()
                self.most_mb = max(self.most_mb, self.now_mb)
                self.most_together_mb = max(self.most_together_mb, self.server.measure_mb())
                time.sleep(0.25)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        build(load_city("mitrovica"), "sample", data)
        catalogue = load_catalogue(open_snapshot(data))
        with serve_folder(data) as server:
            gauge = Gauge(server)
            gauge.start()
            answers = ask_all(server, catalogue, gauge)
            end_mb = gauge.now_mb
    begun_mb, warm_mb, most_mb = (answers.pop(one) for one in ("begun", "warm", "most"))
    print(describe_machine("fastapi", "uvicorn"))
    print(f"{sum(answers.values()):,} answers: {dict(answers.most_common())}")
    print(f"ready {begun_mb} MB; all asked once, most {most_mb} MB (claimed: {CLAIMED_MB:.0f})")
    grown = end_mb - warm_mb
    print(f"from {warm_mb} to {end_mb:.0f} MB by the questions: {grown:.0f} MB", end=" ")
    print(f"(claimed: {CLAIMED_GROWTH_MB:.0f}), meanwhile at most {gauge.most_mb:.0f} MB,")
    print(f"  with the processes that write files and briefs {gauge.most_together_mb:.0f} MB")
    return 0 if grown <= CLAIMED_GROWTH_MB and most_mb <= CLAIMED_MB else 1


def ask_all(server: Process, catalogue: Catalogue, gauge: Gauge) -> Counter[str]:
    """Ask every address, then the questions; count the answers, and tell the memory between."""
    statuses: Counter[str] = Counter()
    while httpx.get(f"{server.url}/api/assessments/report.json", timeout=60).status_code == 503:
        time.sleep(0.5)
    statuses["begun"] = round(gauge.now_mb)
    fixed = [one.address for group in list_addresses(catalogue, PAGES) for one in group]
    ask(server.url, 0, iter(fixed))
    time.sleep(1)
    statuses["warm"], statuses["most"] = round(gauge.now_mb), round(gauge.most_mb)
    share = QUESTIONS // CLIENTS
    with ThreadPoolExecutor(CLIENTS) as clients:
        counts = clients.map(
            lambda number: ask(server.url, number, draw_questions(number, catalogue, share)),
            range(1, CLIENTS + 1),
        )
        for one in counts:
            statuses.update(one)
    time.sleep(1)
    return statuses


def ask(url: str, number: int, addresses: Iterator[str]) -> Counter[str]:
    """Ask one address after the other; who is told to come back does so."""
    statuses: Counter[str] = Counter()
    transport = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}")
    with httpx.Client(base_url=url, timeout=300, transport=transport) as client:
        for address in addresses:
            answer = client.get(address)
            while answer.status_code == 503:
                time.sleep(float(answer.headers.get("Retry-After", 1)))
                answer = client.get(address)
            statuses[str(answer.status_code)] += 1
            if answer.status_code >= 500:
                raise RuntimeError(f"{address}: {answer.status_code}")
    return statuses


def draw_questions(number: int, catalogue: Catalogue, count: int) -> Iterator[str]:
    """Draw questions that were not asked before: half of them as `soak` does, the rest longer."""
    dice, asked = random.Random(SEED + number), set[str]()
    while len(asked) < count:
        address = draw(dice, catalogue) if dice.random() < 0.5 else draw_study(dice)
        if address not in asked:
            asked.add(address)
            yield address


def draw_study(dice: random.Random) -> str:
    """Draw a question about a whole city, or about a bridge over its river."""
    mode, day = (
        dice.choice(list(TravelMode)),
        f"20{dice.randint(10, 25)}-{dice.randint(1, 12):02}-01",
    )
    lon = dice.uniform(20.853, 20.875)
    people = f"people=mitrovica-north:{dice.randint(5_000, 30_000)}"
    line = f"line={lon:.6f},42.8890,{lon + 0.0003:.6f},42.8915&mode={mode}"
    asked = f"mode={mode}&day={day}"
    short = [
        f"/api/assessments/report.json?{line}&{people}",
        f"/api/assessments/homes.geojson?{line}&day={day}",
        f"/api/assessments/charts/detour-profile.svg?{line}&day={day}",
        f"/compare?{line}&{people}",
        f"/api/step-free?day={day}",
        f"/api/barrier?{asked}",
        f"/api/closures?{asked}",
    ]
    long = [
        f"/api/scan?{asked}&span_m={dice.randint(100, 300)}",
        f"/api/assessments/ranges?{line}",
        f"/api/assessments/card?{line}",
        f"/api/plan?{asked}&most=1",
    ]
    return dice.choice(short if dice.random() < 0.93 else long)


if __name__ == "__main__":
    sys.exit(main())
