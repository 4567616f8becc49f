"""The indicators once more, by SciPy on the rebuilt network and sums over every single pair."""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.streets.network import make_matrix


def search_rebuilt(network, links, origins=None):
    """Times in s from some nodes, or all, to every node.

    On three copies of the streets: see `geodata.access.trip_ends`. Where no street is for trips
    that
    begin or end on it alone, the copies are one.
    """
    matrix, own, n = network.seconds.tocoo(), network.own_ends, len(network.ids)
    every = np.arange(n)
    start, end = np.r_[matrix.row, links.start], np.r_[matrix.col, links.end]
    seconds = np.r_[matrix.data, links.seconds]
    is_copied = own is not None and own.nnz > 0
    if is_copied:
        own = own.tocoo()
        start = np.r_[n + start, own.row, 2 * n + own.row, every, n + every]
        end = np.r_[n + end, own.col, 2 * n + own.col, n + every, 2 * n + every]
        seconds = np.r_[seconds, own.data, own.data, np.zeros(2 * n)]
    copies = 3 if is_copied else 1
    rebuilt = make_matrix(start.astype(np.int32), end.astype(np.int32), seconds, copies * n)
    nodes, rows = np.unique(every if origins is None else origins, return_inverse=True)
    return dijkstra(rebuilt, indices=nodes)[rows, (copies - 1) * n :]


def check_bank(model, mode, links, bank_result, is_left, beta_per_min=0.1):
    """Compare a bank's assessment with sums over homes, not gathered at nodes."""
    part = model.get_mode(mode)
    near = part.home_nodes >= 0
    nodes, people = part.home_nodes[near], model.homes.weight[near]
    here = part.network.is_left[nodes] == is_left
    origins, p = nodes[here], people[here]
    targets, q = nodes[~here], people[~here]
    states = [search_rebuilt(part.network, one, origins) for one in (links.before, links.after)]
    before, after = (times[:, targets] for times in states)
    pairs = np.outer(p, q)
    both = np.isfinite(before) & np.isfinite(after)

    def mean(times, chosen):
        total = pairs[chosen].sum()
        return (times[chosen] * pairs[chosen]).sum() / total / 60 if total > 0 else None

    close = {"rtol": 1e-6, "atol": 1e-4}
    means = bank_result.mean_cross_river_min
    expect(means.before, mean(before, np.isfinite(before)), **close)
    expect(means.after, mean(after, np.isfinite(after)), **close)
    saved = np.where(both, before, 0.0) - np.where(both, after, 0.0)
    expect(bank_result.saved_person_min_per_trip, mean(saved, both), **close)
    gained = pairs[np.isinf(before) & np.isfinite(after)].sum() / q.sum()
    cut = pairs[np.isfinite(before) & np.isinf(after)].sum() / q.sum()
    expect(bank_result.gained, gained, **close)
    expect(bank_result.cut, cut, **close)
    _check_reach(part, bank_result, states, p, is_left)


def _check_reach(part, bank_result, states, p, is_left):
    goals = dict(part.place_nodes)
    goals["other bank"] = np.flatnonzero(part.network.is_left != is_left)
    for reach in bank_result.reach:
        limit_s = 60 * reach.within_min + 1e-6
        nearest = [times[:, goals[reach.target]].min(axis=1) for times in states]
        expect(reach.residents.before, p[nearest[0] <= limit_s].sum(), rtol=1e-9, atol=1e-9)
        expect(reach.residents.after, p[nearest[1] <= limit_s].sum(), rtol=1e-9, atol=1e-9)
    other = [times[:, goals["other bank"]].min(axis=1) for times in states]
    far = [p[one > 3600 + 1e-6].sum() for one in other]
    expect(bank_result.cut_off.before, far[0], rtol=1e-9, atol=1e-9)
    expect(bank_result.cut_off.after, far[1], rtol=1e-9, atol=1e-9)


def expect(found, expected, **tolerance):
    if expected is None:
        assert found is None
    else:
        np.testing.assert_allclose(found, expected, **tolerance)
