"""Which features are asked for, and the rows that these are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary, ref

import numpy as np
from shapely.geometry.base import BaseGeometry

from app.catalogue.collection import Collection, Rows
from app.catalogue.texts import Texts
from app.catalogue.truth import Truth
from app.filters.cql2 import Filter
from app.filters.evaluate import evaluate, match_value
from app.filters.words import find_words
from geodata.arrays import Floats


@dataclass(frozen=True, slots=True)
class Selection:
    """Which features are asked for, and in what order."""

    area: BaseGeometry | None = None
    """In (lon, lat); only features that touch it."""
    interval: tuple[float, float] | None = None
    """First and last moment, in days; only features that are there between them."""
    filter: Filter | None = None
    equals: tuple[tuple[str, str | float | bool], ...] = ()
    """Field and the value that it should have."""
    words: tuple[str, ...] = ()
    """Folded; each must be somewhere in a feature's names."""
    sortby: tuple[tuple[str, bool], ...] = ()
    """Field, and whether the greatest comes first."""


EVERYTHING = Selection()

_KEPT = 32
"""How many selections are remembered of a collection, as readers page through them."""

_selecting: WeakKeyDictionary[Collection, Callable[[Selection], Rows]] = WeakKeyDictionary()
"""Collection → its remembered selections, which go with it."""


def select(collection: Collection, selection: Selection) -> Rows:
    """Choose and order the rows of a collection that a selection asks for.

    Raises
    ------
    FilterError
        When its filter asks for what the collection does not have.
    """
    if collection not in _selecting:
        weakly = ref(collection)

        def choose(asked: Selection) -> Rows:
            kept = weakly()
            assert kept is not None, "its caller holds it"  # noqa: S101
            return _select(kept, asked)

        _selecting[collection] = lru_cache(_KEPT)(choose)
    return _selecting[collection](selection)


def _select(collection: Collection, selection: Selection) -> Rows:
    mask = np.ones(len(collection.everything), dtype=bool)
    if selection.area is not None:
        mask &= collection.find_in(selection.area)
    if selection.interval is not None and collection.times is not None:
        first, last = selection.interval
        mask &= (collection.times.first <= last) & (collection.times.last >= first)
    if selection.filter is not None:
        mask &= evaluate(selection.filter, collection).yes
    for name, value in selection.equals:
        mask &= match_value(name, value, collection).yes
    if selection.words:
        mask &= find_words(selection.words, collection)
    return _sort(np.flatnonzero(mask), selection.sortby, collection)


def _sort(rows: Rows, keys: tuple[tuple[str, bool], ...], collection: Collection) -> Rows:
    """Sort rows by fields, the first one first; features without a value come last."""
    for name, is_descending in reversed(keys):
        ranks = _rank(name, collection)[rows]
        ranks = np.where(np.isnan(ranks), math.inf, -ranks if is_descending else ranks)
        rows = rows[np.argsort(ranks, kind="stable")]
    return rows


def _rank(name: str, collection: Collection) -> Floats:
    """Give each feature a number that sorts as its value does; NaN where it has none."""
    column = collection.columns[name]
    if isinstance(column, Truth):
        return column.numbers
    if isinstance(column, Texts):
        places = np.argsort(np.argsort(np.array([*column.distinct, ""], dtype=object)[:-1]))
        return np.append(places.astype(float), math.nan)[column.codes]
    return column
