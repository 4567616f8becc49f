"""Measures the indicators of a snapshot when it is built: on foot, on the day it was pulled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import numpy as np

from geodata.arrays import Floats
from geodata.assessment.assess import assess
from geodata.assessment.engine.reach import count_within
from geodata.assessment.indicators import OTHER_BANK
from geodata.assessment.model import CityModel
from geodata.assessment.request import Demand, Question
from geodata.assessment.results import Assessment, BankAssessment
from geodata.assessment.weights import PEOPLE
from geodata.cities.crossings import Use
from geodata.cities.sources import Certainty
from geodata.comparison.indicators import (
    OF_RESIDENTS,
    STORED,
    WITHIN_MIN,
    CityIndicators,
    Indicator,
    IndicatorValue,
    Lack,
)
from geodata.comparison.providers import measure_provider_balance
from geodata.crossings.crossing import IN_USE
from geodata.snapshot.folder import INDICATORS
from geodata.snapshot.parity import LEAST_CASES, measure_parity
from geodata.snapshot.store import Snapshot
from geodata.streets.network import TravelMode

_Pair = tuple[float | None, float | None]
_ORDER: tuple[Certainty, ...] = ("L", "M", "H")


def derive_indicators(snapshot: Snapshot) -> dict[str, bytes | None]:
    """Make the file of a snapshot's indicators: its name and its body."""
    return {INDICATORS: STORED.dump_json(measure_indicators(snapshot), indent=1)}


def measure_indicators(snapshot: Snapshot) -> CityIndicators:
    """Measure every indicator of a snapshot but the age of its data."""
    origin = snapshot.manifest.origin
    day = datetime.fromisoformat(origin.pulled_at).date()
    model = CityModel(snapshot)
    answer = assess(model, Question(TravelMode.WALK, day))
    found = [
        _count_crossings(model, day),
        _measure_barrier(model, answer),
        _balance_providers(snapshot),
        _measure_parity(snapshot),
        *_measure_residents(model, answer, day),
    ]
    told = {one.indicator: _tell_certainty(one, answer) for one in found}
    return CityIndicators(
        day=day.isoformat(),
        weights_unit=answer.weights_unit,
        counts=tuple(sorted({one.counts for one in answer.figures})),
        measured=tuple(told[one] for one in Indicator if one in told),
    )


def _tell_certainty(found: IndicatorValue, answer: Assessment) -> IndicatorValue:
    """Tell whether a value is modelled, and how sure the totals of people in it are."""
    if found.indicator not in OF_RESIDENTS:
        return replace(found, is_modelled=answer.is_modelled)
    is_counted = answer.weights_unit == PEOPLE
    least = min((_ORDER.index(one.certainty) for one in answer.figures), default=None)
    return replace(
        found,
        is_modelled=answer.is_modelled or not is_counted,
        certainty=None if least is None else _ORDER[least],
    )


def _find_streetless(model: CityModel) -> tuple[Lack, str | None] | None:
    """Find that no street for walking is there, on one bank or on both."""
    network = model.get_mode(TravelMode.WALK).network
    return _find_missing(
        model, [int(one[network.main_nodes].sum()) for one in network.banks], Lack.NO_STREETS
    )


def _find_missing(
    model: CityModel, counts: list[int], lack: Lack, least: int = 1
) -> tuple[Lack, str | None] | None:
    """Find the bank that has less than some number of a thing; no bank where both have."""
    banks = (model.city.left.id, model.city.right.id)
    short = [bank for bank, count in zip(banks, counts, strict=True) if count < least]
    if not short:
        return None
    return lack, short[0] if len(short) == 1 else None


def _miss(
    indicator: Indicator, lack: tuple[Lack, str | None], banks: _Pair | None = None
) -> IndicatorValue:
    return IndicatorValue(indicator, None, banks, *lack)


def _count_crossings(model: CityModel, day: date) -> IndicatorValue:
    """Count the crossings for people that are in use, by km of the divide in the study area."""
    number = sum(one.use is Use.PEOPLE and one.status(day) in IN_USE for one in model.crossings)
    if not number and (lack := _find_streetless(model)):
        return _miss(Indicator.CROSSINGS_PER_KM, lack)
    return IndicatorValue(Indicator.CROSSINGS_PER_KM, number / (model.divide.line.length / 1_000))


def _measure_barrier(model: CityModel, answer: Assessment) -> IndicatorValue:
    if lack := _find_streetless(model):
        return _miss(Indicator.BARRIER_CROSSING_RATIO, lack)
    share = answer.barrier_crossing_ratio.before
    return IndicatorValue(Indicator.BARRIER_CROSSING_RATIO, share)


def _balance_providers(snapshot: Snapshot) -> IndicatorValue:
    balance, city = measure_provider_balance(snapshot), snapshot.manifest.city
    indicator = Indicator.PROVIDER_BALANCE
    if balance.value is not None:
        return IndicatorValue(indicator, balance.value, services=tuple(balance.overlaps))
    without = [
        bank
        for bank, known in zip((city.left.id, city.right.id), balance.known, strict=True)
        if not known
    ]
    if not without:
        return _miss(indicator, (Lack.FEW_OPERATORS, None))
    return _miss(indicator, (Lack.NO_OPERATORS, without[0] if len(without) == 1 else None))


def _measure_parity(snapshot: Snapshot) -> IndicatorValue:
    """Measure the share of comparable tags in which both banks are mapped alike."""
    compared = [one for one in measure_parity(snapshot).completeness if one.is_compared]
    if not compared:
        return _miss(Indicator.MAPPING_PARITY, (Lack.FEW_FEATURES, None))
    alike = sum(not one.is_uneven for one in compared)
    cases = alike, len(compared)
    return IndicatorValue(Indicator.MAPPING_PARITY, alike / len(compared), cases=cases)


def _measure_residents(model: CityModel, answer: Assessment, day: date) -> Iterator[IndicatorValue]:
    """Measure what is weighed by residents; nothing where a bank has no home in the data."""
    homes = _count_homes(model)
    missing = _find_streetless(model) or _find_missing(model, homes, Lack.NO_HOMES)
    few = _find_missing(model, homes, Lack.FEW_HOMES, LEAST_CASES) or (None, None)
    residents = [one.residents for one in answer.banks]
    if missing:
        yield from (_miss(one, missing) for one in Indicator if one in OF_RESIDENTS)
        return
    yield _measure_services(model, answer, day, few)
    shares = {
        Indicator.OTHER_BANK_WITHIN_15: [_share_within(one) for one in answer.banks],
        Indicator.CUT_OFF: [_share(one.cut_off.before, one.residents) for one in answer.banks],
    }
    for indicator, (left, right) in shares.items():
        yield IndicatorValue(indicator, _weigh((left, right), residents), (left, right), *few)
    yield _measure_mean(model, answer, day, few)
    lost = answer.banks[0].lost_interaction.before, answer.banks[1].lost_interaction.before
    yield IndicatorValue(Indicator.LOST_INTERACTION, _weigh(lost, residents), None, *few)


def _count_homes(model: CityModel) -> list[int]:
    """Count the homes of either bank by a street."""
    part = model.get_mode(TravelMode.WALK)
    nodes = part.home_nodes[part.home_nodes >= 0]
    return [int(here[nodes].sum()) for here in part.network.banks]


def _measure_mean(
    model: CityModel, answer: Assessment, day: date, few: tuple[Lack | None, str | None]
) -> IndicatorValue:
    """Measure the mean time over the river, both directions alike."""
    left, right = (one.mean_cross_river_min.before for one in answer.banks)
    if left is None or right is None:
        is_open = bool(len(model.open_links(TravelMode.WALK, day)))
        lack = Lack.NO_ROUTE if is_open else Lack.NO_CROSSING
        return _miss(Indicator.MEAN_CROSS_RIVER_MIN, (lack, None))
    return IndicatorValue(Indicator.MEAN_CROSS_RIVER_MIN, (left + right) / 2, None, *few)


def _measure_services(
    model: CityModel, answer: Assessment, day: date, few: tuple[Lack | None, str | None]
) -> IndicatorValue:
    """Measure the share of residents within 15 min of any service on the other bank.

    A bank on which no service is mapped leaves the residents of the other one without a share.
    """
    demand = Demand(TravelMode.WALK)
    base = model.get_baseline(demand, model.open_links(TravelMode.WALK, day))
    part, residents = model.get_mode(TravelMode.WALK), model.get_banks(demand)
    nodes = np.concatenate([*part.place_nodes.values(), np.empty(0, dtype=np.int32)]).astype(int)
    counts = [int(here[nodes].sum()) for here in part.network.banks]
    shares: list[float | None] = []
    for bank in (0, 1):
        times = base.nearest_s[bank][2 + (1 - bank) :: 2]
        shares.append(_share_reached(times, residents[bank].weight) if counts[1 - bank] else None)
    banks = shares[0], shares[1]
    if missing := _find_missing(model, counts, Lack.NO_SERVICES):
        return _miss(Indicator.SERVICES_WITHIN_15, missing, None if few[0] else banks)
    total = _weigh(banks, [one.residents for one in answer.banks])
    return IndicatorValue(Indicator.SERVICES_WITHIN_15, total, banks, *few)


def _share_reached(times_s: Floats, weight: Floats) -> float | None:
    nearest = times_s.min(axis=0, initial=np.inf)
    return _share(
        float(count_within(nearest[None], weight, (WITHIN_MIN,))[0, 0]), float(weight.sum())
    )


def _share_within(bank: BankAssessment) -> float | None:
    reached = next(
        one.residents.before
        for one in bank.reach
        if one.target == OTHER_BANK and one.within_min == WITHIN_MIN
    )
    return _share(reached, bank.residents)


def _share(part: float | None, whole: float) -> float | None:
    return None if part is None or whole <= 0 else part / whole


def _weigh(shares: _Pair, residents: list[float]) -> float | None:
    """Weigh the shares of both banks by their residents; None where one has none."""
    left, right = shares
    if left is None or right is None or not sum(residents):
        return None
    return (left * residents[0] + right * residents[1]) / sum(residents)
