"""Two sources beside each other: what only one knows is told, and nothing is judged."""

import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Polygon, box
from shapely.affinity import translate

from geodata.cities.crossings import CrossingKind
from geodata.crossings.crossing import Crossing, CrossingWay, store_crossings
from geodata.crs import GEOGRAPHIC
from geodata.errors import SnapshotError
from geodata.snapshot.origin import FIRST_MADE_ID, SourceKind
from geodata.witness.compare import compare_sources

CRS = "EPSG:32633"
X, Y = 500_000.0, 5_300_000.0
"""The middle of the river; metres from there below."""

MADE = FIRST_MADE_ID + 7


def to_degrees(shapes):
    moved = [translate(shape, X, Y) for shape in shapes]
    return gpd.GeoSeries(moved, crs=CRS).to_crs(GEOGRAPHIC)


def row(element, number, shape, **tags):
    return {
        "element": element,
        "id": number,
        "name": None,
        "tags": json.dumps(tags),
        "geometry": shape,
    }


class Drawn:
    """A snapshot of what a test draws, in metres from the middle of the river.

    ::

             y
        ─────┼───── x    the river, 2 km long
    """

    def __init__(self, kind=SourceKind.FILE, roads=(), buildings=(), crossings=(), city="town"):
        self.id = f"snapshot-{kind}"
        self.layers = {"roads": list(roads), "buildings": list(buildings)}
        self.crossings = crossings
        city = SimpleNamespace(id=city, crs=CRS)
        publisher = "Overture Maps" if kind is SourceKind.OVERTURE else "OpenStreetMap"
        origin = SimpleNamespace(kind=kind, publisher=publisher)
        self.manifest = SimpleNamespace(city=city, origin=origin, attribution=f"© {kind}")

    @property
    def layer_names(self):
        return list(self.layers)

    def read_layer(self, name, columns):
        frame = pd.DataFrame(self.layers[name], columns=columns)
        return gpd.GeoDataFrame(
            frame, geometry=to_degrees(frame["geometry"]).tolist(), crs=GEOGRAPHIC
        )

    def read_table(self, name):
        if name == "crossings":
            return store_crossings(self.crossings, None)
        river, area = LineString([(-1000, 0), (1000, 0)]), box(-1000, -1000, 1000, 1000)
        parts = {"part": ["study_area", "divide"]}
        return gpd.GeoDataFrame(parts, geometry=to_degrees([area, river]).tolist(), crs=GEOGRAPHIC)


def overture(**things):
    return Drawn(SourceKind.OVERTURE, **things)


def crossing(name, x, *ways, kind=CrossingKind.ROAD, **tags):
    shape = to_degrees([LineString([(x, -50), (x, 50)])])[0]
    return Crossing(name, {}, kind, shape, tuple(CrossingWay(way, tags) for way in ways))


@pytest.fixture(autouse=True)
def store_without_a_day(monkeypatch):
    """Crossings of these tests have no state on a day."""
    monkeypatch.setattr("geodata.crossings.crossing.Crossing.status", lambda _self, _day: None)


def list_only(one, other, **how):
    found = compare_sources(one, other, **how).found
    return sorted(zip(found["kind"], found["only_in"], found["id"], strict=True))


def count(one, other, kind):
    return next(a for a in compare_sources(one, other).agreements if a.kind == kind)


ROAD = LineString([(0, 100), (200, 100)])
HOUSE = box(0, 200, 10, 210)


def test_two_sources_that_know_the_same_differ_in_nothing():
    things = {
        "roads": [row("way", 1, ROAD, highway="residential")],
        "buildings": [row("way", 2, HOUSE, building="yes")],
        "crossings": [crossing("main", 0, "way/3")],
    }
    found = compare_sources(Drawn(**things), overture(**things))
    assert found.found.empty
    assert [(a.in_one, a.in_other, a.by_id, a.by_place) for a in found.agreements] == [
        (1, 1, 1, 0)
    ] * 3
    assert found.sources == ("OpenStreetMap", "Overture Maps")
    assert json.dumps(found.to_dict(), allow_nan=False)


def test_what_one_alone_knows_is_told_with_ids_and_distances():
    one = Drawn(roads=[row("way", 1, ROAD, highway="residential")])
    gers = {"overture:id": "abc-1", "overture:confidence": "0.9"}
    far = translate(ROAD, 0, 60)
    other = overture(roads=[row("way", MADE, far, highway="service", **gers)])
    found = compare_sources(one, other).found.set_index("only_in")
    assert found["id"].to_dict() == {"OpenStreetMap": "way/1", "Overture Maps": f"way/{MADE}"}
    assert found.loc["Overture Maps", "overture_id"] == "abc-1"
    assert found.loc["Overture Maps", "what"] == "service"
    assert found["nearest_m"].tolist() == pytest.approx([60, 60], abs=0.2)
    assert found.loc["OpenStreetMap", "from_river_m"] == pytest.approx(100, abs=0.2)
    assert found.loc["OpenStreetMap", "length_m"] == pytest.approx(200, abs=0.5)
    assert found["attribution"].to_dict() == {
        "OpenStreetMap": "© file",
        "Overture Maps": "© overture",
    }


@pytest.mark.parametrize(("apart_m", "is_known"), [(0, True), (8, True), (15, False)])
def test_a_street_without_an_id_in_common_is_known_by_its_place(apart_m, is_known):
    moved = translate(ROAD, 0, apart_m)
    one = Drawn(roads=[row("way", 1, ROAD, highway="residential")])
    other = overture(roads=[row("way", MADE, moved, highway="residential")])
    assert (list_only(one, other) == []) is is_known


def test_a_footway_along_a_road_is_not_taken_for_the_road():
    #   ──────────  road, in both by id
    #   ╌╌╌╌╌╌╌╌╌╌  footway 5 m beside it, in one alone
    road = row("way", 1, ROAD, highway="primary")
    footway = row("way", 2, translate(ROAD, 0, 5), highway="footway")
    assert list_only(Drawn(roads=[road, footway]), overture(roads=[road])) == [
        ("streets", "OpenStreetMap", "way/2")
    ]


def test_a_way_that_was_split_since_is_known_as_it_lies_on_the_other():
    half = LineString([(100, 100), (200, 100)])
    one = Drawn(roads=[row("way", 1, ROAD, highway="primary")])
    parts = [row("way", 1, LineString([(0, 100), (100, 100)])), row("way", 9, half)]
    assert list_only(one, overture(roads=parts)) == []


def test_a_part_with_a_made_number_is_known_by_the_way_it_is_made_of():
    one = Drawn(roads=[row("way", 1, ROAD, highway="primary")])
    elsewhere = translate(ROAD, 0, 300)
    part = row("way", MADE, elsewhere, **{"overture:source": "way/1"})
    assert list_only(one, overture(roads=[part])) == []


@pytest.mark.parametrize(("shift_m", "is_known"), [(0, True), (5, True), (8, False), (20, False)])
def test_homes_are_known_by_what_they_lie_on(shift_m, is_known):
    moved = translate(HOUSE, shift_m, 0)
    one = Drawn(buildings=[row("way", 1, HOUSE, building="yes")])
    other = overture(buildings=[row("way", MADE, moved, building="house")])
    assert (list_only(one, other) == []) is is_known


def test_a_row_of_houses_is_known_where_the_other_has_one_long_house():
    houses = [row("way", at, translate(HOUSE, at * 10), building="house") for at in range(5)]
    long = row("way", MADE, box(0, 200, 50, 210), building="yes")
    assert list_only(Drawn(buildings=houses), overture(buildings=[long])) == []


def test_garages_and_schools_are_no_homes():
    one = Drawn(
        buildings=[row("way", 1, HOUSE, building="garage"), row("way", 2, HOUSE, building="school")]
    )
    assert count(one, overture(), "homes").in_one == 0


def test_crossings_are_known_within_thirty_metres_and_for_the_same_use():
    one = Drawn(crossings=[crossing("a", 0, "way/1"), crossing("b", 500, "way/2")])
    pipe = crossing("d", 500, f"way/{MADE + 1}", kind=CrossingKind.PIPE)
    other = overture(crossings=[crossing("c", 20, f"way/{MADE}"), pipe])
    assert list_only(one, other) == [
        ("crossings", "OpenStreetMap", "b"), ("crossings", "Overture Maps", "d"),
    ]  # fmt: skip


def test_a_crossing_that_only_the_registry_knows_is_of_no_source():
    former = Crossing("old", {}, CrossingKind.FOOT, to_degrees([shapely.Point(0, 0)])[0])
    assert list_only(Drawn(crossings=[former]), overture()) == []


def test_only_what_is_near_the_river_is_compared():
    far = row("way", 1, LineString([(0, 400), (200, 400)]), highway="residential")
    one = Drawn(roads=[far])
    assert list_only(one, overture(), within_m=300) == []
    assert len(list_only(one, overture(), within_m=450)) == 1


def test_a_source_without_anything_is_compared_too():
    found = compare_sources(Drawn(roads=[row("way", 1, ROAD)]), overture())
    assert np.isnan(found.found["nearest_m"]).all()
    assert found.to_dict()["only"][0]["nearest_m"] is None
    assert compare_sources(Drawn(), overture()).found.empty


def test_two_snapshots_of_one_source_are_told_apart_by_their_names():
    assert compare_sources(Drawn(), Drawn()).sources[0] == "OpenStreetMap (snapshot-file)"


def test_two_cities_are_not_compared():
    with pytest.raises(SnapshotError, match="compare two of one city"):
        compare_sources(Drawn(), overture(city="elsewhere"))


def test_a_building_that_crosses_itself_does_not_break_it():
    bow = Polygon([(0, 200), (10, 210), (10, 200), (0, 210), (0, 200)])
    one = Drawn(buildings=[row("way", 1, bow, building="yes")])
    other = overture(buildings=[row("way", MADE, HOUSE, building="yes")])
    assert count(one, other, "homes").by_place == 1
