"""The register in a process of its own, as people start it."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from app.register.accounts import add_account
from app.register.context import open_register
from app.register.roles import Role, Scope
from app.register.settings import RegisterSettings
from app.register.tokens import make_token
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]


class RegisterProcess:
    """``python -m app.register serve`` on a free loopback port, with the token of a writer."""

    def __init__(self, data):
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port = found.getsockname()[1]
        self.site = self.url = f"http://127.0.0.1:{self.port}"
        self.token = fill(data)
        command = [sys.executable, "-m", "app.register", "serve", "--data", data]
        command += ["--port", str(self.port)]
        self.process = subprocess.Popen(
            list(map(str, command)), cwd=ROOT, stderr=subprocess.DEVNULL
        )
        wait_until(self._is_ready)

    def _is_ready(self):
        assert self.process.poll() is None, "the register did not start"
        try:
            return httpx.get(f"{self.site}/readyz").is_success
        except httpx.TransportError:
            return False

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 30)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def fill(data):
    """Begin a register with a contributor; give the token of a program of theirs."""
    register = open_register(RegisterSettings(data=data))
    register.prepare()
    with register.database.write() as session:
        account = add_account(
            session, register.places, name="Ana", email="a@example.org", role=Role.CONTRIBUTOR
        )
        token = make_token(session, account.id, "tests", [Scope.PROPOSE, Scope.DISCUSS], 1)
    register.database.close()
    return token


def read_csrf(page):
    """Read the token that a form of a page carries."""
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]
