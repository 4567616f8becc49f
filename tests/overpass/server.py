"""A local Overpass-compatible server: answers from a file, keeps a log, fails when told to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.overpass.elements import ElementStore
from tests.overpass.ql import QuerySyntaxError, run

OSM_DATE = "2026-11-01T00:00:00Z"
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html><head><title>OSM3S Response</title></head><body>
<p>The data included in this document is from www.openstreetmap.org.</p>
<p><strong style="color:#FF0000">Error</strong>: {reason} </p></body></html>"""


@dataclass(frozen=True)
class Fault:
    """One wrong answer; a body of None is an error page with `reason`."""

    status: int = 200
    reason: str = ""
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False

    def make_response(self) -> Response:
        body = _PAGE.format(reason=self.reason) if self.body is None else self.body
        return Response(body, self.status, {"content-type": "text/html", **self.headers})


HANG = Fault(hangs=True)


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    query: str


class OverpassServer:
    """What a test sees of the running server.

    Attributes
    ----------
    asked
        All requests so far, in order.
    most_at_once
        The largest number of requests that were under way together.
    faults
        What the next requests get instead of data; None lets one through.
    sent_bytes
        Size of all answers with data so far.
    """

    def __init__(self, store: ElementStore, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.faults: deque[Fault | None] = deque()
        self.osm_dates: deque[str] = deque()
        self.sent_bytes = 0
        self._store = store
        self._under_way = 0

    async def answer(self, request: Request) -> Response:
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            body = (await request.body()).decode()
            query = parse_qs(body).get("data", [""])[0]
            headers = dict(request.headers)
            self.asked.append(Asked(request.method, request.url.path, headers, query))
            fault = self.faults.popleft() if self.faults else None
            if fault is None:
                return await run_in_threadpool(self._answer_query, query)
            while fault.hangs and (await request.receive())["type"] != "http.disconnect":
                pass
            return fault.make_response()
        finally:
            self._under_way -= 1

    def _answer_query(self, query: str) -> Response:
        try:
            elements = run(query, self._store)
        except QuerySyntaxError as error:
            return Fault(400, str(error)).make_response()
        dated = self.osm_dates.popleft() if self.osm_dates else OSM_DATE
        document: dict[str, Any] = {
            "version": 0.6,
            "osm3s": {"timestamp_osm_base": dated},
            "elements": elements,
        }
        body = json.dumps(document).encode()
        self.sent_bytes += len(body)
        return Response(body, media_type="application/json")


@contextmanager
def serve(path: Path) -> Iterator[OverpassServer]:
    """Serve an OSM file on a loopback port that the system chooses.

    The socket listens before the server runs, so that no request comes too early.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        overpass = OverpassServer(ElementStore(path), f"http://127.0.0.1:{port}/api")
        routes = [Route("/api/{page:path}", overpass.answer, methods=["GET", "POST"])]
        config = uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield overpass
        finally:
            server.should_exit = True
            thread.join()
