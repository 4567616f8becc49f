"""Profiles: what a file must and may say, and the one sentence for what is wrong with it."""

import json

import pytest
import shapely

from geodata.cities.profile import list_cities, load_city
from geodata.cities.study_area import LARGEST_AREA_M2, check_area, measure_area_m2
from geodata.errors import AreaError, CityFileError, GeodataError
from tests.geodata.cities.profiles import DIVIDE, change_head, write_profile

SQUARE = {"type": "Polygon", "coordinates": [[[20, 42], [20.1, 42], [20.1, 42.1], [20, 42]]]}


WEST = '{ id = "west", name = { en = "West" }, osm_relation = 5 }'
BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def write_geojson(folder, name, document):
    (folder / name).write_text(json.dumps(document), encoding="utf-8")


def refusal(path):
    """Load a profile that should be refused and return the one line that says why."""
    with pytest.raises(CityFileError) as caught:
        load_city(str(path))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith(f"{path}: ")
    return sentence.removeprefix(f"{path}: ")


def test_four_keys_are_enough(tmp_path):
    city = load_city(str(write_profile(tmp_path)))
    assert (city.id, city.name) == ("twin", {"en": "Twin Town"})
    assert city.study_area.bounds == (20.80, 42.85, 20.95, 42.95)
    assert [bank.id for bank in city.banks] == ["north", "south"]
    assert (city.municipality, city.population) == ((), {})
    assert {city.providers, city.crossings, city.projects, city.sample} == {None}


@pytest.mark.parametrize("key", ["id", "name", "study_area"])
def test_each_required_key_is_missed_by_name(tmp_path, key):
    path = write_profile(tmp_path, head=change_head(**{key: None}))
    assert refusal(path).startswith(f"{key}: ")


def test_the_divide_is_missed_by_name(tmp_path):
    assert refusal(write_profile(tmp_path, divide="")).startswith("divide: ")


def test_the_metric_crs_is_chosen_from_the_area_when_absent(tmp_path):
    assert load_city(str(write_profile(tmp_path))).crs == "EPSG:32634"
    southern = change_head(study_area="[-58.5, -34.7, -58.3, -34.5]")
    assert load_city(str(write_profile(tmp_path, head=southern))).crs == "EPSG:32721"
    given = change_head(crs='"EPSG:3909"')
    assert load_city(str(write_profile(tmp_path, head=given))).crs == "EPSG:3909"


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32630"])
def test_a_crs_that_makes_lengths_wrong_here_is_refused(tmp_path, crs):
    path = write_profile(tmp_path, head=change_head(crs=f'"{crs}"'))
    assert f"{crs} distorts the study area" in refusal(path)


def test_the_metric_area_is_the_study_area_in_metres(tmp_path):
    city = load_city(str(write_profile(tmp_path)))
    assert city.metric_area.area == pytest.approx(measure_area_m2(city.study_area), rel=2e-3)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('crs = "EPSG:4326"', "not projected in metres"),
        ('grids = ["EPSG:9141", "EPSG:4326"]', "not projected in metres"),
        ('crs = "EPSG:2263"', "not projected in metres"),
        ('crs = "the usual one"', "no coordinate reference system"),
        ('id = "Not A Slug"', "pattern"),
        ("id = 7", "string"),
        ("name = {}", "at least 1"),
        ('name = { english = "Twin" }', "pattern"),
        ('name = { en = "" }', "at least 1"),
        ("study_area = [20.9, 42.8, 20.8, 42.9]", "no box"),
        ("study_area = [20.8, 42.9, 20.9, 42.8]", "no box"),
        ("study_area = [20.8, 42.8, 20.8, 42.9]", "no box"),
        ("study_area = [500000, 4700000, 501000, 4701000]", "no box"),
        ("study_area = [nan, 42.8, 20.8, 42.9]", "no box"),
        ("study_area = [20.8, 42.8, inf, 42.9]", "no box"),
        ("study_area = [20, 42, 21, 43]", "too large"),
        ("study_area = [20.8, 42.8, 20.9]", "should be"),
        ('study_area = ["a", 42.8, 20.9, 42.9]', "should be"),
        ("study_area = [[20.8], 42.8, 20.9, 42.9]", "should be"),
        ("study_area = [true, 0, 1.2, 0.1]", "should be"),
        ("study_area = [2025-01-01, 0, 1, 1]", "should be"),
        ("study_area = 5", "should be"),
        ('study_area = "nowhere.geojson"', "cannot be read"),
        ("population = { nowhere = [] }", "no municipality"),
        ('colour = "red"', "is not a known key"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_key(tmp_path, line, reason):
    key, value = line.split(" = ", 1)
    path = write_profile(tmp_path, head=change_head(**{key: value}))
    sentence = refusal(path)
    assert key in sentence.split(":")[0] or key == "population"
    assert key in sentence
    assert reason in sentence


@pytest.mark.parametrize(
    ("divide", "reason"),
    [
        (DIVIDE.replace('waterways = ["Ibar"]', ""), "either waterways"),
        (DIVIDE.replace('["Ibar"]', "[]"), "either waterways"),
        (DIVIDE.replace('"south"', '"north"'), "two different ids"),
        (DIVIDE.replace('"south"', '"across"'), "none of across, river, outside"),
        (DIVIDE.replace('right = { id = "south", ', "right = { "), "right.id"),
        (DIVIDE.replace('["Ibar"]', '"Ibar"'), "divide.waterways"),
        (DIVIDE + 'line = "wall.geojson"\n', "cannot be read"),
        (DIVIDE + 'ways = { tags = { railway = "rail" } }\n', "either waterways"),
        (DIVIDE.replace('waterways = ["Ibar"]', "ways = { tags = {} }"), "ways.tags"),
        (DIVIDE.replace('waterways = ["Ibar"]', 'ways = { names = ["Ibar"] }'), "ways.tags"),
        (
            DIVIDE.replace(
                'waterways = ["Ibar"]', 'ways = { tags = { a = "b" }, ids = ["node/1"] }'
            ),
            "ways.ids",
        ),
        (DIVIDE + 'kind = "sea"\n', "divide.kind"),
    ],
)
def test_a_wrong_divide_is_named_with_file_and_key(tmp_path, divide, reason):
    sentence = refusal(write_profile(tmp_path, divide=divide))
    assert sentence.startswith("divide")
    assert reason in sentence


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ('waterways = ["Ibar"]', "river"),
        ('ways = { tags = { waterway = "stream" } }', "river"),
        ('ways = { tags = { railway = ["rail", "tram"] } }', "railway"),
        ('ways = { tags = { barrier = "*" }, names = ["Wall"] }', "wall"),
        ('ways = { tags = { boundary = "administrative" }, ids = ["relation/1"] }', "border"),
        ('ways = { tags = { highway = "motorway" } }', "road"),
        ('ways = { tags = { natural = "cliff" } }', "line"),
        ('ways = { tags = { natural = "cliff" } }\nkind = "wall"', "wall"),
    ],
)
def test_the_tags_of_what_divides_a_city_tell_its_kind(tmp_path, spec, kind):
    path = write_profile(tmp_path, divide=DIVIDE.replace('waterways = ["Ibar"]', spec))
    assert load_city(str(path)).divide.line_kind == kind


def test_a_study_area_near_a_pole_has_no_metric_crs_and_says_so(tmp_path):
    path = write_profile(tmp_path, head=change_head(study_area="[0, 84.2, 0.5, 84.5]"))
    assert "no UTM zone" in refusal(path)


@pytest.mark.parametrize("area", ["[179.9, -17, -179.9, -16.8]", '"area.geojson"'])
def test_an_area_on_both_sides_of_the_180th_meridian_is_refused_in_words(tmp_path, area):
    sides = [shapely.box(179.9, -17, 180, -16.8), shapely.box(-180, -17, -179.9, -16.8)]
    document = shapely.geometry.mapping(shapely.union_all(sides))
    write_geojson(tmp_path, "area.geojson", document)
    path = write_profile(tmp_path, head=change_head(study_area=area))
    assert "both sides of the 180th meridian" in refusal(path)


@pytest.mark.parametrize(("left", "crs"), [(179.9, "EPSG:32760"), (-180, "EPSG:32701")])
def test_an_area_on_one_side_of_the_180th_meridian_has_its_zone(tmp_path, left, crs):
    head = change_head(study_area=f"[{left}, -17, {left + 0.1}, -16.8]")
    assert load_city(str(write_profile(tmp_path, head=head))).crs == crs


def test_parts_of_an_area_that_no_zone_fits_are_refused(tmp_path):
    parts = shapely.union(shapely.box(0, 42, 0.1, 42.1), shapely.box(40, 42, 40.1, 42.1))
    write_geojson(tmp_path, "area.geojson", shapely.geometry.mapping(parts))
    path = write_profile(tmp_path, head=change_head(study_area='"area.geojson"'))
    assert "too far apart for one metric crs" in refusal(path)


def test_a_study_area_may_be_the_path_of_a_geojson_polygon(tmp_path):
    write_geojson(tmp_path, "area.geojson", {"type": "Feature", "geometry": SQUARE})
    path = write_profile(tmp_path, head=change_head(study_area='"area.geojson"'))
    assert load_city(str(path)).study_area.equals(shapely.geometry.shape(SQUARE))


def test_several_polygons_of_a_geojson_file_make_one_area(tmp_path):
    east = json.loads(json.dumps(SQUARE).replace("20", "21"))
    features = [{"type": "Feature", "geometry": one} for one in (SQUARE, east)]
    write_geojson(tmp_path, "area.geojson", {"type": "FeatureCollection", "features": features})
    path = write_profile(tmp_path, head=change_head(study_area='"area.geojson"'))
    assert load_city(str(path)).study_area.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"type": "LineString", "coordinates": [[20, 42], [20.1, 42]]}, "kind Polygon"),
        ({"type": "FeatureCollection", "features": []}, "no valid geometry"),
        ({"type": "Polygon", "coordinates": []}, "no valid geometry"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "no valid geometry",
        ),
        (
            {"type": "Polygon", "coordinates": [[[5e5, 0], [6e5, 0], [6e5, 9e5], [5e5, 0]]]},
            "[lon, lat]",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}, "too large"),
        ([1, 2], "not valid GeoJSON"),
        ({"type": "Feature", "geometry": None}, "not valid GeoJSON"),
    ],
)
def test_a_file_that_is_no_study_area_is_named_with_key_and_path(tmp_path, document, reason):
    write_geojson(tmp_path, "area.geojson", document)
    path = write_profile(tmp_path, head=change_head(study_area='"area.geojson"'))
    sentence = refusal(path)
    assert sentence.startswith("study_area: ")
    assert reason in sentence


def test_a_wall_may_divide_a_city_by_the_path_of_a_geojson_line(tmp_path):
    wall = {"type": "LineString", "coordinates": [[20.8, 42.9], [20.95, 42.9]]}
    write_geojson(tmp_path, "wall.geojson", wall)
    divide = DIVIDE.replace('waterways = ["Ibar"]', 'line = "wall.geojson"')
    city = load_city(str(write_profile(tmp_path, divide=divide)))
    assert list(city.divide.line.geoms[0].coords) == [(20.8, 42.9), (20.95, 42.9)]
    assert city.divide.waterways == ()


def test_a_wall_needs_lines(tmp_path):
    write_geojson(tmp_path, "wall.geojson", SQUARE)
    divide = DIVIDE.replace('waterways = ["Ibar"]', 'line = "wall.geojson"')
    sentence = refusal(write_profile(tmp_path, divide=divide))
    assert sentence.startswith("divide.line: ")
    assert "kind LineString" in sentence
    number = DIVIDE.replace('waterways = ["Ibar"]', "line = 7")
    assert "path of a GeoJSON file" in refusal(write_profile(tmp_path, divide=number))


def test_municipalities_have_a_relation_or_an_outline(tmp_path):
    write_geojson(tmp_path, "east.geojson", SQUARE)
    more = """
    [[municipality]]
    id = "west"
    name = { en = "West" }
    osm_relation = 5
    [[municipality]]
    id = "east"
    name = { en = "East" }
    outline = "east.geojson"
    [population]
    west = [{ value = 10, year = 2024, source = "census", certainty = "M" }]
    """
    city = load_city(str(write_profile(tmp_path, more=more)))
    assert [one.id for one in city.municipality] == ["west", "east"]
    assert city.municipality[1].outline.equals(shapely.geometry.shape(SQUARE))
    assert city.population["west"][0].value == 10


@pytest.mark.parametrize(
    ("entries", "key", "reason"),
    [
        (['{ id = "west", name = { en = "W" } }'], "municipality.0", "osm_relation or outline"),
        ([WEST, WEST], "municipality", "'west' comes twice"),
        ([WEST, '{ id = "east", osm_relation = 5 }'], "municipality.1.name", "required"),
    ],
)
def test_a_wrong_municipality_is_named_with_its_key(tmp_path, entries, key, reason):
    head = change_head(municipality=f"[{', '.join(entries)}]")
    sentence = refusal(write_profile(tmp_path, head=head))
    assert sentence.startswith(f"{key}: ")
    assert reason in sentence


def test_files_are_found_beside_the_profile(tmp_path):
    path = write_profile(tmp_path, head=change_head(providers='"sub/providers.toml"'))
    assert load_city(str(path)).providers == tmp_path / "sub/providers.toml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id = ", "not valid TOML"),
        (b"\xff\xfe\x00", "not valid TOML"),
        ("id = 'Мост'".encode("cp1251"), "not valid TOML"),
        (b"", "required"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_in_one_line(tmp_path, content, reason):
    path = tmp_path / "twin.toml"
    path.write_bytes(content)
    assert reason in refusal(path)


def test_a_missing_file_and_a_folder_are_refused_in_one_line(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "nowhere.toml")
    (tmp_path / "folder.toml").mkdir()
    assert "cannot be read" in refusal(tmp_path / "folder.toml")


@pytest.mark.parametrize("name", ["atlantis", "", "../mitrovica", "Mitrovica"])
def test_an_unknown_city_is_refused_with_the_known_ones(name):
    with pytest.raises(CityFileError, match=r"unknown city .*mitrovica"):
        load_city(name)


def test_every_bundled_profile_loads():
    assert "mitrovica" in list_cities()
    for name in list_cities():
        city = load_city(name)
        assert city.id == name
        assert check_area(city.study_area)
        assert city.sample.is_file()


@pytest.mark.parametrize("area", [shapely.Polygon(), shapely.Point(20, 42), BOW_TIE])
def test_an_area_that_is_empty_or_no_valid_polygon_is_refused(area):
    with pytest.raises(AreaError, match="empty or no valid polygon"):
        check_area(area)


def test_the_largest_area_is_50_km_wide():
    small, large = shapely.box(20, 42, 20.6, 42.44), shapely.box(20, 42, 20.62, 42.46)
    assert check_area(small) is small
    assert measure_area_m2(large) > LARGEST_AREA_M2
    with pytest.raises(AreaError, match=r"too large: 2,\d\d\d km², at most 2,500 km²"):
        check_area(large)


def test_errors_are_standard_exceptions_too():
    assert issubclass(CityFileError, ValueError)
    assert issubclass(AreaError, (ValueError, GeodataError))
