"""Cut: what divides the city is found among the features, or drawn by its profile."""

import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, box

from geodata.city import Bank, City, DivideSpec
from geodata.crs import GEOGRAPHIC, project
from geodata.errors import CrsError, DivideError
from pipelines.cut import find_divide, tabulate_banks
from tests.pipelines.frames import METRIC, make_frame, unchanged

AREA = box(0, 0, 100, 100)
RIVER = LineString([(-10, 50), (110, 50)])
WATER = box(-10, 45, 110, 55)


def make_city(*waterways, line=None):
    banks = (Bank(id=side, name={"en": side}) for side in ("north", "south"))
    divide = DivideSpec(*banks, waterways=waterways, line=line)
    area = box(15, 48, 15.01, 48.01)
    return City(id="town", name={"en": "Town"}, study_area=area, divide=divide, crs=METRIC)


def make_river(tags, geometry=RIVER):
    return make_frame(("way/1", {"waterway": "river"} | tags, geometry))


@pytest.mark.parametrize(
    "tags",
    [
        {"name": "Donau"},
        {"name": "Duna", "name:sr": "Donau"},
        {"name:en": "Donau"},
        {"waterway": "canal", "name": "Donau"},
    ],
)
def test_a_river_or_canal_divides_by_any_of_its_names(tags):
    features = make_river(tags)
    with unchanged(features):
        divide = find_divide(features, make_city("Ibar", "Donau"), AREA)
    assert (divide.left_id, divide.right_id) == ("north", "south")
    assert divide.left.equals(box(0, 50, 100, 100))
    assert divide.right.equals(box(0, 0, 100, 50))


@pytest.mark.parametrize("tags", [{"waterway": "stream"}, {"waterway": "riverbank"}])
def test_a_stream_of_the_rivers_name_is_not_the_divide(tags):
    with pytest.raises(DivideError, match="none with a name"):
        find_divide(make_river({"name": "Donau"} | tags), make_city("Donau"), AREA)


def test_an_area_of_the_rivers_name_is_not_the_divide():
    with pytest.raises(DivideError, match="no river or canal named Donau"):
        find_divide(make_river({"name": "Donau"}, WATER), make_city("Donau"), AREA)


def test_without_a_river_of_that_name_the_others_are_listed():
    names = [*"IHGFEDCBA", "B"]
    rivers = [("way/1", {"waterway": "river", "name": name}, RIVER) for name in names]
    with pytest.raises(DivideError) as error:
        find_divide(make_frame(*rivers), make_city("Donau", "Duna"), AREA)
    assert str(error.value) == (
        "no river or canal named Donau or Duna in the study area (found: A, B, C, D, E, F, G, H)"
    )


def test_a_line_of_the_profile_divides_where_there_is_no_river():
    wall = project(MultiLineString([[(50, 110), (50, -10)]]), METRIC, GEOGRAPHIC)
    divide = find_divide(make_frame(), make_city(line=wall), AREA)
    assert divide.left.symmetric_difference(box(50, 0, 100, 100)).area == pytest.approx(0, abs=1)
    assert divide.water.is_empty


@pytest.mark.parametrize("tags", [{"natural": "water"}, {"waterway": "riverbank"}])
def test_the_water_that_the_river_runs_through_is_the_rivers(tags):
    rows = [
        ("way/1", {"waterway": "river", "name": "Donau"}, RIVER),
        ("way/2", tags, WATER),
        ("way/3", tags, box(0, 80, 10, 90)),
        ("way/4", tags, LineString([(0, 40), (100, 60)])),
        ("way/5", {"landuse": "grass"}, box(0, 40, 100, 60)),
    ]
    divide = find_divide(make_frame(*rows), make_city("Donau"), AREA)
    assert divide.water.equals(WATER)


def test_features_in_degrees_are_refused():
    features = make_river({"name": "Donau"}).set_crs(GEOGRAPHIC, allow_override=True)
    with pytest.raises(CrsError, match="expected coordinates in EPSG:32633, got EPSG:4326"):
        find_divide(features, make_city("Donau"), AREA)


def test_the_banks_fill_a_table_in_degrees():
    divide = find_divide(make_river({"name": "Donau"}), make_city("Donau"), AREA)
    table = tabulate_banks(divide, METRIC)
    assert table.crs == GEOGRAPHIC
    assert list(table["part"]) == ["study_area", "left", "right", "water", "divide"]
    assert list(table["side"][1:3]) == ["north", "south"]
    assert table["side"].isna().sum() == 3
    area, left, right, _, line = table.to_crs(METRIC).geometry
    assert shapely.hausdorff_distance(left.union(right), area) < 1e-3
    assert line.length == pytest.approx(100)
