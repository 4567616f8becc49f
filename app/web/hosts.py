"""Refuses hosts that are none, and says where the paths of this server and of its city begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from app.web.problems import answer_error
from app.web.site import SITE, is_of_site, is_under, take_off

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.catalogue.served import LiveCatalogue
    from app.settings import Settings

PREFIX = "x-forwarded-prefix"

_HOST = re.compile(r"([a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]{1,60}){1,8}")
_STEPS = frozenset({"/.", "/.."})


class SiteMiddleware:
    """Refuses hosts that are none, and says where the paths of the server and its city begin.

    Everything of a city stands under its id, as ``/mitrovica/crossings``. What is asked for
    without it is the same of the only city there is: a redirect says so, and keeps the method and
    the query. What belongs to no city, such as ``/static``, stands beside the cities.

    The prefix of the server is, the first that there is: that of the public address, the one that
    uvicorn was started with, the one that a proxy tells. Whether the proxy takes it off paths does not matter.
    """

    def __init__(self, app: ASGIApp, settings: Settings, live: LiveCatalogue) -> None:
        self.app = app
        self._live = live
        self._hosts = settings.allowed_hosts
        self._public = settings.public_url and urlsplit(settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        root, is_told = self._find_prefix(scope, headers)
        path = take_off(take_off(scope["path"], scope.get("root_path", "")), root)
        # There is one address of each page: a slash at the end says nothing.
        path = path.rstrip("/") or "/"
        city = f"/{catalogue.manifest.city.id}" if (catalogue := self._live.peek()) else ""
        is_in_city, prefix = is_under(path, city), root + city
        if is_in_city:
            path = take_off(path, city)
        scope = {**scope, SITE: root, "root_path": prefix, "path": prefix + path}
        if self._public:
            scope["scheme"] = self._public.scheme
        elif not self._knows(headers.get("host")):
            fault = HTTPException(400, "Host: should be the name of this server")
            refusal = await answer_error(Request(scope), fault)
            await refusal(scope, receive, send)
            return

        async def send_with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("X-Forwarded-Prefix")
            await send(message)

        app = self.app
        if not is_in_city and not is_of_site(path):
            app = RedirectResponse(Request(scope).url.replace(scheme="", netloc=""))
        await app(scope, receive, send_with_vary if is_told else send)

    def _find_prefix(self, scope: Scope, headers: Headers) -> tuple[str, bool]:
        """Find the prefix, and tell whether it is what the request says."""
        if self._public:
            return self._public.path, False
        if root := scope.get("root_path", "").rstrip("/"):
            return root, False
        told = headers.get(PREFIX, "").rstrip("/")
        is_prefix = _PREFIX.fullmatch(told) and not _STEPS & set(re.findall("/[^/]+", told))
        return (told, True) if is_prefix else ("", False)

    def _knows(self, host: str | None) -> bool:
        """Tell whether a host is a name with or without a port, and one of those allowed if any."""
        if host is None:
            return not self._hosts
        found = _HOST.fullmatch(host.lower())
        return found is not None and (not self._hosts or found[1] in self._hosts)
