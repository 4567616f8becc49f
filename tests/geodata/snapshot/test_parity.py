"""Whether both banks are mapped alike, by hand.

::

    north   ■ ■ ■ … 40 houses, 30 of them with storeys        ·  a house outside of any other square
    ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈
    south   ■ ■ ■ … 40 houses, 10 of them with storeys; a school in a field is not built up
"""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
import shapely

from geodata.cities.profile import Bank
from geodata.snapshot.parity import Completeness, compare_levels, measure_parity
from tests.geodata.assessment.drawn_city import CRS, place


class DrawnSnapshot:
    id = "drawn"
    layer_names = ("buildings", "schools")

    def __init__(self, levels=(30, 10)):
        banks = [Bank(one, {"en": one}) for one in ("north", "south")]
        city = SimpleNamespace(id="drawn", crs=CRS, left=banks[0], right=banks[1])
        self.manifest = SimpleNamespace(
            city=city,
            origin=SimpleNamespace(is_modelled=True),
            attribution="©",
            counts={"buildings": 80, "schools": 3},
        )
        self._levels = levels

    def read_table(self, name):
        return pd.DataFrame(self.edits, columns=["element", "id", "edited"])

    edits = ()

    def read_layer(self, name, columns=None):
        return self._read_layer(name).assign(element="way", id=lambda frame: range(len(frame)))

    def _read_layer(self, name):
        if name == "schools":
            named = json.dumps({"amenity": "school", "name": "Škola", "operator": "X"})
            bare = json.dumps({"amenity": "school"})
            sides = ["north", "south", "south"]
            points = [shapely.Point(50, 50), shapely.Point(50, -50), shapely.Point(5_000, -5_000)]
            return place({"side": sides, "tags": [named, bare, named]}, points)
        sides = ["north"] * 40 + ["south"] * 40
        tags = [
            json.dumps({"building": "yes"} | ({"building:levels": "2"} if at < known else {}))
            for known in self._levels
            for at in range(40)
        ]
        shapes = [
            shapely.box(x, y, x + 4, y + 4) for y in (45, -55) for x in range(2, 2 + 40 * 8, 8)
        ]
        return place({"side": sides, "tags": tags}, shapes)


def find(parity, layer, tag):
    return next(one for one in parity.completeness if (one.layer, one.tag) == (layer, tag))


def test_shares_of_a_tag_are_told_for_each_bank_with_their_cases():
    levels = find(measure_parity(DrawnSnapshot()), "buildings", "levels")
    assert (levels.cases, levels.having) == ((40, 40), (30, 10))
    assert levels.shares == (0.75, 0.25)
    assert levels.is_uneven


def test_what_lies_outside_the_built_up_area_is_no_case():
    names = find(measure_parity(DrawnSnapshot()), "schools", "name")
    assert (names.cases, names.having) == ((1, 1), (1, 0))
    assert not names.is_uneven  # one case is none to compare


def test_the_built_up_area_are_the_squares_with_a_building():
    # 40 houses every 8 m from x = 2: they stand in four squares of 100 m.
    north, south = measure_parity(DrawnSnapshot()).built_up
    assert (north.bank, north.km2, north.buildings) == ("north", pytest.approx(0.04), 40)
    assert north.buildings_per_km2 == south.buildings_per_km2 == pytest.approx(1_000)


@pytest.mark.parametrize(
    ("cases", "having", "is_uneven"),
    [
        ((30, 30), (30, 19), True),  # 1 and 0.63: by more than a third
        ((30, 30), (30, 20), False),  # by a third and no more
        ((29, 30), (29, 0), False),  # too few cases
        ((30, 30), (0, 0), False),
        ((0, 30), (0, 30), False),
        ((1_000, 60), (100, 60), True),
    ],
)
def test_banks_differ_by_more_than_a_third_with_thirty_cases_on_both(cases, having, is_uneven):
    assert Completeness("buildings", "levels", cases, having).is_uneven is is_uneven


def test_storeys_are_compared_as_the_what_if_needs_them():
    buildings = DrawnSnapshot((40, 5)).read_layer("buildings")
    assert compare_levels(buildings, ("north", "south")).having == (40, 5)


def test_only_uneven_ones_are_listed_as_such():
    assert [one.tag for one in measure_parity(DrawnSnapshot()).uneven] == ["levels"]
    assert measure_parity(DrawnSnapshot((20, 20))).uneven == ()
    assert measure_parity(DrawnSnapshot()).is_uneven("buildings", "levels")


def test_the_median_day_of_the_last_edits_is_told_with_how_many_are_known():
    snapshot = DrawnSnapshot()
    # Of the north's houses 0 to 39 four are known, of the south's, 40 to 79, three.
    days = {0: "2019-01-01", 1: "2024-06-30", 2: "2020-01-01", 3: "2022-01-01"}
    days |= {40: "2012-05-05", 41: "2012-05-05", 79: "2013-01-01"}
    snapshot.edits = [("way", number, day) for number, day in days.items()]
    snapshot.edits.append(("node", 5, "2001-01-01"))  # another thing of that number
    schools, houses = measure_parity(snapshot).edits
    assert (houses.layer, houses.cases) == ("buildings", (4, 3))
    assert houses.median_day == ("2020-01-01", "2012-05-05")
    # The school of the north is way 0 as well; that in the field is not built up.
    assert (schools.cases, schools.median_day) == ((1, 1), ("2019-01-01", "2024-06-30"))


def test_a_source_without_days_of_edits_tells_none():
    assert measure_parity(DrawnSnapshot()).edits == ()
