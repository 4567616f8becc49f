"""Reads the places of CQL2 text, boxes and well-known text, as CQL2 JSON has them."""

from __future__ import annotations

from typing import Any

from app.filters.cql2_tokens import Tokens

_SHAPES = {
    "point": ("Point", 0),
    "multipoint": ("MultiPoint", 1),
    "linestring": ("LineString", 1),
    "multilinestring": ("MultiLineString", 2),
    "polygon": ("Polygon", 2),
    "multipolygon": ("MultiPolygon", 3),
}
"""Name → as GeoJSON writes it, and the lists around each of its positions."""

_HEIGHTS = ("z", "m", "zm")
_MOST_NUMBERS = 4
"""Of a position: x, y, height, measure."""


def read_literal(tokens: Tokens, word: str) -> dict[str, Any] | None:
    """Read what follows the name of a box or shape; None where it is a name of something else."""
    if word == "bbox" and tokens.word == "(":
        return {"bbox": tokens.list_between(lambda: _read_number(tokens))}
    if word == "geometrycollection" and tokens.word == "(":
        members = tokens.list_between(lambda: _read_member(tokens))
        return {"type": "GeometryCollection", "geometries": members}
    name = word if word in _SHAPES else word.rstrip("zm")
    if name not in _SHAPES or not (tokens.take(*_HEIGHTS) or tokens.word == "("):
        return None
    kind, levels = _SHAPES[name]
    return {"type": kind, "coordinates": _read_places(tokens, levels, kind)}


def _read_member(tokens: Tokens) -> dict[str, Any]:
    return read_literal(tokens, tokens.pass_on().word) or tokens.refuse()


def _read_places(tokens: Tokens, levels: int, kind: str) -> list[Any]:
    """Read the positions of a shape; those of a point stand alone between its brackets."""
    if levels == 0:
        positions = tokens.list_between(lambda: _read_position(tokens))
        return positions[0] if len(positions) == 1 else tokens.refuse()
    if levels > 1:
        return tokens.list_between(lambda: _read_places(tokens, levels - 1, kind))
    is_bare = kind != "MultiPoint"
    return tokens.list_between(
        lambda: (
            _read_position(tokens)
            if is_bare or tokens.word != "("
            else _read_places(tokens, 0, kind)
        )
    )


def _read_position(tokens: Tokens) -> list[float]:
    position = [_read_number(tokens), _read_number(tokens)]
    while len(position) < _MOST_NUMBERS and tokens.word not in {",", ")"}:
        position.append(_read_number(tokens))
    return position


def _read_number(tokens: Tokens) -> float:
    sign = tokens.take("-", "+")
    token = tokens.pass_on()
    if token.kind != "number":
        tokens.refuse()
    return -float(token.text) if sign == "-" else float(token.text)
