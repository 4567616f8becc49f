"""Logs what was asked for, a line of JSON each: no address, no name, no secret of a link."""

from __future__ import annotations

import json
import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.register.caller import READER, Caller

log = logging.getLogger(__name__)


class LogMiddleware:
    """Gives every request an id, which the answer names and the log has.

    Parameters
    ----------
    is_everything
        Whether what only reads is logged, too; what changes something always is.
    """

    def __init__(self, app: ASGIApp, *, is_everything: bool) -> None:
        self.app = app
        self._is_everything = is_everything

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name, began, status = secrets.token_hex(8), time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if self._is_everything or scope["method"] != "GET":
                self._write(scope, name, status, time.perf_counter() - began)

    @staticmethod
    def _write(scope: Scope, name: str, status: int, took_s: float) -> None:
        """Write a line; the path is that of the route, in which ids and secrets are left open."""
        caller: Caller = scope.get("state", {}).get("caller") or READER
        line = {
            "request": name,
            "method": scope["method"],
            "path": getattr(scope.get("route"), "path", None),
            "status": status,
            "took_ms": round(took_s * 1_000, 1),
            "account": caller.account or None,
            "role": caller.role.value,
        }
        log.info(json.dumps(line))
