"""Which features are asked for, and the rows that these are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from app.filters.cql2 import Filter


@dataclass(frozen=True, slots=True)
class Selection:
    """Which features are asked for, and in what order.

    Attributes
    ----------
    area
        In (lon, lat); only features that touch it.
    interval
        First and last moment, in days; only features that are there between them.
    equals
        Field and the value that it should have.
    words
        Folded; each must be somewhere in a feature's names.
    sortby
        Field, and whether the greatest comes first.
    """

    area: BaseGeometry | None = None
    interval: tuple[float, float] | None = None
    filter: Filter | None = None
    equals: tuple[tuple[str, str | float | bool], ...] = ()
    words: tuple[str, ...] = ()
    sortby: tuple[tuple[str, bool], ...] = ()


EVERYTHING = Selection()
