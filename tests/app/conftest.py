"""Servers on loopback, each with a snapshot of the small city."""

import shutil
from contextlib import ExitStack

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from pipelines.build import build
from tests.app.browsing import Tabs, open_pages, start_browser
from tests.app.many_buildings import write_large_city
from tests.app.reviewed_city import copy_with_hostile_names
from tests.app.served import ServedProcess, Server
from tests.app.served_layers import make_served_layers
from tests.app.small_city import write_city
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
    with httpx.Client(base_url=city_url, timeout=60) as client:
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
    settings = Settings(data=sample_data, poll_s=60, embed_sites="https://news.example")
    with Server(create_app(settings)) as server:
        server.wait_until_reviewed()
        yield server


@pytest.fixture(scope="session")
def hostile_url(sample_data, make_once):
    """The address of a server that reviews the sample with hostile names."""
    folder = make_once("hostile", lambda folder: copy_with_hostile_names(sample_data, folder))
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        server.wait_until_reviewed()
        yield server.url


@pytest.fixture(scope="session")
def served_url(tmp_path_factory):
    """The address of a server of layers that somebody serves."""
    folder = tmp_path_factory.mktemp("served")
    write_city(folder, layers=make_served_layers(), is_modelled=False)
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests, which waits while others run."""
    with start_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def browser(chromium):
    chromium.resume()
    yield chromium
    chromium.pause()


@pytest.fixture
def tabs(browser):
    """Pages of one test."""
    tabs = Tabs(browser)
    yield tabs
    tabs.close()


@pytest.fixture
def visit(tabs, city_url):
    """Open a page and, at the end, find that it asked nobody else and complained of nothing."""
    with open_pages(tabs, city_url) as open_page:
        yield open_page
