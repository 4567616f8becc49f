"""The question of a stored assessment, in one spelling: the same question is the same text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

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
from geodata.streets.network import PASSING_MODES, TravelMode, read_passing_mode

MOST_CLOSURES = 100

EXACT = ConfigDict(extra="forbid", allow_inf_nan=False)
"""Settings of every record of the file."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Position = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


def _check_line(line: tuple[Position, ...]) -> tuple[Position, ...]:
    if refusal := refuse_positions(line):
        raise ValueError(refusal)
    return line


def _sort_modes(modes: tuple[TravelMode, ...]) -> tuple[TravelMode, ...]:
    return tuple(sorted({read_passing_mode(one) for one in modes}))


Modes = Annotated[tuple[TravelMode, ...], Field(min_length=1), AfterValidator(_sort_modes)]


@dataclass(frozen=True, config=EXACT, kw_only=True)
class StoredBridge:
    """A bridge that was asked about, as `geodata.assessment.request.Candidate` is."""

    line: Annotated[tuple[Position, ...], AfterValidator(_check_line)]
    modes: Modes = tuple(sorted(PASSING_MODES))
    speed_kmh: Annotated[float, Field(ge=SPEEDS_KMH[0], le=SPEEDS_KMH[1])] = 30.0
    is_oneway: bool = False
    length_m: Annotated[float, Field(gt=0, le=LONGEST_CANDIDATE_M)] | None = None


@dataclass(frozen=True, config=EXACT, kw_only=True)
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


@dataclass(frozen=True, config=EXACT, kw_only=True)
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
