"""Sentences of the server, said in the reader's language; in code and data they are English."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.wording import Wording


def _(message: str) -> str:
    """Mark a message for `scripts/messages.py`."""
    return message


SENTENCES = (
    _("Page not found."),
    _("There is no such project."),
    _("No data version has been built yet."),
    _("Server error; details are in the server log."),
    _("The server is busy. Please try again shortly."),
    _("This is taking longer than usual. Please try again shortly."),
    # A snapshot
    _("Data version %(id)s could not be read."),
    _("The street network of data version %(id)s is being prepared."),
    _("Data version %(id)s cannot be assessed; see the server log."),
    _("Data version %(id)s is being tested on bridges that have opened."),
    _("The check of data version %(id)s failed; see the log."),
    _("Results for data version %(id)s are no longer stored."),
    _("is missing from the snapshot"),
    _("differs from its checksum in the manifest"),
    _("row count differs from the manifest"),
    _("has format %(format)s, this version reads %(known)s; build it again"),
    _("cannot be read (%(why)s)"),
    # A parameter
    _("there is no such parameter here"),
    _("should be a day: YYYY-MM-DD"),
    _("should be one of %(known)s"),
    _("should be 1 to %(n)s characters"),
    _("should be at most %(n)s layers"),
    _("should be LON,LAT,LON,LAT%(more)s"),
    _("should be ID:TOTAL"),
    _("Input should be '%(some)s' or '%(last)s'"),
    _("Input should be a valid number, unable to parse string as a number"),
    _("Input should be a finite number"),
    _("Input should be greater than or equal to %(limit)s"),
    _("Input should be greater than %(limit)s"),
    _("Input should be less than or equal to %(limit)s"),
    _("may be given only once"),
    _("may name each only once"),
    _("should be the name of this server"),
    _("should be four numbers: left,bottom,right,top in degrees"),
    _("should be four numbers, or six with heights"),
    _("should be numbers with commas between them"),
    _("should be finite numbers"),
    _("should have left ≤ right within ±180° and bottom ≤ top within ±90°"),
    _("should have longitudes within ±180° and bottom ≤ top within ±90°"),
    _("should have its least coordinates first"),
    _("lies outside of its coordinate reference system"),
    _("should be 1 or more"),
    _("should be a whole number of at most nine digits"),
    _("should be a number"),
    _("must contain a word"),
    _("should have at most %(n)s words"),
    # Data, their files and their filters
    _("There is no layer %(name)s. There are: %(known)s."),
    _("There is no layer %(name)s."),
    _("There is no format %(name)s. There are: %(known)s."),
    _("There is no collection %(name)s. There are: %(known)s."),
    _("There is no feature %(id)s in %(layer)s."),
    _("The project is %(path)s."),
    _("The archive that is served is %(path)s."),
    _("This data version has no vector tiles."),
    _("The vector tiles cannot be read just now. Please try again."),
    _("Many files are being created. Please try again shortly."),
    _("Creating the file was interrupted. Please try again."),
    _("The data has changed in the meantime. Please try again."),
    _("only crossings depend on a day"),
    _("there is no field %(field)s in %(layer)s: filter one layer at a time"),
    _("there is no field %(field)s here. There are: %(known)s"),
    _("there is no queryable %(field)s here. There are: %(known)s"),
    _("there is no such function here, or not of these: %(name)s"),
    _("is not valid %(language)s: character %(n)s cannot stand there"),
    _("is not valid %(language)s: %(why)s"),
    _("takes too long; ask with fewer parts"),
    _("should have at most %(n)s characters"),
    _("should not go deeper than %(n)s steps"),
    _("has too many operators or brackets"),
    _("should be true or false"),
    _("should be true or false: %(part)s"),
    _("should be text: %(part)s"),
    _("should be between numbers: %(part)s"),
    _("should be between %(field)s and a geometry: %(part)s"),
    _("should be a date, an instant or an interval: %(part)s"),
    _("should be a day or an instant: 2025-08-26 or 2025-08-26T10:00:00Z"),
    _("must be a date/time or an interval (start/end), one end of which may be open"),
    _("should end with its zone: 2025-08-26T10:00:00Z"),
    _("should not end before it begins"),
    _("lies outside of the calendar"),
    _("should have two parts or more: %(part)s"),
    _("the number of parts should be %(n)s: %(part)s"),
    _("cannot be compared: %(part)s"),
    _("cannot be used here: %(part)s"),
    _("a bbox should be a list of numbers"),
    _("a geometry cannot be read (%(why)s)"),
    _("a geometry is empty"),
    _("a geometry is not valid (%(why)s)"),
    # A question that does not fit the city
    _("it must be above 0 and at most %(most)s"),
    _("no crossing has the id %(id)s"),
    _("at most %(most)s are assessed together"),
    _("no crossing is known before %(day)s"),
    _("no municipality has this id"),
    _("the population must be a whole number from 0 to %(most)s"),
    _("an end is further than %(metres)s m from every street of its bank"),
    _("the opening date of %(id)s is not known"),
    _("it leaves the study area"),
    _("it has no length"),
    _("it is %(metres)s m long; at most %(most)s m are assessed"),
    _("choose at least one means of travel"),
    _("it must lie between the straight line's %(low)s m and %(high)s m"),
    _("it must lie between %(low)s and %(high)s km/h"),
    _("it must lie between %(low)s and %(high)s m"),
    _("each position is two finite numbers, longitude and latitude"),
    _("longitudes lie within ±180 and latitudes within ±90 degrees"),
    _("the line crosses or touches itself; draw only the two ends"),
    _("a candidate is drawn by its two ends, one on either bank; got 1 position"),
    _("a candidate is drawn by its two ends, one on either bank; got %(number)s positions"),
    _("one end lies on the river line; place it on a bank"),
    _("an end lies past the end of the river, on neither bank"),
    _("the line crosses the river and comes back: both ends are on the same bank"),
    _("the line does not cross the river: both ends are on the same bank"),
)  # fmt: skip
"""The first that fits is said, so the narrower stand before the wider."""

_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){0,5}(?:\.([0-9]{1,9}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def say_sentence(sentence: str, wording: Wording) -> str:
    """Say a sentence of the server, or one after ``name: ``, in a reader's language, if known."""
    name, colon, fault = sentence.partition(": ")
    for before, text in (("", sentence), (name + colon, fault)):
        for message, pattern in _PATTERNS:
            if found := pattern.fullmatch(text):
                values = {key: _write(value, wording) for key, value in found.groupdict().items()}
                return before + wording.gettext(message) % values
    return sentence


def _write(value: str, wording: Wording) -> str:
    """Write a number or a day as its readers do: a comma marks thousands for some only."""
    if number := _NUMBER.fullmatch(value):
        return wording.write_number(float(value.replace(",", "")), len(number[1] or ""))
    with suppress(ValueError):
        return wording.write_day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value
    return value


def _compile(message: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(message)), re.DOTALL)


_PATTERNS = [(message, _compile(message)) for message in SENTENCES]
