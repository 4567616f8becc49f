"""HTTP headers that every answer carries, and HEAD for every GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Tile servers of the future answer nobody who sends no referrer.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def build_page_policy(nonce: str, hosts: Sequence[str], image_hosts: Sequence[str] = ()) -> str:
    """Build the Content-Security-Policy of a page.

    Parameters
    ----------
    nonce
        Of the one inline script that folium writes; new with each response.
    hosts
        Origins of CDNs that libraries come from, if any.
    image_hosts
        Origins of images that readers can switch on.
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
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        ]
    )


class HeadersMiddleware:
    """Adds headers where an answer does not set them, and answers HEAD as GET without a body."""

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
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_with_headers)
