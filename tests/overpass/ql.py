"""The part of Overpass QL that osmnx writes: tag and polygon filters, unions, ``>`` and ``out``.

https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import shapely

from tests.overpass.elements import ElementStore, Key

_SETTINGS = re.compile(r"(?:\[out:json\]|\[timeout:\d+\]|\[maxsize:\d+\])+;")
_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_TAG = re.compile(rf"\[(?P<key>{_STRING})(?:(?P<op>=|!=|~|!~)(?P<value>{_STRING}))?\]")
_POLYGON = re.compile(r"\(poly:(['\"])(?P<places>[-0-9. ]+)\1\)")
_KIND = re.compile(r"node|way|relation")


class QuerySyntaxError(ValueError):
    """A query that a server would refuse with status 400."""


def run(query: str, store: ElementStore) -> list[dict[str, Any]]:
    """Run a query and return the elements that it puts out."""
    return _Run(query, store).run()


class _Run:
    def __init__(self, query: str, store: ElementStore) -> None:
        self.query = query
        self.store = store
        self.at = 0
        self.chosen: set[Key] = set()

    def run(self) -> list[dict[str, Any]]:
        self._match(_SETTINGS)
        out: list[dict[str, Any]] = []
        while self.at < len(self.query):
            if self._take("out;"):
                out += self.store.describe(self.chosen)
            else:
                self.chosen = self._statement()
        return out

    def _statement(self) -> set[Key]:
        """Run one statement, which becomes the default set, and return what it finds."""
        if self._take("("):
            found: set[Key] = set()
            while not self._take(");"):
                found |= self._statement()
        elif self._take("._;"):
            found = self.chosen
        elif self._take(">;"):
            found = self.store.descend(self.chosen)
        else:
            found = self._filter()
        self.chosen = found
        return found

    def _filter(self) -> set[Key]:
        kind = self._match(_KIND)[0]
        first = self._match(_TAG)
        if first["op"] not in {None, "=", "~"}:
            raise QuerySyntaxError("line 1: this server wants a tag that is there first")
        tests = [_make_test(first)]
        while tag := _TAG.match(self.query, self.at):
            self.at = tag.end()
            tests.append(_make_test(tag))
        polygon = self._match(_POLYGON)["places"].split()
        if not self._take(";"):
            raise QuerySyntaxError(f"line 1: parse error: ';' expected at {self._rest()}")
        places = [(float(lon), float(lat)) for lat, lon in zip(*[iter(polygon)] * 2, strict=True)]
        key = _unquote(first["key"])
        return self.store.find(kind, key, tests, shapely.Polygon(places))

    def _take(self, text: str) -> bool:
        if not self.query.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.query, self.at)
        if match is None:
            raise QuerySyntaxError(f"line 1: parse error: Unknown type {self._rest()}")
        self.at = match.end()
        return match

    def _rest(self) -> str:
        return repr(self.query[self.at : self.at + 20])


def _make_test(tag: re.Match[str]) -> Callable[[dict[str, str]], bool]:
    key, op = _unquote(tag["key"]), tag["op"]
    if op is None:
        return lambda tags: key in tags
    value = _unquote(tag["value"])
    if op in {"=", "!="}:
        return lambda tags: (tags.get(key) == value) == (op == "=")
    pattern = re.compile(value)
    return lambda tags: (key in tags and bool(pattern.search(tags[key]))) == (op == "~")


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])
