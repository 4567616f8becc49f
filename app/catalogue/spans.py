"""Times as spans of days, and the thirteen ways in which two spans can lie."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from app.catalogue.truth import Truth
from geodata.arrays import Floats, Mask
from geodata.dates import PartialDate, parse_day
from geodata.sentences import sentence

OPEN = {"..", ""}
"""How an interval without an end is written."""

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of time of n features: first and last moment as days of the calendar, shape (n,).

    A day is one moment, a month or year runs from its first to its last day; NaN is unknown.
    """

    first: Floats
    last: Floats

    @classmethod
    def of(cls, column: Iterable[object]) -> Spans:
        """Make spans of a column that holds partial dates as text or missing values."""
        days = [_read_partial(value) for value in column]
        table = np.array(days, dtype=np.float64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    @classmethod
    def repeat(cls, first: float, last: float, count: int) -> Spans:
        """Make spans that are the same everywhere."""
        return cls(np.full(count, first), np.full(count, last))

    @property
    def known(self) -> Mask:
        """Where there is a time."""
        return ~(np.isnan(self.first) | np.isnan(self.last))

    def compare(
        self,
        other: Spans,
        compare: Callable[[Floats, Floats], Mask],
    ) -> Truth:
        """Compare the first moments."""
        return Truth.of(compare(self.first, other.first), self.known & other.known)

    def relate(self, relation: str, other: Spans) -> Truth:
        """Tell where two spans lie as a relation of `RELATIONS` says."""
        mask = RELATIONS[relation](self.first, self.last, other.first, other.last)
        return Truth.of(mask, self.known & other.known)


RELATIONS: dict[str, Callable[..., Mask]] = {
    "t_after": lambda a, _b, _c, d: a > d,
    "t_before": lambda _a, b, c, _d: b < c,
    "t_contains": lambda a, b, c, d: (a < c) & (b > d),
    "t_disjoint": lambda a, b, c, d: (b < c) | (a > d),
    "t_during": lambda a, b, c, d: (a > c) & (b < d),
    "t_equals": lambda a, b, c, d: (a == c) & (b == d),
    "t_finishedBy": lambda a, b, c, d: (a < c) & (b == d),
    "t_finishes": lambda a, b, c, d: (a > c) & (b == d),
    "t_intersects": lambda a, b, c, d: (a <= d) & (b >= c),
    "t_meets": lambda _a, b, c, _d: b == c,
    "t_metBy": lambda a, _b, _c, d: a == d,
    "t_overlappedBy": lambda a, b, c, d: (a > c) & (a < d) & (b > d),
    "t_overlaps": lambda a, b, c, d: (a < c) & (b > c) & (b < d),
    "t_startedBy": lambda a, b, c, d: (a == c) & (b > d),
    "t_starts": lambda a, b, c, d: (a == c) & (b < d),
}
"""Temporal function of CQL2 → whether a–b lies so to c–d (Allen 1983)."""


def read_moment(text: str) -> float:
    """Read a day or an instant (RFC 3339) as days of the calendar.

    Raises
    ------
    ValueError
        When it is neither.
    """
    with suppress(ValueError):
        return float(parse_day(text).toordinal())
    try:
        moment = datetime.fromisoformat(text.upper()) if "T" in text.upper() else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(
            sentence("should be a day or an instant: 2025-08-26 or 2025-08-26T10:00:00Z")
        )
    if moment.tzinfo is None:
        raise ValueError(sentence("should end with its zone: 2025-08-26T10:00:00Z"))
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(sentence("lies outside of the calendar")) from None
    seconds = moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.toordinal() + seconds.total_seconds() / _DAY_S


def read_interval(first: str, last: str) -> tuple[float, float]:
    """Read the two ends of an interval; ``..`` is open.

    Raises
    ------
    ValueError
        When an end is no time, or the last one comes before the first.
    """
    start = -math.inf if first in OPEN else read_moment(first)
    end = math.inf if last in OPEN else read_moment(last)
    if start > end:
        raise ValueError(sentence("should not end before it begins"))
    return start, end


def _read_partial(value: object) -> tuple[float, float]:
    if not isinstance(value, str):
        return math.nan, math.nan
    day = PartialDate.parse(value)
    return float(day.first.toordinal()), float(day.last.toordinal())
