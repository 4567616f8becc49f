"""One scenario assessed: every indicator before and after, each bank apart, as plain data."""

from __future__ import annotations

import numpy as np
from shapely.geometry import LineString

from geodata.arrays import Floats, Objects
from geodata.assessment.candidates import Placement, choose_length_m
from geodata.assessment.engine.portals import make_scenario
from geodata.assessment.engine.profile import measure_stations, share_crossable
from geodata.assessment.engine.reach import measure_nearest
from geodata.assessment.engine.trips import sum_after
from geodata.assessment.figures import list_figures
from geodata.assessment.gaps import remark_gaps
from geodata.assessment.indicators import (
    OTHER_BANK,
    assess_bank,
    assess_cut_off,
    assess_reach,
    compare_banks,
    make_change,
)
from geodata.assessment.model import STRAIGHT_KMH, CityModel
from geodata.assessment.remarks import list_remarks
from geodata.assessment.request import Demand, Question
from geodata.assessment.results import (
    Assessment,
    BankAssessment,
    CandidateResult,
    Change,
    Profile,
)
from geodata.assessment.scenarios import LinkChange, Pair, change_links, check_question
from geodata.divide.joins import find_shared_providers
from geodata.streets.network import TravelMode

_PROFILE_DECIMALS = 6
"""Of minutes, ratios and metres: finer than any travel time is exact, and half as long in JSON."""


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
    pair = make_pair(model, question.demand, links)
    left, right = (_assess_bank(model, pair, bank, question.beta_per_min / 60) for bank in (0, 1))
    homes = model.spread(question.people, question.population)
    return Assessment(
        snapshot_id=model.snapshot_id,
        city=model.city.id,
        is_modelled=model.is_modelled,
        mode=question.mode.value,
        day=question.day.isoformat(),
        closures=question.closures,
        trips_to=question.trips_to.value,
        weights_unit=homes.unit,
        remarks=(
            *list_remarks(model, question.demand, question.day, links.before),
            *remark_gaps(
                model,
                pair,
                links.placements,
                [one.saved_person_min_per_trip or 0.0 for one in (left, right)],
            ),
        ),
        population=homes.population,
        is_combination=homes.is_combination,
        figures=list_figures(model.city, homes),
        beta_per_min=question.beta_per_min,
        banks=(left, right),
        mutuality=compare_banks(left, right),
        barrier_crossing_ratio=_assess_barrier(model, walk),
        profile=_draw_profile(model, pair),
        candidates=tuple(
            _describe(model, line, choose_length_m(candidate, line.length), placed)
            for line, candidate, placed in zip(
                lines, question.candidates, links.placements, strict=True
            )
        ),
    )


def make_pair(model: CityModel, demand: Demand, links: LinkChange) -> Pair:
    """Make what is known of a demand before and after a change of links."""
    banks = model.get_banks(demand)
    before = model.get_baseline(demand, links.before)
    after = make_scenario(model.get_mode(links.mode).search, links.after)
    return Pair(demand, banks, links, before, after)


def _assess_bank(model: CityModel, pair: Pair, bank: int, beta_per_s: float) -> BankAssessment:
    part, residents = model.get_mode(pair.links.mode), pair.banks[bank]
    kinds = [kind for kind, nodes in part.place_nodes.items() if len(nodes)]
    is_asked = [bank == 1, bank == 0, *(kind in kinds for kind in part.place_nodes)]
    before_s = pair.before.nearest_s[bank][is_asked]
    known = model.sum_baseline(pair.demand, pair.links.before, bank, beta_per_s)
    after_s = measure_nearest(pair.after, part.nearest[is_asked], residents.nodes)
    return assess_bank(
        (model.city.left, model.city.right)[bank].id,
        residents,
        float(pair.banks[1 - bank].attraction.sum()),
        (
            known,
            *sum_after(pair.before.legs[bank], known, pair.after, pair.banks, bank, beta_per_s),
        ),
        model.sum_straight(pair.demand, bank, beta_per_s),
        assess_reach(residents, [OTHER_BANK, *kinds], before_s, after_s),
        assess_cut_off(residents, before_s[0], after_s[0]),
    )


def _assess_barrier(model: CityModel, walk: LinkChange) -> Change:
    part = model.get_mode(TravelMode.WALK)
    before = model.get_baseline(Demand(TravelMode.WALK), walk.before)
    after = make_scenario(part.search, walk.after)
    return make_change(
        share_crossable(before.stations_s),
        share_crossable(measure_stations(after, part.stations)),
    )


def _draw_profile(model: CityModel, pair: Pair) -> Profile:
    stations = model.get_mode(pair.links.mode).stations
    seconds = [pair.before.stations_s, measure_stations(pair.after, stations)]
    straight_s = stations.straight_m * 3.6 / STRAIGHT_KMH[pair.links.mode]
    return Profile(
        tuple(stations.at_m.tolist()),
        tuple(stations.lonlat[:, 0].tolist()),
        tuple(stations.lonlat[:, 1].tolist()),
        _drop_infinite(stations.straight_m),
        *(_drop_infinite(one / 60) for one in seconds),
        *(_drop_infinite(one / straight_s) for one in seconds),
    )


def _drop_infinite(values: Floats) -> tuple[float | None, ...]:
    known: Objects = values.round(_PROFILE_DECIMALS).astype(object)
    known[~np.isfinite(values)] = None
    return tuple(known)


def _describe(
    model: CityModel, line: LineString, length_m: float, placed: Placement | None
) -> CandidateResult:
    ids = model.get_mode(TravelMode.WALK).network.ids  # of nodes, the same for every mode
    return CandidateResult(
        length_m=length_m,
        nodes=None if placed is None else (int(ids[placed.start]), int(ids[placed.end])),
        approach_m=None if placed is None else placed.approach_m,
        travel_min=None if placed is None else placed.seconds / 60,
        providers=find_shared_providers(line, model.divide, model.utility_lines),
    )
