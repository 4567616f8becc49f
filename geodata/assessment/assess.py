"""One scenario assessed: every indicator before and after, each bank apart, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.assessment.indicators import (
    OTHER_BANK,
    assess_bank,
    assess_cut_off,
    assess_reach,
    compare_banks,
    make_change,
)
from geodata.assessment.model import STRAIGHT_KMH, CityModel
from geodata.assessment.portals import make_scenario
from geodata.assessment.profile import measure_stations, share_crossable
from geodata.assessment.reach import measure_nearest
from geodata.assessment.results import (
    Assessment,
    BankAssessment,
    CandidateResult,
    Change,
    Figure,
    Histogram,
    Profile,
    Reach,
)
from geodata.assessment.scenarios import LinkChange, change_links, check_question
from geodata.assessment.sums import POSSIBLE_BOTH, SAVED
from geodata.assessment.trips import Residents, State, make_state, sum_after, sum_change
from geodata.joins import find_shared_providers
from geodata.network import TravelMode

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import LineString

    from geodata.assessment.candidates import Placement
    from geodata.assessment.request import Question
    from geodata.assessment.weights import Homes

__all__ = [
    "Assessment",
    "BankAssessment",
    "CandidateResult",
    "Change",
    "Figure",
    "Histogram",
    "Profile",
    "Reach",
    "assess",
    "assess_links",
    "list_figures",
    "minutes_saved_by_home",
]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Everything of one mode, before and after."""

    banks: tuple[Residents, Residents]
    links: LinkChange
    before: State
    after: State


def assess(model: CityModel, question: Question) -> Assessment:
    """Assess a scenario against the state of its day, exactly.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    lines = check_question(model, question)
    links = change_links(model, question, lines, question.mode)
    is_walk = question.mode is TravelMode.WALK
    walk = links if is_walk else change_links(model, question, lines, TravelMode.WALK)
    return assess_links(model, question, links, walk, lines)


def assess_links(
    model: CityModel,
    question: Question,
    links: LinkChange,
    walk: LinkChange,
    lines: tuple[LineString, ...] = (),
) -> Assessment:
    """Assess any change of links, those of the question's mode and those of walking.

    Parameters
    ----------
    lines
        Of the question's candidates, metric, as `check_question` gives them.
    """
    homes = _choose_homes(model, question)
    pair = _make_pair(model, links, homes)
    left, right = _assess_banks(model, pair, question.beta_per_min / 60)
    return Assessment(
        snapshot_id=model.snapshot_id,
        city=model.city.id,
        is_modelled=model.is_modelled,
        mode=question.mode.value,
        day=question.day.isoformat(),
        closures=question.closures,
        weights_unit=homes.unit,
        figures=list_figures(homes),
        beta_per_min=question.beta_per_min,
        banks=(left, right),
        mutuality=compare_banks(left, right),
        barrier_crossing_ratio=_assess_barrier(model, walk),
        profile=_draw_profile(model, pair),
        candidates=tuple(
            _describe(model, line, placed)
            for line, placed in zip(lines, links.placements, strict=True)
        ),
    )


def minutes_saved_by_home(model: CityModel, question: Question) -> NDArray[np.float64]:
    """Measure what a resident of each home saves on the mean trip to the other bank, in min.

    Returns
    -------
    ndarray
        Shape (homes,), in the order of `CityModel.homes`; NaN where no trip is possible both
        before and after.

    Raises
    ------
    RequestError
        When the question cannot be answered; names the field.
    """
    lines = check_question(model, question)
    links = change_links(model, question, lines, question.mode)
    pair = _make_pair(model, links, _choose_homes(model, question))
    part = model.get_mode(question.mode)
    saved = np.full(len(part.network.ids) + 1, np.nan)  # the last is for homes without a node
    for bank, residents in enumerate(pair.banks):
        sums = sum_change(pair.before, pair.after, pair.banks, bank)
        is_possible = sums[:, POSSIBLE_BOTH] > 0
        saved[residents.nodes[is_possible]] = (
            sums[is_possible, SAVED] / sums[is_possible, POSSIBLE_BOTH] / 60
        )
    return saved[part.home_nodes]


def _choose_homes(model: CityModel, question: Question) -> Homes:
    return model.spread(question.people) if question.people else model.homes


def _make_pair(model: CityModel, links: LinkChange, homes: Homes) -> _Pair:
    banks = model.gather_residents(links.mode, homes)
    before = model.get_state(links.mode, links.before)
    after = make_state(make_scenario(model.get_mode(links.mode).search, links.after), banks)
    return _Pair(banks, links, before, after)


def _assess_banks(
    model: CityModel, pair: _Pair, beta_per_s: float
) -> tuple[BankAssessment, BankAssessment]:
    straight = model.sum_straight(pair.links.mode, pair.banks, beta_per_s)
    left, right = (_assess_bank(model, pair, bank, beta_per_s, straight) for bank in (0, 1))
    return left, right


def _assess_bank(
    model: CityModel, pair: _Pair, bank: int, beta_per_s: float, straight: float
) -> BankAssessment:
    part, residents = model.get_mode(pair.links.mode), pair.banks[bank]
    kinds = [kind for kind, nodes in part.place_nodes.items() if len(nodes)]
    is_asked = [bank == 1, bank == 0, *(kind in kinds for kind in part.place_nodes)]
    nearest = part.nearest[is_asked]
    times = [
        measure_nearest(state.scenario, nearest, residents.nodes)
        for state in (pair.before, pair.after)
    ]
    return assess_bank(
        (model.city.left, model.city.right)[bank].id,
        residents,
        float(pair.banks[1 - bank].weight.sum()),
        (
            model.sum_state(pair.links.mode, pair.links.before, pair.banks, bank, beta_per_s),
            *sum_after(pair.before, pair.after, pair.banks, bank, beta_per_s),
        ),
        straight,
        assess_reach(residents, [OTHER_BANK, *kinds], times[0], times[1]),
        assess_cut_off(residents, times[0][0], times[1][0]),
    )


def _assess_barrier(model: CityModel, walk: LinkChange) -> Change:
    part = model.get_mode(TravelMode.WALK)
    scenarios = [make_scenario(part.search, links) for links in (walk.before, walk.after)]
    return make_change(
        *(share_crossable(measure_stations(one, part.stations)) for one in scenarios)
    )


def _draw_profile(model: CityModel, pair: _Pair) -> Profile:
    stations = model.get_mode(pair.links.mode).stations
    seconds = [measure_stations(one.scenario, stations) for one in (pair.before, pair.after)]
    straight_s = stations.straight_m * 3.6 / STRAIGHT_KMH[pair.links.mode]
    return Profile(
        tuple(stations.at_m.tolist()),
        tuple(stations.lonlat[:, 0].tolist()),
        tuple(stations.lonlat[:, 1].tolist()),
        _drop_infinite(stations.straight_m),
        *(_drop_infinite(one / 60) for one in seconds),
        *(_drop_infinite(one / straight_s) for one in seconds),
    )


def _drop_infinite(values: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(value if np.isfinite(value) else None for value in values.tolist())


def _describe(model: CityModel, line: LineString, placed: Placement | None) -> CandidateResult:
    ids = model.get_mode(TravelMode.WALK).network.ids  # of nodes, the same for every mode
    return CandidateResult(
        length_m=line.length,
        nodes=None if placed is None else (int(ids[placed.start]), int(ids[placed.end])),
        approach_m=None if placed is None else placed.approach_m,
        travel_min=None if placed is None else placed.seconds / 60,
        providers=find_shared_providers(line, model.divide, model.utility_lines),
    )


def list_figures(homes: Homes) -> tuple[Figure, ...]:
    """List the totals of people that weights stand on, by municipality."""
    return tuple(
        Figure(name, one.value, one.year, one.source, one.certainty)
        for name, one in sorted(homes.figures.items())
    )
