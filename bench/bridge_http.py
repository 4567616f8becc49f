"""Claim: a new question is answered over HTTP in at most 10 ms at the 99th percentile, warm.

A city of about 15,000 street nodes and 2,000 × 2,000 homes is served by one process on two cores.
Every question is new, so that no answer is found in the cache; the ends of its candidate were
searched before, as when somebody changes a drawn bridge. The peer is SciPy on the rebuilt network,
which gives the travel times alone. The engine with all three modes takes at most 500 MB; what the
whole server takes, with every layer in memory, is shown.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np
from build_city import CITY_ID, PROFILE
from scipy.sparse.csgraph import dijkstra
from setup.city import write_city
from setup.engine import read_peak_mb
from setup.machine import describe_machine

from geodata.assessment.model import CityModel
from geodata.assessment.request import Candidate, Demand, Question
from geodata.assessment.scenarios import change_links, check_question
from geodata.cities.profile import load_city
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.streets.network import PASSING_MODES, TravelMode, make_matrix
from pipelines.build import build

HOUSES = 6_200
"""So many give about 2,000 street nodes with homes on either bank."""

ENGINE = Path(__file__).parent / "setup" / "engine.py"
PLACES = 50
ROUNDS = 10
DAY = date(2026, 1, 1)
CLAIMED_P99_MS = 10
CLAIMED_MB = 500
START_S = 120

Line = tuple[tuple[float, float], tuple[float, float]]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = build_model(folder)
        lines = draw_lines(model)
        nodes = len(model.get_mode(TravelMode.DRIVE).network.ids)
        homes = [len(bank.nodes) for bank in model.get_banks(Demand(TravelMode.DRIVE))]
        peer_ms = 1e3 * statistics.median(recompute_s(model, line) for line in lines[:3])
        with Server(folder / "data") as server:
            for line in lines:
                server.ask_ms(line, 0)
            taken_ms = [server.ask_ms(line, n) for n in range(1, ROUNDS + 1) for line in lines]
            server_mb = read_peak_mb(server.process.pid)
        child = [sys.executable, ENGINE, folder / "data"]
        engine_mb = float(subprocess.run(child, check=True, stdout=subprocess.PIPE).stdout)
    p50, p90, p99 = np.percentile(taken_ms, [50, 90, 99])
    print(describe_machine("fastapi", "uvicorn", "numba", "numpy"))
    print(f"{nodes:,} nodes, {homes[0]:,} × {homes[1]:,} homes, by car, {len(taken_ms)} questions")
    print(
        f"over HTTP  p50 {p50:.1f} ms, p90 {p90:.1f} ms, p99 {p99:.1f} ms (claimed: {CLAIMED_P99_MS})"
    )
    print(f"SciPy, times alone  {peer_ms:,.0f} ms, ratio {peer_ms / p50:,.0f}")
    print(f"peak memory with three modes: engine {engine_mb:.0f} MB (claimed: {CLAIMED_MB}),")
    print(f"  whole server {server_mb:.0f} MB")
    return 0 if p99 <= CLAIMED_P99_MS and engine_mb <= CLAIMED_MB else 1


def build_model(folder: Path) -> CityModel:
    """Build the city of `HOUSES` houses into the folder ``data`` of a folder."""
    write_city(folder / "city.osm.pbf", houses=HOUSES)
    (folder / "city.toml").write_text(PROFILE, encoding="utf-8")
    city = load_city(str(folder / "city.toml"))
    return CityModel(build(city, str(folder / "city.osm.pbf"), folder / "data"))


def draw_lines(model: CityModel) -> list[Line]:
    """Draw bridges of 90 m, evenly along the river, (lon, lat)."""
    move = get_transformer(model.crs, GEOGRAPHIC).transform
    shares = np.linspace(0.1, 0.9, PLACES)
    middles = [model.divide.line.interpolate(share, normalized=True) for share in shares]
    return [(move(one.x, one.y - 45), move(one.x, one.y + 45)) for one in middles]


def recompute_s(model: CityModel, line: Line) -> float:
    """Measure all times between the banks with a bridge by SciPy; return what that took, in s."""
    question = Question(TravelMode.DRIVE, DAY, (Candidate(line),))
    links = change_links(model, question, check_question(model, question), question.mode).after
    network = model.get_mode(question.mode).network
    left, right = (bank.nodes for bank in model.get_banks(question.demand))
    start = time.perf_counter()
    streets = network.seconds.tocoo()
    rebuilt = make_matrix(
        np.r_[streets.row, links.start].astype(np.int32),
        np.r_[streets.col, links.end].astype(np.int32),
        np.r_[streets.data, links.seconds],
        streets.shape[0],
    )
    for origins, targets in ((left, right), (right, left)):
        dijkstra(rebuilt, indices=origins)[:, targets]
    return time.perf_counter() - start


class Server:
    """The real server in a process of its own, and one connection to it."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-m", "app", "--data", str(data), "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.port = self._read_port()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __enter__(self) -> Self:
        for mode in PASSING_MODES:
            self._wait_for(mode)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def ask_ms(
        self, line: Line, number: int, connection: http.client.HTTPConnection | None = None
    ) -> float:
        """Ask a question that differs by its number; return how long the answer took."""
        properties = {"speed_kmh": 30 + number / 10}
        geometry = {"type": "LineString", "coordinates": line}
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        asked = {"features": [feature], "mode": "drive", "day": DAY.isoformat()}
        start = time.perf_counter()
        status = self._post(asked, connection or self.connection)
        taken_ms = 1e3 * (time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"the server answered {status}")
        return taken_ms

    def _read_port(self) -> int:
        for line in self.process.stderr or ():
            if "running on" in line:
                return int(line.split("127.0.0.1:")[1].split()[0])
        raise RuntimeError("the server did not start")

    def _wait_for(self, mode: TravelMode) -> None:
        for _ in range(START_S * 5):
            if self._post({"mode": mode.value, "day": DAY.isoformat()}, self.connection) == 200:
                return
            time.sleep(0.2)
        raise RuntimeError("the server is not ready")

    def _post(self, asked: dict[str, object], connection: http.client.HTTPConnection) -> int:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        connection.request("POST", f"/{CITY_ID}/api/assessments", json.dumps(asked), headers)
        with connection.getresponse() as response:
            response.read()
            return response.status


if __name__ == "__main__":
    sys.exit(main())
