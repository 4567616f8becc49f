"""Refuses hosts that are none, and says where the paths of this server and of a city begin."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.settings import Settings
from app.web.problems import answer_error
from app.web.site import SITE, Place, take_off
from geodata.sentences import about, sentence

PREFIX = "x-forwarded-prefix"


FindPlace = Callable[[str, str], Place]
"""From what stands before all paths of the server, and a path, to what the path is about."""


def find_no_city(root: str, path: str) -> Place:
    """Find what a path is about on a server without cities."""
    return Place(None, "", True, take_off(path, root))  # noqa: FBT003 - a record


_HOST = re.compile(r"([a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]{1,60}){1,8}")
_STEPS = frozenset({"/.", "/.."})


class ProxyMiddleware:
    """Believes the proxies that are named, and nobody else: who asks, how, and under which path.

    The last is ``X-Forwarded-Prefix``, for a server that was started without a root path.
    """

    def __init__(self, app: ASGIApp, proxies: list[str]) -> None:
        self._inner = ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        peer = scope.get("client")
        if scope["type"] == "http" and peer:
            told = Headers(scope=scope).get(PREFIX, "").rstrip("/")
            is_prefix = _PREFIX.fullmatch(told) and not _STEPS & set(re.findall("/[^/]+", told))
            if is_prefix and peer[0] in self._inner.trusted_hosts:
                scope["root_path"] = told
        await self._inner(scope, receive, send)  # type: ignore[arg-type]


class SiteMiddleware:
    """Refuses hosts that are none, and says where the paths of the server and of a city begin.

    The path of the public address goes before the root path, and it does not matter whether the
    proxy takes it off. What the path is about is `request.state.place`.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, find_place: FindPlace = find_no_city
    ) -> None:
        self.app = app
        self._find_place = find_place
        self._hosts = settings.allowed_hosts
        self._public = settings.public_url and urlsplit(settings.public_url)
        self._root = self._public.path if self._public else settings.root_path or None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "") if self._root is None else self._root
        # There is one address of each page: a slash at the end says nothing.
        place = self._find_place(root, scope["path"].rstrip("/") or "/")
        prefix = root + place.prefix
        scope = {
            **scope,
            SITE: root,
            "state": {**scope.get("state", {}), "place": place, "city": place.city},
            "root_path": prefix,
            "path": prefix + place.path,
        }
        if self._public:
            scope["scheme"] = self._public.scheme
        # With a public address, links are made from it and never from the host that is named.
        is_checked = self._hosts or not self._public
        if is_checked and not self._knows(Headers(scope=scope).get("host")):
            fault = HTTPException(400, about("Host", sentence("should be the name of this server")))
            refusal = await answer_error(Request(scope), fault)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _knows(self, host: str | None) -> bool:
        """Tell whether a host is a name with or without a port, and one of those allowed if any."""
        if host is None:
            return not self._hosts
        found = _HOST.fullmatch(host.lower())
        return found is not None and (not self._hosts or found[1] in self._hosts)
