"""Claim: pages of 1,000 features come 150 times as often as from tipg and pygeoapi, p99 5 ms.

The buildings of the made-up city are served by OGC API – Features from UraMost, by tipg from
PostGIS and by pygeoapi from a GeoPackage, one worker each, with the same columns. They take turns
at the same questions, over a few connections that each ask anew when an answer is there. Besides,
GDAL copies the layer from UraMost in at most 3 s at the size of pages that it chooses itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import shapely
from build_city import PROFILE
from setup.city import write_city
from setup.load import CONNECTIONS, Load, measure_limit, put_under_load
from setup.machine import describe_machine, time_in_turns_s
from setup.peers import check_peers, describe_peers, run_pygeoapi, run_tipg
from setup.questions import LAYER, Server, read_page
from setup.servers import run_uramost, stop_when_told

from geodata.cities.profile import load_city
from pipelines.build import build

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
ROUND_S = 2.0
COUNT = 20_050
CLAIMED_RATIO = 150
CLAIMED_P99_MS = 5
CLAIMED_GDAL_S = 3

KINDS: dict[str, tuple[Callable[[Server], list[str]], str]] = {
    "pages": (Server.list_pages, "identity"),
    "pages, packed": (Server.list_pages, "gzip"),
    "boxes": (Server.list_boxes, "identity"),
    "one field equal": (Server.list_equals, "identity"),
    "CQL2": (Server.list_filters, "identity"),
}
"""Kind of question → its addresses, and how the answers may be encoded."""


def main() -> int:
    check_peers()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        write_city(folder / "city.osm.pbf")
        (folder / "city.toml").write_text(PROFILE, encoding="utf-8")
        city = load_city(str(folder / "city.toml"))
        frame = build(city, str(folder / "city.osm.pbf"), folder / "data").read_layer(LAYER)
        ours = running.enter_context(run_uramost(folder / "data"))[0]
        tipg = running.enter_context(run_tipg(frame))
        pygeoapi = running.enter_context(run_pygeoapi(frame, folder))
        servers = [
            Server("UraMost", f"{ours}/ogc"),
            Server("tipg", tipg, f"public.{LAYER}"),
            Server("pygeoapi", pygeoapi, asks=(("f", "json"),), has_cql2=False),
        ]
        print(describe_machine("starlette", "uvicorn", "pyogrio"))
        print(describe_peers())
        print(f"{len(frame):,} buildings, {CONNECTIONS} connections, medians of {ROUNDS} rounds")
        check_answers(servers)
        holds = [report_kind(kind, servers) for kind in KINDS]
        report_whole(servers)
        holds.append(report_gdal(servers, folder))
    return 0 if all(holds) else 1


def check_answers(servers: list[Server]) -> None:
    """Check that all give as many features to the same questions, and the same shapes."""
    for list_urls, _ in KINDS.values():
        lists = [list_urls(server)[:3] for server in servers]
        found = [[len(read_page(url)["features"]) for url in urls] for urls in lists if urls]
        if any(one != found[0] for one in found):
            raise SystemExit(f"{list_urls.__name__}: the answers differ: {found}")
    areas = {round(shapely.area(read_shapes(server)).sum(), 12) for server in servers}
    if len(areas) > 1:
        raise SystemExit(f"the shapes differ: {areas}")


def read_shapes(server: Server) -> list[shapely.Geometry]:
    return [
        shapely.geometry.shape(feature["geometry"])
        for page in server.walk()
        for feature in page["features"]
    ]


def report_kind(kind: str, servers: list[Server]) -> bool:
    """Measure a kind of question in turns and print it; tell whether what is claimed holds."""
    list_urls, encoding = KINDS[kind]
    asked = {server.name: urls for server in servers if (urls := list_urls(server))}
    rounds = [
        {name: put_under_load(urls, ROUND_S, encoding) for name, urls in asked.items()}
        for _ in range(ROUNDS)
    ]
    print(kind)
    ours, *theirs = (describe_load(name, [one[name] for one in rounds]) for name in asked)
    if kind != "pages":
        return True
    limit = measure_limit(int(1e3 * ours.mean_kb), ROUND_S)
    print(f"  a server that only sends so much: {limit.per_s:,.0f}/s")
    holds = ours.quantile_ms(99) <= CLAIMED_P99_MS and not ours.failed
    ratios = [ours.per_s / load.per_s for load in theirs]
    print(f"  ratios {', '.join(f'{ratio:.0f}' for ratio in ratios)} (claimed: {CLAIMED_RATIO})")
    return holds and min(ratios) >= CLAIMED_RATIO


def describe_load(name: str, loads: list[Load]) -> Load:
    """Print the median round of a server and return it."""
    load = sorted(loads, key=lambda one: one.per_s)[len(loads) // 2]
    p50, p99 = load.quantile_ms(50), load.quantile_ms(99)
    failed = f", {load.failed} failed" if load.failed else ""
    rate = f"{load.per_s:9,.1f}/s  p50 {p50:7.2f} ms, p99 {p99:7.2f} ms"
    print(f"  {name:9}{rate}, {load.mean_kb:5.0f} kB{failed}", flush=True)
    return load


def report_whole(servers: list[Server]) -> None:
    """Print how long the whole layer takes, from link to link, each answer parsed."""
    works = [lambda server=server: sum(1 for _ in server.walk()) for server in servers]
    for server, taken_s in zip(servers, time_in_turns_s(works, ROUNDS), strict=True):
        print(f"whole layer, {server.name:9}{taken_s:6.2f} s")


def report_gdal(servers: list[Server], folder: Path) -> bool:
    """Print how long GDAL takes to copy the layer; tell whether it is soon enough from UraMost."""
    print(f"GDAL copies the layer by pages as it likes (claimed: {CLAIMED_GDAL_S} s)")
    works = [lambda server=server: read_by_gdal(server) for server in servers]
    taken = dict(zip(servers, time_in_turns_s(works, ROUNDS), strict=True))
    version = ".".join(map(str, pyogrio.__gdal_version__))
    for server, taken_s in taken.items():
        print(f"  {server.name:9}{taken_s:6.2f} s, pyogrio with GDAL {version}")
    ours_s = [taken[servers[0]]]
    if tool := shutil.which("ogr2ogr"):
        told = subprocess.run([tool, "--version"], check=True, stdout=subprocess.PIPE, text=True)
        ours_s += time_in_turns_s([lambda: copy_by_ogr2ogr(tool, servers[0], folder)], ROUNDS)
        print(f"  {servers[0].name:9}{ours_s[-1]:6.2f} s, ogr2ogr of {told.stdout.split(',')[0]}")
    return max(ours_s) <= CLAIMED_GDAL_S


def read_by_gdal(server: Server) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{server.api}", layer=server.layer)
    if len(frame) != COUNT:
        raise SystemExit(f"GDAL finds {len(frame):,} features at {server.name}")


def copy_by_ogr2ogr(tool: str, server: Server, folder: Path) -> None:
    path = folder / "copy.gpkg"
    path.unlink(missing_ok=True)
    subprocess.run([tool, path, f"OAPIF:{server.api}", server.layer], check=True)


if __name__ == "__main__":
    stop_when_told()
    sys.exit(main())
