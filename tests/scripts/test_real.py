"""`make real` pulls the city from an Overpass server and serves it."""

import shlex
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import osmium
import pytest

from tests.overpass.server import serve
from tests.scripts.loading import ROOT, load_script

SAMPLE = ROOT / "geodata/cities/mitrovica/sample.osm.gz"
AROUND_THE_BRIDGE = osmium.osm.Box(20.862, 42.886, 20.870, 42.894)
# What this suite runs in is installed already: nothing may be installed while it runs.
MAKE = [
    "make",
    f"BIN={Path(sys.executable).parent}",
    "-o",
    ".venv/run.stamp",
    "-o",
    "vendor",
    "real",
]


@pytest.fixture(scope="module")
def script():
    return load_script("try_serving")


@pytest.fixture
def town(tmp_path):
    """The middle of Mitrovica, and the whole river, as an OSM file of its own."""
    path = tmp_path / "town.osm"
    with osmium.BackReferenceWriter(str(path), ref_src=str(SAMPLE)) as town:
        for one in osmium.FileProcessor(str(SAMPLE)).with_locations():
            if one.is_node():
                is_wanted = one.tags and AROUND_THE_BRIDGE.contains(one.location)
            else:
                is_wanted = one.is_way() and (
                    "waterway" in one.tags
                    or any(AROUND_THE_BRIDGE.contains(node.location) for node in one.nodes)
                )
            if is_wanted:
                town.add(one)
    return path


@pytest.mark.slow
def test_the_real_city_is_pulled_from_overpass_and_served(script, town, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    with serve(town) as overpass:
        command = [*MAKE, f"OVERPASS={overpass.url}", f"DATA={tmp_path / 'data'}"]
        with (
            script.serving(command, script.find_free_port()) as address,
            httpx.Client(base_url=address, follow_redirects=True, timeout=60) as reader,
        ):
            page = reader.get("/crossings", params={"lang": "en"})
            snapshot = reader.get("/api/snapshot").json()
    assert page.status_code == 200
    assert "Main (Ibar) Bridge" in page.text
    assert snapshot["origin"]["name"] == overpass.url
    assert len(overpass.asked) > 1


def test_a_file_that_somebody_has_is_built_instead():
    command = [*MAKE, "--dry-run", "SOURCE=my files/kosovo-latest.osm.pbf"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    lines = [line for line in done.stdout.splitlines() if "bin/uramost" in line]
    build, serve_it = map(shlex.split, lines)
    assert build[1:] == [
        "build", "--city", "mitrovica", "--source", "my files/kosovo-latest.osm.pbf",
        "--data", "data/mitrovica-live",
    ]  # fmt: skip
    assert serve_it[1:4] == ["serve", "--data", "data/mitrovica-live"]


def test_without_a_connection_it_ends_at_once_with_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nowhere = f"http://127.0.0.1:{listener.getsockname()[1]}/api"

    done = subprocess.run(
        [*MAKE, f"OVERPASS={nowhere}", f"DATA={tmp_path / 'data'}"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    said = [line for line in done.stderr.splitlines() if line.startswith("uramost: ")]
    assert len(said) == 1
    assert said[0].startswith(f"uramost: {nowhere} cannot be reached (nothing answers there): ")
    assert done.returncode != 0
