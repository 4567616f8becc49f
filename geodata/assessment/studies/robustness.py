"""Whether the best places for a bridge stay the best under other assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from geodata.assessment.assumptions import Assumptions, Spread
from geodata.assessment.engine.gains import Report
from geodata.assessment.model import CityModel
from geodata.assessment.ranges import SPEED_FACTORS, list_populations
from geodata.assessment.request import TripsTo
from geodata.assessment.studies.scan import Robustness, Scan, scan_divide
from geodata.cities.crossings import Face
from geodata.streets.network import TravelMode

TOP = 10
"""Places by whose order a ranking is told from others."""

Places = tuple[tuple[int, int], ...]


def list_assumptions(model: CityModel, mode: TravelMode, day: date) -> Iterator[Assumptions]:
    """List what can be assumed otherwise, one at a time; faces only where other links are open."""
    usual = model.assumptions
    yield from (replace(usual, spread=one) for one in Spread if one is not usual.spread)
    now = model.open_links(mode, day)
    for face in Face:
        other = replace(usual, face=face)
        links = model.assume(other).open_links(mode, day)
        if not np.array_equal(links.start, now.start) or not np.array_equal(links.end, now.end):
            yield other
    yield from (replace(usual, speed_factor=one) for one in SPEED_FACTORS)


def scan_robustly(
    model: CityModel,
    mode: TravelMode,
    day: date,
    *,
    span_m: float | None = None,
    trips_to: TripsTo = TripsTo.HOMES,
    population: str = "",
    report: Report | None = None,
) -> Scan:
    """Scan the divide, and say of each place in how many distinct rankings it is among the best.

    Spread of people, face of access, speed and published totals are varied, one at a time; two
    scans that rank the best places alike are one ranking. Parameters and errors are those of
    `geodata.assessment.studies.scan.scan_divide`.
    """
    population = model.spread({}, population).population
    towns = [model, *map(model.assume, list_assumptions(model, mode, day))]
    tried = [(town, population) for town in towns]
    tried += [(model, other) for other in list_populations(model, population)]

    def scan(number: int) -> Scan:
        town, people = tried[number]

        def tell(done: int, total: int) -> None:
            if report is not None:
                report(number * total + done, len(tried) * total)

        return scan_divide(
            *(town, mode, day), span_m=span_m, trips_to=trips_to, population=people, report=tell
        )

    usual = scan(0)
    rankings = {_rank(usual), *(_rank(scan(number)) for number in range(1, len(tried)))}
    return replace(
        usual,
        alignments=tuple(
            replace(one, robustness=_count(one.nodes, rankings)) for one in usual.alignments
        ),
    )


def _rank(scan: Scan) -> Places:
    return tuple(one.nodes for one in scan.alignments[:TOP])


def _count(nodes: tuple[int, int], rankings: set[Places]) -> Robustness:
    first = sum(ranking[:1] == (nodes,) for ranking in rankings)
    among = sum(nodes in ranking for ranking in rankings)
    return Robustness(first, among, len(rankings))
