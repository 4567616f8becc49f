"""What a reader accepts: a page, or data."""

from __future__ import annotations

_ANY = frozenset({"*/*", "application/*"})


def prefers_page(accept: str) -> bool:
    """Tell whether an Accept header names HTML, and neither JSON as dear nor anything dearer."""
    accept = accept[:1_000].lower()
    if "text/html" not in accept:
        return False
    page = data = anything = 0.0
    for part in accept.split(","):
        media_type, *parameters = (one.strip() for one in part.split(";"))
        weight = min([1.0, *(_read_weight(one[2:]) for one in parameters if one[:2] == "q=")])
        if media_type == "text/html":
            page = weight
        elif media_type.endswith("json"):
            data = max(data, weight)
        elif media_type in _ANY:
            anything = max(anything, weight)
    return page > data and page >= anything


def _read_weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
