"""Whether an answer hangs on streets that nearly meet: what it would be if people passed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geodata.access.speeds import OTHER_KMH
from geodata.assessment.candidates import Placement
from geodata.assessment.engine.portals import make_scenario
from geodata.assessment.engine.trips import measure_bank_legs, sum_saved
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark
from geodata.assessment.scenarios import Pair
from geodata.streets.near_gaps import NearGaps
from geodata.streets.network import SPEED_KMH, Links, StreetNetwork
from geodata.streets.parts import list_street_nodes

LOOKED_AT_M = 500.0
"""How far from the ends of candidates gaps are looked at: beyond, they change before and after."""

MOST_GAPS = 20
TELLING_SHARE = 0.01
"""A gain that changes by less of itself does not hang on a gap."""


def remark_gaps(
    model: CityModel, pair: Pair, placements: Sequence[Placement | None], saved_min: Sequence[float]
) -> Iterator[Remark]:
    """Remark on candidates that end at a near-gap, and on gains that would change without it.

    Parameters
    ----------
    saved_min
        Minutes saved a trip by the residents of the left and of the right bank.
    """
    network = model.get_mode(pair.links.mode).network
    ends = [node for one in placements if one is not None for node in (one.start, one.end)]
    gaps = _choose(model.near_gaps, network, ends)
    if not len(gaps):
        return
    if set(ends) & set(gaps.node.tolist()):
        yield Remark(About.END_AT_GAP)
    joined = _join(gaps, network)
    search = model.get_mode(pair.links.mode).search
    before = make_scenario(search, _add(pair.links.before, joined))
    after = make_scenario(search, _add(pair.links.after, joined))
    for bank, known_min in enumerate(saved_min):
        legs = measure_bank_legs(before, pair.banks, bank)
        trips, seconds = pair.banks[bank].weight @ sum_saved(legs, after, pair.banks, bank)
        minutes = float(seconds / trips / 60) if trips else 0.0
        if abs(minutes - known_min) > TELLING_SHARE * max(minutes, known_min):
            name = (model.city.left, model.city.right)[bank].id
            yield Remark(About.GAIN_AT_GAP, name, minutes=minutes)


def _choose(gaps: NearGaps, network: StreetNetwork, ends: Sequence[int]) -> NearGaps:
    """Choose the gaps between streets of a network that lie nearest to some of its nodes."""
    if not len(gaps) or not ends:
        return gaps.select(np.empty(0, dtype=np.intp))
    is_street = np.zeros(len(network.ids), dtype=bool)
    is_street[list_street_nodes(network.seconds)] = True
    apart = network.points[gaps.node][:, None] - network.points[np.array(ends)][None]
    apart_m = np.hypot(apart[..., 0], apart[..., 1]).min(axis=1)
    is_near = (apart_m <= LOOKED_AT_M) & is_street[gaps.node]
    is_near &= is_street[gaps.start] & is_street[gaps.end]
    order = np.argsort(apart_m, kind="stable")
    return gaps.select(order[is_near[order]][:MOST_GAPS])


def _join(gaps: NearGaps, network: StreetNetwork) -> Links:
    """Make links from each dead end to both nodes of the street beside it, there and back."""
    pace = 3.6 / SPEED_KMH.get(network.mode, OTHER_KMH)
    start, end = np.tile(gaps.node, 2), np.r_[gaps.start, gaps.end]
    apart = network.points[start] - network.points[end]
    seconds = np.hypot(*apart.T) * pace
    both = np.r_[start, end].astype(np.int32), np.r_[end, start].astype(np.int32)
    return Links(*both, np.tile(seconds, 2), np.full(2 * len(seconds), "", dtype=object))


def _add(links: Links, joined: Links) -> Links:
    return Links(
        np.r_[links.start, joined.start],
        np.r_[links.end, joined.end],
        np.r_[links.seconds, joined.seconds],
        np.r_[links.crossing, joined.crossing],
    )
