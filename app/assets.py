"""Where pages load browser libraries from: this server, or the CDN that folium names for them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
from folium.plugins import Fullscreen, TreeLayerControl

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)

_VENDORED = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
    "L.Control.Layers.Tree.min.js": "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
    "L.Control.Layers.Tree.min.css": "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
    "Control.Fullscreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
}
"""folium's name of a file → the file under ``static/vendor``; what is not here is not used."""

_FONTS = "noto-sans/latin-400.woff2"


class Assets:
    """Addresses of browser libraries, decided once at the start of a server.

    Attributes
    ----------
    hosts
        Origins of the CDNs in use; empty when everything is served from here.
    has_fonts
        Whether the fonts are here; pages use the reader's own fonts otherwise.
    """

    def __init__(self, static: Path) -> None:
        vendor = static / "vendor"
        self._urls = {
            name: f"/static/vendor/{_VENDORED[name]}"
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


def _list_folium_assets() -> Iterable[tuple[str, str]]:
    for element in (folium.Map, TreeLayerControl, Fullscreen):
        yield from element.default_js
        yield from element.default_css
