"""Servers on loopback, each with a snapshot of the small city."""

import shutil
from contextlib import ExitStack

import httpx
import pytest
from many_buildings import write_large_city
from reviewed_city import copy_with_hostile_names
from served import ServedProcess, Server
from small_city import write_city

from app.main import create_app
from app.settings import Settings
from geodata.city import load_city
from geodata.snapshot import open_snapshot
from pipelines.build import build
from tests.pipelines.little_city import draw_city, write_profile


@pytest.fixture(scope="session")
def small_city(make_once):
    """A data folder with one snapshot of the small city, which no test may change."""
    return make_once("small", write_city)


@pytest.fixture
def data(small_city, tmp_path):
    """A data folder of the test's own with one snapshot."""
    return shutil.copytree(small_city, tmp_path / "data")


@pytest.fixture
def serve():
    """Start a server on a data folder."""
    with ExitStack() as servers:

        def start(data, **settings):
            app = create_app(Settings(data=data, **{"poll_s": 0.01, **settings}))
            return servers.enter_context(Server(app))

        yield start


@pytest.fixture
def serve_process():
    """Start a server in a process of its own on a data folder."""
    with ExitStack() as servers:

        def start(data, *options):
            return servers.enter_context(ServedProcess(data, *options))

        yield start


@pytest.fixture(scope="session")
def city_url(small_city):
    """The address of a server whose snapshot never changes."""
    with Server(create_app(Settings(data=small_city, poll_s=60))) as server:
        yield server.url


@pytest.fixture
def client(city_url):
    with httpx.Client(base_url=city_url) as client:
        yield client


@pytest.fixture(scope="session")
def large_city(make_once):
    """A snapshot of 20,050 buildings."""
    return open_snapshot(make_once("large", write_large_city))


@pytest.fixture(scope="session")
def large_url(large_city):
    """The address of the server of 20,050 buildings."""
    data = large_city.path.parents[1]
    with Server(create_app(Settings(data=data, poll_s=60))) as server:
        yield server.url


@pytest.fixture(scope="session")
def buildings(large_city):
    """All buildings as the snapshot holds them."""
    return large_city.read_layer("buildings")


@pytest.fixture(scope="session")
def little_data(make_once, serve_nothing_to_check):
    """A data folder with the little city of the pipelines' tests, which no test may change."""

    def write(folder):
        city, source = load_city(str(write_profile(folder))), draw_city(folder / "little.osm")
        build(city, str(source), folder / "data")

    return make_once("little", write) / "data"


@pytest.fixture(scope="session")
def reviewed(sample_data):
    """A server that can review the bundled sample."""
    with Server(create_app(Settings(data=sample_data, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server


@pytest.fixture(scope="session")
def hostile_url(sample_data, make_once):
    """The address of a server that reviews the sample with hostile names."""
    folder = make_once("hostile", lambda folder: copy_with_hostile_names(sample_data, folder))
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server.url
