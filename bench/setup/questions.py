"""What servers of OGC API – Features are asked: the same of each, in its own words."""

from __future__ import annotations

import json
import random
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from setup.city import STUDY_AREA

if TYPE_CHECKING:
    from collections.abc import Iterator

LAYER = "buildings"
PAGE = 1_000
MOST = 10_000
"""Features that a page may have, here and there."""

_PAGES = 20
_COUNT = 200
"""Boxes and filters that are asked in turn: more than a server remembers the answers of."""


@dataclass(frozen=True)
class Server:
    """A server of the layer."""

    name: str
    api: str
    layer: str = LAYER
    """What it calls the layer."""
    asks: tuple[tuple[str, str], ...] = ()
    """What it wants to be asked with besides."""
    has_cql2: bool = True

    def write_url(self, **asked: object) -> str:
        """Write the address of features."""
        query = urlencode([*asked.items(), *self.asks])
        return f"{self.api}/collections/{self.layer}/items?{query}"

    def list_pages(self) -> list[str]:
        """List the addresses of all whole pages."""
        return [self.write_url(limit=PAGE, offset=PAGE * page) for page in range(_PAGES)]

    def list_boxes(self) -> list[str]:
        """List the addresses of what touches boxes of about 800 × 800 m in the city."""
        rng = random.Random(11)
        left, bottom, right, top = STUDY_AREA
        urls = []
        for _ in range(_COUNT):
            x, y = rng.uniform(left, right - 0.01), rng.uniform(bottom, top - 0.007)
            box = f"{x:.5f},{y:.5f},{x + 0.01:.5f},{y + 0.007:.5f}"
            urls.append(self.write_url(limit=PAGE, bbox=box))
        return urls

    def list_filters(self) -> list[str]:
        """List the addresses of what two properties choose in CQL2; none without it."""
        texts = [f"side = 'north' AND bank_distance_m < {150 + 10 * n}" for n in range(_COUNT)]
        asked = {"limit": PAGE, "filter-lang": "cql2-text"}
        return [self.write_url(**asked, filter=text) for text in texts if self.has_cql2]

    def list_equals(self) -> list[str]:
        """List the addresses of pages of what one property chooses, as Part 1 can."""
        offsets = range(0, _PAGES // 2 * PAGE, PAGE)
        return [self.write_url(limit=PAGE, offset=at, side="north") for at in offsets]

    def walk(self) -> Iterator[dict[str, Any]]:
        """Read the whole layer by its longest pages, from link to link."""
        url: str | None = self.write_url(limit=MOST)
        while url:
            page = read_page(url)
            yield page
            links = {link["rel"]: link["href"] for link in page["links"]}
            url = links.get("next")


def read_page(url: str) -> dict[str, Any]:
    """Read a page of features."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        page: dict[str, Any] = json.load(answer)
        return page
