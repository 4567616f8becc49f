"""Ways over the river without a step, by hand on the city of ten nodes and against networkx.

::

    north   A 100 ── B ── C ── D ── E 300
            │ main                  │ east         each is stated, unknown or barred
    ≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈
    south   F 200 ── G ── H ── I ── J 400
"""

import networkx as nx
import numpy as np
import pytest

from geodata.access.step_free import Passage, read_step_free
from geodata.assessment.assess import assess
from geodata.assessment.remarks import About
from geodata.assessment.request import Demand, Question, RequestError, TripsTo
from geodata.assessment.studies.step_free import measure_step_free
from geodata.streets.network import TravelMode
from tests.examples import examples
from tests.geodata.assessment.drawn_city import both_ways
from tests.geodata.assessment.random_cities import draw_randomly
from tests.geodata.assessment.ten_nodes import DAY, LATER, E, J, draw_ten_nodes, make_bridge

PASSABLE, UNKNOWN, STEEP, BARRED = map(str, Passage)
TAGS = {
    PASSABLE: {"wheelchair": "yes"},
    UNKNOWN: {"wheelchair": "limited"},
    BARRED: {"highway": "steps"},
}


def tag(model, row_of, passage):
    """Tag the rows of a model's streets that a rule finds."""
    rows = model.street_edges.apply(row_of, axis=1)
    for key, value in TAGS[passage].items():
        if key not in model.street_edges:
            model.street_edges[key] = None
        model.street_edges.loc[rows, key] = value


def draw(main, east, **streets):
    city = draw_ten_nodes()
    city.crossings.append(make_bridge("east", "1973"))
    city.links += both_ways([(E, J, 80.0, "east")])
    model = city.model()
    tag(model, lambda row: row["crossing"] == "main", main)
    tag(model, lambda row: row["crossing"] == "east", east)
    for ends, passage in streets.items():
        u, v = (int(one) + 1 for one in ends[1:])
        tag(model, lambda row, ends={u, v}: {row["u"], row["v"]} == ends, passage)
    return model


def count(model, day=DAY):
    found = measure_step_free(model, day)
    return [
        tuple(round(getattr(bank, kind)) for kind in ("passable", "unknown", "barred", "none"))
        for bank in found.banks
    ], {one.id: one.passage for one in found.crossings}


@pytest.mark.parametrize(
    ("main", "east", "north", "south"),
    [
        (PASSABLE, BARRED, (400, 0, 0, 0), (600, 0, 0, 0)),
        (UNKNOWN, BARRED, (0, 400, 0, 0), (0, 600, 0, 0)),
        (BARRED, BARRED, (0, 0, 400, 0), (0, 0, 600, 0)),
        (UNKNOWN, PASSABLE, (400, 0, 0, 0), (600, 0, 0, 0)),
    ],
)
def test_residents_are_counted_by_the_best_crossing(main, east, north, south):
    counts, crossings = count(draw(main, east))
    assert counts == [north, south]
    assert crossings == {"main": main, "east": east}


def test_steps_on_the_way_to_the_only_stated_crossing_keep_it_from_those_behind():
    """Steps between B and C: A still comes to the main bridge, E has the unknown one."""
    counts, _ = count(draw(PASSABLE, UNKNOWN, _12=BARRED))
    assert counts == [(100, 300, 0, 0), (600, 0, 0, 0)]


def test_on_the_other_bank_steps_bar_as_well():
    """The main bridge ends at F, where steps begin: those of J come to no bridge."""
    counts, _ = count(draw(PASSABLE, BARRED, _56=BARRED))
    assert counts == [(400, 0, 0, 0), (200, 0, 400, 0)]


def test_who_stands_between_stairs_at_the_other_end_of_a_bridge_is_not_over():
    """A bridge C-H, and steps on either side of H, where nobody lives."""
    city = draw_ten_nodes()
    city.crossings.append(make_bridge("middle", "1973"))
    city.links += both_ways([(2, 7, 80.0, "middle")])
    model = city.model()
    for name, passage in (("main", BARRED), ("middle", PASSABLE)):
        tag(model, lambda row, name=name: row["crossing"] == name, passage)
    for ends in ({7, 8}, {8, 9}):
        tag(model, lambda row, ends=ends: {row["u"], row["v"]} == ends, BARRED)
    counts, crossings = count(model)
    assert counts == [(0, 0, 400, 0), (0, 0, 600, 0)]
    assert crossings == {"main": BARRED, "middle": PASSABLE}


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: measure_step_free(model, DAY),
        lambda model: assess(model, Question(TravelMode.STEP_FREE, DAY)),
    ],
)
def test_a_snapshot_that_was_built_without_these_tags_is_refused(ask):
    model = draw_ten_nodes().model()
    del model.street_edges["wheelchair"]
    with pytest.raises(RequestError) as refusal:
        ask(model)
    assert refusal.value.field == "snapshot"


def test_without_a_crossing_there_is_no_way():
    model = draw_ten_nodes().model()
    counts, crossings = count(model, LATER)
    assert counts == [(0, 0, 0, 400), (0, 0, 0, 600)]
    assert crossings == {}


def test_lengths_are_of_the_ways_of_each_bank():
    north, south = measure_step_free(draw(PASSABLE, BARRED, _12=BARRED, _56=PASSABLE), DAY).banks
    assert north.streets_m == pytest.approx({PASSABLE: 0, UNKNOWN: 1200, STEEP: 0, BARRED: 400})
    assert south.streets_m == pytest.approx({PASSABLE: 400, UNKNOWN: 1200, STEEP: 0, BARRED: 0})


def raise_streets(model, *, above):
    """Raise the nodes past an index of either bank by 25 m: 6.25 % of the 400 m between."""
    model.street_nodes["elevation_m"] = np.where(
        (model.street_nodes["id"] - 1) % 5 > above, 625, 600
    )


def test_who_comes_over_by_steep_ways_alone_is_counted_apart():
    """Between C and D, and H and I, the ground rises by 25 m: E and J come to no main bridge."""
    model = draw(PASSABLE, BARRED)
    raise_streets(model, above=2)
    found = measure_step_free(model, DAY)
    assert [(round(one.passable), round(one.steep)) for one in found.banks] == [
        (100, 300),
        (200, 400),
    ]
    assert [one.streets_m[STEEP] for one in found.banks] == pytest.approx([400, 400])
    assert [one.about for one in found.remarks] == [About.STEEP]
    asked = assess(model, Question(TravelMode.STEP_FREE, DAY, trips_to=TripsTo.HOMES))
    assert [round(one.residents) for one in asked.banks] == [400, 600]
    (remark,) = [one for one in asked.remarks if one.about is About.STEEP]
    assert remark.shares == pytest.approx((0.25, 0.25))


def test_a_tag_says_more_than_the_ground():
    """The same, but the stretch of either bank is stated to be passable."""
    model = draw(PASSABLE, BARRED, _23=PASSABLE, _78=PASSABLE)
    raise_streets(model, above=2)
    assert count(model)[0] == [(400, 0, 0, 0), (600, 0, 0, 0)]


def tag_randomly(rng, edges):
    """Say of each stretch that it is stated, nothing, or steps."""
    edges["wheelchair"] = None
    ends = np.sort(edges[["u", "v"]].to_numpy(), axis=1)
    for _, rows in edges.groupby([ends[:, 0], ends[:, 1]]):
        passage = rng.choice([PASSABLE, UNKNOWN, BARRED], p=[0.4, 0.4, 0.2])
        for key, value in TAGS[passage].items():
            edges.loc[rows.index, key] = value


def draw_graphs(edges, passages, is_open):
    """Draw what may be passed over passable links, unknown ones, steep ways, and all on foot."""
    graphs = [nx.DiGraph() for _ in Passage]
    for row, passage in zip(edges.itertuples(), passages, strict=True):
        badness = list(Passage).index(passage)
        needed = badness if row.is_link or badness > 1 else 0
        if not row.is_link or row.crossing in is_open:
            for graph in graphs[needed:]:
                graph.add_edge(row.u, row.v)
    return graphs


@pytest.mark.parametrize("seed", range(examples(5)))
def test_random_cities_are_counted_as_by_networkx(seed):
    rng = np.random.default_rng(seed)
    model = draw_randomly(rng).model()
    tag_randomly(rng, model.street_edges)
    is_known = rng.random(len(model.street_nodes)) < 0.8
    raised = rng.choice([0.0, 15.0], len(model.street_nodes))
    model.street_nodes["elevation_m"] = np.where(is_known, raised, np.nan)
    passages = read_step_free(model.street_nodes, model.street_edges)
    network = model.get_mode(TravelMode.WALK).network
    is_open = set(model.open_links(TravelMode.WALK, DAY).crossing)
    graphs = draw_graphs(model.street_edges, passages, is_open)
    found = measure_step_free(model, DAY)
    places = np.concatenate([*model.get_mode(TravelMode.WALK).place_nodes.values()]).tolist()
    banks = model.get_banks(Demand(TravelMode.WALK, TripsTo.HOMES, population=found.population))
    for bank, residents in enumerate(banks):
        goals = {*banks[1 - bank].nodes.tolist(), *places}
        others = {network.ids[at] for at in goals if network.banks[1 - bank][at]}
        expected = np.zeros(5)
        for at, weight in zip(residents.nodes, residents.weight, strict=True):
            home = network.ids[at]
            leads = [home in one and others & nx.descendants(one, home) for one in graphs]
            expected[next((k for k, one in enumerate(leads) if one), 4)] += weight
        own = found.banks[bank]
        assert [getattr(own, kind) for kind in (*Passage, "none")] == pytest.approx(expected)
