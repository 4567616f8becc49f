"""What all tests share: the sample, how many random examples they try, and what may be skipped."""

import fcntl
import functools
import gc
import importlib
import inspect
import os
import shutil
import ssl

import httpx
import pytest
from hypothesis import settings

from app.catalogue import served
from app.review import service
from geodata.cities.profile import load_city
from pipelines import check
from pipelines.build import build
from pipelines.commands import questions
from tests.installed import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

# No example is timed: other work may keep the processors busy. `make test-all` takes the long
# profile; tests that count their own examples ask tests/examples.py.
settings.register_profile("usual", deadline=None)
settings.register_profile(
    "long", settings.get_profile("usual"), max_examples=1000, derandomize=False, print_blob=True
)
settings.load_profile("usual")


COMPILED = ("compiled", "compiled_hierarchy", "compiled_sets", "compiled_sums")


def pytest_configure(config):
    """Compile the loops in one process, before the workers: in two, their last bits differ."""
    if not hasattr(config, "workerinput"):
        for name in COMPILED:
            importlib.import_module(f"geodata.assessment.engine.{name}")


@pytest.fixture(scope="session", autouse=True)
def make_one_tls_context():
    """Read the list of authorities once: httpx does for each client, which takes 20 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def be_patient():
    """Let requests wait for a minute, not five seconds: other work may keep the processors busy."""
    usual = inspect.signature(httpx.get).parameters["timeout"].default
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "read", "write", "pool"):
            patch.setattr(usual, name, 60.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def collect_garbage_seldom():
    """Leave the collector, which walks through all that pytest knows, out of each server's start.

    A server that is alone in its process clears up as it takes up a snapshot: here that would be
    a third of a second each time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "settle_memory", lambda: None)
        patch.setattr(service, "settle_memory", lambda: None)
        yield
    gc.set_threshold(*usual)


@pytest.fixture(scope="session", autouse=True)
def serve_nothing_to_check():
    """Builds in this process publish unchecked: a server that starts for each takes seconds."""
    find_faults = check.find_faults
    check.find_faults = lambda _data: []
    yield find_faults
    check.find_faults = find_faults


@pytest.fixture(scope="session", autouse=True)
def read_a_snapshot_once():
    """Commands and servers of this process share what they read of snapshots, and nothing changes.

    To model one takes a quarter of a second, to catalogue it a whole one. Real processes, in other
    tests, read for themselves.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "load_catalogue", recall(served.load_catalogue))
        patch.setattr(questions, "CityModel", recall(questions.CityModel))
        patch.setattr(service, "_make_model", recall(service._make_model))
        yield


def recall(make, most=4):
    """Let the last things made of snapshots be made once, as long as the files stay the same."""
    known = {}

    def get(snapshot):
        files = [(file, file.stat()) for file in sorted(snapshot.path.rglob("*"))]
        key = tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in files)
        made = known.pop(key, None) or make(snapshot)
        while len(known) >= most:
            known.pop(next(iter(known)), None)
        known[key] = made
        return made

    return get


@pytest.fixture
def checked_builds(serve_nothing_to_check, monkeypatch):
    """Builds of this test are checked as all others are outside of tests."""
    monkeypatch.setattr(check, "find_faults", serve_nothing_to_check)


@pytest.fixture(scope="session")
def make_once(tmp_path_factory):
    """Have a folder written once a run, by whichever worker asks first: ``make(name, write)``."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name, write):
        folder = shared / f"once-{name}"
        with (shared / f"once-{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.fstat(lock.fileno()).st_size:  # nobody has written to the end
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                write(folder)
                lock.write("written")
        return folder

    return make


@pytest.fixture(scope="session")
def sample_data(make_once, serve_nothing_to_check):
    """A data folder with the bundled sample, streets and all, which no test may change."""
    return make_once("sample", lambda folder: build(load_city("mitrovica"), "sample", folder))
