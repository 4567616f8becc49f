"""One scenario assessed: every indicator before and after, each bank apart, as plain data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely.geometry import LineString

from geodata.arrays import Floats, Objects
from geodata.assessment.access_changes import describe_access, list_days
from geodata.assessment.answers import describe_answer
from geodata.assessment.candidates import Placement, choose_length_m
from geodata.assessment.engine.portals import Scenario, make_scenario
from geodata.assessment.engine.profile import measure_stations, share_crossable
from geodata.assessment.engine.reach import measure_nearest
from geodata.assessment.engine.sums import Legs
from geodata.assessment.engine.trips import Residents, begin_sum_after, sum_after
from geodata.assessment.gaps import remark_gaps
from geodata.assessment.indicators import (
    OTHER_BANK,
    assess_bank,
    assess_cut_off,
    assess_reach,
    compare_banks,
    make_change,
)
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark, list_remarks
from geodata.assessment.request import Demand, Question, TripsTo, Weekday
from geodata.assessment.results import (
    Assessment,
    BankAssessment,
    CandidateResult,
    Change,
    Profile,
    ServiceChange,
)
from geodata.assessment.scenarios import LinkChange, Pair, change_links, check_question
from geodata.assessment.services import assess_services
from geodata.assessment.sites import remark_access, remark_sites
from geodata.divide.joins import find_shared_providers
from geodata.streets.network import Links, TravelMode

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
    beta_per_s = question.beta_per_min / 60
    finish_left = begin_sum_after(*_list_summed(model, pair, 0, beta_per_s))
    nearest = _measure_nearest(model, pair)
    services = _assess_services(model, pair, nearest)
    barrier, profile = _assess_barrier(model, walk), _draw_profile(model, pair)
    candidates = tuple(
        _describe(model, line, choose_length_m(candidate, line.length), placed, links.before)
        for line, candidate, placed in zip(
            lines, question.candidates, links.placements, strict=True
        )
    )
    right_sums = sum_after(*_list_summed(model, pair, 1, beta_per_s))
    left, right = (
        _assess_bank(model, pair, bank, beta_per_s, nearest[bank], sums)
        for bank, sums in enumerate((finish_left(), right_sums))
    )
    named = {one.neighbourhood for service in services for one in service.neighbourhoods}
    return Assessment(
        **describe_answer(model, question.demand, question.day),
        closures=question.closures,
        access=describe_access(question),
        remarks=(
            *list_remarks(model, question.demand, question.day, links.before, names_services=True),
            *_remark_days(question),
            *remark_access(model, question),
            *remark_sites(model, candidates),
            *remark_gaps(
                model,
                pair,
                [one.saved_person_min_per_trip or 0.0 for one in (left, right)],
            ),
        ),
        beta_per_min=question.beta_per_min,
        banks=(left, right),
        mutuality=(compare_banks(left, right) if question.trips_to is TripsTo.SERVICES else None),
        barrier_crossing_ratio=barrier,
        profile=profile,
        candidates=candidates,
        services=services,
        neighbourhoods=tuple(one for one in model.neighbourhoods if one.id in named),
    )


def make_pair(model: CityModel, demand: Demand, links: LinkChange) -> Pair:
    """Make what is known of a demand before and after a change of links."""
    banks = model.get_banks(demand)
    before = model.get_baseline(demand, links.before)
    after = make_scenario(model.get_mode(links.mode).search, links.after)
    return Pair(demand, banks, links, before, after)


def _measure_nearest(model: CityModel, pair: Pair) -> tuple[Floats, Floats]:
    """Measure the times of both banks' residents to the targets of `ModeModel.nearest`."""
    nearest = model.get_mode(pair.links.mode).nearest
    left, right = (measure_nearest(pair.after, nearest, one.nodes) for one in pair.banks)
    return left, right


def _assess_services(
    model: CityModel, pair: Pair, nearest_s: tuple[Floats, Floats]
) -> tuple[ServiceChange, ...]:
    part, groups = model.get_mode(pair.links.mode), model.get_groups(pair.demand)
    before, after = (tuple(one[2:] for one in both) for both in (pair.before.nearest_s, nearest_s))
    is_left = part.network.is_left
    counts, helpers = (
        {kind: (int(is_left[at].sum()), int((~is_left[at]).sum())) for kind, at in nodes.items()}
        for nodes in (part.place_nodes, part.responder_nodes)
    )
    left, right = (
        measure_nearest(pair.after, part.nearest_from, one.nodes, is_from=True)
        for one in pair.banks
    )
    return (
        *assess_services(counts, (before[0], before[1]), (after[0], after[1]), pair.banks, groups),
        *assess_services(
            helpers, pair.before.nearest_from_s, (left, right), pair.banks, groups, is_from=True
        ),
    )


def _list_summed(
    model: CityModel, pair: Pair, bank: int, beta_per_s: float
) -> tuple[Legs, Floats, Scenario, tuple[Residents, Residents], int, float]:
    """List what `sum_after` takes of a bank."""
    known = model.sum_baseline(pair.demand, pair.links.before, bank, beta_per_s)
    return pair.before.legs[bank], known, pair.after, pair.banks, bank, beta_per_s


def _assess_bank(
    model: CityModel,
    pair: Pair,
    bank: int,
    beta_per_s: float,
    nearest_s: Floats,
    sums: tuple[Floats, Floats],
) -> BankAssessment:
    part, residents = model.get_mode(pair.links.mode), pair.banks[bank]
    before_s, after_s = (
        np.vstack([one[1 - bank], np.minimum(one[2::2], one[3::2])])
        for one in (pair.before.nearest_s[bank], nearest_s)
    )
    return assess_bank(
        (model.city.left, model.city.right)[bank].id,
        residents,
        float(pair.banks[1 - bank].attraction.sum()),
        (model.sum_baseline(pair.demand, pair.links.before, bank, beta_per_s), *sums),
        model.sum_straight(pair.demand, bank, beta_per_s),
        assess_reach(residents, [OTHER_BANK, *part.place_nodes], before_s, after_s),
        assess_cut_off(residents, before_s[0], after_s[0]),
    )


def _assess_barrier(model: CityModel, walk: LinkChange) -> Change:
    part = model.get_mode(TravelMode.WALK)
    before = model.get_baseline(Demand(TravelMode.WALK), walk.before)
    after = make_scenario(part.search, walk.after)
    return make_change(
        share_crossable(before.stations_s, part.network.speed_factor),
        share_crossable(measure_stations(after, part.stations), part.network.speed_factor),
    )


def _draw_profile(model: CityModel, pair: Pair) -> Profile:
    stations = model.get_mode(pair.links.mode).stations
    seconds = [pair.before.stations_s, measure_stations(pair.after, stations)]
    straight_s = stations.straight_m * 3.6 / model.get_straight_kmh(pair.links.mode)
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
    model: CityModel,
    line: LineString,
    length_m: float,
    placed: Placement | None,
    before: Links,
) -> CandidateResult:
    around = model.surroundings
    ids = model.get_mode(TravelMode.WALK).network.ids  # of nodes, the same for every mode
    return CandidateResult(
        length_m=length_m,
        over_water_m=around.measure_over_water(line),
        nodes=None if placed is None else (int(ids[placed.start]), int(ids[placed.end])),
        approach_m=None if placed is None else placed.approach_m,
        travel_min=None if placed is None else placed.seconds / 60,
        providers=find_shared_providers(line, model.divide, model.utility_lines),
        buildings=around.find_buildings(line),
        beside=around.find_beside(line, before),
    )


def _remark_days(question: Question) -> Iterator[Remark]:
    days = list_days(question)
    if len(days) < len(Weekday):
        yield Remark(About.SOME_DAYS, days=days)
