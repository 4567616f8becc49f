"""Whether an answer hangs on streets that nearly meet: what it would be if people passed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from geodata.access.speeds import OTHER_KMH
from geodata.assessment.engine.portals import make_scenario
from geodata.assessment.engine.trips import measure_bank_legs, sum_saved
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark
from geodata.assessment.scenarios import LinkChange, Pair
from geodata.streets.near_gaps import NearGaps
from geodata.streets.network import Links, StreetNetwork, join_links
from geodata.streets.parts import list_street_nodes

LOOKED_AT_M = 500.0
"""How far from the ends of candidates gaps are looked at: beyond, they change before and after."""

MOST_GAPS = 20
TELLING_SHARE = 0.01
"""A gain that changes by less of itself does not hang on a gap."""


def remark_gaps(model: CityModel, pair: Pair, saved_min: Sequence[float]) -> Iterator[Remark]:
    """Remark on candidates that end at a near-gap, and on gains that would change without it.

    Parameters
    ----------
    saved_min
        Minutes saved a trip by the residents of the left and of the right bank.
    """
    joined = join_gaps(model, pair.links)
    if joined is None:
        return
    if set(_list_ends(pair.links)) & set(_choose(model, pair.links).node.tolist()):
        yield Remark(About.END_AT_GAP)
    search = model.get_mode(pair.links.mode).search
    before, after = (make_scenario(search, one) for one in (joined.before, joined.after))
    for bank, known_min in enumerate(saved_min):
        legs = measure_bank_legs(before, pair.banks, bank)
        trips, seconds = pair.banks[bank].weight @ sum_saved(legs, after, pair.banks, bank)
        minutes = float(seconds / trips / 60) if trips else 0.0
        if abs(minutes - known_min) > TELLING_SHARE * max(abs(minutes), abs(known_min)):
            name = (model.city.left, model.city.right)[bank].id
            yield Remark(About.GAIN_AT_GAP, name, minutes=minutes)


def join_gaps(model: CityModel, links: LinkChange) -> LinkChange | None:
    """Let people pass the near-gaps around candidates before and after; None without any."""
    gaps = _choose(model, links)
    if not len(gaps):
        return None
    joined = _join(gaps, model.get_mode(links.mode).network)
    before, after = (join_links(one, joined) for one in (links.before, links.after))
    return replace(links, before=before, after=after)


def _list_ends(links: LinkChange) -> list[int]:
    return [node for one in links.placements if one is not None for node in (one.start, one.end)]


def _choose(model: CityModel, links: LinkChange) -> NearGaps:
    """Choose the gaps between streets of the mode that lie nearest to the ends of candidates."""
    gaps, ends = model.near_gaps, _list_ends(links)
    network = model.get_mode(links.mode).network
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
    pace = 3.6 / network.choose_speed_kmh(OTHER_KMH * network.speed_factor)
    start, end = np.tile(gaps.node, 2), np.r_[gaps.start, gaps.end]
    apart = network.points[start] - network.points[end]
    seconds = np.hypot(*apart.T) * pace
    both = np.r_[start, end].astype(np.int32), np.r_[end, start].astype(np.int32)
    return Links(*both, np.tile(seconds, 2), np.full(2 * len(seconds), "", dtype=object))
