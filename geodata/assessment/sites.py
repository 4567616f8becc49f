"""What should be looked at before anybody relies on the figures of a tested bridge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark
from geodata.assessment.request import Question
from geodata.assessment.results import CandidateResult

FAR_M = 50.0
"""An end that is further from the nearest street does not reach it: a street would be needed."""


def remark_access(model: CityModel, question: Question) -> Iterator[Remark]:
    """Remark on crossings that are opened and do not meet the mode's streets on a bank."""
    network = model.get_mode(question.mode).network
    banks = (model.city.left.id, model.city.right.id)
    names = {one.id: one.name for one in model.crossings}
    for change in question.access:
        if not change.is_open or question.mode.passing not in change.modes:
            continue
        links = model.open_crossing(question.mode, change.crossing)
        met = np.intersect1d(np.r_[links.start, links.end], network.main_nodes)
        for bank, is_here in zip(banks, network.banks, strict=True):
            if not is_here[met].any():
                crossing = names[change.crossing] or {"und": change.crossing}
                yield Remark(About.UNMET, bank, crossing=crossing)


def remark_sites(model: CityModel, candidates: Sequence[CandidateResult]) -> Iterator[Remark]:
    """Remark on far ends, buildings below, open crossings beside, and who could share them."""
    names = {one.id: one.name for one in model.crossings}
    if candidates and model.operators.is_uneven:
        yield Remark(About.UNEVEN_OPERATORS, shares=model.operators.shares)
    for number, one in enumerate(candidates, 1):
        if one.approach_m is not None and max(one.approach_m) > FAR_M:
            yield Remark(About.FAR_FROM_STREETS, metres=max(one.approach_m), candidate=number)
        if one.buildings:
            yield Remark(About.OVER_BUILDINGS, number=len(one.buildings), candidate=number)
        for name in one.beside:
            yield Remark(About.BESIDE, candidate=number, crossing=names.get(name) or {"und": name})
