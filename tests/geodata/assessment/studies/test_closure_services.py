"""Which services residents lose when crossings are closed, by hand and as separate assessments."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.request import Question
from geodata.assessment.studies.closures import rank_closures
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.random_cities import draw_randomly
from tests.geodata.assessment.ten_nodes import DAY, draw_ten_nodes

CITY = draw_ten_nodes()


def test_without_the_only_bridge_the_north_has_no_way_to_the_hospital_in_the_south():
    (closure,) = rank_closures(CITY.model(), TravelMode.WALK, DAY).singles
    (loss,) = closure.services
    assert (loss.service, loss.bank, loss.is_from) == ("hospital", "north", False)
    assert (loss.cut_off, loss.late) == pytest.approx((400, 0))
    assert len(loss.neighbourhoods) == 2  # of E, where 300 live, before that of A


def test_neighbourhoods_are_named_once_and_the_hardest_hit_comes_first():
    ranking = rank_closures(CITY.model(), TravelMode.WALK, DAY)
    (loss,) = ranking.singles[0].services
    known = {one.id: one for one in ranking.neighbourhoods}
    assert set(loss.neighbourhoods) == set(known)
    first, second = (known[one] for one in loss.neighbourhoods)
    assert first.lon > second.lon  # E lies east of A


def test_a_service_on_either_bank_is_not_lost():
    city = draw_ten_nodes()
    city.places["hospital"] = [0, 5]
    (closure,) = rank_closures(city.model(), TravelMode.WALK, DAY).singles
    assert closure.services == ()


@pytest.mark.parametrize("mode", list(TravelMode))
def test_losses_of_the_sample_are_those_of_its_assessments(sample_model, mode):
    check(sample_model, mode, date(2025, 11, 1))


@pytest.mark.parametrize("mode", list(TravelMode))
def test_losses_of_random_cities_are_those_of_their_assessments(mode):
    told = 0
    for seed in range(examples(12)):
        rng = np.random.default_rng(seed)
        city = draw_randomly(rng)
        places = {"hospital": rng.integers(0, len(city.points), 2).tolist()}
        told += check(replace(city, places=places).model(), mode, DAY)
    assert told


def check(model, mode, day):
    """Compare the losses of closures with assessments of them; tell how many there are."""
    ranking, told = rank_closures(model, mode, day), 0
    for closure in (*ranking.singles, *ranking.pairs[:1], *ranking.pairs[-1:]):
        found = assess(model, Question(mode, day, closures=closure.crossings))
        expected = {
            (service.service, bank.bank): (own.cut_off, own.lose[-1])
            for service in found.services
            for own, bank in zip(service.banks, found.banks, strict=True)
            if own.cut_off >= 0.5 or own.lose[-1] >= 0.5
        }
        own = {(one.service, one.bank): (one.cut_off, one.late) for one in closure.services}
        assert set(own) == set(expected)
        for key, values in own.items():
            assert values == pytest.approx(expected[key])
            told += 1
    return told
