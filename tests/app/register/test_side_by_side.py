"""The map and the register are two processes: what stops neither of them stops the other less."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from urllib.parse import quote

import httpx
import pytest

from geodata.cities.profile import load_city
from geodata.errors import RegisterError
from geodata.snapshot.store import open_snapshot
from pipelines.build import build
from pipelines.register import RegisterFile
from tests.app.register.register_process import RegisterProcess, read_csrf
from tests.app.served import ServedProcess

ATTACK_S = 2.5
MOST_REQUESTS = 60
"""Of one attacker."""
HALF_SENT = 60

OF_MAP = "/", "/crossings", "/data/crossings.geojson", "/data/schools.csv", "/healthz"
OF_REGISTER = "/", "/log", "/api/register/projects", "/register.json", "/healthz"

RING = ",".join(f"{20.86 + n * 1e-6:.6f} {42.89 + n % 2 * 1e-4:.6f}" for n in range(900))
CQL = [
    "(" * 6_000,
    "(a=1 or " * 31 + "b=",
    "not " * 4_999 + "a=1",
    "a.b" * 6_000,
    "geometrycollection(" * 1_000,
    f"s_intersects(geom,polygon(({RING},20.86 42.89)))",
]
"""Filters that stopped readers of CQL2 elsewhere, and an area that crosses itself 900 times."""
LINES = ["line=" + ",".join(["20.862", "42.8896"] * 3_000), "mode=" + "x" * 9_000, "span_m=1e308"]


@pytest.fixture(scope="module")
def both(small_city, tmp_path_factory):
    """The servers of both, in processes of their own."""
    folder = tmp_path_factory.mktemp("register")
    with ServedProcess(small_city) as city, RegisterProcess(folder) as register:
        yield city, register


def read_all(server, paths):
    """Read addresses as they are sent; each has to come whole, with 200."""
    found = {}
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for path in paths:
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            if answer.headers["content-type"].startswith("text/html"):
                assert answer.text.rstrip().endswith("</html>")
            found[path] = answer.content
    return found


def attack(server, attackers):
    """Let attackers ask in turn, each bounded in time and count; give the statuses they had."""

    def run(make_request):
        statuses, ends = [], time.monotonic() + ATTACK_S
        with httpx.Client(base_url=server.url, timeout=30) as client:
            for turn in range(MOST_REQUESTS):
                if time.monotonic() > ends:
                    break
                with suppress(httpx.TransportError):  # it was cut off, or turned away
                    statuses.append(make_request(client, turn).status_code)
        return statuses

    pool = ThreadPoolExecutor(len(attackers))
    return pool, [pool.submit(run, one) for one in attackers]


def check_other(victim, other, paths, attackers):
    """Attack one server; read the other one's answers all the while."""
    before, rounds = read_all(other, paths), 0
    with ExitStack() as open_ones:
        for _ in range(HALF_SENT):
            connection = open_ones.enter_context(victim.connect())
            connection.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        pool, running = attack(victim, attackers)
        with pool:
            while not all(one.done() for one in running):
                assert read_all(other, paths) == before
                rounds += 1
    assert rounds >= 2
    statuses = [status for one in running for status in one.result()]
    assert len(statuses) >= len(attackers)  # it was attacked
    assert max(statuses) < 500 or set(statuses) & set(range(500, 600)) == {503}
    assert victim.process.poll() is None
    assert httpx.get(f"{victim.url}/healthz").status_code == 200


def test_no_attack_on_maps_or_filters_stops_the_register(both):
    city, register = both

    def filter_by(client, turn):
        text = CQL[turn % len(CQL)]
        address = f"/ogc/collections/schools/items?filter={quote(text)}&filter-lang=cql2-text"
        return client.get(address)

    def ask_for_lines(client, turn):
        return client.get(f"/api/assessments/report.json?{LINES[turn % len(LINES)]}")

    def send_bombs(client, turn):
        body = b'{"op":"not","args":[' * 20_000 + b"1"
        return client.post("/api/assessments", content=body, headers=JSON)

    def load_files(client, turn):
        return client.get(f"/data/crossings.geojson?as_of={1974 + turn % 50}-01-01")

    def scan(client, turn):
        return client.get(f"/api/scan?span_m={100 + turn % 200}")

    attackers = [filter_by, filter_by, ask_for_lines, send_bombs, load_files, scan]
    check_other(city, register, OF_REGISTER, attackers)


JSON = {"Content-Type": "application/json"}


def test_no_attack_on_the_register_stops_the_map(both):
    city, register = both
    program = JSON | {"Authorization": f"Bearer {register.token}"}
    dice = random.Random(1)

    def send_bombs(client, turn):
        bombs = b"[" * 400_000, b'{"a":' * 90_000, b'{"a":"' + b"x" * 600_000, b"\0" * 9
        return client.post("/api/register/comments", content=bombs[turn % 4], headers=program)

    def send_giants(client, turn):
        ring = [[20.86 + n * 1e-6, 42.89 + n % 2 * 1e-4] for n in range(16_000)]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        record = {"kind": "footbridge", "name": {"en": "Giant"}, "geometry": geometry}
        body = json.dumps({"record": record})[: 500_000 if turn % 2 else None]
        return client.post("/api/register/projects", content=body, headers=program)

    def flood_logins(client, turn):
        page = client.get("/login")
        cookie = page.headers["set-cookie"].partition(";")[0]
        own = {"Cookie": cookie, "Origin": f"http://localhost:{register.port}"}
        given = {"email": f"{turn}@example.org", "password": "x" * 200}
        return client.post("/login", data={"csrf": read_csrf(page.text), **given}, headers=own)

    def ask_what_nobody_asked(client, turn):
        return client.get(f"/?q={dice.random()}&after={turn}")

    attackers = [send_bombs, send_giants, flood_logins, flood_logins, ask_what_nobody_asked]
    check_other(register, city, OF_MAP, attackers)


def test_the_map_goes_on_without_the_register_and_takes_no_broken_export(
    both, small_city, tmp_path
):
    city, _ = both
    before = read_all(city, OF_MAP)
    with RegisterProcess(tmp_path / "register") as register:
        export = read_all(register, ["/register.json"])["/register.json"]
        register.kill()
    assert read_all(city, OF_MAP) == before
    snapshot, file = open_snapshot(small_city).id, tmp_path / "register.json"
    for broken in (export[: len(export) // 2], b"", export.replace(b"footbridge", b"motorway")):
        file.write_bytes(broken)
        with pytest.raises(RegisterError) as refused:
            build(load_city("mitrovica"), "sample", small_city, register=RegisterFile(file))
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) > 20
    assert open_snapshot(small_city).id == snapshot
    assert read_all(city, OF_MAP) == before
