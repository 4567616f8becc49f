"""Answers the main addresses of a data folder once, as a build asks before it publishes.

``python -m app --check DIR`` writes ``{"faults": […]}`` to stdout and ends with 0 where there is
none, with 1 where there are some, and otherwise when it could not check.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote

import orjson
from fastapi import FastAPI
from starlette.types import Message

from app.checks.addresses import Asked, list_addresses
from app.checks.culprits import find_culprits
from app.cities.city import City
from app.errors import describe_error
from app.main import NAVIGATION, create_app
from app.settings import Settings
from geodata.snapshot.fault import Fault
from geodata.snapshot.store import open_snapshot

_MOST_BYTES = 4 * 2**30
_LONGEST_S = 600
_MOST_FAULTS = 50
_PARENT_S = 0.5


def check(data: Path) -> int:
    """Check a folder within bounds of memory and time; return the code that the process ends with.

    Nothing else reaches stdout, and the process ends when the one does that started it.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    few = most if 0 <= most < _MOST_BYTES else _MOST_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (few, most))
    signal.alarm(_LONGEST_S)
    threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    logging.getLogger().setLevel(logging.ERROR)
    faults = asyncio.run(find_faults(data))[:_MOST_FAULTS]
    with out:
        out.write(orjson.dumps({"faults": [asdict(fault) for fault in faults]}) + b"\n")
    sys.stdout.flush()
    os._exit(1 if faults else 0)  # no thread is waited for


def _follow_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_S)
    os._exit(2)


async def find_faults(data: Path) -> list[Fault]:
    """Find what of the current snapshot cannot be served."""
    app = create_app(Settings(data=data))
    city: City = app.state.cities.only
    snapshot = open_snapshot(data)
    try:
        city.live.load(snapshot)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it would keep all from being served
        found = await asyncio.to_thread(find_culprits, snapshot)
        return found or [Fault("", "", "", describe_error(error))]
    try:
        await asyncio.to_thread(city.review.wait)
        if city.review.has_failed():
            return [Fault("", "", "/review", city.review.failure)]
        paths = [path for _, path, _ in NAVIGATION]
        groups = [_ask_all(app, group) for group in list_addresses(city.live.get(), paths)]
        return [fault for faults in await asyncio.gather(*groups) for fault in faults]
    finally:
        app.state.cities.close()
        app.state.exports.close()


async def _ask_all(app: FastAPI, group: list[Asked]) -> list[Fault]:
    faults = []
    for asked in group:
        status, why = await ask(app, asked)
        is_answer = status < 300 or status in asked.allowed
        if not is_answer:
            address = f"{asked.address} ({asked.language})"
            faults.append(Fault(asked.layer, "", address, why or f"answers {status}"))
    return faults


async def ask(app: FastAPI, asked: Asked) -> tuple[int, str]:
    """Ask the application for an address, without a network; return status and what went wrong."""
    path, _, query = asked.address.partition("?")
    city = app.state.cities.only.id
    headers = {"host": "localhost", "accept": "text/html,*/*", "accept-language": asked.language}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"/{city}{unquote(path)}",
        "raw_path": f"/{city}{path}".encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    statuses: list[int] = []
    requests = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        for message in requests:
            return message
        await asyncio.Event().wait()  # the reader never leaves
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    try:
        await app(scope, receive, send)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it is told
        return 500, describe_error(error)
    return statuses[0], ""
