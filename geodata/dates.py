"""Dates as sources give them: a day, month, year or interval, never more exact than was read."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic_core import core_schema

from geodata.sentences import sentence

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_BETWEEN = "/"

DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"
"""Of a date as text, for schemas of data."""


class Answer(StrEnum):
    """What is known of a question such as "was it open on that day"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __and__(self, other: Answer) -> Answer:
        if Answer.NO in (self, other):
            return Answer.NO
        return Answer.UNKNOWN if Answer.UNKNOWN in (self, other) else Answer.YES

    def __invert__(self) -> Answer:
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(self, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, month, year or interval, with the first and the last day it may mean.

    Of the Extended Date/Time Format, level 0: ``1973``, ``2000-04``, ``2025-08-26`` or
    ``2000-11/2001-06``. https://www.loc.gov/standards/datetime/
    """

    first: date
    last: date
    text: str
    """As it was read, which is how it is written again."""

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read a date from a TOML date, integer or text.

        Raises
        ------
        ValueError
            When the value is none of these, or an interval ends before it begins.
        """
        if isinstance(value, cls):
            return value
        text = str(value)
        begin, between, end = text.partition(_BETWEEN)
        first, last = _read_span(begin), _read_span(end if between else begin)
        if last[0] < first[0]:
            raise ValueError(sentence("is a date that ends before it begins: %(text)s", text=text))
        return cls(first[0], last[1], text)

    @property
    def parts(self) -> tuple[str, ...]:
        """The two ends of an interval as text; else the date alone."""
        return tuple(self.text.split(_BETWEEN))

    def has_come(self, day: date) -> Answer:
        """Tell whether something of this date has happened by the end of a day.

        Before the earliest day that it may mean it has not; from the latest on it has.
        """
        if day < self.first:
            return Answer.NO
        return Answer.YES if day >= self.last else Answer.UNKNOWN

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        """Let profile files hold partial dates."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )


def _read_span(text: str) -> tuple[date, date]:
    """Read the first and the last day of a day, month or year."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(
            sentence("should be a date as YYYY, YYYY-MM, YYYY-MM-DD or two of them: YYYY/YYYY")
        )
    year, month, day = match.groups()
    last_month = month or 12
    try:
        last_day = day or calendar.monthrange(int(year), int(last_month))[1]
        return (
            date(int(year), int(month or 1), int(day or 1)),
            date(int(year), int(last_month), int(last_day)),
        )
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(sentence("is no day of the calendar: %(text)s", text=text)) from error


def tell_in_force(day: date, start: PartialDate | None, end: PartialDate | None) -> Answer:
    """Tell whether a fact holds on a day: from its start until before its end.

    An open start means "as long as anybody knows", an open end "until today". On a day between the
    earliest and the latest that a start or end may mean, nobody knows.
    """
    begun = Answer.YES if start is None else start.has_come(day)
    return begun if end is None else begun & ~end.has_come(day)


def parse_day(text: object) -> date:
    """Read a day written as ``YYYY-MM-DD``, and in no other way.

    Raises
    ------
    ValueError
        When it is no such day.
    """
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(sentence("should be a day: YYYY-MM-DD"))
    return day


def read_today() -> date:
    """Read the day that crossings are judged by when nobody names one, in UTC."""
    return datetime.now(UTC).date()
