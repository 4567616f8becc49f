"""What somebody asks of the what-if: candidates, changes of crossings, mode, day and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.errors import GeodataError
from geodata.sentences import about
from geodata.streets.network import PASSING_MODES, TravelMode

MOST_CANDIDATES = 20
MOST_POSITIONS = 50
"""Of the line of a candidate."""

MOST_ACCESS_CHANGES = 20
LONGEST_CANDIDATE_M = 1_000.0
"""Longer ones are tunnels under a town, not bridges."""

MOST_PEOPLE = 100_000_000
"""Of one municipality; larger totals are slips of the pen."""

LARGEST_BETA = 10.0
"""Per min; nobody would go anywhere."""


class RequestError(GeodataError, ValueError):
    """A request cannot be answered; `field` names the part at fault, `fault` says why."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(about(field, fault))
        self.field = field
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bridge that is not there: a line from bank to bank, (lon, lat) in EPSG:4326."""

    line: tuple[tuple[float, float], ...]
    """From end to end, at most `MOST_POSITIONS`; the ends lie on different banks."""
    modes: frozenset[TravelMode] = frozenset(PASSING_MODES)
    """Who may use it."""
    speed_kmh: float = 30.0
    """Driving speed over it."""
    is_oneway: bool = False
    """For driving and cycling: only in the direction of `line`."""
    length_m: float | None = None
    """Of the structure, where its design is longer than the line."""


class Weekday(StrEnum):
    """Days of the week, as OpenStreetMap writes them.

    https://wiki.openstreetmap.org/wiki/Key:opening_hours
    """

    MO = "Mo"
    TU = "Tu"
    WE = "We"
    TH = "Th"
    FR = "Fr"
    SA = "Sa"
    SU = "Su"


@dataclass(frozen=True, slots=True)
class AccessChange:
    """An existing crossing that some modes may use from now on, or no longer."""

    crossing: str
    """Its id."""
    is_open: bool
    """Whether they may, as if its ways had the mode's access tag ``yes`` and no barrier."""
    modes: frozenset[TravelMode] = frozenset(PASSING_MODES)
    days: frozenset[Weekday] = frozenset(Weekday)
    """Days of the week on which it holds; figures are those of such a day."""


class TripsTo(StrEnum):
    """What draws the trips over the river line.

    Trips from homes to homes save both banks alike wherever streets lead both ways: the balance
    of benefit is then 1 by construction. Trips to services tell the banks apart.
    """

    HOMES = "homes"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Demand:
    """Who travels, how and to what: the weights of trips."""

    mode: TravelMode
    trips_to: TripsTo = TripsTo.HOMES
    people: tuple[tuple[str, int], ...] = ()
    """Municipality id and total to use instead of a published one, by id."""
    population: str = ""
    """Published totals to use: see `geodata.cities.population`; the default where empty."""


@dataclass(frozen=True, slots=True)
class Question:
    """One scenario to assess against the state of a day."""

    mode: TravelMode
    day: date
    candidates: tuple[Candidate, ...] = ()
    closures: tuple[str, ...] = ()
    """Ids of crossings that are closed to everybody."""
    people: Mapping[str, int] = field(default_factory=dict)
    """Municipality id → total to use instead of a published one."""
    beta_per_min: float = 0.1
    """How fast interaction fades with travel time, exp(-β t); 0.1 halves it every 7 minutes."""
    trips_to: TripsTo = TripsTo.HOMES
    """What draws the trips."""
    population: str = ""
    """Published totals to use: see `geodata.cities.population`; the default where empty."""
    access: tuple[AccessChange, ...] = ()
    """Crossings that are opened or closed to some modes."""

    @property
    def demand(self) -> Demand:
        """The weights of its trips."""
        people = tuple(sorted(self.people.items()))
        return Demand(self.mode, self.trips_to, people, self.population)
