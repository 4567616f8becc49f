"""An index of names that finds things however their names are spelled, the nearest first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from geodata.gazetteer.folding import fold_name, list_foldings

LONGEST_NAME = 255
"""Characters of a name that are compared and shown: no value of OpenStreetMap has more."""

_LAST = "\U0010ffff"
"""Sorts after everything that a folded name begins with."""


class NameIndex:
    """Names of things, folded once, to be asked many times.

    Parameters
    ----------
    names
        For each thing, every name that it is found by.
    ranks
        For each thing, which kind of thing comes first among equally near names: lower ones.
    """

    def __init__(self, names: Iterable[Iterable[str]], ranks: Sequence[int]) -> None:
        spelled = {
            (folded, owner)
            for owner, all_names in enumerate(names)
            for name in all_names
            for folded in list_foldings(name[:LONGEST_NAME])
        }
        pairs = sorted(pair for pair in spelled if pair[0])
        self._names = [name for name, _ in pairs]
        self._owners = [owner for _, owner in pairs]
        self._order = [(ranks[owner], len(name), at) for at, (name, owner) in enumerate(pairs)]
        words = sorted((word, at) for at, name in enumerate(self._names) for word in name.split())
        self._words = [word for word, _ in words]
        self._bearers = [at for _, at in words]
        self._text = "".join(f"{name}\n" for name in self._names)
        self._ends = list(accumulate(len(name) + 1 for name in self._names))

    def find(self, query: str, limit: int) -> list[int]:
        """List the things whose names fit a query, at most so many of them: see `find_tiers`."""
        found: dict[int, None] = {}
        for tier in self.find_tiers(query):
            for owner in tier:
                found[owner] = None
                if len(found) == limit:
                    return list(found)
        return list(found)

    def find_tiers(self, query: str) -> Iterator[list[int]]:
        """List the things whose names fit a query, the nearest names first.

        First whole names, then their beginnings, then beginnings of their words in any order, then
        any part of them; among those, things of a lower rank and with shorter names.
        """
        asked = fold_name(query)
        words = list(dict.fromkeys(asked.split()))
        if not words:
            return
        for match in (self._match_whole, self._match_start, self._match_words, self._match_inside):
            found = sorted(match(asked, words), key=self._order.__getitem__)
            yield [self._owners[at] for at in found]

    def _match_whole(self, asked: str, _words: list[str]) -> Iterable[int]:
        return range(bisect_left(self._names, asked), bisect_right(self._names, asked))

    def _match_start(self, asked: str, _words: list[str]) -> Iterable[int]:
        return range(bisect_left(self._names, asked), bisect_left(self._names, asked + _LAST))

    def _match_words(self, _asked: str, words: list[str]) -> Iterator[int]:
        """Match names in which each of the words begins one; the rarest is looked up."""
        ranges = [
            (bisect_left(self._words, word), bisect_left(self._words, word + _LAST))
            for word in words
        ]
        start, end = min(ranges, key=lambda one: one[1] - one[0])
        beginnings = [f" {word}" for word in words]
        for at in self._bearers[start:end]:
            name = f" {self._names[at]}"
            if all(beginning in name for beginning in beginnings):
                yield at

    def _match_inside(self, _asked: str, words: list[str]) -> Iterator[int]:
        """Match names that hold each of the words anywhere."""
        rarest = min(words, key=self._text.count)
        place = self._text.find(rarest)
        while place >= 0:
            at = bisect_right(self._ends, place)
            if all(word in self._names[at] for word in words):
                yield at
            place = self._text.find(rarest, self._ends[at])
