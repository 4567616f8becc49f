"""Which barriers on the nodes of streets stop whom."""

from itertools import pairwise

import pandas as pd
import pytest

from geodata.access.barriers import find_barred, read_barrier
from geodata.cities.crossings import Mode
from tests.geodata.access.way_tags import parse_tags


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("barrier=gate", "pass, pass, pass"),
        ("barrier=lift_gate", "pass, pass, pass"),
        ("barrier=toll_booth", "pass, pass, pass"),
        ("barrier=bollard", "pass, pass, nobody"),
        ("barrier=block", "pass, pass, nobody"),
        ("barrier=jersey_barrier", "pass, pass, nobody"),
        ("barrier=debris", "pass, pass, nobody"),
        ("barrier=chain", "pass, pass, nobody"),
        ("barrier=cycle_barrier", "pass, pass, nobody"),
        ("barrier=whatever", "pass, pass, nobody"),
        ("barrier=stile", "pass, nobody, nobody"),
        ("barrier=kissing_gate", "pass, nobody, nobody"),
        ("barrier=stile;bollard", "pass, nobody, nobody"),
        ("barrier=fence", "nobody, nobody, nobody"),
        ("barrier=gate access=no", "nobody, nobody, nobody"),
        ("barrier=gate access=private", "own end, own end, own end"),
        ("barrier=gate locked=yes", "nobody, nobody, nobody"),
        ("barrier=gate locked=yes foot=yes", "pass, nobody, nobody"),
        ("barrier=swing_gate motor_vehicle=agricultural;forestry", "pass, pass, some"),
        ("barrier=bollard motor_vehicle=yes", "pass, pass, pass"),
        ("barrier=bollard access=no foot=yes", "pass, nobody, nobody"),
        ("barrier=cycle_barrier bicycle=dismount", "pass, push, nobody"),
        ("barrier=no", "pass, pass, pass"),
        ("highway=crossing bicycle=no", "pass, pass, pass"),
    ],
)
def test_kinds_of_barriers_and_their_own_access(text, passes):
    tags = parse_tags(text)
    found = [read_barrier(tags, mode) for mode in (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE)]
    assert ", ".join(found) == passes


def list_closed(*ways):
    """The ways, given by their nodes, whose stretches at node 5 a bollard there closes."""
    stretches = [(u, v, number) for number, way in enumerate(ways) for u, v in pairwise(way)]
    rows = [*stretches, *((v, u, number) for u, v, number in stretches)]
    edges = pd.DataFrame(rows, columns=["u", "v", "way"])
    nodes = pd.DataFrame({"id": [4, 5], "barrier": [None, "bollard"], "access": [None, None]})
    ((node, tags, found),) = find_barred(nodes, edges)
    assert (node, tags) == (5, {"barrier": "bollard"})
    near = edges.iloc[found]
    assert ((near["u"] == 5) | (near["v"] == 5)).all()
    return sorted(set(near["way"]))


@pytest.mark.parametrize(
    ("ways", "closed"),
    [
        ([(1, 5, 2)], [0]),
        ([(1, 5), (5, 2)], [0, 1]),
        ([(5, 2)], [0]),
        ([(1, 5, 2), (5, 3)], [1]),  # at the mouth of a side street: not the street that runs by
        ([(1, 5, 2), (3, 5, 6)], []),  # nobody can tell on which
        ([(1, 5), (5, 2), (5, 3)], [0, 1, 2]),
        ([(5, 6, 7, 5), (5, 3)], [1]),
    ],
)
def test_a_barrier_closes_the_stretches_that_it_stands_on(ways, closed):
    assert list_closed(*ways) == closed


def test_without_barriers_nothing_is_looked_for():
    edges = pd.DataFrame({"u": [1], "v": [2], "way": [1]})
    assert list(find_barred(pd.DataFrame({"id": [1, 2]}), edges)) == []
    nodes = pd.DataFrame({"id": [1, 2, 3], "barrier": [None, None, "block"]})
    assert list(find_barred(nodes, edges)) == []
