"""How sure figures are: ranges by hand on the town of ten nodes, and equal to separate runs.

With the candidate at E the walk from E to J takes 1 min instead of 41, and no other trip changes.
Of 400 people in the north 300 live at E, of 600 in the south 400 at J: 300 · 400 / (400 · 600) of
all trips save 40 min, 20 min a trip. Were people spread alike over the two homes of each bank, it
would be 200 · 300 / (400 · 600), 10 min; a fifth slower it would be 25 min, a quarter faster 16.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geodata.assessment.assess import assess
from geodata.assessment.assumptions import Assumptions, Spread
from geodata.assessment.figure_list import list_all_figures
from geodata.assessment.ranges import measure_ranges, vary
from geodata.assessment.reports.range_table import make_range_table
from geodata.assessment.request import Question
from geodata.assessment.scenarios import change_links, check_question
from geodata.cities.crossings import AccessFact
from geodata.cities.sources import Source
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.drawn_city import DrawnCity
from tests.geodata.assessment.random_cities import ask_randomly, draw_randomly
from tests.geodata.assessment.recompute import check_bank
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

CITY = draw_ten_nodes()
MODEL = CITY.model()
WALK = Question(TravelMode.WALK, DAY, (bridge_at_e(CITY),))
SAVED = "banks.{}.saved_person_min_per_trip"
BANKS = {"north": {"en": "north"}, "south": {"en": "south"}}


@pytest.mark.parametrize("bank", ["north", "south"])
def test_ranges_of_minutes_saved_are_those_worked_out_by_hand(bank):
    found = measure_ranges(MODEL, WALK).index()[SAVED.format(bank)]
    assert (found.value, found.low, found.high) == pytest.approx((20, 10, 25), rel=1e-3)
    assert found.moved_most_by == "spread"
    parts = {one.assumption: (one.low, one.high) for one in found.parts}
    assert parts == {
        "spread": pytest.approx((10, 20), rel=1e-3),
        "speed": pytest.approx((16, 25), rel=1e-3),
    }


def test_only_what_can_move_a_figure_is_varied_and_counted_for_it():
    ranges = measure_ranges(MODEL, WALK)
    tried = {one.assumption for one in ranges.variations}
    assert tried == {"spread", "speed", "decay"}  # one total, no facts of access, no gaps
    by_decay = {
        one.figure for one in ranges.ranges if "decay" in {part.assumption for part in one.parts}
    }
    assert by_decay
    assert all("lost_interaction" in name for name in by_decay)


def test_people_who_drive_are_not_slowed_down_where_a_limit_is_posted():
    class PostedCity(DrawnCity):
        def _make_network_edges(self):
            edges = super()._make_network_edges()
            return edges.assign(maxspeed=np.where(edges["u"] <= 5, "50", None))

    usual = PostedCity(**vars(CITY)).model()
    slow = usual.assume(Assumptions(speed_factor=0.8))
    ways = [one.get_mode(TravelMode.DRIVE).network.seconds.tocoo() for one in (usual, slow)]
    ends, ratio = zip(ways[0].row, ways[0].col, strict=True), ways[1].data / ways[0].data
    slower = dict(zip(ends, ratio, strict=True))
    assert slower[0, 1] == pytest.approx(1)
    assert slower[5, 6] == pytest.approx(1.25)


def test_a_bridge_that_the_law_forbids_and_people_use_is_open_or_not_by_the_face():
    sources = (Source("drawn"),)
    fact = AccessFact(("foot",), sources, "M", legal="no", practised="yes")
    (main,) = CITY.crossings
    forbidden = replace(main, fact=replace(main.fact, access=(fact,)))
    model = replace(CITY, crossings=[forbidden]).model()
    question = replace(WALK, candidates=())
    ranges = measure_ranges(model, question)
    assert [one.choice for one in ranges.variations if one.assumption == "face"] == ["legal"]
    cut_off = ranges.index()["banks.north.cut_off.before"]
    assert (cut_off.value, cut_off.low, cut_off.high) == pytest.approx((0, 0, 400))
    mean = ranges.index()["banks.north.mean_cross_river_min.before"]
    assert [one.is_lost for one in mean.parts if one.assumption == "face"] == [True]


def test_people_by_footprint_or_alike_are_those_of_a_town_drawn_so():
    class TallCity(DrawnCity):
        """Its homes have as many storeys as hundreds of square metres."""

        def _make_buildings(self):
            made = super()._make_buildings()
            tags = [
                f'{{"building": "yes", "building:levels": "{area / 100:g}"}}'
                for _, area in self.homes
            ]
            return made.assign(tags=tags)

    tall = TallCity(**vars(CITY)).model()
    flat = CITY.model()
    alike = replace(CITY, homes=[(at, 100.0) for at, _ in CITY.homes]).model()
    for spread, drawn in ((Spread.FOOTPRINT, flat), (Spread.DWELLINGS, alike)):
        found = assess(tall.assume(Assumptions(spread)), WALK)
        assert list_all_figures(found) == pytest.approx(list_all_figures(assess(drawn, WALK)))


@pytest.mark.parametrize("seed", range(examples(3)))
@pytest.mark.parametrize("mode", list(TravelMode))
def test_every_variation_of_random_cities_equals_a_run_of_its_own(mode, seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    model = city.model()
    question = ask_randomly(rng, city, model, mode)
    ranges = measure_ranges(model, question).index()
    separate = [list_all_figures(run()) for _, run in vary(city.model(), question)]
    usual = list_all_figures(assess(model, question))
    for name, value in usual.items():
        known = [value, *(one[name] for one in separate if name in one)]
        assert ranges[name].low == pytest.approx(min(known), rel=1e-9, abs=1e-3 / 60)
        assert ranges[name].high == pytest.approx(max(known), rel=1e-9, abs=1e-3 / 60)
        assert ranges[name].low <= value <= ranges[name].high


@pytest.mark.parametrize("seed", range(examples(3)))
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_other_speeds_in_random_cities_equal_a_search_of_the_rebuilt_network(factor, seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    usual = city.model()
    question = ask_randomly(rng, city, usual, TravelMode.WALK)
    model = usual.assume(Assumptions(speed_factor=factor))
    own, other = (one.get_mode(TravelMode.WALK).network.seconds for one in (usual, model))
    np.testing.assert_allclose(other.data, own.data / factor, rtol=1e-12)
    links = change_links(model, question, check_question(model, question), TravelMode.WALK)
    found = assess(model, question)
    for bank, is_left in zip(found.banks, (True, False), strict=True):
        check_bank(model, TravelMode.WALK, links, bank, is_left)


def test_the_sample_is_assessed_under_all_its_published_totals(sample_model):
    question = Question(TravelMode.WALK, date(2025, 8, 25))
    ranges = measure_ranges(sample_model, question)
    totals = {one.choice for one in ranges.variations if one.assumption == "population"}
    residents = [one for one in ranges.ranges if one.figure.endswith(".residents")]
    assert totals
    assert {one.moved_most_by for one in residents} <= {"population", "spread"}
    given = replace(question, people={sample_model.city.municipalities[0].id: 60_000})
    assert "population" not in {one.assumption for one, _ in vary(sample_model, given)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_ranges_lists_what_is_told_and_never_a_figure_outside_its_range(language):
    table = make_range_table(assess(MODEL, WALK), measure_ranges(MODEL, WALK), BANKS, language)
    labels = [row[0] for row in table.rows]
    assert len(labels) == len(set(labels))
    assert len(table.headings) == 5
    said = next(row for row in table.rows if row[1].replace(",", ".") == "20.0 min")
    assert [one.replace(",", ".") for one in said[2:4]] == ["10.0 min", "25.0 min"]
