"""An assessment as a small file: its question, its main figures, and the data they were made from.

The review writes it, and whoever keeps it can have the question answered again by newer data. It is
not signed: what it says is proven by computing it again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.assessment.candidates import SPEEDS_KMH, refuse_positions
from geodata.assessment.request import (
    LARGEST_BETA,
    LONGEST_CANDIDATE_M,
    MOST_ACCESS_CHANGES,
    MOST_CANDIDATES,
    MOST_PEOPLE,
    AccessChange,
    Candidate,
    Question,
    TripsTo,
    Weekday,
)
from geodata.assessment.words import list_words
from geodata.cities.profile import Slug
from geodata.errors import RegisterError
from geodata.names import has_unseen, strip_controls
from geodata.sentences import sentence
from geodata.streets.network import PASSING_MODES, TravelMode, read_passing_mode

LARGEST_BYTES = 131_072
MOST_FIGURES = 20
MOST_CLOSURES = 100

TRIP = "both.saved_person_min_per_trip"
"""The figure of a trip over the river; all others are of people within reach."""

_REACH = re.compile(r"banks\.([a-z0-9-]{1,64})\.reach\.([a-z ]{1,40})\.(\d{1,3})\.difference")
_EXACT = ConfigDict(extra="forbid", allow_inf_nan=False)

Unit = Literal["s", "min", "people", "m² of floor area"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Position = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


def _check_seen(text: str) -> str:
    if "\n" in text or has_unseen(text) or strip_controls(text) != text:
        raise ValueError(text)
    return text


def _check_line(line: tuple[Position, ...]) -> tuple[Position, ...]:
    if refusal := refuse_positions(line):
        raise ValueError(refusal)
    return line


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_check_seen)]
"""One line, all of which is seen, as pages show it."""


def _check_figure(name: str) -> str:
    if name != TRIP and not ((found := _REACH.fullmatch(name)) and found[2] in list_words()):
        raise ValueError(name)
    return name


def _sort_modes(modes: tuple[TravelMode, ...]) -> tuple[TravelMode, ...]:
    return tuple(sorted({read_passing_mode(one) for one in modes}))


Modes = Annotated[tuple[TravelMode, ...], Field(min_length=1), AfterValidator(_sort_modes)]


@dataclass(frozen=True, config=_EXACT, kw_only=True)
class StoredBridge:
    """A bridge that was asked about, as `geodata.assessment.request.Candidate` is."""

    line: Annotated[tuple[Position, ...], AfterValidator(_check_line)]
    modes: Modes = tuple(sorted(PASSING_MODES))
    speed_kmh: Annotated[float, Field(ge=SPEEDS_KMH[0], le=SPEEDS_KMH[1])] = 30.0
    is_oneway: bool = False
    length_m: Annotated[float, Field(gt=0, le=LONGEST_CANDIDATE_M)] | None = None


@dataclass(frozen=True, config=_EXACT, kw_only=True)
class StoredAccess:
    """A crossing that was opened or closed to some modes on some days."""

    crossing: Id
    is_open: bool
    modes: Modes = tuple(sorted(PASSING_MODES))
    days: Annotated[
        tuple[Weekday, ...],
        Field(min_length=1, max_length=7),
        AfterValidator(lambda days: tuple(one for one in Weekday if one in days)),
    ] = tuple(Weekday)


def _name_change(change: StoredAccess) -> tuple[str, bool]:
    return change.crossing, change.is_open


@dataclass(frozen=True, config=_EXACT, kw_only=True)
class StoredQuestion:
    """A question in its one spelling: every field is written, and what has no order is sorted."""

    mode: TravelMode
    day: date
    bridges: Annotated[tuple[StoredBridge, ...], Field(max_length=MOST_CANDIDATES)] = ()
    closures: Annotated[
        tuple[Id, ...],
        Field(max_length=MOST_CLOSURES),
        AfterValidator(lambda ids: tuple(sorted(set(ids)))),
    ] = ()
    access: Annotated[
        tuple[StoredAccess, ...],
        Field(max_length=2 * MOST_ACCESS_CHANGES),
        AfterValidator(
            lambda all_: tuple(sorted(all_, key=lambda one: (one.crossing, one.is_open)))
        ),
    ] = ()
    people: Annotated[
        dict[Id, Annotated[int, Field(ge=0, le=MOST_PEOPLE)]],
        Field(max_length=50),
        AfterValidator(lambda totals: dict(sorted(totals.items()))),
    ] = Field(default_factory=dict)
    beta_per_min: Annotated[float, Field(gt=0, le=LARGEST_BETA)] = 0.1
    trips_to: TripsTo = TripsTo.HOMES
    population: Annotated[str, StringConstraints(max_length=2_000)] = ""

    @property
    def has_changes(self) -> bool:
        """Whether it asks of anything else than how it is now."""
        return bool(self.bridges or self.closures or self.access)

    @classmethod
    def of(cls, question: Question) -> StoredQuestion:
        """Write a question."""
        return cls(
            mode=question.mode,
            day=question.day,
            bridges=tuple(map(_write_bridge, question.candidates)),
            closures=question.closures,
            access=tuple(map(_write_access, question.access)),
            people=dict(question.people),
            beta_per_min=question.beta_per_min,
            trips_to=question.trips_to,
            population=question.population,
        )

    def read(self) -> Question:
        """Read the question."""
        return Question(
            self.mode,
            self.day,
            tuple(map(_read_bridge, self.bridges)),
            self.closures,
            self.people,
            self.beta_per_min,
            self.trips_to,
            self.population,
            tuple(
                AccessChange(one.crossing, one.is_open, frozenset(one.modes), frozenset(one.days))
                for one in self.access
            ),
        )


@dataclass(frozen=True, config=_EXACT, kw_only=True)
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


@dataclass(frozen=True, config=_EXACT, kw_only=True)
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


def tell_place(question: StoredQuestion, geometry: object) -> bool | None:
    """Tell whether a question is about a project's own place; None where either has no line.

    Parameters
    ----------
    geometry
        Of the project, as GeoJSON.
    """
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return None
    try:
        own = _round(geometry["coordinates"])
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    lines = [_round(one.line) for one in question.bridges]
    return any(one in {own, own[::-1]} for one in lines) if lines else None


def _round(line: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """Round to the centimetres that addresses and files keep."""
    return tuple((round(float(at[0]), 7), round(float(at[1]), 7)) for at in line)


def _write_bridge(candidate: Candidate) -> StoredBridge:
    return StoredBridge(
        line=candidate.line,
        modes=tuple(candidate.modes),
        speed_kmh=candidate.speed_kmh,
        is_oneway=candidate.is_oneway,
        length_m=candidate.length_m,
    )


def _read_bridge(bridge: StoredBridge) -> Candidate:
    modes = frozenset(bridge.modes)
    return Candidate(bridge.line, modes, bridge.speed_kmh, bridge.is_oneway, bridge.length_m)


def _write_access(change: AccessChange) -> StoredAccess:
    return StoredAccess(
        crossing=change.crossing,
        is_open=change.is_open,
        modes=tuple(change.modes),
        days=tuple(change.days),
    )
