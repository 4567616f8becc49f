"""A filter in CQL2, text or JSON, within bounds of length, depth and number of operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cql2
import orjson

from app.filters.cql2_parser import read_cql2
from app.filters.cql2_tokens import DEEPEST, Node
from app.filters.crs import System
from geodata.sentences import sentence

LANGUAGES = ("cql2-text", "cql2-json")
LONGEST = 20_000
"""Characters of a filter."""

MOST_OPERATORS = 1_000

_LEVELS = 2
"""Of JSON in each step: an object, and the list of its parts."""

_LIGHT = frozenset({"and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "between", "isNull"})
_LIGHT_PARTS = 32
"""Fields, values and operators that are looked at sooner than a thread takes them over."""


class _BoundError(ValueError):
    """A filter is larger than a server takes up."""


@dataclass(frozen=True, eq=False, slots=True)
class Filter:
    """A filter that could be parsed, and the system of its coordinates."""

    expression: Node
    system: System
    is_light: bool
    """Whether it takes well below a millisecond for tens of thousands of features."""


@lru_cache(maxsize=256)
def parse_filter(text: str, language: str, system: System) -> Filter:
    """Parse a filter of one of `LANGUAGES`.

    Raises
    ------
    ValueError
        When it is too long, too deep or no CQL2; says where.
    """
    if len(text) > LONGEST:
        raise ValueError(sentence("should have at most %(n)s characters", n=LONGEST))
    expression = read_cql2(text) if language == "cql2-text" else _read_json(text)
    _bound(expression)
    return Filter(expression, system, _is_light(expression))


def list_properties(node: Node) -> Iterator[str]:
    """List the fields that a parsed filter names; it is never deeper than `DEEPEST`."""
    match node:
        case {"property": str(name)}:
            yield name
        case dict():
            yield from list_properties(list(node.values()))
        case list():
            for part in node:
                yield from list_properties(part)


def _read_json(text: str) -> Node:
    """Read CQL2 JSON; what it nests is measured before the library goes into it."""
    try:
        _bound(orjson.loads(text))
        return cql2.parse_json(text).to_json()
    except _BoundError:
        raise
    except Exception as error:  # the library raises several, some of them bare
        fault = sentence(
            "is not valid %(language)s: %(why)s", language="cql2-json", why=_explain(error)
        )
        raise ValueError(fault) from error


def _bound(document: Node) -> None:
    """Refuse what goes too deep or has too many operators, without going into it by recursion."""
    level, depth, operators = [document], 0, 0
    while level:
        depth += 1
        operators += sum(isinstance(one, dict) and "op" in one for one in level)
        level = [part for one in level for part in _open(one)]
        if depth > DEEPEST * _LEVELS:
            raise _BoundError(sentence("should not go deeper than %(n)s steps", n=DEEPEST))
    if operators > MOST_OPERATORS:
        raise _BoundError(sentence("has too many operators or brackets"))


def _open(node: Node) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _explain(error: Exception) -> str:
    """Tell what a parser says in one line: where, and what it expected there."""
    lines = [line.strip(" |") for line in str(error).splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("^"))[:300]


def _is_light(expression: Node) -> bool:
    """Tell whether an expression is short and compares only, without a place or a pattern."""
    level, count = [expression], 0
    while level and count <= _LIGHT_PARTS:
        count += len(level)
        if any(isinstance(one, dict) and one.get("op", "not") not in _LIGHT for one in level):
            return False
        level = [part for one in level for part in _list_parts(one)]
    return count <= _LIGHT_PARTS


def _list_parts(node: Node) -> list[Node]:
    if isinstance(node, dict):
        return list(node.get("args") or ())
    return node if isinstance(node, list) else []
