"""Long work asks whether to go on, again and again, and ends where it is told to.

A server tells it so once nobody waits any more: see `app.review.worker.ThreadWorker.go_on`.
"""

import pytest

from geodata.assessment.card import make_card
from geodata.assessment.ranges import measure_ranges
from geodata.assessment.request import Candidate, Question
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.plan import Limits, plan_bridges
from geodata.assessment.studies.robustness import scan_robustly
from geodata.assessment.studies.scan import scan_divide
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import both_ways
from tests.geodata.assessment.ten_nodes import DAY, E, J, draw_ten_nodes, make_bridge

ASKED = TravelMode.WALK, DAY
WORK = {
    "scan": lambda model, _, report: scan_divide(model, *ASKED, report=report),
    "robust scan": lambda model, _, report: scan_robustly(model, *ASKED, report=report),
    "closures": lambda model, _, report: rank_closures(model, *ASKED, report=report),
    "plan": lambda model, _, report: plan_bridges(model, *ASKED, Limits(2), report=report),
    "ranges": measure_ranges,
    "card": make_card,
}


class Told:
    """Lets work go on some times, and then no more."""

    def __init__(self, times):
        self.times, self.asked = times, 0

    def __call__(self, done, total):
        assert 0 <= done <= total
        self.asked += 1
        if self.asked > self.times:
            raise TimeoutError


@pytest.fixture(scope="module")
def town():
    city = draw_ten_nodes()
    city.crossings.append(make_bridge("east", "1973"))
    city.links += both_ways([(E, J, 80.0, "east")])
    model = city.model()
    return model, Question(*ASKED, (Candidate(city.lonlat((800, 45), (800, -45))),))


@pytest.mark.parametrize("name", WORK)
def test_work_ends_wherever_it_is_told_to(town, name):
    allowed = Told(10_000)
    WORK[name](*town, allowed)
    assert allowed.asked
    for times in {0, 1, allowed.asked // 2, allowed.asked - 1}:
        told = Told(times)
        with pytest.raises(TimeoutError):
            WORK[name](*town, told)
        assert told.asked == times + 1  # and did not ask again
