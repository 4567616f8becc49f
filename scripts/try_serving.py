"""Tries a command that serves, as a person would: try_serving.py make run PYTHON=python3.12.

It is given a free port. Once it is ready its first page is asked for, and then it is told to end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 1800
"""A first time, packages are downloaded and streets are prepared."""
GOODBYE_S = 10


class ServingError(Exception):
    """The command did not do what it is for."""


@contextmanager
def serving(command: list[str], port: int) -> Iterator[str]:
    """Run a command until it serves and lend its address; then tell it to end."""
    process = subprocess.Popen([*command, f"PORT={port}"], start_new_session=True)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, f"{address}/readyz")
        yield address
        process.terminate()
        process.wait(GOODBYE_S)
        if is_taken(port):
            raise ServingError("something still listens after the end")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServingError(str(error)) from error
    finally:
        end_all(process)


def ask_first_page(address: str) -> None:
    """Ask for the first page as a browser does."""
    with urllib.request.urlopen(address, timeout=60) as page:  # noqa: S310 - of this machine
        kind = page.headers["Content-Type"]
    if not kind.startswith("text/html"):
        raise ServingError(f"its first page is {kind}")


def wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Ask until the answer is 200; an end of the process or of patience is an error."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServingError(f"it ended with code {process.returncode} before it served")
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - of this machine
        except OSError:  # nobody listens yet, or it is not ready yet
            time.sleep(0.1)
        else:
            return
    raise ServingError(f"it was not ready in {PATIENCE_S} s")


def is_taken(port: int) -> bool:
    """Tell whether something listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def end_all(process: subprocess.Popen[bytes]) -> None:
    """End whatever the command has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def find_free_port() -> int:
    """Find a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def main() -> None:
    """Try the command in the arguments; every fault is one sentence and exit code 1."""
    command = sys.argv[1:]
    started = time.monotonic()
    try:
        with serving(command, find_free_port()) as address:
            took_s = time.monotonic() - started
            ask_first_page(address)
    except ServingError as error:
        sys.exit(f"{' '.join(command)}: {error}")
    print(f"{' '.join(command)}: ready after {took_s:.0f} s, and ended when told to", flush=True)


if __name__ == "__main__":
    main()
