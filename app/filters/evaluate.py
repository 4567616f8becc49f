"""Filters in CQL2, answered from columns."""

from __future__ import annotations

import operator
from collections.abc import Callable
from time import thread_time
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.collection import Collection, Column
from app.catalogue.spans import RELATIONS as TEMPORAL
from app.catalogue.spans import Spans, read_interval, read_moment
from app.catalogue.texts import Texts, fold_accents, fold_case
from app.catalogue.truth import Truth
from app.filters.cql2 import Filter
from app.filters.cql2_tokens import Node
from app.filters.crs import CRS84, System
from app.filters.places import RELATIONS as SPATIAL
from app.filters.places import TURNED, read_shape, relate
from geodata.arrays import Mask
from geodata.sentences import get_sentence, sentence

GEOMETRY = "geometry"
"""Name of the queryable that is a feature's place."""

_PLACE = {"property": GEOMETRY}

_COMPARISONS: dict[str, Callable[..., Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.float_power,
    "%": np.fmod, "div": lambda one, two: np.trunc(np.divide(one, two)),
}  # fmt: skip
_FOLDINGS = {"casei": fold_case, "accenti": fold_accents}

LONGEST_S = 1.0
"""Of computing that a filter may take; ordinary ones take milliseconds."""


class FilterError(ValueError):
    """A filter asks for what is not there, or compares what cannot be compared."""


def evaluate(chosen: Filter, collection: Collection) -> Truth:
    """Tell of which features of a collection a filter holds.

    Raises
    ------
    FilterError
        When it asks for what the collection does not have, or compares what cannot be compared.
    """
    try:
        return _Evaluation(collection, chosen.system).judge(chosen.expression)
    except (ValueError, shapely.errors.GEOSException) as error:
        raise FilterError(get_sentence(error)) from error


def match_value(name: str, value: str | float | bool, collection: Collection) -> Truth:  # noqa: FBT001
    """Tell of which features a field has a value."""
    expression = {"op": "=", "args": [{"property": name}, value]}
    return _Evaluation(collection, CRS84).judge(expression)


class _Evaluation:
    """Answers the parts of one filter for one collection."""

    def __init__(self, collection: Collection, system: System) -> None:
        self._collection = collection
        self._system = system
        self._count = len(collection.everything)
        self._end = thread_time() + LONGEST_S

    def judge(self, node: Node) -> Truth:
        """Tell where an expression holds."""
        value = self._value(node)
        if not isinstance(value, Truth):
            raise FilterError(sentence("should be true or false: %(part)s", part=_quote(node)))
        return value

    def _value(self, node: Node) -> Column:
        """Compute an expression: text, number or truth for every feature."""
        if thread_time() > self._end:
            raise FilterError(sentence("takes too long; ask with fewer parts"))
        match node:
            case bool():
                mask = np.full(self._count, node)
                return Truth(mask, ~mask)
            case int() | float() if np.isfinite(node):
                return np.full(self._count, float(node))
            case str():
                return Texts.repeat(node, self._count)
            case {"property": str(name)}:
                return self._get_column(name)
            case {"op": str(name), "args": list(args)}:
                return self._call(name, args)
        raise FilterError(sentence("cannot be used here: %(part)s", part=_quote(node)))

    def _get_column(self, name: str) -> Column:
        column = self._collection.columns.get(name)
        if column is None:
            known = ", ".join([*self._collection.columns, GEOMETRY])
            fault = sentence(
                "there is no queryable %(field)s here. There are: %(known)s",
                field=repr(name[:60]),
                known=known,
            )
            raise FilterError(fault)
        return column

    def _call(self, name: str, args: list[Node]) -> Column:
        if name in {"and", "or", "not"}:
            return self._join(name, args)
        if name in _FOLDINGS:
            return self._text(*_take(name, args, 1)).change(_FOLDINGS[name])
        if name in _ARITHMETIC:
            return self._compute(name, args)
        if name in SPATIAL:
            return self._relate(name, *_take(name, args, 2))
        if name in TEMPORAL:
            one, two = (self._span(node) for node in _take(name, args, 2))
            return one.relate(name, two)
        return self._test(name, args)

    def _test(self, name: str, args: list[Node]) -> Truth:
        match name, args:
            case (("=" | "<>" | "<" | "<=" | ">" | ">="), [one, two]):
                return self._compare(name, one, two)
            case "between", [one, low, high]:
                return self._compare(">=", one, low) & self._compare("<=", one, high)
            case "in", [one, list(choices)] if choices:
                return self._find(one, choices)
            case "like", [one, pattern] if _is_literal(pattern):
                return self._text(one).match(self._text(pattern).distinct[0])
            case "isNull", [one]:
                missing = self._find_missing(one)
                return Truth(missing, ~missing)
        fault = sentence(
            "there is no such function here, or not of these: %(name)s", name=_quote(name)
        )
        raise FilterError(fault)

    def _find(self, one: Node, choices: list[Node]) -> Truth:
        """Tell where a value is one of some, all literals of its kind at once."""
        value = self._value(one)
        if isinstance(value, Texts) and all(isinstance(choice, str) for choice in choices):
            return value.test(frozenset(choices).__contains__)
        if isinstance(value, np.ndarray) and all(map(_is_number, choices)):
            return Truth.of(np.isin(value, np.array(choices)), ~np.isnan(value))
        found = self._compare("=", one, choices[0])
        for choice in choices[1:]:
            found |= self._compare("=", one, choice)
        return found

    def _join(self, name: str, args: list[Node]) -> Truth:
        if name == "not":
            return ~self.judge(*_take(name, args, 1))
        parts = [self.judge(node) for node in args]
        if len(parts) < 2:
            raise FilterError(sentence("should have two parts or more: %(part)s", part=name))
        joined = parts[0]
        for part in parts[1:]:
            joined = joined & part if name == "and" else joined | part
        return joined

    def _compare(self, name: str, left: Node, right: Node) -> Truth:
        compare = _COMPARISONS[name]
        if _is_moment(left) or _is_moment(right):
            return self._span(left).compare(self._span(right), compare)
        one, two = self._value(left), self._value(right)
        if isinstance(one, Texts) and isinstance(two, Texts):
            return one.compare(two, compare)
        if isinstance(one, Truth) and isinstance(two, Truth):
            one, two = one.numbers, two.numbers
        if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
            return Truth.of(compare(one, two), ~(np.isnan(one) | np.isnan(two)))
        part = f"{_quote(left)} {name} {_quote(right)}"
        raise FilterError(sentence("cannot be compared: %(part)s", part=part))

    def _compute(self, name: str, args: list[Node]) -> Column:
        one, two = (self._value(node) for node in _take(name, args, 2))
        if not (isinstance(one, np.ndarray) and isinstance(two, np.ndarray)):
            raise FilterError(sentence("should be between numbers: %(part)s", part=name))
        with np.errstate(all="ignore"):
            result = _ARITHMETIC[name](one, two)
        return np.where(np.isfinite(result), result, np.nan)

    def _text(self, node: Node) -> Texts:
        value = self._value(node)
        if not isinstance(value, Texts):
            raise FilterError(sentence("should be text: %(part)s", part=_quote(node)))
        return value

    def _find_missing(self, node: Node) -> Mask:
        if node == _PLACE:
            return shapely.is_missing(self._collection.shapes)
        value = self._value(node)
        if isinstance(value, Truth):
            return ~(value.yes | value.no)
        return ~value.known if isinstance(value, Texts) else np.isnan(value)

    def _relate(self, name: str, one: Node, two: Node) -> Truth:
        if one != _PLACE:
            name, one, two = TURNED.get(name, name), two, one
        if two == _PLACE:
            shapes = self._collection.shapes
            return Truth.of(SPATIAL[name](shapes, shapes), ~shapely.is_missing(shapes))
        area = self._shape(two)
        if one == _PLACE:
            return relate(self._collection, name, area)
        mask = np.full(self._count, SPATIAL[name](self._shape(one), area))
        return Truth(mask, ~mask)

    def _shape(self, node: Node) -> BaseGeometry:
        if not isinstance(node, dict) or not {"type", "bbox"} & node.keys():
            fault = sentence(
                "should be between %(field)s and a geometry: %(part)s",
                field=GEOMETRY,
                part=_quote(node),
            )
            raise FilterError(fault)
        return read_shape(node, self._system)

    def _span(self, node: Node) -> Spans:
        """Compute a time: a date, an instant, an interval, or a field that holds dates."""
        match node:
            case {"date": str(text)} | {"timestamp": str(text)}:
                moment = read_moment(text)
                return Spans.repeat(moment, moment, self._count)
            case {"interval": [first, last]}:
                return self._interval(first, last)
            case {"property": str(name)}:
                self._get_column(name)
                if name in self._collection.dates:
                    return self._collection.get_spans(name)
        fault = sentence("should be a date, an instant or an interval: %(part)s", part=_quote(node))
        raise FilterError(fault)

    def _interval(self, first: Node, last: Node) -> Spans:
        if isinstance(first, str) and isinstance(last, str):
            return Spans.repeat(*read_interval(first, last), self._count)
        one, two = (
            Spans.repeat(*read_interval(end, end), self._count)
            if isinstance(end, str)
            else self._span(end)
            for end in (first, last)
        )
        return Spans(one.first, two.last)


def _is_moment(node: Node) -> bool:
    return isinstance(node, dict) and bool({"date", "timestamp"} & node.keys())


def _is_number(node: Node) -> bool:
    return isinstance(node, int | float) and not isinstance(node, bool)


def _is_literal(node: Node) -> bool:
    """Tell whether a pattern is text of its own, folded or not."""
    match node:
        case {"op": ("casei" | "accenti"), "args": [part]}:
            return _is_literal(part)
    return isinstance(node, str)


def _take(name: str, args: list[Node], count: int) -> list[Node]:
    if len(args) != count:
        fault = sentence("the number of parts should be %(n)s: %(part)s", n=count, part=name)
        raise FilterError(fault)
    return args


def _quote(node: Node) -> str:
    return str(node)[:80]
