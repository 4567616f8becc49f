#!/usr/bin/env python3
"""Runs the suite of OGC API – Features (PyPI: ogctests) against a map and a register of its own.

The suite pins older versions of what this project uses, so it lives in an environment of its own.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 120

CORE = ("features/core", "not test_ast22")
"""Of the core, ast22 of version 0.1.15 wants features in every collection, which the standard does
not: the bundled town has no ferry and no streets that nearly meet. The items of every collection
are asked for in tests/app/test_same_fields.py.
"""

FILTERING = ("features/filtering", "not (ct2 or ct3 or ct5 or ct7 or ct8 or ct9 or ct10)")
"""Of filtering, these tests are wrong in version 0.1.15, whatever a server answers:

- ct2 takes the quotes of a Link header for a part of the relation, which RFC 8288 wants there;
- ct3 asks for the address under `href`, where its own reader of headers put it under `iri`;
- ct5 wants a text such as `[invalid-value]` refused for a field that holds text;
- ct7 sends the whole entry of a language, `{'name': …}`, as `filter-lang`;
- ct8 takes the name of a queryable for an object that has a `key`;
- ct9 and ct10 take up what ct3 could not leave, and ct10 names a class that is not there.

What they mean to ask is asked in tests/app/ogc/test_core.py and test_ogc_filters.py.
"""

CORE_OF_REGISTER = ("features/core", "not (test_ast22 or test_ast28)")
"""Its newest project may have no place: ast28 of version 0.1.15 refuses a geometry that is null,
which RFC 7946 has for that."""

RUN = """
import sys
from ogctests.main import run_ogctests
sys.exit(run_ogctests(sys.argv[1], sys.argv[2], sys.argv[3:]))
"""


def main(suite: str, data: str) -> int:
    """Serve a folder of snapshots, then a register, and run the suite by the Python of `suite`."""
    with serve("app", "--data", data) as api:
        of_map = [run(suite, api, *part) for part in (CORE, FILTERING)]
    with (
        tempfile.TemporaryDirectory() as folder,
        serve("app.register", "demo", "--data", folder) as api,
    ):
        of_register = [run(suite, api, *part) for part in (CORE_OF_REGISTER, FILTERING)]
    return max(of_map + of_register)


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    """Serve, and give the address of the API, which names the city where there is one."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-m", *arguments, "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    try:
        wait(f"http://127.0.0.1:{port}/readyz", server)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ogc") as page:
            yield page.url
    finally:
        server.terminate()
        server.wait(30)


def wait(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server is ready, or say that it is not."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not become ready.")


def run(suite: str, api: str, scope: str, chosen: str) -> int:
    """Run a part of the suite, not by the settings of our tests; it warns of optional places."""
    flags = ["-c", os.devnull, "-q", "-p", "no:cacheprovider", "-W", "ignore", "--tb=short", "-rA"]
    chosen_flags = ["-k", chosen] if chosen else []
    return subprocess.run(  # noqa: S603
        [suite, "-c", RUN, scope, api, *flags, *chosen_flags],
        cwd=Path(suite).parent,
        env=os.environ | {"INSTANCE_URL": api},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
