"""What every resource of the API needs: its collection, its systems, the form of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.collection import Collection
from app.errors import UnknownLayerError
from app.language.choice import choose_language
from app.language.preferences import join_header
from app.ogc.links import JSON
from app.ogc.served import Served
from app.web.caching import build_headers
from app.web.negotiation import prefers_page
from geodata.dates import read_today
from geodata.sentences import sentence


def find_collection(served: Served, name: str) -> Collection:
    """Find a collection by its name; crossings are as they are today.

    Raises
    ------
    UnknownLayerError
        When there is none; names those that there are.
    """
    if name not in served.collections:
        known = ", ".join(served.collections)
        raise UnknownLayerError(
            sentence(
                "There is no collection %(name)s. There are: %(known)s.",
                name=repr(name[:40]),
                known=known,
            )
        )
    if name == "crossings":
        return served.get_table(name, read_today())
    return served.collections[name]


def build_feature_headers(served: Served, collection: Collection) -> dict[str, str]:
    """Build the headers of features, which are others tomorrow where they depend on the day."""
    is_of_day = collection.name == "crossings"
    tag = f"{served.id}-{read_today()}" if is_of_day else served.id
    return build_headers(tag) | {"Vary": "Accept"}


def wants_page(request: Request, given: Mapping[str, str]) -> bool:
    """Tell whether a person asks with a browser, or anybody for HTML by name."""
    if "f" in given:
        return given["f"] == "html"
    return prefers_page(join_header(request, "accept"))


def answer(request: Request, document: Mapping[str, Any], media_type: str = JSON) -> Response:
    """Answer with a document in the reader's language; it is tagged by what it says."""
    headers = {
        "Vary": "Accept, Accept-Language, Cookie",
        "Content-Language": choose_language(request),
    }
    return Response(orjson.dumps(document), 200, headers, media_type)
