"""A local server that stands for Nominatim: answers from a list, fails when told to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.overpass.server import Asked, Fault


class PlaceServer:
    """What a test sees of the running server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.faults: deque[Fault] = deque()
        self.places: list[dict[str, object]] = []

    async def answer(self, request: Request) -> Response:
        query = str(request.query_params.get("q", ""))
        self.asked.append(Asked(request.method, request.url.path, dict(request.headers), query))
        if not self.faults:
            return Response(json.dumps(self.places), media_type="application/json")
        fault = self.faults.popleft()
        while fault.hangs and (await request.receive())["type"] != "http.disconnect":
            pass
        return fault.make_response()


@contextmanager
def serve_places() -> Iterator[PlaceServer]:
    """Serve no place at first, on a loopback port that the system chooses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        places = PlaceServer(f"http://127.0.0.1:{port}")
        routes = [Route("/{page:path}", places.answer)]
        config = uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield places
        finally:
            server.should_exit = True
            thread.join()
