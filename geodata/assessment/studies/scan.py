"""The scan: what a bridge at every place along the divide would save, ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry import MultiPoint

from geodata.arrays import Floats, Indices, Mask
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.gains import Gains, Report, measure_gains
from geodata.assessment.engine.trips import Residents
from geodata.assessment.indicators import SMALLEST_SAVED_MIN
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark, list_remarks
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.spans import check_span, choose_span_m
from geodata.assessment.studies.alignments import Alignments, find_alignments
from geodata.crs import GEOGRAPHIC, project
from geodata.streets.network import Links, StreetNetwork, TravelMode

DRIVE_SPEED_KMH = 30.0
"""Over a new bridge, as for a candidate that does not say."""

GROUP_M = 100.0
"""Places that are no further apart along the divide are one choice to a reader."""


@dataclass(frozen=True, slots=True)
class BankGain:
    """What the residents of one bank gain on their trips to the other."""

    bank: str
    saved_person_min_per_trip: float | None
    """Over the trips possible both before and after; None where there is none."""
    gained: float
    """Residents, times the share of the other bank's that they can reach only after."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """In how many distinct rankings, under other assumptions, a place is among the best."""

    first: int
    """Those in which it is the best one."""
    among: int
    """Those in which it is one of the ten best."""
    rankings: int
    """Distinct ones: assumptions that rank the ten best alike count once."""


@dataclass(frozen=True, slots=True)
class ScannedAlignment:
    """A place for a bridge and what one there would save, alone."""

    rank: int
    """From 1, by `saved_person_min_per_trip`, then by people gained."""
    station_m: float
    """Along the divide in its direction."""
    line: tuple[tuple[float, float], tuple[float, float]]
    """From the left bank to the right, (lon, lat) in EPSG:4326: a candidate as it stands."""
    nodes: tuple[int, int]
    """OSM ids of the street nodes at its ends."""
    length_m: float
    travel_min: float
    banks: tuple[BankGain, BankGain]
    """The left and the right one."""
    saved_person_min_per_trip: float | None
    """Over the trips of both banks, as above."""
    gained: float
    mutuality: float | None
    """0-1: the smaller ÷ the larger of what both banks save; None where nothing is saved, and for
    trips to homes: what one bank saves, the other does."""
    is_best: bool
    """No other place saves as much, gains as many, is as mutual and as short, and better in one."""
    streets: tuple[str | None, str | None]
    """At its ends, left and right; None where no street nearby has a name."""
    group: int
    """Rank of the best place within `GROUP_M` along the divide, or its own."""
    robustness: Robustness | None = None
    """None where other assumptions were not tried."""


@dataclass(frozen=True, slots=True)
class Scan(Answer):
    """Every place for a bridge along the divide, the most useful first."""

    span_m: float
    residents: tuple[float, float]
    """On the network, of the left and the right bank."""
    alignments: tuple[ScannedAlignment, ...]


def scan_divide(
    model: CityModel,
    mode: TravelMode,
    day: date,
    *,
    span_m: float | None = None,
    trips_to: TripsTo = TripsTo.HOMES,
    population: str = "",
    report: Report | None = None,
) -> Scan:
    """Measure what a two-way bridge at every place along the divide would save, each alone.

    Parameters
    ----------
    span_m
        Of the longest bridge considered; `choose_span_m` where None.
    trips_to
        What draws the trips.
    population
        Published totals to use: see `geodata.cities.population`.
    report
        Called after each block of work with how much is done of how much.

    Raises
    ------
    RequestError
        Names ``day``, ``span_m`` or ``population``.
    """
    check_day(model.crossings, day)
    weighed = model.spread({}, population)
    town = model.get_mode(mode)
    longest_m = choose_span_m(model, mode) if span_m is None else check_span(span_m)
    network = town.network
    links = model.open_links(mode, day)
    places = find_alignments(network, model.divide, longest_m)
    added = make_links(network, places)
    demand = Demand(mode, trips_to, population=weighed.population)
    homes = model.get_banks(demand)
    gains = measure_gains(town.search, links, added, homes, report=report)
    return Scan(
        **describe_answer(model, demand, day),
        span_m=longest_m,
        remarks=(
            *list_remarks(model, demand, day, links),
            *_remark_on_places(places, longest_m, is_chosen=span_m is None),
        ),
        residents=(float(homes[0].weight.sum()), float(homes[1].weight.sum())),
        alignments=_describe(
            model,
            network,
            places,
            added,
            _rate(gains, homes, places),
            is_to_homes=trips_to is TripsTo.HOMES,
        ),
    )


def _remark_on_places(places: Alignments, longest_m: float, *, is_chosen: bool) -> Iterator[Remark]:
    if not len(places):
        yield Remark(About.NO_PLACE, metres=longest_m)
    elif is_chosen:
        yield Remark(About.SPAN, metres=longest_m)


def make_links(network: StreetNetwork, places: Alignments) -> Links:
    """Make a link of each alignment, from the left bank to the right, at the speed of the mode."""
    seconds = places.length_m * 3.6 / network.choose_speed_kmh(DRIVE_SPEED_KMH)
    return Links(places.left, places.right, seconds, np.full(len(places), "", dtype=object))


@dataclass(frozen=True, slots=True)
class _Rating:
    """Figures of c alignments."""

    saved_min: Floats
    gained: Floats
    """`saved_min`, `gained`: by bank, shape (2, c)."""
    both_min: Floats
    """Of the trips of both banks, shape (c,)."""
    mutuality: Floats
    """Shape (c,); NaN where nothing is saved."""
    has_trips: Mask
    """Whether any trip of each bank was possible, shape (2,)."""
    order: Indices
    is_best: Mask


def _rate(gains: Gains, homes: tuple[Residents, Residents], places: Alignments) -> _Rating:
    possible = gains.possible[:, None]
    saved_min = gains.saved_s / np.where(possible > 0, possible, 1) / 60
    saved_min[saved_min < SMALLEST_SAVED_MIN] = 0
    others = np.array([homes[1].attraction.sum(), homes[0].attraction.sum()])
    gained = gains.opened / np.where(others > 0, others, 1)[:, None]
    both_min = (saved_min * possible).sum(axis=0) / max(gains.possible.sum(), 1e-300)
    most = saved_min.max(axis=0)
    mutuality = np.where(most > 0, saved_min.min(axis=0) / np.where(most > 0, most, 1), np.nan)
    total = gained.sum(axis=0)
    merits = np.stack([both_min, total, np.nan_to_num(mutuality), -places.length_m])
    merits = merits.round(4)  # or the last digits of equal places would decide
    is_useful = (both_min > 0) | (total > 0)
    is_best = np.zeros(len(places), dtype=bool)
    is_best[is_useful] = find_undominated(merits[:, is_useful])
    order = np.lexsort((places.length_m, -total, -both_min))
    return _Rating(saved_min, gained, both_min, mutuality, gains.possible > 0, order, is_best)


def find_undominated(merits: Floats) -> Mask:
    """Find the Pareto set: what nothing else equals in every merit and betters in one.

    Parameters
    ----------
    merits
        The more the better, shape (merits, c).

    Returns
    -------
    ndarray
        Mask of shape (c,).
    """
    best = np.ones(merits.shape[1], dtype=bool)
    for i, own in enumerate(merits.T):
        is_equal, is_better = merits >= own[:, None], merits > own[:, None]
        best[i] = not (is_equal.all(axis=0) & is_better.any(axis=0)).any()
    return best


def find_groups(station_m: Floats) -> list[int]:
    """Find the group of each place of a ranking: the rank of its first one within `GROUP_M`.

    Parameters
    ----------
    station_m
        Where places pass the divide, in the order of the ranking, shape (c,).
    """
    heads: dict[int, float] = {}
    groups = []
    for rank, at_m in enumerate(station_m.tolist(), 1):
        near = (head for head, there_m in heads.items() if abs(at_m - there_m) <= GROUP_M)
        group = next(near, rank)
        heads.setdefault(group, at_m)
        groups.append(group)
    return groups


def locate_alignments(
    network: StreetNetwork, places: Alignments
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Locate the lines of alignments from left to right, (lon, lat) in EPSG:4326."""
    nodes = np.stack([places.left, places.right], axis=1).ravel()
    ends = MultiPoint(network.points[nodes])
    lon_lat = shapely.get_coordinates(project(ends, network.crs, GEOGRAPHIC)).reshape(-1, 4)
    return [((a, b), (c, d)) for a, b, c, d in lon_lat.tolist()]


def _describe(
    model: CityModel,
    network: StreetNetwork,
    places: Alignments,
    added: Links,
    rating: _Rating,
    *,
    is_to_homes: bool,
) -> tuple[ScannedAlignment, ...]:
    lines = locate_alignments(network, places)
    banks = model.divide.left_id, model.divide.right_id
    name = model.street_names.find
    groups = find_groups(places.station_m[rating.order])
    found = []
    for rank, i in enumerate(rating.order.tolist(), 1):
        left, right = (
            BankGain(
                banks[b],
                float(rating.saved_min[b, i]) if rating.has_trips[b] else None,
                float(rating.gained[b, i]),
            )
            for b in (0, 1)
        )
        mutuality = float(rating.mutuality[i])
        found.append(
            ScannedAlignment(
                rank=rank,
                station_m=float(places.station_m[i]),
                line=lines[i],
                nodes=(int(network.ids[places.left[i]]), int(network.ids[places.right[i]])),
                length_m=float(places.length_m[i]),
                travel_min=float(added.seconds[i] / 60),
                banks=(left, right),
                saved_person_min_per_trip=(
                    float(rating.both_min[i]) if rating.has_trips.any() else None
                ),
                gained=float(rating.gained[:, i].sum()),
                mutuality=None if is_to_homes or np.isnan(mutuality) else mutuality,
                is_best=bool(rating.is_best[i]),
                streets=(name(int(places.left[i])), name(int(places.right[i]))),
                group=groups[rank - 1],
            )
        )
    return tuple(found)
