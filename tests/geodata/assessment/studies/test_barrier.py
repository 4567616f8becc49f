"""With and without the divide, by hand on the city of ten nodes and by SciPy on random ones.

On foot, north residents A (100) and E (300), the hospital at J, minutes to it::

            no crossing     A-F open (now)     crossed everywhere (five places of 1 min)
    A       –               21                 21
    E       –               41                 1
"""

import numpy as np
import pytest

from geodata.assessment.studies.barrier import join_network, measure_barrier
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.random_cities import draw_randomly
from tests.geodata.assessment.recompute import search_rebuilt
from tests.geodata.assessment.ten_nodes import DAY, LATER, draw_ten_nodes

MODEL = draw_ten_nodes().model()


def read(bank, target):
    return {
        one.within_min: (one.none, one.now, one.free, one.share_removed)
        for one in bank.reached
        if one.target == target
    }


def test_how_much_of_the_barrier_one_bridge_takes_away():
    north, south = measure_barrier(MODEL, TravelMode.WALK, DAY).banks
    assert read(north, "hospital") == {
        5: pytest.approx((0, 0, 300, 0)),
        10: pytest.approx((0, 0, 300, 0)),
        15: pytest.approx((0, 0, 300, 0)),
        30: pytest.approx((0, 100, 400, 0.25)),
    }
    # On its own bank the river is no barrier to the south's way to the hospital.
    assert [share for *_, share in read(south, "hospital").values()] == [None] * 4
    assert read(south, "other bank")[30] == pytest.approx((0, 600, 600, 1))
    assert read(south, "other bank")[5] == pytest.approx((0, 200, 600, 1 / 3))


def test_without_a_crossing_nothing_is_taken_away():
    for bank in measure_barrier(MODEL, TravelMode.WALK, LATER).banks:
        assert {one.share_removed for one in bank.reached} <= {0.0, None}
        assert all(one.now == one.none for one in bank.reached)


@pytest.mark.parametrize("seed", range(examples(3)))
@pytest.mark.parametrize("mode", list(TravelMode))
def test_a_joined_network_is_the_rebuilt_one(mode, seed):
    model = draw_randomly(np.random.default_rng(seed)).model()
    network = model.get_mode(mode).network
    links = model.open_links(mode, DAY)
    joined = join_network(network, links)
    empty = links.select(slice(0, 0))
    np.testing.assert_allclose(search_rebuilt(joined, empty), search_rebuilt(network, links))
