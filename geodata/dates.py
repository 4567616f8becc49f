"""Dates as sources give them: a day, a month or only a year, never more exact than was read."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic_core import core_schema

from geodata.sentences import sentence

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, month or year, with the first and the last day it may mean.

    ISO 8601 reduced precision: ``1973``, ``2000-04`` or ``2025-08-26``.
    """

    first: date
    last: date

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read a year, month or day from a TOML date, integer or ISO text.

        Raises
        ------
        ValueError
            When the value is none of these.
        """
        if isinstance(value, cls):
            return value
        match = _PARTIAL.fullmatch(str(value))
        if match is None:
            raise ValueError("should be a date as YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = match.groups()
        last_month = month or 12
        try:
            last_day = day or calendar.monthrange(int(year), int(last_month))[1]
            return cls(
                date(int(year), int(month or 1), int(day or 1)),
                date(int(year), int(last_month), int(last_day)),
            )
        except (ValueError, calendar.IllegalMonthError) as error:
            raise ValueError(f"is no day of the calendar: {value}") from error

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        is_month = self.first.month == self.last.month
        return self.first.isoformat()[: 7 if is_month else 4]

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        """Let profile files hold partial dates."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )


def is_in_force(day: date, start: PartialDate | None, end: PartialDate | None) -> bool:
    """Tell whether a fact holds on a day: from the first day of its start until before its end.

    An open start means "as long as anybody knows", an open end "until today".
    """
    return (start is None or start.first <= day) and (end is None or day < end.first)


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
