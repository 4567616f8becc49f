"""Claim: 100,000 features more in a snapshot take at most 400 MB more of the server's memory.

The made-up city is served once as it is and once with its buildings five times over, each in a
process of its own, after a page, a box, a filter and a search of all of them. What differs between
the two is what the features take: their bytes, their index, their columns and what every other
part of the server keeps of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from build_city import PROFILE
from setup.city import write_city
from setup.machine import describe_machine
from setup.questions import LAYER, Server, read_page
from setup.servers import read_memory_mb, run_uramost, stop_when_told

from geodata.cities.profile import load_city
from geodata.snapshot.folder import TILES
from geodata.snapshot.store import TABLES
from geodata.snapshot.writing import write_snapshot
from pipelines.build import build

if TYPE_CHECKING:
    from geodata.snapshot.store import Snapshot

COPIES = 5
CLAIMED_MB = 400


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_city(folder / "city.osm.pbf")
        (folder / "city.toml").write_text(PROFILE, encoding="utf-8")
        city = load_city(str(folder / "city.toml"))
        once = build(city, str(folder / "city.osm.pbf"), folder / "once")
        many = multiply(once, folder / "many")
        counts = [sum(one.manifest.counts.values()) for one in (once, many)]
        taken = [measure_mb(folder / name) for name in ("once", "many")]
    print(describe_machine("shapely", "numpy", "pandas"))
    for count, (now_mb, most_mb) in zip(counts, taken, strict=True):
        print(f"{count:>7,} features: {now_mb:5.0f} MB, at most {most_mb:5.0f} MB so far")
    difference_mb = (taken[1][0] - taken[0][0]) / (counts[1] - counts[0]) * 100_000
    print(f"100,000 features: {difference_mb:.0f} MB (claimed: {CLAIMED_MB})")
    return 0 if difference_mb <= CLAIMED_MB else 1


def multiply(snapshot: Snapshot, data: Path) -> Snapshot:
    """Write a snapshot with its buildings several times, under ids of their own."""
    layers = {name: snapshot.read_layer(name) for name in snapshot.layer_names}
    frame = layers[LAYER]
    step = frame["id"].max() + 1
    copies = [frame.assign(id=frame["id"] + copy * step) for copy in range(COPIES)]
    layers[LAYER] = pd.concat(copies, ignore_index=True)
    tables = {name: snapshot.read_table(name) for name in TABLES}
    tiles = snapshot.tiles.read_bytes() if snapshot.tiles else None
    data.mkdir()
    return write_snapshot(data, snapshot.manifest, layers, tables, {TILES: tiles})


def measure_mb(data: Path) -> tuple[float, float]:
    """Measure the memory of a server that was used, now and at its most."""
    with run_uramost(data) as (base, process):
        server = Server("UraMost", f"{base}/ogc")
        urls = [server.list_pages()[0], server.list_boxes()[0], server.list_filters()[0]]
        for url in (*urls, server.write_url(limit=1, q="ulica")):
            read_page(url)
        return read_memory_mb(process), read_memory_mb(process, "VmHWM")


if __name__ == "__main__":
    stop_when_told()
    sys.exit(main())
