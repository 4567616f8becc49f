"""Columns of text, each distinct value once, so that a question is asked of each only once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from app.catalogue.truth import Truth
from geodata.arrays import Indices, Mask, Objects


@dataclass(frozen=True, slots=True)
class Texts:
    """Text of n features."""

    codes: Indices
    """Index into `distinct`, shape (n,); -1 where there is none."""
    distinct: tuple[str, ...]
    """The distinct texts."""

    @classmethod
    def of(cls, column: Iterable[object]) -> Texts:
        """Make one of a column that holds text or missing values."""
        codes, values = pd.factorize(pd.Series(column, dtype="object"))
        return cls(codes, tuple(map(str, values)))

    @classmethod
    def repeat(cls, value: str, count: int) -> Texts:
        """Make one that says the same everywhere."""
        return cls(np.zeros(count, dtype=np.intp), (value,))

    @property
    def known(self) -> Mask:
        """Where there is text."""
        return self.codes >= 0

    def change(self, change: Callable[[str], str]) -> Texts:
        """Change every text."""
        return Texts(self.codes, tuple(map(change, self.distinct)))

    def spread(self) -> Objects:
        """Spread the texts over the features, shape (n,); None where there is none."""
        return np.array([*self.distinct, None], dtype=object)[self.codes]

    def test(self, test: Callable[[str], bool]) -> Truth:
        """Ask something of every text."""
        return self._answer(np.fromiter(map(test, self.distinct), bool, len(self.distinct)))

    def find(self, part: str) -> Truth:
        """Look for a part of every text."""
        return self.test(lambda value: part in value)

    def match(self, pattern: str) -> Truth:
        r"""Compare with a pattern: ``%`` for any characters, ``_`` for one, ``\`` before either.

        In linear time whatever the pattern, as RE2 searches.
        """
        found = pc.match_like(pa.array(self.distinct, pa.large_string()), pattern)
        return self._answer(found.to_numpy(zero_copy_only=False).astype(bool))

    def compare(self, other: Texts, compare: Callable[[object, object], bool]) -> Truth:
        """Compare with other texts, feature by feature, by code points."""
        if len(other.distinct) == 1 and other.known.all():
            return self.test(lambda value: compare(value, other.distinct[0]))
        known = self.known & other.known
        mask = np.zeros(len(known), dtype=bool)
        pairs = zip(self.spread()[known], other.spread()[known], strict=True)
        mask[known] = [compare(one, two) for one, two in pairs]
        return Truth.of(mask, known)

    def _answer(self, flags: Mask) -> Truth:
        # A code of -1 takes the last flag, which is nobody's.
        return Truth.of(np.append(flags, False)[self.codes], self.known)


def fold_case(text: str) -> str:
    """Fold the case of a text, in every script."""
    return text.casefold()


def fold_accents(text: str) -> str:
    """Take the accents off a text: š → s, ë → e, ћ stays."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare)
