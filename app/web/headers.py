"""HTTP headers of every answer, HEAD for every GET, a 304 for what a reader has, other sites."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Tile servers of the future answer nobody who sends no referrer.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "Cache-Control": "no-cache",
}

LONGEST = 3_000
"""Characters of one header; what repeats a request at length is left out."""

_OPEN = re.compile(
    r"/((ogc|data|tiles)(/|$)|projects\.atom$|cities(/compare)?\.(csv|geojson|parquet|svg)$)"
)
_EXPOSED = ["Content-Crs", "Link", "ETag", "Accept-Ranges", "Content-Range", "Content-Disposition"]


def build_page_policy(
    nonce: str,
    hosts: Sequence[str],
    image_hosts: Sequence[str] = (),
    embedders: Sequence[str] = (),
) -> str:
    """Build the Content-Security-Policy of a page.

    Parameters
    ----------
    nonce
        Of the one inline script that folium writes; new with each response.
    hosts
        Origins of CDNs that libraries come from, if any.
    image_hosts
        Origins of images that readers can switch on.
    embedders
        Origins of sites whose pages may show this one inside them.
    """
    libraries = " ".join(["'self'", *hosts])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {libraries} 'nonce-{nonce}'",
            f"style-src {libraries} 'nonce-{nonce}'",
            " ".join(["img-src", libraries, *image_hosts, "data:"]),
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            " ".join(["frame-ancestors", *(embedders or ["'none'"])]),
            "base-uri 'none'",
            "object-src 'none'",
        ]
    )


class HeadersMiddleware:
    """Adds headers where an answer does not set them, and answers HEAD as GET without a body.

    It stands outside of all else, so that what goes wrong anywhere has these headers, too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                for name in [name for name, value in headers.items() if len(value) > LONGEST]:
                    del headers[name]
                # Of a 304, too: what is kept varies as what it stands for.
                if "accept-encoding" not in headers.get("vary", "").lower():
                    headers.add_vary_header("Accept-Encoding")
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_with_headers)


class OpenDataMiddleware(CORSMiddleware):
    """Lets the scripts of any site read the data: API, files and tiles, and what they refuse."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["*"],
            expose_headers=_EXPOSED,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_open = scope["type"] == "http" and _OPEN.match(scope["path"], len(scope["root_path"]))
        await (super().__call__ if is_open else self.app)(scope, receive, send)


class TagMiddleware:
    """Tags whole answers that have no ETag by their content, and does not send them twice.

    It must stand inside of what compresses, so that a tag does not depend on compression.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match", "")
        waiting: list[Message] = []

        async def send_with_tag(message: Message) -> None:
            if message["type"] == "http.response.start" and _lacks_tag(message):
                waiting.append(message)
                return
            if waiting:
                start = waiting.pop()
                if not message.get("more_body"):
                    message = _tag(start, message, asked)
                await send(start)
            await send(message)

        await self.app(scope, receive, send_with_tag)


def _lacks_tag(start: Message) -> bool:
    return start["status"] == 200 and "etag" not in Headers(raw=start["headers"])


def _tag(start: Message, body: Message, asked: str) -> Message:
    """Tag an answer, or turn it into a 304; return the body to send."""
    tag = hashlib.sha256(body.get("body", b"")).hexdigest()[:32]
    headers = MutableHeaders(scope=start)
    headers["ETag"] = f'W/"{tag}"'
    if f'"{tag}"' not in asked:
        return body
    start["status"] = 304
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**body, "body": b""}
