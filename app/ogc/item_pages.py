"""Features as pages to read: a list with its next and previous pages, and one feature whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.collection import Collection, Rows
from app.language.choice import get_wording
from app.ogc.links import Link
from app.ogc.served import get_served
from app.web.pages import Pages


def show_items(
    request: Request, collection: Collection, rows: Rows, matched: int, links: Sequence[Link]
) -> Response:
    """Show a page of features: those of their fields that any of them has."""
    features = [_read(collection, row) for row in rows.tolist()]
    used = [
        field
        for field in collection.fields
        if field.format != "json"
        and any(one["properties"][field.name] is not None for one in features)
    ]
    values = {"features": features, "used": used, "matched": matched}
    return _render(request, "ogc/items.html", collection, links, values)


def show_item(
    request: Request, collection: Collection, row: int, links: Sequence[Link]
) -> Response:
    """Show one feature with all that is known of it."""
    values = {"feature": _read(collection, row)}
    return _render(request, "ogc/item.html", collection, links, values)


def _read(collection: Collection, row: int) -> dict[str, Any]:
    feature: dict[str, Any] = orjson.loads(collection.features.features[row])
    return feature


def _render(
    request: Request,
    template: str,
    collection: Collection,
    links: Sequence[Link],
    values: dict[str, Any],
) -> Response:
    pages: Pages = request.app.state.pages
    served = get_served(request)
    common = {
        "collection": collection,
        "title": served.say_title(collection.name, get_wording(request)),
        "link": {one["rel"]: one["href"] for one in links},
    }
    return pages.render(request, template, served.catalogue, common | values)
