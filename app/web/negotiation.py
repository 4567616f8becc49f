"""Reads what a reader accepts: the one reader of Accept, Accept-Encoding and Accept-Language.

Ours, as no library of ours reads all three: that which compresses keeps its own to itself.
"""

from __future__ import annotations

from starlette.requests import Request

from app.language.preferences import join_header, read_weights

_ANY = frozenset({"*/*", "application/*"})


def takes_encoding(request: Request, encoding: str) -> bool:
    """Tell whether an answer may be encoded so; without a word about it, it may not."""
    weights = read_weights(join_header(request, "accept-encoding"))
    return weights.get(encoding, weights.get("*", 0.0)) > 0


def refuses_plain(request: Request) -> bool:
    """Tell whether an answer must be encoded in some way that can be had here."""
    weights = read_weights(join_header(request, "accept-encoding"))
    return weights.get("identity", weights.get("*", 1.0)) == 0


def prefers_page(accept: str) -> bool:
    """Tell whether an Accept header names HTML, and neither JSON as dear nor anything dearer."""
    weights = read_weights(accept)
    page = weights.get("text/html", weights.get("text/*", 0.0))
    data = max((weight for name, weight in weights.items() if name.endswith("json")), default=0.0)
    anything = max((weights[name] for name in weights.keys() & _ANY), default=0.0)
    return page > data and page >= anything


def prefers_type(accept: str, media_type: str) -> bool:
    """Tell whether an Accept header names a type of media and likes HTML no better."""
    weights = read_weights(accept)
    weight = weights.get(media_type, 0.0)
    return weight > 0 and weight >= weights.get("text/html", 0.0)
