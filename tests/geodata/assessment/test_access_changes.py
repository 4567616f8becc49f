"""Existing crossings opened or closed to some modes, by hand on the town of ten nodes."""

from dataclasses import replace

import pytest

from geodata.assessment.assess import assess
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.report import write_text
from geodata.assessment.request import AccessChange, Question, RequestError, Weekday
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity
from tests.geodata.assessment.ten_nodes import DAY, LATER, draw_ten_nodes

CITY = draw_ten_nodes()
CARS = frozenset({TravelMode.DRIVE})
BANKS = {"north": {"en": "north"}, "south": {"en": "south"}}


class FootbridgeCity(DrawnCity):
    """The same town, whose main bridge is a footway with steps at its southern end."""

    def _make_crossings(self):
        made = super()._make_crossings()
        record = (
            made["record"].iloc[0].replace('"ways":[]', '"ways":[{"osm_id":"way/2","tags":{}}]')
        )
        return made.assign(record=record)

    def _make_network_edges(self):
        edges = super()._make_network_edges()
        is_link = edges["is_link"]
        edges.loc[is_link, ["way", "highway"]] = [2, "footway"]
        return edges


def model_of_footbridge():
    return FootbridgeCity(**vars(CITY)).model()


def ask(mode, *changes, **more):
    return Question(mode, DAY, access=changes, **more)


def test_a_footbridge_opened_to_cars_is_driven_over_at_the_speed_of_its_class():
    # A to F: 80 m at 30 km/h, the speed of what has no class of its own, are 9.6 s, both ways.
    model = model_of_footbridge()
    links = model.open_crossing(TravelMode.DRIVE, "main")
    assert sorted(zip(links.start.tolist(), links.end.tolist(), strict=True)) == [(0, 5), (5, 0)]
    assert links.seconds.tolist() == pytest.approx([9.6, 9.6])


def test_a_footbridge_opened_to_cars_connects_who_drives_and_changes_nobodys_walk():
    model = model_of_footbridge()
    now = assess(model, ask(TravelMode.DRIVE))
    assert [bank.mean_cross_river_min.before for bank in now.banks] == [None, None]
    opened = assess(model, ask(TravelMode.DRIVE, AccessChange("main", is_open=True, modes=CARS)))
    assert [bank.gained for bank in opened.banks] == pytest.approx([400, 600])
    assert opened.barrier_crossing_ratio.difference == 0
    walked = assess(model, ask(TravelMode.WALK, AccessChange("main", is_open=True, modes=CARS)))
    assert [bank.saved_person_min_per_trip for bank in walked.banks] == [0, 0]


def test_a_bridge_that_is_gone_may_be_asked_to_be_open_again():
    model = model_of_footbridge()
    walkers = frozenset({TravelMode.WALK})
    change = AccessChange("main", is_open=True, modes=walkers)
    question = Question(TravelMode.WALK, LATER, access=(change,))
    later = assess(model, question)
    assert [bank.gained for bank in later.banks] == pytest.approx([400, 600])
    before = assess(model, ask(TravelMode.WALK))
    for one, other in zip(later.banks, before.banks, strict=True):
        assert one.mean_cross_river_min.after == other.mean_cross_river_min.before


def test_closing_a_crossing_to_a_mode_is_closing_it_and_leaves_the_others_alone():
    model = CITY.model()
    restricted = AccessChange("main", is_open=False, modes=CARS)
    found = assess(model, ask(TravelMode.DRIVE, restricted))
    closed = assess(model, ask(TravelMode.DRIVE, closures=("main",)))
    assert [bank.cut for bank in found.banks] == [bank.cut for bank in closed.banks]
    assert [bank.cut for bank in found.banks] == pytest.approx([400, 600])
    walked = assess(model, ask(TravelMode.WALK, restricted))
    assert [bank.cut for bank in walked.banks] == [0, 0]


def test_figures_of_some_days_of_the_week_say_which():
    market = AccessChange("main", is_open=False, modes=CARS, days=frozenset({Weekday.SU, "Sa"}))
    found = assess(CITY.model(), ask(TravelMode.DRIVE, market))
    text = write_text(found, BANKS, "en")
    assert "The figures hold on these days of the week only: Saturday, Sunday." in text
    assert "Restricted: main (drive; Saturday, Sunday)" in text
    assert "субота" in write_text(found, BANKS, "sr-Cyrl")


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ([AccessChange("old", is_open=True)], "access[0]", "no crossing has the id 'old'"),
        (
            [AccessChange("main", is_open=True, modes=frozenset())],
            "access[0]",
            "at least one means of travel",
        ),
        (
            [AccessChange("main", is_open=True, days=frozenset())],
            "access[0]",
            "at least one day of the week",
        ),
        ([AccessChange("main", is_open=False)] * 21, "access", "at most 20"),
        (
            [AccessChange("main", is_open=True), AccessChange("main", is_open=False, modes=CARS)],
            "access",
            "changed twice",
        ),
        (
            [
                AccessChange("main", is_open=False, modes=CARS, days=frozenset({Weekday.SA})),
                AccessChange(
                    "main",
                    is_open=False,
                    modes=frozenset({TravelMode.WALK}),
                    days=frozenset({Weekday.SU}),
                ),
            ],
            "access",
            "no day of the week",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused(changes, field, reason):
    with pytest.raises(RequestError, match=reason) as refusal:
        assess(model_of_footbridge(), ask(TravelMode.DRIVE, *changes))
    assert refusal.value.field == field


def test_a_crossing_without_streets_cannot_be_opened():
    question = ask(TravelMode.DRIVE, AccessChange("main", is_open=True, modes=CARS))
    with pytest.raises(RequestError, match="no street in the data leads over 'main'"):
        assess(CITY.model(), question)  # its record names no way


def test_a_crossing_is_not_opened_and_closed_at_once():
    question = ask(TravelMode.DRIVE, AccessChange("main", is_open=True, modes=CARS))
    with pytest.raises(RequestError, match="closed in the same scenario"):
        assess(model_of_footbridge(), replace(question, closures=("main",)))


def test_an_opened_crossing_that_no_street_meets_says_so_and_changes_nothing():
    """Its bridge hangs between footways: B–G instead of A–F, and both ends are for walkers."""

    class HangingCity(FootbridgeCity):
        def _make_network_edges(self):
            edges = super()._make_network_edges()
            ends = edges[["u", "v"]].isin([1, 6]).any(axis=1)  # ids of A and F
            edges.loc[ends & ~edges["is_link"], ["way", "highway"]] = [3, "footway"]
            return edges

    model = HangingCity(**vars(CITY)).model()
    change = AccessChange("main", is_open=True, modes=CARS)
    found = assess(model, ask(TravelMode.DRIVE, change))
    told = say_remarks(found.remarks, BANKS, "en")
    for bank in BANKS:
        sentence = "no street for this way to travel leads to the opened crossing: main."
        assert f"{bank}: {sentence}" in told
    assert [bank.gained for bank in found.banks] == [0, 0]
