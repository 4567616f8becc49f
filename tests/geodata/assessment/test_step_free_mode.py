"""The mode without a step: questions over the ways that are not barred, by hand and by networkx.

::

    north   A 100 ── B ┄┄ C ── D ── E 300        ┄ steps, in most of these tests
            │ main                  ┊ the candidate
    ≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈┊≈≈≈≈≈≈≈≈
    south   F 200 ── G ── H ── I ── J 400
"""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from geodata.access.step_free import Passage, read_step_free
from geodata.assessment.assess import assess
from geodata.assessment.remarks import About
from geodata.assessment.request import AccessChange, Question, RequestError
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.random_cities import ask_randomly, draw_randomly
from tests.geodata.assessment.studies.test_step_free import (
    BARRED,
    PASSABLE,
    UNKNOWN,
    draw,
    tag_randomly,
)
from tests.geodata.assessment.ten_nodes import DAY, bridge_at_e, draw_ten_nodes

ASKED = Question(TravelMode.STEP_FREE, DAY)
WALKED = replace(ASKED, mode=TravelMode.WALK)


def test_who_lives_behind_steps_is_connected_by_a_bridge_on_their_side():
    model = draw(UNKNOWN, BARRED, _12=BARRED)
    found = assess(model, replace(ASKED, candidates=(bridge_at_e(draw_ten_nodes()),)))
    north, south = found.banks
    # A comes to F in 1 minute and to J in 21; E to neither before, to J in 1 and F in 21 after.
    assert north.mean_cross_river_min.before == pytest.approx((200 * 1 + 400 * 21) / 600)
    assert north.cut_off.before == pytest.approx(300)
    assert north.cut_off.after == pytest.approx(0)
    assert north.gained == pytest.approx(300)
    assert south.gained == pytest.approx(600 * 300 / 400)


def test_a_barred_crossing_is_none_and_an_unknown_one_counts():
    for main, is_open in ((BARRED, False), (UNKNOWN, True), (PASSABLE, True)):
        model = draw(main, BARRED)
        assert ("main" in model.open_links(TravelMode.STEP_FREE, DAY).crossing) is is_open


def test_where_nothing_is_barred_the_figures_are_those_of_walking():
    model = draw(UNKNOWN, UNKNOWN)
    asked = replace(ASKED, candidates=(bridge_at_e(draw_ten_nodes()),))
    found, walked = assess(model, asked), assess(model, replace(asked, mode=TravelMode.WALK))
    assert (found.banks, found.services, found.profile) == (
        walked.banks, walked.services, walked.profile,
    )  # fmt: skip


def test_of_how_much_nothing_is_known_is_said():
    found = assess(draw(UNKNOWN, UNKNOWN, _01=PASSABLE, _56=BARRED), ASKED)
    (remark,) = [one for one in found.remarks if one.about is About.STEPS_UNKNOWN]
    assert remark.shares == pytest.approx((0.75, 0.75))
    assert not [one for one in assess(draw(UNKNOWN, UNKNOWN), WALKED).remarks if one.shares]


def test_a_home_between_stairs_is_not_moved_to_a_street_without_any():
    model = draw(UNKNOWN, BARRED, _01=BARRED)
    for mode in (TravelMode.WALK, TravelMode.STEP_FREE):
        assert sorted(model.get_mode(mode).home_nodes) == [0, 4, 5, 9]
    north = assess(model, ASKED).banks[0]
    assert (north.residents, north.cut_off.before) == pytest.approx((400, 300))


def test_what_walkers_may_no_longer_pass_is_closed_to_it_too():
    change = AccessChange("main", is_open=False, modes=frozenset({TravelMode.WALK}))
    found = assess(draw(UNKNOWN, BARRED), replace(ASKED, access=(change,)))
    assert [one.cut_off.after for one in found.banks] == pytest.approx([400, 600])


def ask(model, question):
    """Ask with the candidates that streets without a step are near to, else without any."""
    try:
        return assess(model, question)
    except RequestError:
        return assess(model, replace(question, candidates=()))


def draw_ways(model, question, candidates):
    """Draw all that is not barred, and candidates, for networkx: seconds by metres on foot."""
    ways = nx.MultiDiGraph()
    ways.add_nodes_from(model.get_mode(TravelMode.STEP_FREE).network.ids.tolist())
    passages = read_step_free(model.street_nodes, model.street_edges)
    shut = {*question.closures, "gone"}
    for row, passage in zip(model.street_edges.itertuples(), passages, strict=True):
        if passage is not Passage.BARRED and not (row.is_link and row.crossing in shut):
            ways.add_edge(row.u, row.v, s=row.length_m * 3.6 / 4.8)
    for one in candidates:
        for u, v in (one.nodes, one.nodes[::-1]):
            ways.add_edge(u, v, s=one.travel_min * 60)
    return ways


def average(ways, ids, origins, targets):
    """The mean minutes of the trips that are possible; None where none is."""
    total = trips = 0.0
    for at, weight in zip(origins.nodes, origins.weight, strict=True):
        known = nx.single_source_dijkstra_path_length(ways, ids[at], weight="s")
        for to, other in zip(targets.nodes, targets.weight, strict=True):
            if ids[to] in known:
                total += weight * other * known[ids[to]] / 60
                trips += weight * other
    return total / trips if trips else None


@pytest.mark.parametrize("seed", range(examples(8)))
def test_times_in_random_cities_are_those_of_networkx_without_barred_ways(seed):
    rng = np.random.default_rng(seed)
    city = draw_randomly(rng)
    model = city.model()
    tag_randomly(rng, model.street_edges)
    question = ask_randomly(rng, city, model, TravelMode.STEP_FREE)
    found, banks = ask(model, question), model.get_banks(question.demand)
    ways = draw_ways(model, question, found.candidates)
    ids = model.get_mode(TravelMode.STEP_FREE).network.ids.tolist()
    for bank, result in enumerate(found.banks):
        mean = average(ways, ids, banks[bank], banks[1 - bank])
        assert result.mean_cross_river_min.after == (mean and pytest.approx(mean, rel=1e-5))
