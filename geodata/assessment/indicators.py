"""The indicators of one bank, and of both, out of sums over trips and times to places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geodata.arrays import Floats
from geodata.assessment.engine.columns import (
    CLASS_MIN,
    DECAY,
    FIRST_LIMIT,
    LIMITS,
    POSSIBLE,
    POSSIBLE_BOTH,
    SAVED,
    TIME,
)
from geodata.assessment.engine.reach import SLACK_S, count_within
from geodata.assessment.engine.trips import Residents
from geodata.assessment.results import BankAssessment, Change, Histogram, Reach

WITHIN_MIN = (5, 10, 15, 30)
CUT_OFF_MIN = 60
OTHER_BANK = "other bank"

SMALLEST_SAVED_MIN = 1e-4
"""Less is the rounding of float32, not a gain."""


def make_change(before: float | None, after: float | None) -> Change:
    """Put a figure before and after side by side."""
    if before is None or after is None:
        return Change(before, after, None)
    return Change(before, after, after - before)


def assess_bank(
    bank: str,
    residents: Residents,
    others_weight: float,
    sums: tuple[Floats, Floats, Floats],
    straight: float,
    reach: tuple[Reach, ...],
    cut_off: Change,
) -> BankAssessment:
    """Assess one bank.

    Parameters
    ----------
    others_weight
        Of all that trips lead to on the other bank.
    sums
        By origin, of the state before, the state after, and the change.
    straight
        Σ p q exp(-β t) of straight lines.
    """
    before, after, change = (residents.weight @ part for part in sums)
    possible_both = float(change[POSSIBLE_BOTH])
    saved_min = _divide(float(change[SAVED]), 60 * possible_both)
    means = [_divide(float(one[TIME]), 60 * float(one[POSSIBLE])) for one in (before, after)]
    difference = None if saved_min is None else -saved_min
    return BankAssessment(
        bank=bank,
        residents=float(residents.weight.sum()),
        mean_cross_river_min=Change(means[0], means[1], difference),
        saved_person_min_per_trip=saved_min,
        gained=_count_residents(sums[1], sums[2], residents, others_weight),
        cut=_count_residents(sums[0], sums[2], residents, others_weight),
        cut_off=cut_off,
        lost_interaction=make_change(
            *(_complement(_divide(float(one[DECAY]), straight)) for one in (before, after))
        ),
        reach=reach,
        histogram=Histogram(
            tuple(range(0, (LIMITS + 1) * CLASS_MIN, CLASS_MIN)),
            *(_share_classes(one, residents, others_weight) for one in (before, after)),
        ),
    )


def _count_residents(
    state: Floats,
    change: Floats,
    residents: Residents,
    others_weight: float,
) -> float:
    """Count residents whose trips are possible in one state alone, by the share of the others."""
    alone = np.maximum(state[:, POSSIBLE] - change[:, POSSIBLE_BOTH], 0.0)
    is_some = alone > 1e-9 * others_weight  # the rest is rounding
    return _divide(float(residents.weight[is_some] @ alone[is_some]), others_weight) or 0.0


def _share_classes(total: Floats, residents: Residents, others_weight: float) -> tuple[float, ...]:
    trips = float(residents.weight.sum()) * others_weight
    below = [0.0, *total[FIRST_LIMIT:], total[POSSIBLE]]
    classes = np.maximum(np.diff(below), 0.0)
    return tuple(_divide(float(one), trips) or 0.0 for one in classes)


def assess_reach(
    residents: Residents,
    targets: Sequence[str],
    before: Floats,
    after: Floats,
) -> tuple[Reach, ...]:
    """Count the residents of a bank within reach of each target.

    Parameters
    ----------
    before, after
        Times to the targets, in s, shape (targets, n).
    """
    first, second = (count_within(one, residents.weight, WITHIN_MIN) for one in (before, after))
    return tuple(
        Reach(target, within_min, make_change(float(first[i, k]), float(second[i, k])))
        for k, target in enumerate(targets)
        for i, within_min in enumerate(WITHIN_MIN)
    )


def assess_cut_off(residents: Residents, before: Floats, after: Floats) -> Change:
    """Count the residents further than an hour from the other bank, or without any way."""
    limit_s = 60 * CUT_OFF_MIN + SLACK_S
    return make_change(*(float(residents.weight[one > limit_s].sum()) for one in (before, after)))


def compare_banks(left: BankAssessment, right: BankAssessment) -> float | None:
    """Compare what both banks save per resident, 0-1; None where none does, or one loses."""
    saved = [one.saved_person_min_per_trip or 0.0 for one in (left, right)]
    if max(saved) < SMALLEST_SAVED_MIN or min(saved) < -SMALLEST_SAVED_MIN:
        return None
    return max(min(saved), 0.0) / max(saved)


def _divide(total: float, by: float) -> float | None:
    return total / by if by > 0 else None


def _complement(share: float | None) -> float | None:
    return None if share is None else 1 - share
