"""Reads CQL2 text as CQL2 JSON by precedence, in time that grows as the length of the text.

Ours, as the parser of the library `cql2` takes twice as long for each bracket of a faulty text, and
ends the process at some thousands of them; what it reads well, tests compare this with.
"""

from __future__ import annotations

from typing import Any

from app.filters.cql2_shapes import read_literal
from app.filters.cql2_tokens import DEEPEST, Node, Tokens
from geodata.sentences import sentence

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _POWER = range(1, 8)

_RANKS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "<>", "!=", "<", "<=", ">", ">="), _COMPARISON),
    **dict.fromkeys(("is", "not", "like", "between", "in"), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "%", "div"), _PRODUCT),
    "^": _POWER,
}
"""What stands between two parts → how closely it binds them."""

_PREDICATES = frozenset({"like", "between", "in"})
_RESERVED = frozenset({"and", "or", "not"})

_TEMPORAL = (
    *("after", "before", "contains", "disjoint", "during", "equals", "finishedBy", "finishes"),
    *("intersects", "meets", "metBy", "overlappedBy", "overlaps", "startedBy", "starts"),
)
_SPATIAL = (
    *("contains", "crosses", "disjoint", "equals", "intersects", "overlaps", "touches", "within"),
)
_NAMES = {
    name.lower(): name
    for name in (
        *(f"t_{one}" for one in _TEMPORAL),
        *(f"s_{one}" for one in _SPATIAL),
        *("casei", "accenti"),
    )
}
"""Functions whose case says nothing, in small letters → as CQL2 JSON writes them."""


def read_cql2(text: str) -> Node:
    """Read a filter as CQL2 JSON; numbers become floats.

    Raises
    ------
    ValueError
        When it is no filter or goes too deep; says where.
    """
    tokens = Tokens(text)
    expression = _Reader(tokens).read(_OR)
    if tokens.token.kind != "end":
        tokens.refuse()
    return expression


def _call(name: str, *parts: Node) -> Node:
    return {"op": name, "args": list(parts)}


class _Reader:
    """Reads expressions; only brackets make it call itself deeper than there are ranks."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def read(self, rank: int) -> Node:
        """Read on as long as what follows binds as closely as a rank or closer."""
        left, closest = self._read_prefixed(rank), _POWER
        while rank <= (found := _RANKS.get(self._tokens.word, 0)) <= closest:
            left = self._read_rest(left, found)
            # Nothing is compared with what a comparison gives, unless brackets say so.
            closest = found - (found == _COMPARISON)
        return left

    def _read_whole(self) -> Node:
        return self.read(_OR)

    def _read_prefixed(self, rank: int) -> Node:
        """Read a part with any number of NOT or of signs before it."""
        if rank <= _NOT and (count := self._count("not")):
            part = self.read(_COMPARISON)
            for _ in range(count):
                part = _call("not", part)
            return part
        signs = []
        while sign := self._tokens.take("-", "+"):
            signs.append(sign)
        if len(signs) > DEEPEST:
            raise ValueError(sentence("has too many operators or brackets"))
        part = self._read_part()
        for _ in range(signs.count("-")):
            part = -part if type(part) is float else _call("*", -1.0, part)
        return part

    def _count(self, word: str) -> int:
        count = 0
        while self._tokens.take(word):
            count += 1
        if count > DEEPEST:
            raise ValueError(sentence("has too many operators or brackets"))
        return count

    def _read_rest(self, left: Node, rank: int) -> Node:
        """Read an operator and what stands behind it."""
        tokens = self._tokens
        if rank <= _AND:
            return self._join(tokens.word, left, rank)
        if rank != _COMPARISON:
            return _call(tokens.pass_on().word, left, self.read(rank + 1))
        if tokens.take("is"):
            is_negated = bool(tokens.take("not"))
            tokens.need("null")
            found = _call("isNull", left)
        elif tokens.word in _PREDICATES or tokens.word == "not":
            is_negated = bool(tokens.take("not"))
            found = self._read_predicate(left)
        else:
            sign = tokens.pass_on().word
            return _call("<>" if sign == "!=" else sign, left, self.read(_SUM))
        return _call("not", found) if is_negated else found

    def _join(self, word: str, left: Node, rank: int) -> Node:
        """Join all that stands between the same AND or OR, also what brackets held together."""
        parts = [left]
        while self._tokens.take(word):
            parts.append(self.read(rank + 1))
        flat: list[Node] = []
        for part in parts:
            is_same = isinstance(part, dict) and part.get("op") == word
            flat.extend(part["args"] if is_same else [part])  # type: ignore[index, call-overload]
        return _call(word, *flat)

    def _read_predicate(self, left: Node) -> Node:
        tokens = self._tokens
        if tokens.take("like"):
            return _call("like", left, self.read(_SUM))
        if tokens.take("between"):
            low = self.read(_SUM)
            tokens.need("and")
            return _call("between", left, low, self.read(_SUM))
        tokens.need("in")
        choices: list[Any] = tokens.list_between(self._read_whole)
        return _call("in", left, choices)

    def _read_part(self) -> Node:
        """Read a number, a text, a field, a function, a place, a time, or what brackets hold."""
        tokens = self._tokens
        if tokens.word == "(":
            parts = tokens.list_between(self._read_whole)
            return parts[0] if len(parts) == 1 else parts
        if tokens.word in _RESERVED or tokens.token.kind == "sign":
            tokens.refuse()
        token = tokens.pass_on()
        if token.kind == "number":
            return float(token.text)
        if token.kind == "text":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "quoted":
            return {"property": token.text[1:-1].replace('""', '"')}
        if token.word in {"true", "false"}:
            return token.word == "true"
        return self._read_named(token.text, token.word)

    def _read_named(self, name: str, word: str) -> Node:
        """Read a field, or what a name before brackets makes of what they hold."""
        tokens = self._tokens
        if (literal := read_literal(tokens, word)) is not None:
            return literal
        if tokens.word != "(":
            return {"property": name}
        if word in {"date", "timestamp"}:
            values = tokens.list_between(self._read_whole)
            return {word: values[0]} if len(values) == 1 else tokens.refuse()
        if word == "interval":
            return {"interval": tokens.list_between(self._read_whole)}
        return _call(_NAMES.get(word, name), *tokens.list_between(self._read_whole))
