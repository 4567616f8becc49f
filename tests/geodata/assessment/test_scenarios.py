"""Questions that cannot be answered, each refused with the field that is wrong."""

from dataclasses import replace
from datetime import date
from math import inf, nan

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.request import AccessChange, Candidate, Question, RequestError
from geodata.assessment.scenarios import change_links, check_question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
GOOD = bridge_at_e(CITY)
WALK = Question(TravelMode.WALK, DAY, (GOOD,))


def line(*points):
    return Candidate(CITY.lonlat(*points))


@pytest.mark.parametrize(
    ("candidate", "field", "reason"),
    [
        (line((0, 40), (400, 40)), "line", "does not cross the river"),
        (line((0, 40), (0, 0)), "line", "on the river line"),
        (line((0, 40), (0, -900)), "line", "leaves the study area"),
        (line((0, 40), (0, 40)), "line", "no length"),
        (line((0, 40), (90, -90), (90, 90), (0, -40)), "line", "crosses or touches itself"),
        (line((0, 40), (1600, -40)), "line", "1,602 m long"),
        (line((1500, 40), (1520, -40), (1540, 40)), "line", "crosses the river and comes back"),
        (Candidate(GOOD.line[:1]), "line", "of 2 to 50 positions; got 1$"),
        (Candidate(()), "line", "of 2 to 50 positions; got 0$"),
        (Candidate(GOOD.line * 51), "line", "of 2 to 50 positions; got 102$"),
        (Candidate(((nan, nan), *GOOD.line)), "line", "finite"),
        (Candidate(((nan, 42.9), GOOD.line[1])), "line", "finite"),
        (Candidate((GOOD.line[0], (21.0, inf))), "line", "finite"),
        (Candidate((GOOD.line[0], (21.0, 42.9, 5.0))), "line", "two finite numbers"),
        (Candidate((GOOD.line[0], (500.0, 42.9))), "line", "±180"),
        (Candidate(((0.0, 0.0), (0.0, 0.1))), "line", "leaves the study area"),
        (Candidate(((-150.0, 89.9), (170.0, -89.9))), "line", "leaves the study area"),
        (replace(GOOD, modes=frozenset()), "modes", "at least one means of travel"),
        (replace(GOOD, speed_kmh=0.0), "speed_kmh", "between"),
        (replace(GOOD, speed_kmh=nan), "speed_kmh", "between"),
        (replace(GOOD, speed_kmh=1e9), "speed_kmh", "between"),
        (
            replace(GOOD, length_m=78.9),
            "length_m",
            "between the line's 80.0 m and 1,000 m",
        ),
        (replace(GOOD, length_m=1001.0), "length_m", "between"),
        (replace(GOOD, length_m=nan), "length_m", "between"),
        (replace(GOOD, length_m=inf), "length_m", "between"),
    ],
)
def test_a_line_that_no_bridge_could_follow_is_refused(candidate, field, reason):
    with pytest.raises(RequestError, match=reason) as refusal:
        assess(MODEL, replace(WALK, candidates=(GOOD, candidate)))
    assert refusal.value.field == f"candidates[1].{field}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closures": ("main", "old")}, "closures[1]"),
        ({"candidates": (GOOD,) * 21}, "candidates"),
        ({"day": date(1972, 12, 31)}, "day"),
        ({"people": {"east-town": 5}}, "people.east-town"),
        ({"people": {"north-town": -1}}, "people.north-town"),
        ({"people": {"north-town": nan}}, "people.north-town"),
        ({"people": {"north-town": 10**400}}, "people.north-town"),
        ({"beta_per_min": 0.0}, "beta_per_min"),
        ({"beta_per_min": nan}, "beta_per_min"),
    ],
)
def test_a_question_about_what_is_not_known_is_refused(changes, field):
    with pytest.raises(RequestError) as refusal:
        assess(MODEL, replace(WALK, **changes))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closures": ("main", "lost")}, "closures[1]"),
        ({"access": (AccessChange("lost", is_open=True),)}, "access[0]"),
        ({"access": (AccessChange("lost", is_open=False),)}, "access[0]"),
    ],
)
def test_a_change_of_a_crossing_without_a_known_place_is_refused(changes, field):
    lost = replace(CITY.crossings[0], id="lost", geometry=None, fact=None)
    model = replace(CITY, crossings=[*CITY.crossings, lost]).model()
    with pytest.raises(RequestError, match="the place of 'lost' is not known") as refusal:
        assess(model, replace(WALK, **changes))
    assert refusal.value.field == field


def test_an_end_far_from_every_street_of_its_bank_is_refused():
    wide = replace(CITY, frame=(-95, -600, 1695, 600)).model()
    far = line((0, 40), (0, -400))  # 360 m from F
    with pytest.raises(RequestError, match="further than 250 m") as refusal:
        assess(wide, replace(WALK, candidates=(far,)))
    assert refusal.value.field == "candidates[0].line"


def test_an_end_meets_a_street_of_its_own_bank_even_if_another_is_nearer():
    # The northern end is 20 m from the river: J is 60 m away and E on the other side 20 m.
    (placed,) = place(replace(WALK, candidates=(line((1600, 20), (1600, -40)),))).placements
    assert (placed.start, placed.end) == (4, 9)
    assert placed.approach_m == pytest.approx((20, 0), abs=1e-6)


@pytest.mark.parametrize(("mode", "pace"), [("walk", 0.75), ("bicycle", 0.24), ("drive", 0.12)])
def test_a_candidate_takes_its_line_and_approaches_at_the_speed_of_the_mode(mode, pace):
    # 60 m of line and 20 m to E, at 4.8, 15 and 30 km/h: 0.75, 0.24 and 0.12 s/m.
    candidate = line((1600, 20), (1600, -40))
    links = place(replace(WALK, mode=TravelMode(mode), candidates=(candidate,)))
    assert len(links.after) == len(links.before) + 2
    np.testing.assert_allclose(links.after.seconds[-2:], 80 * pace)


@pytest.mark.parametrize(("length_m", "used_m"), [(None, 80), (120.0, 120), (79.5, 80)])
def test_a_design_longer_than_the_straight_line_takes_longer(length_m, used_m):
    links = place(replace(WALK, candidates=(replace(GOOD, length_m=length_m),)))
    np.testing.assert_allclose(links.after.seconds[-2:], used_m * 0.75)


def test_a_closed_crossing_is_left_out_and_the_rest_stays():
    links = place(replace(WALK, closures=("main",)))
    assert list(links.before.crossing) == ["main", "main"]
    assert list(links.after.crossing) == ["", ""]


def place(question):
    return change_links(MODEL, question, check_question(MODEL, question), question.mode)
