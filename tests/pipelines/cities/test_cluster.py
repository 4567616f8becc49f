"""A real cluster of Dask: a scheduler and three workers, each a process of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from distributed import Client

from geodata.cities.profile import load_city
from geodata.errors import GeodataError
from pipelines.build import build
from pipelines.cities.batch import Choice, build_cities
from pipelines.cities.cluster import open_cluster
from pipelines.cities.stores import FolderStore
from tests.pipelines.cities.conftest import read_checksums
from tests.pipelines.cities.little_country import draw_country, write_profiles
from tests.waiting import wait_until

pytestmark = pytest.mark.enable_socket  # the loops of asyncio wake each other by Unix sockets

ROOT = Path(__file__).parents[3]
UNCHECKED = "import pipelines.check as check; check.find_faults = lambda _data: []"
"""What workers do first: that what they build can be served is tested elsewhere."""
OTHER = "from pipelines.cities import job; job.tell_software = lambda: 'uramost 9'"


class Cluster:
    """A scheduler and workers on loopback, which end with the test."""

    def __init__(self, folder):
        self._folder = folder
        self.workers = {}
        self._file = folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--port", "0", "--no-show")
        wait_until(self._file.exists)

    @property
    def address(self):
        return json.loads(self._file.read_text())["address"]

    def add_worker(self, name, preload=UNCHECKED):
        more = ("--no-nanny", "--nthreads", "1", "--name", name, "--preload", preload)
        self.workers[name] = self._start("worker", *more)

    def _start(self, kind, *more):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *more]
        command += ["--host", "127.0.0.1", "--scheduler-file", str(self._file), "--no-dashboard"]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(self._folder)}
        log = (self._folder / f"{len(self.workers)}-{kind}.log").open("wb")
        with log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)

    def close(self):
        for process in (*self.workers.values(), self._scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    with contextlib.closing(Cluster(folder)) as running:
        yield running


class Listener:
    """Notes what it is told, and calls somebody when a city is begun."""

    def __init__(self):
        self.is_begun = threading.Event()
        self.said, self.results = [], []

    def report(self, what, done, total):
        pass

    def expect(self, cities):
        self.expected = cities

    def say(self, city_id, what):
        self.said.append((city_id, what))
        self.is_begun.set()

    def finish(self, result):
        self.results.append(result)


def stop_busy_worker(client, cluster, listener):
    """Stop a worker that told of a city, and cannot come to its end any more."""
    begun = {city for city, _ in listener.said}
    known = client.scheduler_info(n_workers=-1)["workers"]
    for at, keys in client.processing().items():
        for key in keys:
            if key.rpartition("-uramost-")[0] in begun:
                worker = cluster.workers[known[at]["name"]]
                worker.send_signal(signal.SIGSTOP)
                if key in client.processing()[at]:
                    return worker
                worker.send_signal(signal.SIGCONT)
    return None


@pytest.mark.timeout(180)
def test_a_worker_that_is_killed_loses_no_city(cluster, tmp_path):
    folder, towns = tmp_path / "country", 4
    folder.mkdir()
    source = draw_country(folder / "land.osm", towns)
    profiles = write_profiles(folder, towns)
    for name in ("one", "two", "three"):
        cluster.add_worker(name)
    listener, store = Listener(), FolderStore(tmp_path / "data")
    with Client(cluster.address) as client, ThreadPoolExecutor(1) as thread:
        client.wait_for_workers(3)
        opened = open_cluster(0, cluster.address)
        names = [str(path) for path in profiles]
        running = thread.submit(
            build_cities, names, source, store, opened, Choice(keep=1, is_forced=False), listener
        )
        assert listener.is_begun.wait(100)
        wait_until(lambda: stop_busy_worker(client, cluster, listener)).kill()
        results = running.result(150)
    assert sorted((one.city, one.state) for one in results) == [
        (f"little-{number}", "built") for number in range(towns)
    ]
    begins = [city for city, what in listener.said if what.startswith("looking for")]
    assert set(begins) == {one.city for one in results}
    assert len(begins) > towns  # what was lost began again
    for profile in profiles:
        alone = tmp_path / "alone" / profile.stem
        build(load_city(str(profile)), str(source), alone)
        assert read_checksums(tmp_path / "data" / profile.stem) == read_checksums(alone)


def test_a_worker_of_another_version_is_named_before_anything_is_cut(cluster):
    cluster.add_worker("old", OTHER)
    with Client(cluster.address) as client:
        client.wait_for_workers(1)
    refused = pytest.raises(GeodataError, match="a worker has uramost 9, this machine uramost")
    with refused, open_cluster(0, cluster.address):
        pass


def test_no_scheduler_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr("pipelines.cities.cluster._CONNECT_S", 0.2)
    refused = pytest.raises(GeodataError, match="no scheduler of Dask answers there")
    with refused, open_cluster(0, "tcp://127.0.0.1:9"):
        pass
