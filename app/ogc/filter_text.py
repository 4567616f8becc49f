"""The text of a filter in CQL2, bounded before the library parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

import cql2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.ogc.crs import System

LANGUAGES = ("cql2-text", "cql2-json")
LONGEST = 20_000
"""Characters of a filter."""

DEEPEST = 32
"""Steps of a filter into itself. The library's parser ends the process at some thousands."""

MOST_OPERATORS = 1_000

_LIGHT = frozenset({"and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "between", "isNull"})
_LIGHT_PARTS = 32
"""Fields, values and operators that are looked at sooner than a thread takes them over."""

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_OPERATOR = re.compile(r"[-+*/%^=<>]|\b(?:not|div)\b", re.IGNORECASE)

Node: TypeAlias = "dict[str, Any] | list[Any] | str | float | bool | None"
"""A part of a filter in the form of CQL2 JSON."""


@dataclass(frozen=True, eq=False, slots=True)
class Filter:
    """A filter that could be parsed, and the system of its coordinates.

    Attributes
    ----------
    is_light
        Whether it takes well below a millisecond for tens of thousands of features.
    """

    expression: Node
    system: System
    is_light: bool


@lru_cache(maxsize=256)
def parse_filter(text: str, language: str, system: System) -> Filter:
    """Parse a filter of one of `LANGUAGES`.

    Raises
    ------
    ValueError
        When it is too long, too deep or no CQL2; says where.
    """
    if len(text) > LONGEST:
        raise ValueError(f"should have at most {LONGEST:,} characters")
    _bound(text)
    parse = cql2.parse_text if language == "cql2-text" else cql2.parse_json
    try:
        expression = parse(text).to_json()
    except Exception as error:  # the library raises several, some of them bare
        raise ValueError(f"is no {language}: {_explain(error)}") from error
    if _measure_depth(expression) > DEEPEST:
        raise ValueError(f"should not go deeper than {DEEPEST} steps")
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


def _bound(text: str) -> None:
    """Refuse what would go too deep for the parser."""
    bare = _QUOTED.sub("''", text)
    depths = accumulate((one in "([{") - (one in ")]}") for one in bare)
    if max(depths, default=0) > DEEPEST * 2 or len(_OPERATOR.findall(bare)) > MOST_OPERATORS:
        raise ValueError("has too many operators or brackets")


def _explain(error: Exception) -> str:
    """Tell what a parser says in one line: where, and what it expected there."""
    lines = [line.strip(" |") for line in str(error).splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("^"))[:300]


def _measure_depth(node: Node) -> int:
    """Measure how deep an expression goes, without going into it by recursion."""
    depth, level = 0, [node]
    while level:
        depth += 1
        level = [part for one in level for part in _list_parts(one)]
    return depth


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
