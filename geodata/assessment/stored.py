"""An assessment as a small file: its question, its main figures, and the data they were made from.

The review writes it, and whoever keeps it can have the question answered again by newer data. It is
not signed: what it says is proven by computing it again.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.assessment.stored_question import EXACT, StoredQuestion
from geodata.assessment.words import list_words
from geodata.cities.records import Slug
from geodata.errors import RegisterError
from geodata.names import has_unseen, strip_controls
from geodata.sentences import sentence

LARGEST_BYTES = 131_072
MOST_FIGURES = 20

TRIP = "both.saved_person_min_per_trip"
"""The figure of a trip to the other bank; all others are of people within reach."""

_REACH = re.compile(r"banks\.([a-z0-9-]{1,64})\.reach\.([a-z ]{1,40})\.(\d{1,3})\.difference")

Unit = Literal["s", "min", "people", "m² of floor area"]


def _check_seen(text: str) -> str:
    if "\n" in text or has_unseen(text) or strip_controls(text) != text:
        raise ValueError(text)
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_check_seen)]
"""One line, all of which is seen, as pages show it."""


def _check_figure(name: str) -> str:
    if name != TRIP and not ((found := _REACH.fullmatch(name)) and found[2] in list_words()):
        raise ValueError(name)
    return name


@dataclass(frozen=True, config=EXACT, kw_only=True)
class StoredFigure:
    """A figure of the decision card as it is shown, rounded, with its range."""

    figure: Annotated[str, AfterValidator(_check_figure)]
    """See `geodata.assessment.figure_list`."""
    unit: Unit
    value: Annotated[float, Field(ge=-1e12, le=1e12)]
    low: Annotated[float, Field(ge=-1e12, le=1e12)]
    high: Annotated[float, Field(ge=-1e12, le=1e12)]
    """`low`, `high`: the least and the most over the assumptions tried."""

    @property
    def reach(self) -> tuple[str, str, int] | None:
        """Bank, what is reached and in how many minutes; None of a trip."""
        found = _REACH.fullmatch(self.figure)
        return (found[1], found[2], int(found[3])) if found else None


@dataclass(frozen=True, config=EXACT, kw_only=True)
class StoredAssessment:
    """What a question's change would do, by one version of the data of a city."""

    format: Literal["uramost-assessment-1"] = "uramost-assessment-1"
    software: Line
    city: Slug
    snapshot_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,80}$")]
    data_date: date
    """State of the data."""
    is_modelled: bool
    question: StoredQuestion
    figures: Annotated[tuple[StoredFigure, ...], Field(min_length=1, max_length=MOST_FIGURES)]
    attribution: Line = ATTRIBUTION
    licence: Line = LICENCE_URL


_STORED = TypeAdapter(StoredAssessment)


def write_stored(stored: StoredAssessment) -> dict[str, Any]:
    """Write an assessment as plain JSON values, in its one spelling."""
    return cast("dict[str, Any]", _STORED.dump_python(stored, mode="json"))


def dump_stored(stored: StoredAssessment) -> bytes:
    """Write an assessment as a file."""
    return _STORED.dump_json(stored, indent=1) + b"\n"


def read_stored(given: str | bytes | dict[str, Any]) -> StoredAssessment:
    """Read an assessment from its file, or from its JSON values.

    Raises
    ------
    RegisterError
        When it is none; names the part that is wrong.
    """
    try:
        if isinstance(given, dict):
            return _STORED.validate_python(given)
        if len(given) > LARGEST_BYTES:
            fault = sentence("an assessment has at most %(most)s bytes", most=LARGEST_BYTES)
            raise RegisterError(fault)
        return _STORED.validate_json(given)
    except ValidationError as error:
        raise RegisterError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    """Say which part is wrong; what is no JSON at all, or of another kind, has none."""
    places = [fault["loc"] for fault in error.errors(include_url=False, include_input=False)]
    if all(places) and ("format",) not in places:
        field = ".".join(map(str, places[0]))[:80]
        return sentence(
            "the part %(field)s of the assessment is not as the map writes it: get the file again",
            field=field,
        )
    return sentence("this is no assessment: take the file that the review on the map offers")
