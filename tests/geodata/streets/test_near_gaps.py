"""Streets that end a little short of another one."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geodata.streets.near_gaps import find_near_gaps


def find(places, ways, **tags):
    """Find the gaps of ways, each a list of nodes, of places node → (x, y)."""
    ids = np.array(sorted(places))
    rows = [
        {"u": u, "v": v, "way": way, **{key: values.get(way) for key, values in tags.items()}}
        for way, nodes in ways.items()
        for pair in pairwise(nodes)
        for u, v in (pair, pair[::-1])
    ]
    points = np.array([places[one] for one in ids.tolist()], dtype=float)
    found = find_near_gaps(ids, points, pd.DataFrame(rows, columns=["u", "v", "way", *tags]))
    ends = zip(found.node, found.way, found.other_way, found.gap_m, strict=True)
    return [
        (int(ids[node]), int(way), int(other), round(float(gap), 2))
        for node, way, other, gap in ends
    ]


# A street from 1 to 3 past 2; 4–5 leads up to it and stops `short` of it.
def stop(short, ways=None, **tags):
    places = {1: (0, 0), 2: (50, 0), 3: (100, 0), 4: (30, 40), 5: (30, short)}
    return find(places, ways or {10: [1, 2, 3], 11: [4, 5]}, **tags)


@pytest.mark.parametrize(
    ("short", "is_found"), [(0.0, True), (0.16, True), (1.0, True), (1.1, False)]
)
def test_a_street_that_ends_within_a_metre_of_another_is_a_near_gap(short, is_found):
    assert stop(short) == ([(5, 11, 10, short)] if is_found else [])


def test_a_street_that_shares_a_node_with_the_other_is_joined():
    assert stop(0.5, {10: [1, 2, 3], 11: [4, 2]}) == []
    assert stop(0.5, {10: [1, 2, 3], 11: [4, 5, 2]}) == []


def test_a_stub_beside_the_street_that_it_leaves_is_joined():
    places = {1: (0, 0), 2: (50, 0), 3: (100, 0), 4: (50.5, 0.5)}
    assert find(places, {10: [1, 2, 3], 11: [2, 4]}) == []


@pytest.mark.parametrize(
    "tags", [{"bridge": {10: "yes"}}, {"tunnel": {11: "yes"}}, {"layer": {10: "1", 11: "2"}}]
)
def test_a_street_that_ends_under_or_above_another_is_no_near_gap(tags):
    assert stop(0.2, **tags) == []


def test_two_dead_ends_that_miss_each_other_are_told_of_both():
    places = {1: (0, 0), 2: (50, 0), 3: (50.4, 0), 4: (100, 0)}
    assert find(places, {10: [1, 2], 11: [3, 4]}) == [(2, 10, 11, 0.4), (3, 11, 10, 0.4)]


def test_the_nearest_of_several_streets_is_told():
    places = {1: (0, 0), 3: (100, 0), 6: (0, 0.7), 7: (100, 0.7), 4: (30, -40), 5: (30, -0.2)}
    found = find(places, {10: [1, 3], 12: [6, 7], 11: [4, 5]})
    assert [one for one in found if one[0] == 5] == [(5, 11, 10, 0.2)]


def test_no_streets_have_no_gaps():
    assert find({}, {}) == []
