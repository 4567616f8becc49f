"""Where pages load browser libraries from: this server, or the CDN that folium names for them."""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import folium
from folium.plugins import Fullscreen, TreeLayerControl
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.web.negotiation import takes_encoding

log = logging.getLogger(__name__)

_VENDORED = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
    "L.Control.Layers.Tree.min.js": "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
    "L.Control.Layers.Tree.min.css": "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
    "Control.Fullscreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "protomaps-leaflet": "protomaps-leaflet/protomaps-leaflet.js",
}
"""folium's name of a file → the file under ``static/vendor``; what is not here is not used."""

TILE_DRAWER = (
    "protomaps-leaflet",
    "https://cdn.jsdelivr.net/npm/protomaps-leaflet@5.1.0/dist/protomaps-leaflet.js",
)
"""Name and CDN of what draws vector tiles, in the form of folium's assets."""

_FOR_GOOD = "public, max-age=31536000, immutable"

_PACKED = ("text/javascript", "application/javascript", "text/css", "image/svg+xml")

_FONTS = "noto-sans/latin-400.woff2"


class Assets:
    """Addresses of browser libraries, decided once at the start of a server.

    Attributes
    ----------
    hosts
        Origins of the CDNs in use; empty when everything is served from here.
    has_fonts
        Whether the fonts are here; pages use the reader's own fonts otherwise.
    base
        Where static files stand: an address that changes with their content, so that browsers
        may keep them for good.
    """

    def __init__(self, static: Path) -> None:
        vendor = static / "vendor"
        self.base = f"/static/{hash_files(static)}"
        self._urls = {
            name: f"{self.base}/vendor/{_VENDORED[name]}"
            if (vendor / _VENDORED[name]).is_file()
            else cdn
            for name, cdn in _list_folium_assets()
            if name in _VENDORED
        }
        outside = {url for url in self._urls.values() if not url.startswith("/")}
        self.hosts = sorted({f"https://{urlsplit(url).netloc}" for url in outside})
        self.has_fonts = (vendor / _FONTS).is_file()
        if outside:
            log.warning(
                "static/vendor lacks %d browser libraries: pages will load them from %s. "
                "Run make vendor (it needs npm) to serve them from here.",
                len(outside),
                ", ".join(self.hosts),
            )

    def choose(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Choose the address of each of folium's assets and drop those that pages do not use."""
        return [(name, self._urls[name]) for name, _ in pairs if name in self._urls]


def hash_files(folder: Path) -> str:
    """Hash the names and contents of all files in a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class StaticFolder(StaticFiles):
    """Static files, for good under an address with their hash, for now under any other.

    Parameters
    ----------
    version
        The hash, the first step of a path that may be kept.
    """

    def __init__(self, directory: Path, version: str) -> None:
        super().__init__(directory=directory)
        self._prefix = f"{version}/"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file and say how long it may be kept."""
        is_for_good = path.startswith(self._prefix)
        response = await super().get_response(path.removeprefix(self._prefix), scope)
        response.headers["Cache-Control"] = _FOR_GOOD if is_for_good else "no-cache"
        return _pack(response, Request(scope)) if is_for_good else response


def _pack(response: Response, request: Request) -> Response:
    """Pack a script or style that is kept for good as small as gzip can: a tenth less to load."""
    if not isinstance(response, FileResponse) or response.status_code != HTTPStatus.OK:
        return response
    is_wanted = request.method == "GET" and takes_encoding(request, "gzip")
    if not is_wanted or response.media_type not in _PACKED:
        return response
    headers = {name: response.headers[name] for name in ("cache-control", "last-modified")}
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    headers["ETag"] = etag = response.headers["etag"].removesuffix('"') + '-gzip"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    packed = _read_packed(Path(response.path))
    return Response(packed, headers=headers, media_type=response.media_type)


@cache
def _read_packed(path: Path) -> bytes:
    """Pack a file once: there are as many as the folder has, which change their address."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _list_folium_assets() -> Iterable[tuple[str, str]]:
    for element in (folium.Map, TreeLayerControl, Fullscreen):
        yield from element.default_js
        yield from element.default_css
    yield TILE_DRAWER
