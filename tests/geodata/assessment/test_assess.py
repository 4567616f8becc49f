"""Assessments of random cities against a plain recompute, and the two sets of loops."""

from itertools import product

import numpy as np
import pytest
from numba.core.caching import NullCache
from numba.core.dispatcher import Dispatcher

from geodata.assessment.assess import assess
from geodata.assessment.engine import compiled, compiled_sums, sums, trips
from geodata.assessment.engine.columns import COLUMNS, DECAY, FIRST_LIMIT, POSSIBLE, TIME
from geodata.assessment.scenarios import change_links, check_question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.engine import plain_loops
from tests.geodata.assessment.random_cities import ask_randomly, draw_randomly
from tests.geodata.assessment.recompute import check_bank


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", list(TravelMode))
def test_indicators_of_random_cities_equal_a_plain_recompute(mode, seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    model = city.model()
    question = ask_randomly(rng, city, model, mode)
    result = assess(model, question)
    links = change_links(model, question, check_question(model, question), mode)
    for bank, is_left in zip(result.banks, (True, False), strict=True):
        check_bank(model, mode, links, bank, is_left)


def test_straight_lines_are_measured_in_blocks_to_the_same_numbers(monkeypatch):
    city = draw_randomly(np.random.default_rng(3))
    question = ask_randomly(np.random.default_rng(4), city, city.model(), TravelMode.WALK)
    whole = assess(city.model(), question)
    monkeypatch.setattr(trips, "BLOCK_PAIRS", 7)
    blocks = assess(city.model(), question)
    for one, other in zip(whole.banks, blocks.banks, strict=True):
        assert one.lost_interaction.after == pytest.approx(other.lost_interaction.after)


def draw_legs(rng, *, has_gaps):
    """Legs of 40 origins over five portals to 90 destinations, some of them without a way."""
    reach = rng.uniform(0, 3_000, (40, 5)).astype(np.float32)
    back = rng.uniform(0, 3_000, (5, 90)).astype(np.float32)
    if has_gaps:
        reach[3], back[:, 4], reach[5, :4] = np.inf, np.inf, np.inf
        back[4, ::3] = np.inf
    reach[0, 0] = back[0, 0] = 0.0
    return reach, back


@pytest.mark.parametrize(("was_broken", "is_broken"), list(product((False, True), repeat=2)))
def test_the_compiled_sums_give_the_numbers_of_the_plain_ones(was_broken, is_broken):
    rng = np.random.default_rng(7)
    before, after = (draw_legs(rng, has_gaps=gaps) for gaps in (was_broken, is_broken))
    weight = rng.uniform(0, 9, 90)
    in_float32, exact = [DECAY, *range(FIRST_LIMIT, COLUMNS)], [TIME, POSSIBLE]
    for beta_per_s in (0.1 / 60, 10 / 60):
        known = sums.sum_state(before, weight, beta_per_s)
        quick = sums.sum_after(before, known, after, weight, beta_per_s)
        plain = plain_loops.sum_after(before, known, after, weight, beta_per_s)
        np.testing.assert_allclose(quick[0][:, in_float32], plain[0][:, in_float32], 1e-5, 1e-12)
        np.testing.assert_allclose(quick[0][:, exact], plain[0][:, exact], rtol=1e-12)
        np.testing.assert_allclose(quick[1], plain[1], rtol=1e-11)
        state = sums.sum_state(after, weight, beta_per_s)
        np.testing.assert_array_equal(state, quick[0])
    np.testing.assert_allclose(sums.sum_saved(before, after, weight), quick[1], rtol=1e-11)


@pytest.mark.parametrize("module", [compiled, compiled_sums])
def test_what_loops_share_is_compiled_with_each_of_them(module):
    """Else sums would depend on which process compiled what first."""
    loops = {name: one for name, one in vars(module).items() if isinstance(one, Dispatcher)}
    shared = [one for name, one in loops.items() if name.startswith("_")]

    assert 0 < len(shared) < len(loops)
    assert {type(one._cache) for one in shared} == {NullCache}


def test_without_any_portal_no_trip_is_possible():
    legs = np.empty((3, 0), np.float32), np.empty((0, 2), np.float32)
    for loops in (sums, plain_loops):
        known = loops.sum_state(legs, np.ones(2), 0.001)
        states, changes = loops.sum_after(legs, known, legs, np.ones(2), 0.001)
        assert not states.any()
        assert not changes.any()
