"""Streets by name, and the shortest bridge between two of them."""

import json

import pytest
import shapely

from geodata.assessment.between_streets import join_streets
from geodata.streets.network import TravelMode
from tests.geodata.assessment.drawn_city import DrawnCity, both_ways, place

WALK = TravelMode.WALK


WAYS = {1: "Lisi", 2: "Bliri", 3: "Bliri", 4: "Bliri", 5: "Larg"}


class NamedCity(DrawnCity):
    """A city with named streets, one way each.

    ::

        north   0 ─ 1 ─ 2            Lisi, 3 ─ 4 ─ 5 Bliri, further behind
        ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈ →        y = 0
        south   6 ─ 7    8 ─ 9       Bliri twice, 1,800 m from each other; 10 ─ 11 far away
    """

    def __init__(self):
        points = [(0, 40), (100, 30), (200, 50), (0, 300), (100, 300), (200, 300)]
        points += [(120, -50), (220, -45), (2_000, -40), (2_100, -60), (0, -1_500), (100, -1_500)]
        rows = [(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (8, 9), (10, 11)]
        super().__init__(
            points=points,
            streets=both_ways([(*row, 100.0) for row in rows]),
            links=[],
            homes=[(0, 100.0), (3, 100.0), (6, 100.0), (8, 100.0)],
            frame=(-95, -1_800, 2_195, 800),
            neighbourhoods={"Poshtë": 6, "Lart": 8},
        )

    def _make_network_edges(self):
        ways = [1, 1, 2, 2, 3, 4, 5]
        return super()._make_network_edges().assign(way=ways * 2)

    @property
    def layer_names(self):
        return (*super().layer_names, "roads")

    def read_layer(self, name, columns=None):
        if name != "roads":
            return super().read_layer(name, columns)
        spoken = {"name:sr": "Липа"}
        tags = [json.dumps(spoken if one == "Bliri" else {}) for one in WAYS.values()]
        columns = {"element": "way", "id": list(WAYS), "name": list(WAYS.values())}
        return place({**columns, "tags": tags}, [shapely.Point(0, 0)] * len(tags))


@pytest.fixture(scope="module")
def model():
    return NamedCity().model()


def find(model, query, bank):
    return next((tier for tier in model.named_streets.find_tiers(query, bank) if tier), [])


def label(streets):
    return [one.write_label() for one in streets]


def test_streets_of_one_name_on_one_bank_are_told_apart_by_the_nearest_place(model):
    assert label(find(model, "Bliri", "north")) == ["Bliri"]
    assert label(find(model, "Bliri", "south")) == ["Bliri (Lart)", "Bliri (Poshtë)"]
    assert label(find(model, "bliri poshte", "south")) == ["Bliri (Poshtë)"]


def test_a_street_is_found_in_any_script(model):
    assert label(find(model, "lipa", "north")) == label(find(model, "Липа", "north")) == ["Bliri"]


def test_those_that_a_bridge_could_reach_are_suggested_the_nearest_first(model):
    suggest = model.named_streets.suggest
    assert label(suggest("", "north", 9)) == ["Lisi", "Bliri"]
    assert label(suggest("", "south", 9)) == ["Bliri (Lart)", "Bliri (Poshtë)"]
    assert label(suggest("", "south", 1)) == ["Bliri (Lart)"]
    assert suggest("Larg", "south", 9) == []


def test_a_bridge_joins_the_corners_that_are_nearest_over_the_river(model):
    (one,), (other,) = find(model, "Lisi", "north"), find(model, "Bliri (Poshtë)", "south")
    found = join_streets(model, WALK, one.nodes, other.nodes)
    drawn = [(100, 30), (120, -50)]
    assert found.line == tuple(
        pytest.approx(place, abs=1e-6) for place in NamedCity().lonlat(*drawn)
    )
    assert found.length_m == pytest.approx(82.5, abs=0.2)


def test_streets_too_far_apart_are_refused_with_their_distance(model):
    (one,), (other,) = find(model, "Lisi", "north"), find(model, "Larg", "south")
    with pytest.raises(ValueError, match=r"They are 1,530 m apart; at most 1,000 m are assessed"):
        join_streets(model, WALK, one.nodes, other.nodes)


def test_on_one_bank_no_line_passes_the_river(model):
    (one,), (other,) = find(model, "Lisi", "north"), find(model, "Bliri", "north")
    with pytest.raises(ValueError, match="passes the river just once"):
        join_streets(model, WALK, one.nodes, other.nodes)
