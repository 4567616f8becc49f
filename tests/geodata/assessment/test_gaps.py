"""What an assessment says of streets that nearly meet where a bridge would lead."""

from datetime import date

import pytest

from geodata.assessment.assess import assess
from geodata.assessment.remarks import About, say_remarks
from geodata.assessment.request import Candidate, Question
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways
from tests.geodata.assessment.ten_nodes import make_bridge

# The candidate leads from 1 to 4. The street from 4 ends at 5, beside the street 6–7 of the homes:
#
#     0 ───── 1                          north
#     │       ┊ candidate
#   ══╪═══════╪══════════════════  y = 0
#     │       ┊
#     3       4 ──── 5¦6 ──── 7          south: 3 and 7 are joined by a long way round
#     └───────────────────────┘


def draw(gap_m, far_m=0.0):
    points = [(0, 60), (300, 60), (600, 60), (0, -60), (300, -60), (400, -60 - far_m)]
    points += [(400 + gap_m, -100), (400 + gap_m, -20), (700, -20)]
    streets = [(0, 1, 300), (1, 2, 300), (4, 5, 100), (6, 7, 80), (7, 8, 300), (8, 3, 3_000)]
    return DrawnCity(
        points=points,
        streets=both_ways(streets),
        links=both_ways([(0, 3, 120, "main")]),
        homes=[(1, 100.0), (8, 100.0)],
        frame=(-200, -300, 900, 300),
    )


def ask(city):
    line = city.lonlat((300, 50), (300, -50))
    question = Question(TravelMode.WALK, date(2025, 1, 1), candidates=(Candidate(line=line),))
    return assess(city.model(), question)


def test_a_gain_that_hangs_on_a_gap_says_what_it_would_be_without():
    assessment = ask(draw(0.5))
    told = {one.about: one for one in assessment.remarks}
    assert set(told) >= {About.GAIN_AT_GAP}
    saved = {one.bank: one.saved_person_min_per_trip or 0 for one in assessment.banks}
    assert told[About.GAIN_AT_GAP].minutes > saved[told[About.GAIN_AT_GAP].bank] + 10


def test_an_answer_without_gaps_says_nothing_of_them():
    for city in (draw(5.0), draw(0.5, far_m=60.0)):
        abouts = {one.about for one in ask(city).remarks}
        assert not abouts & {About.GAIN_AT_GAP, About.END_AT_GAP}


@pytest.mark.parametrize("language", ["sq", "sr-Latn", "sr-Cyrl", "en"])
def test_gaps_are_told_in_every_language(language):
    city = draw(0.5)
    said = say_remarks(ask(city).remarks, {"north": {"en": "N"}, "south": {"en": "S"}}, language)
    assert any("min." in one or "мин." in one for one in said)


def test_a_loss_that_no_gap_changes_says_nothing_of_gaps():
    city = draw(0.5)
    city.links = both_ways([(0, 3, 120, "main"), (2, 8, 90, "east")])
    line = city.lonlat((0, 70), (0, -70))  # beside the closed one, and longer
    question = Question(
        TravelMode.WALK,
        date(2025, 1, 1),
        candidates=(Candidate(line=line, length_m=900.0),),
        closures=("main",),
    )
    city.crossings = [make_bridge("main", "1973")]
    assessment = assess(city.model(), question)
    assert all((one.saved_person_min_per_trip or 0) <= 0 for one in assessment.banks)
    assert About.GAIN_AT_GAP not in {one.about for one in assessment.remarks}
