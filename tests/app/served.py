"""The server of tests: in a thread or in a process of its own, on a loopback port."""

import re
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urljoin

import httpx
import psutil
import uvicorn

from app.settings import Settings
from app.web.server import make_config


def name_city(site):
    """Name the address of the city that a server serves; its own before there is one."""
    answer = httpx.get(f"{site}/", timeout=60)
    return urljoin(site, answer.headers.get("location", "").rstrip("/"))


def follow(client, link, **options):
    """Follow a link of a page, whose address has the city in it as that of the client has."""
    return client.get(client.base_url.join(link), **options)


class Server(uvicorn.Server):
    """A server in a thread, on a loopback port of the system's choosing."""

    def __init__(self, app, settings=None):
        known = getattr(getattr(app, "state", None), "settings", None)
        super().__init__(make_config(app, settings or known or Settings()))
        self.app = app
        self.has_started = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.site = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, args=([self.socket],))

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.has_started.set()

    def __enter__(self):
        self.thread.start()
        assert self.has_started.wait(120)
        self.url = name_city(self.site)
        return self

    def __exit__(self, *_):
        self.should_exit = True
        self.thread.join(30)
        self.socket.close()

    @property
    def city(self):
        """The city that it serves, the only one."""
        return self.app.state.cities.only

    def wait_until_reviewed(self):
        """Wait, without asking over and over, until its first snapshot can be reviewed."""
        self.city.review.wait()
        assert not self.city.review.has_failed()


class ServedProcess:
    """``python -m app`` on a free loopback port, as people start it."""

    def __init__(self, data, *options):
        command = [sys.executable, "-m", "app", "--data", data, "--port", "0", *options]
        self.process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise AssertionError("".join(self.lines))
        self.port = int(found[1])
        self.site = f"http://127.0.0.1:{self.port}"
        self.url = name_city(self.site)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        self.lines.extend(self.process.stdout)

    def connect(self, source="127.0.0.1"):
        """Connect as the client of an address."""
        return socket.create_connection(("127.0.0.1", self.port), 30, (source, 0))

    def measure_mb(self):
        """Measure the memory of the server and of the processes that work for it."""
        server = psutil.Process(self.process.pid)
        total = server.memory_info().rss
        for child in server.children(recursive=True):
            try:
                total += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total / 2**20

    def stop(self):
        """End it as systems do, and tell how many seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(60)
        return time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self._reader.join(10)
        self.process.stdout.close()
