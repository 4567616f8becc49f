"""What an assessment consists of, as plain data; None where there is no figure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from geodata import ATTRIBUTION
from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.remarks import Remark
from geodata.cities.profile import Counts
from geodata.divide.joins import SharedProvider
from geodata.names import Names


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after; None where there is none, such as the mean of no trips."""

    before: float | None
    after: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Residents of a bank, in the unit of the weights, who need at most so many minutes."""

    target: str
    """``other bank``, or a kind of place of `geodata.assessment.place_kinds.PLACES`."""
    within_min: int
    residents: Change


@dataclass(frozen=True, slots=True)
class Histogram:
    """Shares (0-1) of a bank's crossing trips by minutes; trips that are impossible are in none."""

    from_min: tuple[int, ...]
    """Lower edges; each class ends where the next begins, the last one never."""
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NearestChange:
    """What changes on the way of some residents to the nearest place of a kind, or from it.

    Residents are in the unit of the weights.
    """

    residents: float
    mean_min: Change
    """Over those who have a way both before and after."""
    nearest_on_other_bank: Change
    """Residents for whom the nearest one is over the river."""
    save: tuple[float, ...]
    lose: tuple[float, ...]
    """`save`, `lose`: residents whose way is at least so much shorter, longer: see
    `geodata.assessment.services.STEPS_MIN`."""
    newly_connected: float
    cut_off: float
    """`newly_connected`, `cut_off`: those who have a way only after, only before."""


@dataclass(frozen=True, slots=True)
class NeighbourhoodChange:
    """What changes for the residents of a neighbourhood."""

    neighbourhood: str
    """Id of one of `Assessment.neighbourhoods`."""
    change: NearestChange


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """What changes on the way to the nearest place of a kind, on whichever bank it is."""

    service: str
    """A kind of `geodata.assessment.place_kinds.PLACES` or `RESPONDERS`."""
    is_from: bool
    """Whether it is the way from the place to the residents, as of those who come to help."""
    places: tuple[int, int]
    """How many there are on the left and on the right bank, within reach of a street."""
    banks: tuple[NearestChange, NearestChange]
    """Of the residents of the left bank and of the right."""
    neighbourhoods: tuple[NeighbourhoodChange, ...]
    """Those for whose residents something changes by at least a second."""


@dataclass(frozen=True, slots=True)
class BankAssessment:
    """What changes for the residents of one bank on their trips to the other."""

    bank: str
    """Id of the bank."""
    residents: float
    """On the network, in the unit of the weights."""
    mean_cross_river_min: Change
    """Mean time of the trips possible then; the difference is that of the trips possible both
    before and after."""
    saved_person_min_per_trip: float | None
    """Over the trips possible both before and after; None where there is none."""
    gained: float
    cut: float
    """`gained`, `cut`: residents, times the share of the other bank's that they can reach only
    after, only before."""
    cut_off: Change
    """Residents further than 60 min from the other bank, or without any way to it."""
    lost_interaction: Change
    """1 - Σ p q f(d) / Σ p q f(straight-line time), f(t) = exp(-β t)."""
    reach: tuple[Reach, ...]
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class Profile:
    """From bank to bank, every 25 m along the divide in its direction; one entry a station."""

    station_m: tuple[float, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    """`lon`, `lat`: stations on the divide, EPSG:4326."""
    straight_m: tuple[float | None, ...]
    """Between the nearest streets on either bank; None where one has none."""
    before_min: tuple[float | None, ...]
    after_min: tuple[float | None, ...]
    """`before_min`, `after_min`: the quicker direction between these streets; None where there is
    no way."""
    before_detour: tuple[float | None, ...]
    after_detour: tuple[float | None, ...]
    """`before_detour`, `after_detour`: those minutes ÷ the minutes of the straight line at the
    mode's speed."""


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """How a candidate was put on the network, and who could share it."""

    length_m: float
    """Of the structure, over which travel time is taken."""
    over_water_m: float | None
    """How much of its line is over the river; None where no water is mapped there."""
    nodes: tuple[int, int] | None
    """OSM ids of the street nodes at its ends; None for a mode that may not use it."""
    approach_m: tuple[float, float] | None
    """From the ends of the line to these nodes; None as above."""
    travel_min: float | None
    """From node to node; None as above."""
    providers: tuple[SharedProvider, ...]
    """Those with lines on both banks within 100 m."""
    buildings: tuple[str, ...]
    """OSM ids of the buildings that its line passes over."""
    beside: tuple[str, ...]
    """Ids of open crossings within 150 m, the nearest first."""


@dataclass(frozen=True, slots=True)
class ChangedAccess:
    """A crossing that was opened or closed to some modes."""

    crossing: str
    is_open: bool
    modes: tuple[str, ...]
    days: tuple[str, ...]
    """Days of the week on which that holds, as OpenStreetMap writes them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A total of people that the weights stand on."""

    municipality: str
    value: int
    year: int
    source: str
    """Its name."""
    certainty: str
    """As a number of residents: ``H``, ``M`` or ``L``."""
    name: Names = field(default_factory=dict)
    """Of the municipality, by language."""
    date: str = ""
    """As precise as the source: a year, a month or a day."""
    counts: str = Counts.UNKNOWN.value
    """What it is a number of."""
    source_url: str | None = None
    source_date: str | None = None
    """`source_url`, `source_date`: of the source, where they are known."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What every answer about a city stands on."""

    snapshot_id: str
    city: str
    is_modelled: bool
    mode: str
    population: str = field(default="", kw_only=True)
    """The totals that residents are counted by: see `geodata.cities.population`."""
    is_combination: bool = field(default=False, kw_only=True)
    """Whether no source published these totals together for one year."""
    figures: tuple[Figure, ...] = field(default=(), kw_only=True)
    """The totals; empty when the weights are floor area."""
    attribution: str = field(default=ATTRIBUTION, kw_only=True)
    """Whose data it is reckoned from."""


@dataclass(frozen=True, slots=True)
class Answer(Basis):
    """What every answer about a city and a day says."""

    day: str
    """ISO 8601."""
    trips_to: str
    """``homes`` or ``services``."""
    weights_unit: str
    """Of the residents: ``people`` or ``m² of floor area``."""
    remarks: tuple[Remark, ...]
    """Why figures are missing; empty where none is."""

    def to_dict(self) -> dict[str, object]:
        """Turn it into plain lists and dictionaries for strict JSON: no NaN, no infinity."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Assessment(Answer):
    """Everything that one scenario changes."""

    closures: tuple[str, ...]
    access: tuple[ChangedAccess, ...]
    """Crossings that are opened or closed to some modes."""
    beta_per_min: float
    banks: tuple[BankAssessment, BankAssessment]
    """The left and the right one."""
    mutuality: float | None
    """0-1: the smaller ÷ the larger of what both banks save per resident; None where nothing is
    saved, or one bank loses, and for trips to homes: what one bank saves, the other does."""
    barrier_crossing_ratio: Change
    """Share of the divide's stations that can be crossed within 400 m of walking."""
    profile: Profile
    candidates: tuple[CandidateResult, ...]
    services: tuple[ServiceChange, ...]
    """To the nearest place of each kind; where people drive, from those who come to help."""
    neighbourhoods: tuple[Neighbourhood, ...]
    """Those that `services` name."""
