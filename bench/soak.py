"""Claim: in 300 s with 8 clients no address fails, and memory stays within 1.3 of that at 30 s.

The real server in a process of its own, with the bundled sample, or with the data folder that is
given; every address that a build asks, and questions, briefs, boxes and filters that were never
asked before. Refusals with Retry-After of a queue that is full are counted apart. The memory is
that of the server and of the processes that work for it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from setup.machine import describe_machine
from setup.process import Process, serve_folder

from app.catalogue.catalogue import Catalogue, load_catalogue
from app.checks.addresses import list_addresses
from app.main import NAVIGATION
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from pipelines.build import build

CLIENTS = 8
FIRST_S = 30.0
CLAIMED = 1.3
SEED = 20_261_128
PAGES = [path for _, path, _ in NAVIGATION]


@dataclass
class Log:
    """What was answered."""

    times_s: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, help="a data folder; else the sample's")
    parser.add_argument("--seconds", type=float, default=300.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = given.data or Path(name)
        if given.data is None:
            build(load_city("mitrovica"), "sample", data)
        catalogue = load_catalogue(open_snapshot(data))
        with serve_folder(data) as server:
            memory_mb, log = soak(server, catalogue, given.seconds)
    print(describe_machine("httpx"))
    return report(memory_mb, log)


def soak(server: Process, catalogue: Catalogue, seconds: float) -> tuple[list[float], Log]:
    """Ask for some time, and measure memory once a second."""
    log, is_over = Log(), threading.Event()
    while httpx.get(f"{server.url}/api/assessments/report.json", timeout=60).status_code == 503:
        time.sleep(0.5)
    clients = [
        threading.Thread(target=ask, args=[server.url, catalogue, number, log, is_over])
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    memory_mb, began = [], time.monotonic()
    while time.monotonic() < began + seconds:
        time.sleep(1)
        memory_mb.append(server.measure_mb())
        if len(memory_mb) % 30 == 0:
            told = f"{len(memory_mb):4} s {memory_mb[-1]:6.0f} MB {len(log.times_s):7} answers"
            print(told, flush=True)
    is_over.set()
    for client in clients:
        client.join()
    return memory_mb, log


def ask(url: str, catalogue: Catalogue, number: int, log: Log, is_over: threading.Event) -> None:
    """Ask one after the other for addresses that were asked before and for others."""
    dice = random.Random(SEED + number)
    fixed = [one for group in list_addresses(catalogue, PAGES) for one in group]
    with httpx.Client(base_url=url, timeout=120) as client:
        while not is_over.is_set():
            one = dice.choice(fixed)
            note(log, client, one.address, one.language)
            note(log, client, draw(dice, catalogue), "sq")


def note(log: Log, client: httpx.Client, address: str, language: str) -> None:
    """Ask once, and note what came."""
    began = time.perf_counter()
    try:
        answer = client.get(address, headers={"Accept-Language": language})
    except httpx.TransportError as error:
        log.failed[f"{type(error).__name__} {address}"] += 1
        return
    log.times_s.append(time.perf_counter() - began)
    is_busy = answer.status_code == 503 and "retry-after" in answer.headers
    log.statuses["busy" if is_busy else str(answer.status_code)] += 1
    if answer.status_code >= 500 and not is_busy:
        log.failed[f"{answer.status_code} {address}"] += 1


def draw(dice: random.Random, catalogue: Catalogue) -> str:
    """Draw a question that was not asked before."""
    left, bottom, right, top = catalogue.manifest.bounds
    lon, lat = dice.uniform(left, right), dice.uniform(bottom, top)
    line = f"line={lon:.6f},{lat - 0.001:.6f},{lon:.6f},{lat + 0.001:.6f}"
    box = f"bbox={lon - 0.01:.5f},{lat - 0.01:.5f},{lon + 0.01:.5f},{lat + 0.01:.5f}"
    name = dice.choice(list(catalogue.collections))
    year = f"{dice.randint(1950, 2025)}-01-01"
    return dice.choice(
        [
            f"/review?{line}",
            f"/review/brief.pdf?{line}",
            f"/review/brief?{line}",
            f"/compare?{line}",
            f"/api/assessments/charts/reach.svg?{line}",
            f"/api/assessments/report.txt?{line}",
            f"/crossings?as_of={year}",
            f"/data/crossings.csv?as_of={year}",
            f"/data/{name}.geojson?{box}" if name != "providers" else "/data/providers.geojson",
            f"/ogc/collections/{name}/items?limit={dice.randint(1, 2_000)}",
            f"/ogc/collections/buildings/items?{box}",
            f"/search?q={dice.choice('abcdefgilmnoprst')}{dice.choice('aeiou')}",
            f"/tiles/14/{int((lon + 180) / 360 * 2**14)}/{dice.randint(5_000, 7_000)}.mvt",
        ]
    )


def report(memory_mb: list[float], log: Log) -> int:
    """Print the figures and tell whether the claims hold."""
    first = memory_mb[min(int(FIRST_S), len(memory_mb)) - 1]
    last = statistics.median(memory_mb[-5:])
    times = sorted(log.times_s)
    p50, p90, p99 = (times[int(len(times) * share)] * 1e3 for share in (0.5, 0.9, 0.99))
    print(f"{len(times)} answers: {dict(log.statuses.most_common())}")
    print(f"p50 {p50:.0f} ms, p90 {p90:.0f} ms, p99 {p99:.0f} ms, longest {times[-1]:.1f} s")
    print(
        f"memory {first:.0f} MB after {FIRST_S:.0f} s, {last:.0f} MB at the end, "
        f"most {max(memory_mb):.0f} MB; ratio {last / first:.2f} (claimed {CLAIMED})"
    )
    for what, times_ in log.failed.most_common(20):
        print(f"failed {times_}: {what}")
    return int(bool(log.failed) or last > CLAIMED * first)


if __name__ == "__main__":
    sys.exit(main())
