"""Refuses hosts that are none, and says where the paths of this server and of its city begin."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.catalogue.served import LiveCatalogue
from app.settings import Settings
from app.web.problems import answer_error
from app.web.site import SAFE, SITE, is_of_site, is_under, take_off
from geodata.sentences import about, sentence

PREFIX = "x-forwarded-prefix"

_IN_CITY = "uramost.in_city"
"""Key of a request's scope: whether its path names the city, or there is none yet."""

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
    """Refuses hosts that are none, and says where the paths of the server and its city begin.

    Everything of a city stands under its id, as ``/mitrovica/crossings``; what belongs to no city,
    such as ``/static``, answers beside it, too. The path of the public address goes before the root
    path, and it does not matter whether the proxy takes it off.
    """

    def __init__(self, app: ASGIApp, settings: Settings, live: LiveCatalogue) -> None:
        self.app = app
        self._live = live
        self._hosts = settings.allowed_hosts
        self._public = settings.public_url and urlsplit(settings.public_url)
        self._root = self._public.path if self._public else settings.root_path or None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "") if self._root is None else self._root
        catalogue = self._live.peek()
        city = f"/{catalogue.manifest.city.id}" if catalogue else ""
        # There is one address of each page: a slash at the end says nothing.
        path = scope["path"].rstrip("/") or "/"
        if is_under(path, root + city):
            is_in_city, path = True, take_off(path, root + city)
        elif is_under(path, city):
            is_in_city, path = True, take_off(path, city)
        else:
            is_in_city, path = False, take_off(path, root)
        prefix = root + city
        scope = {
            **scope,
            SITE: root,
            _IN_CITY: is_in_city,
            "root_path": prefix,
            "path": prefix + path,
        }
        if self._public:
            scope["scheme"] = self._public.scheme
        elif not self._knows(Headers(scope=scope).get("host")):
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


class CityMiddleware:
    """Redirects what names no city to the only one there is, with the same method and query."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.app
        if scope["type"] == "http" and not scope[_IN_CITY]:
            path = scope["path"]
            if not is_of_site(take_off(path, scope["root_path"])):
                query = scope["query_string"].decode("latin-1")
                mark = "?" if query else ""
                app = RedirectResponse(quote(path, safe=SAFE) + mark + query)
        await app(scope, receive, send)
