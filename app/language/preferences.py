"""What a reader prefers, as the headers of HTTP weigh it."""

from __future__ import annotations

import math

from starlette.requests import Request

LONGEST = 2_000
"""Characters of a header that are read."""


def join_header(request: Request, name: str) -> str:
    """Join all headers of a name, which are one list (RFC 9110)."""
    return ",".join(request.headers.getlist(name))


def read_weights(header: str) -> dict[str, float]:
    """Read what a header names, in small letters and in its order, with the weight of each, 0–1.

    What stands twice has the weight that it has first; a weight that is no number is 1.
    """
    weights: dict[str, float] = {}
    for part in header[:LONGEST].lower().split(","):
        name, *parameters = (one.strip() for one in part.split(";"))
        if name:
            weights.setdefault(name, _read_weight(parameters))
    return weights


def _read_weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(text)
            except ValueError:
                return 1.0
            return min(max(weight, 0.0), 1.0) if math.isfinite(weight) else 1.0
    return 1.0
