"""Servers on loopback, each with a snapshot of the small city."""

import socket
import threading
from contextlib import ExitStack

import httpx
import pytest
import uvicorn
from reviewed_city import copy_with_hostile_names, wait_until_reviewed
from small_city import write_city

from app.main import create_app
from app.settings import Settings
from geodata.city import load_city
from pipelines.build import build


class Server(uvicorn.Server):
    """A server in a thread, on a loopback port of the system's choosing."""

    def __init__(self, app):
        super().__init__(uvicorn.Config(app, log_config=None, ws="none"))
        self.app = app
        self.has_started = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, args=([self.socket],))

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.has_started.set()

    def __enter__(self):
        self.thread.start()
        assert self.has_started.wait(120)
        return self

    def __exit__(self, *_):
        self.should_exit = True
        self.thread.join(30)
        self.socket.close()


@pytest.fixture
def data(tmp_path):
    """A data folder with one snapshot."""
    folder = tmp_path / "data"
    write_city(folder)
    return folder


@pytest.fixture
def serve():
    """Start a server on a data folder."""
    with ExitStack() as servers:

        def start(data, **settings):
            app = create_app(Settings(data=data, **{"poll_s": 0.01, **settings}))
            return servers.enter_context(Server(app))

        yield start


@pytest.fixture(scope="session")
def city_url(tmp_path_factory):
    """The address of a server whose snapshot never changes."""
    folder = tmp_path_factory.mktemp("city")
    write_city(folder)
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        yield server.url


@pytest.fixture
def client(city_url):
    with httpx.Client(base_url=city_url) as client:
        yield client


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory):
    """A data folder with the bundled sample, streets and all."""
    folder = tmp_path_factory.mktemp("sample")
    build(load_city("mitrovica"), "sample", folder)
    return folder


@pytest.fixture(scope="session")
def reviewed(sample_data):
    """A server that can review the bundled sample."""
    with Server(create_app(Settings(data=sample_data, poll_s=60))) as server:
        wait_until_reviewed(server.url)
        yield server


@pytest.fixture(scope="session")
def hostile_url(sample_data, tmp_path_factory):
    """The address of a server that reviews the sample with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    copy_with_hostile_names(sample_data, folder)
    with Server(create_app(Settings(data=folder, poll_s=60))) as server:
        wait_until_reviewed(server.url)
        yield server.url
