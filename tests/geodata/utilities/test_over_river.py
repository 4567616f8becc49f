"""Lines over the river of a drawn city, and what a project would join or double.

::

    north   [S]──1──┐        ┌──3──      1 and 2 are one network, joined by the line 9 over the
    ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈9≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈    river; 3 and 4 are two networks, which a project at the
    south   ────2───┘        └──4──      right would join; one at the left would double 1 + 2
"""

from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from geodata.cities.profile import Bank
from geodata.crs import GEOGRAPHIC
from geodata.utilities.over_river import find_service_networks
from tests.geodata.assessment.drawn_city import CRS, place

LINES = {
    1: ([(0, 100), (400, 100)], "north"),
    2: ([(0, -100), (400, -100)], "south"),
    9: ([(400, 100), (400, -100)], "across"),
    3: ([(600, 100), (900, 100)], "north"),
    4: ([(600, -100), (900, -100)], "south"),
}
PROJECTS = {"east": [(700, 105), (700, -105)], "west": [(100, 95), (100, -95)]}


class DrawnSnapshot:
    id = "drawn"
    layer_names = ("power_lines", "substations", "roads")

    def __init__(self, kind="power"):
        banks = [Bank(one, {"en": one}) for one in ("north", "south")]
        city = SimpleNamespace(id="drawn", crs=CRS, left=banks[0], right=banks[1])
        self.manifest = SimpleNamespace(
            city=city, origin=SimpleNamespace(is_modelled=True), attribution="©"
        )
        self._kind = kind

    def read_layer(self, name, columns=None):
        if name == "substations":
            return make({8: (shapely.box(-20, 90, 10, 110), "north")}, name)
        shapes = {at: (shapely.LineString(places), side) for at, (places, side) in LINES.items()}
        return make(shapes, name)

    def read_table(self, name):
        assert name == "projects"
        shapes = [shapely.LineString(places) for places in PROJECTS.values()]
        columns = {"id": [*PROJECTS, "bridge"], "kind": [self._kind] * 2 + ["bridge"]}
        return place(columns, [*shapes, shapely.Point(0, 500)])


def make(shapes, layer):
    columns = {
        "element": "way",
        "id": list(shapes),
        "layer": layer,
        "side": [side for _, side in shapes.values()],
        "left_share": [{"north": 1.0, "south": 0.0}.get(side, 0.5) for _, side in shapes.values()],
        "provider": float("nan"),
        "operator": "KOSTT",
        "is_modelled": True,
    }
    return gpd.GeoDataFrame(place(columns, [shape for shape, _ in shapes.values()]), crs=GEOGRAPHIC)


FOUND = find_service_networks(DrawnSnapshot())


def test_a_line_over_the_river_lists_what_is_mapped_as_joined_to_it():
    (line,) = FOUND.lines
    assert (line.line.id, line.sector, line.line.operator) == ("way/9", "power", "KOSTT")
    assert line.line.provider is None  # files turn None into NaN
    assert [one.id for one in line.touching] == ["way/1", "way/2"]
    assert line.number_touching == 2


def test_a_network_has_its_lines_sites_and_lengths_by_bank():
    joined = next(one for one in FOUND.networks if one.over_river)
    assert (joined.lines, joined.sites, joined.over_river) == (3, 1, ("way/9",))
    assert joined.bank_km == pytest.approx((0.5, 0.5), rel=1e-3)
    assert len(FOUND.networks) == 3


def test_a_project_joins_networks_apart_and_doubles_one_that_is_over_the_river_already():
    by_name = {one.project: one for one in FOUND.projects}
    numbers = {one.lines: one.id for one in FOUND.networks}
    assert set(by_name) == {"east", "west"}
    assert by_name["west"].doubles == (numbers[3],)
    assert by_name["west"].joins == ()
    (pair,) = by_name["east"].joins
    assert numbers[3] not in pair
    assert by_name["east"].doubles == ()


def test_a_project_of_another_sector_reaches_none_of_them():
    found = find_service_networks(DrawnSnapshot(kind="water"))
    assert [(one.joins, one.doubles) for one in found.projects] == [((), ()), ((), ())]


def test_what_hangs_on_a_line_is_told_only_where_it_was_turned_on():
    assert [one.split_off for one in FOUND.lines] == [None]
    (line,) = find_service_networks(DrawnSnapshot(), has_criticality=True).lines
    assert line.split_off == (0, 1)  # the southern line: the north has a substation more


def test_a_snapshot_without_lines_has_no_networks():
    empty = DrawnSnapshot()
    empty.layer_names = ("roads",)
    found = find_service_networks(empty)
    assert (found.lines, found.networks) == ((), ())
