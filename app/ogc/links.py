"""Links between the resources of the API, as JSON documents and HTTP headers hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from starlette.requests import Request

from app.web.site import find_root

Link = dict[str, str]

LONGEST_HEADER = 2_000
"""Characters of links in a header, whatever address they are made of."""

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
QUERYABLES = f"{RELATIONS}queryables"
SCHEMA_OF = f"{RELATIONS}schema"
VECTOR_TILES = f"{RELATIONS}tilesets-vector"


def find_api(request: Request) -> str:
    """Find the address of the landing page."""
    return f"{find_root(request)}/ogc"


def make_link(rel: str, href: str, media_type: str, title: str = "") -> Link:
    """Make one link."""
    link = {"rel": rel, "href": href, "type": media_type}
    return link | {"title": title} if title else link


def address(base: str, given: Mapping[str, str], **changed: str | int) -> str:
    """Write an address with its parameters, some of them changed."""
    query = "&".join(
        f"{_quote(name)}={_quote(str(text))}" for name, text in {**given, **changed}.items()
    )
    return f"{base}?{query}" if query else base


def _quote(text: str) -> str:
    """Quote a value; most are numbers, and quoting takes long."""
    return text if text.isascii() and text.isalnum() else quote_plus(text)


def name_item(items: str, feature_id: str) -> str:
    """Write the address of a feature; the slash of an OSM id stays as it is."""
    return f"{items}/{quote(feature_id)}"


def list_forms(base: str, given: Mapping[str, str], is_page: bool, media_type: str) -> list[Link]:  # noqa: FBT001
    """List a resource's own link and the one to its other form."""
    own = make_link("self", address(base, given), HTML if is_page else media_type)
    form = {"f": "json"} if is_page else {"f": "html"}
    other = make_link(
        "alternate", address(base, {**given, **form}), media_type if is_page else HTML
    )
    return [own, other]


def write_header(links: Iterable[Link]) -> str:
    """Write links as an HTTP header (RFC 8288): those that there is room for.

    Proxies cut what is longer; the answer itself has them all.
    """
    written: list[str] = []
    room = LONGEST_HEADER
    for one in links:
        link = f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"'
        if len(link) + 2 <= room:
            written.append(link)
            room -= len(link) + 2
    return ", ".join(written)
