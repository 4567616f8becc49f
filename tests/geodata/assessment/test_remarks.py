"""Cities that lack something: every answer is given, and says in a sentence what is missing."""

from datetime import date

import pytest
from shapely.geometry import LineString

from geodata.assessment.assess import assess
from geodata.assessment.homes import count_classes, measure_home_minutes, minutes_saved_by_home
from geodata.assessment.remarks import About, Remark, say_briefly, say_remarks
from geodata.assessment.reports.charts import CHARTS
from geodata.assessment.reports.report import make_tables, write_text
from geodata.assessment.request import Question, TripsTo, Weekday
from geodata.assessment.studies.barrier import measure_barrier
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.scan import scan_divide
from geodata.assessment.studies.validation import validate_openings
from geodata.cities.sources import Source
from geodata.crossings.crossing import Crossing, CrossingWay
from geodata.crs import GEOGRAPHIC, project
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways, move

DAY = date(2024, 1, 1)
FRAME = (-500, -500, 500, 500)
BANKS = {"north": {"en": "North"}, "south": {"en": "South"}}
POINTS = [(-100, 40), (100, 40), (-100, -40), (100, -40)]
STREETS = both_ways([(0, 1, 200.0), (2, 3, 200.0)])
LINKS = both_ways([(0, 2, 80.0, "west"), (1, 3, 80.0, "east")])
HOMES = [(0, 100.0), (3, 100.0)]


def draw(**changes):
    parts = {"points": POINTS, "streets": STREETS, "links": LINKS, "homes": HOMES, "frame": FRAME}
    city = DrawnCity(**(parts | changes))
    city.crossings = [
        Crossing(name, {}, "road", join(u, v), (way(number),))
        for number, name in enumerate(dict.fromkeys(one[3] for one in city.links), 1)
        for u, v in [next((a, b) for a, b, _, own in city.links if own == name)]
    ]
    return city.model()


def join(u, v):
    return project(move(LineString([POINTS[u], POINTS[v]])), "EPSG:32634", GEOGRAPHIC)


def way(number):
    return CrossingWay(f"way/{number}", {"highway": "residential", "bridge": "yes"})


ONE_BRIDGE = both_ways([(0, 2, 80.0, "west")])
NO_NODES = {"points": [], "streets": [], "links": [], "homes": []}
LACKING = {
    "nothing": ({}, []),
    "one crossing": ({"links": ONE_BRIDGE}, [Remark(About.ONE_CROSSING)]),
    "no crossing": ({"links": []}, [Remark(About.NO_CROSSING)]),
    "no home in the south": ({"homes": HOMES[:1]}, [Remark(About.NO_HOMES, "south")]),
    "no home": (
        {"homes": []},
        [Remark(About.NO_HOMES, "north"), Remark(About.NO_HOMES, "south")],
    ),
    "no street in the south": (
        {"streets": STREETS[::2], "links": ONE_BRIDGE, "homes": HOMES[:1]},
        [Remark(About.NO_STREETS, "south"), Remark(About.ONE_CROSSING)],
    ),
    "one node": (
        {"points": POINTS[:1], "streets": [], "links": [], "homes": []},
        [
            Remark(About.NO_STREETS, "north"),
            Remark(About.NO_STREETS, "south"),
            Remark(About.NO_CROSSING),
        ],
    ),
    "no node": (
        NO_NODES,
        [
            Remark(About.NO_STREETS, "north"),
            Remark(About.NO_STREETS, "south"),
            Remark(About.NO_CROSSING),
        ],
    ),
}
"""City → how it differs from a whole one, and what its closures are remarked on with."""


def make(name):
    changes, expected = LACKING[name]
    if name == "no street in the south":
        changes = changes | {"streets": both_ways([(0, 1, 200.0)])}
    return draw(**changes), expected


def list_lacks(remarks, mode):
    """List remarks but for that on unknown steps, which only one mode has."""
    assert mode is TravelMode.STEP_FREE or About.STEPS_UNKNOWN not in {one.about for one in remarks}
    return [one for one in remarks if one.about is not About.STEPS_UNKNOWN]


@pytest.mark.parametrize("mode", TravelMode)
@pytest.mark.parametrize("name", LACKING)
def test_a_city_that_lacks_something_is_answered_and_told_what_it_lacks(name, mode):
    model, expected = make(name)
    assert list_lacks(rank_closures(model, mode, DAY).remarks, mode) == expected
    found = list_lacks(assess(model, Question(mode, DAY)).remarks, mode)
    assert found == [one for one in expected if one.about != About.ONE_CROSSING]
    scan = scan_divide(model, mode, DAY)
    assert [one for one in scan.remarks if one in expected] == found
    assert validate_openings(model, mode).openings == ()
    question = Question(mode, DAY)
    minutes = measure_home_minutes(model, question)
    assert len(minutes.before_min) == len(minutes_saved_by_home(model, question))
    assert len(count_classes(model, question, minutes)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_lacking_stands_in_reports_in_each_language(language):
    for name in LACKING:
        model, _ = make(name)
        result = assess(model, Question(TravelMode.WALK, DAY))
        text = write_text(result, BANKS, language)
        assert make_tables(result, BANKS, language)
        assert all(one in text for one in say_remarks(result.remarks, BANKS, language))


def test_charts_of_a_city_without_streets_say_so_and_are_drawn():
    model, _ = make("no node")
    result = assess(model, Question(TravelMode.WALK, DAY))
    for draw_chart in CHARTS.values():
        svg = draw_chart(result, BANKS, "sq")
        assert all(one in svg for one in say_remarks(result.remarks, BANKS, "sq"))


def test_trips_to_services_are_told_where_a_bank_has_none():
    model = draw(places={"school": [0]})
    result = assess(model, Question(TravelMode.WALK, DAY, trips_to=TripsTo.SERVICES))
    own = Remark(About.OWN_RESIDENTS, services=("school",))
    assert result.remarks == (Remark(About.NO_SERVICES, "south"), own)
    assert "South: no service" in say_remarks(result.remarks, BANKS, "en")[0]


def test_each_sentence_names_what_it_is_about_and_is_another_in_each_language():
    remarks = [
        *(Remark(one, "north") for one in (About.NO_STREETS, About.NO_HOMES, About.NO_SERVICES)),
        *(Remark(one) for one in (About.NO_CROSSING, About.ONE_CROSSING, About.END_AT_GAP)),
        Remark(About.UNKNOWN_DAY),
        *(Remark(one, metres=1_000.0) for one in (About.NO_PLACE, About.SPAN)),
        Remark(About.GAIN_AT_GAP, "north", minutes=1.5),
        Remark(About.FAR_FROM_STREETS, metres=80.0, candidate=1),
        Remark(About.OVER_BUILDINGS, number=3, candidate=2),
        Remark(About.BESIDE, crossing={"en": "Main Bridge"}, candidate=1),
        Remark(About.UNMET, "north", crossing={"en": "Main Bridge"}),
        Remark(About.UNEVEN_STOREYS, shares=(0.8, 0.1)),
        Remark(About.UNEVEN_OPERATORS, shares=(0.8, 0.1)),
        Remark(About.STEPS_UNKNOWN, shares=(0.8, 0.1)),
        Remark(About.STEEP, shares=(0.8, 0.1), source=Source("A model")),
        Remark(About.SOME_DAYS, days=(Weekday.SA, Weekday.SU)),
        Remark(About.OWN_RESIDENTS, services=("municipal office", "post")),
    ]
    assert {one.about for one in remarks} == {*About}
    for remark in remarks:
        said = {say_remarks([remark], BANKS, language)[0] for language in LANGUAGES}
        assert len(said) == len(LANGUAGES)
        assert all(one.endswith(".") for one in said)
        assert all(("North: " in one) == (remark.bank is not None) for one in said)


def test_details_of_a_sentence_are_listed_once():
    remark = Remark(About.STEEP, shares=(0.25, 0.1), source=Source("A model", date="2021-06"))
    (said,) = say_remarks([remark], BANKS, "en")
    assert said.endswith("by an elevation model: North 25 %, South 10 %; A model, June 2021.")


def test_what_many_candidates_share_is_said_once_and_briefly():
    remarks = [
        *(Remark(About.OVER_BUILDINGS, number=at, candidate=at) for at in (5, 1, 2, 3)),
        Remark(About.FAR_FROM_STREETS, metres=120.0, candidate=1),
        Remark(About.END_AT_GAP, candidate=2),
        Remark(About.NO_CROSSING),
    ]
    told = say_briefly(remarks, {}, "en")
    assert told[0] == "Tested bridge 1–3, 5: buildings that it passes over."
    assert told[1:] == say_remarks(remarks[4:], {}, "en")
    assert say_briefly(remarks[:2], {}, "en") == say_remarks(remarks[:2], {}, "en")


OFFICE = "municipal office"


def test_what_serves_its_own_residents_is_told_wherever_services_are_named():
    """A kind that serves anybody, such as a market, is not named."""
    model = draw(places={OFFICE: [0, 3], "school": [0], "market": [3]})
    told = Remark(About.OWN_RESIDENTS, services=("school", OFFICE))
    walk = TravelMode.WALK
    answers = {
        "assessment": assess(model, Question(walk, DAY)),
        "closures": rank_closures(model, walk, DAY),
        "barrier": measure_barrier(model, walk, DAY),
        "scan for services": scan_divide(model, walk, DAY, trips_to=TripsTo.SERVICES),
    }
    assert not [name for name, one in answers.items() if told not in one.remarks]
    said = say_remarks([told], BANKS, "en")[0]
    assert said.endswith("systems may differ: school; municipal office.")
    assert said in write_text(answers["assessment"], BANKS, "en")
    assert told not in scan_divide(model, walk, DAY).remarks


def test_a_city_without_such_a_service_is_not_cautioned():
    remarks = assess(draw(places={"market": [0]}), Question(TravelMode.WALK, DAY)).remarks
    assert About.OWN_RESIDENTS not in {one.about for one in remarks}
