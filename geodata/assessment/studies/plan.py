"""The best one, two or three new bridges together, out of the places of a scan.

*Proven* is that no other set of the places saves more while each trip uses at most one new bridge:
then a set saves Σ over trips of the most that any of its bridges saves (Nemhauser, Wolsey and
Fisher 1978 on such sums), and pairs are compared one and all, threes until a bound closes.
*Checked* is that no set within 2 % of the best overtakes it by trips over several new bridges:
those are measured by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.arrays import Floats
from geodata.assessment.answers import describe_answer
from geodata.assessment.engine.gains import Report, measure_gains
from geodata.assessment.engine.sets import LinkSets
from geodata.assessment.engine.trips import Residents
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import list_remarks
from geodata.assessment.request import Demand, RequestError, TripsTo
from geodata.assessment.results import Answer
from geodata.assessment.scenarios import check_day
from geodata.assessment.spans import check_span, choose_span_m
from geodata.assessment.studies.alignments import Alignments, find_alignments
from geodata.assessment.studies.scan import BankGain, locate_alignments, make_links
from geodata.assessment.studies.set_search import BestSet, SetSearch
from geodata.assessment.surroundings import BESIDE_M
from geodata.crs import GEOGRAPHIC, project
from geodata.sentences import sentence
from geodata.streets.network import Links, TravelMode

APART_M = 150.0
"""Places nearer to each other along the river count as one."""

MOST_BRIDGES = 3
MOST_PLACES = 200
"""That sets are made of: those that save most alone, where there are more."""

_FIRST_CONNECT_S = 1e7
"""What an impossible trip takes where nobody can cross: to connect people comes before minutes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What sets of bridges are looked for."""

    most: int = 2
    """Bridges of the largest: at most `MOST_BRIDGES`."""
    length_km: float | None = None
    """That the bridges of a set may measure together."""
    span_m: float | None = None
    """Of the longest bridge; `choose_span_m` where None."""


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """A place for a bridge that sets are made of."""

    station_m: float
    """Along the divide."""
    line: tuple[tuple[float, float], tuple[float, float]]
    """From the left bank to the right, (lon, lat) in EPSG:4326."""
    length_m: float
    streets: tuple[str | None, str | None]
    """Names of the streets at its ends; None for one without a name."""
    beside: str | None
    """Id of an open crossing for people within 150 m along the divide; None where there is none."""
    banks: tuple[BankGain, BankGain]
    """What it alone gives the left and the right bank."""


@dataclass(frozen=True, slots=True)
class Plan(Answer):
    """Which bridges together would save most."""

    most: int
    length_km: float | None
    """Of all bridges of a set together; None where it does not matter."""
    span_m: float
    places: tuple[PlannedPlace, ...]
    left_out: int
    """Places that save least alone, where there are more than `MOST_PLACES`."""
    connects_first: bool
    """Whether nobody can cross now, so that sets are ranked by the people newly connected."""
    sets: tuple[BestSet, ...]


def plan_bridges(
    model: CityModel,
    mode: TravelMode,
    day: date,
    limits: Limits,
    *,
    trips_to: TripsTo = TripsTo.HOMES,
    population: str = "",
    report: Report | None = None,
) -> Plan:
    """Find the best one, two … `most` places for two-way bridges, for both banks and for each.

    Parameters
    ----------
    trips_to, population
        As of `scan_divide`.
    report
        Called after each block of work with how much is done of how much.

    Raises
    ------
    RequestError
        Names ``day``, ``most``, ``length_km``, ``span_m`` or ``population``.
    """
    check_day(model.crossings, day)
    most, length_km, span_m = limits.most, limits.length_km, limits.span_m
    if not 1 <= most <= MOST_BRIDGES:
        fault = sentence("it must be from 1 to %(most)s", most=MOST_BRIDGES)
        raise RequestError("most", fault)
    if length_km is not None and not 0 < length_km < float("inf"):
        raise RequestError("length_km", sentence("it must be above 0"))
    longest_m = choose_span_m(model, mode) if span_m is None else check_span(span_m)
    weighed = model.spread({}, population)
    demand = Demand(mode, trips_to, population=weighed.population)
    town, homes = model.get_mode(mode), model.get_banks(demand)
    links = model.open_links(mode, day)
    places, opened, left_out = _choose_places(model, mode, links, homes, longest_m, report)
    connects_first = not len(links)
    sets = LinkSets(
        town.search,
        links,
        make_links(town.network, places),
        homes,
        none_s=_FIRST_CONNECT_S if connects_first else 0.0,
        dtype=np.float64 if connects_first else np.float32,
    )
    banks = model.city.left.id, model.city.right.id
    limit_m = None if length_km is None else 1e3 * length_km
    search = SetSearch(sets, places.length_m, limit_m, banks, report)
    return Plan(
        **describe_answer(model, demand, day),
        remarks=list_remarks(model, demand, day, links),
        most=most,
        length_km=length_km,
        span_m=longest_m,
        places=_describe_places(model, mode, day, places, opened, search),
        left_out=left_out,
        connects_first=connects_first,
        sets=tuple(
            search.find_best(aim, number, bridges)
            for bridges in range(1, most + 1)
            for number, aim in enumerate(("both", *banks))
        ),
    )


def _choose_places(
    model: CityModel,
    mode: TravelMode,
    links: Links,
    homes: tuple[Residents, Residents],
    span_m: float,
    report: Report | None,
) -> tuple[Alignments, Floats, int]:
    """Choose the place of every 150 m along the divide that saves most, in the order of the river.

    Returns
    -------
    tuple
        The places, the weight of the trips that each opens from either bank, shape (2, c), and how
        many were left out because there are too many.
    """
    town = model.get_mode(mode)
    found = find_alignments(town.network, model.divide, span_m)
    gains = measure_gains(town.search, links, make_links(town.network, found), homes, report=report)
    merit = np.stack([gains.opened.sum(axis=0), gains.saved_s.sum(axis=0)])
    order = np.lexsort((found.length_m, -merit[1], -merit[0]))
    chosen: list[int] = []
    for number in order.tolist():
        is_apart = all(
            abs(found.station_m[number] - found.station_m[one]) >= APART_M for one in chosen
        )
        if is_apart and merit[:, number].any():
            chosen.append(number)
    kept = sorted(chosen[:MOST_PLACES], key=lambda one: float(found.station_m[one]))
    at = np.array(kept, dtype=np.intp)
    return found.select(at), gains.opened[:, at], len(chosen) - len(kept)


def _describe_places(
    model: CityModel,
    mode: TravelMode,
    day: date,
    places: Alignments,
    opened: Floats,
    search: SetSearch,
) -> tuple[PlannedPlace, ...]:
    """Describe the places: where they are, between which streets, beside which crossing."""
    lines = locate_alignments(model.get_mode(mode).network, places)
    beside = _find_beside(model, mode, day, places)
    alone = np.zeros_like(search.alone) if search.sets.none_s else search.alone
    return tuple(
        PlannedPlace(
            station_m=float(places.station_m[at]),
            line=lines[at],
            length_m=float(places.length_m[at]),
            streets=(
                model.street_names.find(int(places.left[at])),
                model.street_names.find(int(places.right[at])),
            ),
            beside=beside[at],
            banks=(
                search.gain(0, float(alone[0, at]), float(opened[0, at])),
                search.gain(1, float(alone[1, at]), float(opened[1, at])),
            ),
        )
        for at in range(len(places))
    )


def _find_beside(
    model: CityModel, mode: TravelMode, day: date, places: Alignments
) -> list[str | None]:
    """Find the nearest open crossing of the mode within 150 m of each place along the divide."""
    open_ids = {one for one in model.open_links(mode, day).crossing if one}
    crossings = [one for one in model.crossings if one.id in open_ids]
    places_of = [one.geometry for one in crossings if one.geometry is not None]
    crossings = [one for one in crossings if one.geometry is not None]
    centres = [project(one, GEOGRAPHIC, model.crs).centroid for one in places_of]
    at_m = np.array([model.divide.line.project(one) for one in centres], dtype=float)
    found: list[str | None] = []
    for station_m in places.station_m.tolist():
        apart = np.abs(at_m - station_m)
        is_near = len(apart) > 0 and apart.min() <= BESIDE_M
        found.append(crossings[int(apart.argmin())].id if is_near else None)
    return found
