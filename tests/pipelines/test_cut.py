"""Cut: what divides the city is found among the features, or drawn by its profile."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, box

from geodata.cities.dividing_ways import DividingWays
from geodata.cities.profile import Bank, City, DivideSpec
from geodata.crs import GEOGRAPHIC, project
from geodata.errors import CrsError, DivideError
from pipelines.cut import describe_divide, find_divide, tabulate_banks
from pipelines.dividing_ways import leave_out_dividing
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


@pytest.mark.parametrize("kind", ["stream", "drain", "tidal_channel"])
def test_a_stream_of_the_rivers_name_is_not_the_divide_and_is_named(kind):
    with pytest.raises(
        DivideError, match=rf"named Donau .*\(found: {kind}: Donau\); .*draw a line"
    ):
        find_divide(make_river({"name": "Donau", "waterway": kind}), make_city("Donau"), AREA)


@pytest.mark.parametrize("tags", [{"natural": "water"}, {"waterway": "riverbank"}])
def test_an_area_of_the_rivers_name_is_not_the_divide_and_is_named(tags):
    features = make_frame(("way/1", {"name:de": "Donau"} | tags, WATER))
    with pytest.raises(DivideError, match=r"\(found: water area: Donau\); .*draw a line"):
        find_divide(features, make_city("Donau"), AREA)


def test_without_any_named_water_that_is_said():
    with pytest.raises(DivideError, match="found: none with a name"):
        find_divide(make_river({}), make_city("Donau"), AREA)


@pytest.mark.parametrize(
    ("mapped", "wanted"),
    [
        ("Ibe\u0308r", "Ib\u00ebr"),
        ("Ib\u00ebr", "Ibe\u0308r"),
        ("Đetinja", "ĐETINJA"),
        ("Valira d’Orient", "Valira d'Orient"),
        ("Sankt\u00a0Johann", " Sankt  Johann"),
        ("Ⅱ. Kanal", "II. Kanal"),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(mapped, wanted):
    assert find_divide(make_river({"name": mapped}), make_city(wanted), AREA)


@pytest.mark.parametrize("other", ["Iber", "Ibar", "Ibër i Vogël"])
def test_a_name_of_other_letters_is_another_river(other):
    with pytest.raises(DivideError, match=f"found: river: {other}"):
        find_divide(make_river({"name": other}), make_city("Ibër"), AREA)


@pytest.mark.parametrize(
    "key", ["name:hu", "name:sr-Latn", "alt_name", "old_name:de", "int_name", "official_name"]
)
def test_any_name_that_people_give_a_river_counts(key):
    assert find_divide(make_river({"name": "Fluss", key: "Duna; Donau"}), make_city("Donau"), AREA)


@pytest.mark.parametrize("key", ["name:etymology", "destination", "name:etymology:wikidata"])
def test_what_a_canal_is_named_after_is_not_its_name(key):
    with pytest.raises(DivideError, match="found: river: Kanal"):
        find_divide(make_river({"name": "Kanal", key: "Donau"}), make_city("Donau"), AREA)


def test_a_river_that_is_a_scribble_is_refused_at_once():
    places = np.random.default_rng(1).random((400, 2)) * 100
    scraps = [LineString(part) for part in np.split(places, 20)]
    rows = [
        (f"way/{n}", {"waterway": "river", "name": "Donau"}, one) for n, one in enumerate(scraps)
    ]
    with pytest.raises(DivideError, match="crosses itself more than 1,000 times"):
        find_divide(make_frame(*rows), make_city("Donau"), AREA)


def test_without_a_river_of_that_name_the_others_are_listed():
    names = [*"IHGFEDCBA", "B"]
    rivers = [("way/1", {"waterway": "river", "name": name}, RIVER) for name in names]
    with pytest.raises(DivideError) as error:
        find_divide(make_frame(*rivers), make_city("Donau", "Duna"), AREA)
    assert str(error.value) == (
        "no river or canal named Donau or Duna in the study area "
        "(found: river: A, B, C, D, E, F, G, H …); name another, or draw a line (divide.line)"
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


def make_divided(**ways):
    banks = (Bank(id=side, name={"en": side}) for side in ("north", "south"))
    divide = DivideSpec(*banks, ways=DividingWays(**ways))
    area = box(15, 48, 15.01, 48.01)
    return City(id="town", name={"en": "Town"}, study_area=area, divide=divide, crs=METRIC)


RAILS = make_frame(
    ("way/1", {"railway": "rail"}, RIVER),
    ("way/2", {"railway": "tram", "name": "Tram"}, LineString([(-10, 20), (110, 20)])),
    ("way/3", {"natural": "water"}, WATER),
)


@pytest.mark.parametrize(
    ("ways", "y"),
    [
        ({"tags": {"railway": ("rail",)}}, 50),
        ({"tags": {"railway": ("*",)}, "names": ("TRAM",)}, 20),
        ({"tags": {"railway": ("rail", "tram")}, "ids": ("way/2",)}, 20),
    ],
)
def test_a_railway_divides_by_its_tags_names_or_ids_and_has_no_water(ways, y):
    divide = find_divide(RAILS, make_divided(**ways), AREA)
    assert divide.left.equals(box(0, y, 100, 100))
    assert divide.water.is_empty


def test_a_border_divides_by_the_outline_of_its_area_whose_inside_is_left():
    border = {"boundary": "administrative", "name": "Upper"}
    features = make_frame(("relation/1", border, box(-50, 50, 150, 150)))
    divide = find_divide(features, make_divided(tags={"boundary": ("administrative",)}), AREA)
    assert divide.left.equals(box(0, 50, 100, 100))


def test_a_railway_that_is_not_there_is_named_with_those_that_are():
    wanted = make_divided(tags={"railway": ("*",)}, names=("Metro",))
    with pytest.raises(DivideError, match=r"way of railway=\* named Metro .*\(found: Tram\)"):
        find_divide(RAILS, wanted, AREA)


def test_notes_say_what_the_pages_mean_by_the_river():
    city = make_divided(tags={"railway": ("rail",)})
    (note,) = describe_divide(find_divide(RAILS, city, AREA), RAILS, city)
    assert note.startswith("What divides this city is a railway")


def test_other_tracks_carry_nobody_over_a_railway():
    city = make_divided(tags={"railway": ("rail",)})
    siding = ("way/4", {"railway": "rail", "service": "siding"}, LineString([(0, 40), (90, 60)]))
    road = ("way/5", {"highway": "primary"}, LineString([(50, 20), (50, 80)]))
    features = make_frame(("way/1", {"railway": "rail"}, RIVER), siding, road)
    assert leave_out_dividing(features, city.divide)["id"].tolist() == [5]
