"""Packs answers for those who take them packed, small ones only for those who take nothing else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from app.web.negotiation import refuses_plain

_ALSO_PACKED = (
    *("text/csv", "application/geo+json-seq", "application/schema+json"),
    *("application/x-qgis-layer-definition+xml", "image/vnd.dxf"),
    *("application/problem+json", "application/vnd.oai.openapi+json"),
)
"""Types of text that the library of compression does not know of."""

_WORTH_IT = 500
"""Bytes below which packing saves nothing."""


class PackingMiddleware:
    """Packs by the library, whose reading of Accept-Encoding agrees with `app.web.negotiation`.

    Who refuses everything that can be had gets it plain, which serves people better than an error.
    """

    def __init__(self, app: ASGIApp) -> None:
        for media_type in _ALSO_PACKED:
            add_compress_type(media_type)
        self._usual, self._always = (_compress(app, least) for least in (_WORTH_IT, 1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_always = scope["type"] == "http" and refuses_plain(Request(scope))
        await (self._always if is_always else self._usual)(scope, receive, send)


def _compress(app: ASGIApp, least: int) -> CompressMiddleware:
    # The least levels: all requests share the loop that this takes the time of.
    return CompressMiddleware(app, minimum_size=least, zstd_level=1, brotli_quality=1, gzip_level=1)
