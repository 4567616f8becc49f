"""What every file of a city shares: positions, geometries, ids and paths."""

import pytest
import shapely
from pydantic.dataclasses import dataclass

from geodata.cities.geojson_files import read_geojson, read_geometry
from geodata.cities.records import (
    STRICT_RECORD,
    FilePath,
    LonLat,
    check_record,
    check_unique_ids,
    read_toml,
)
from geodata.errors import CityFileError


@dataclass(frozen=True, config=STRICT_RECORD)
class Entry:
    id: str
    point: LonLat = (0.0, 0.0)
    file: FilePath | None = None


def test_positions_are_lon_lat_in_degrees(tmp_path):
    path = tmp_path / "entries.toml"
    assert check_record({"id": "a", "point": [20.8, 42.9]}, Entry, path).point == (20.8, 42.9)
    for point in ([42.9, 120.8], [200, 0], [20.8]):
        with pytest.raises(CityFileError, match=r"entries\.toml: point"):
            check_record({"id": "a", "point": point}, Entry, path)


def test_a_document_that_is_no_table_is_refused(tmp_path):
    with pytest.raises(CityFileError, match=r"entries\.toml: the document: "):
        check_record([], Entry, tmp_path / "entries.toml")


def test_paths_are_relative_to_the_file_that_names_them(tmp_path):
    entry = check_record({"id": "a", "file": "../b"}, Entry, tmp_path / "sub" / "entries.toml")
    assert entry.file == tmp_path / "b"


def test_an_id_that_comes_twice_is_named():
    check_unique_ids([Entry("a"), Entry("b")])
    with pytest.raises(ValueError, match="'b' comes twice"):
        check_unique_ids([Entry("a"), Entry("b"), Entry("b")])


def test_a_geometry_is_a_geojson_object():
    line = {"type": "LineString", "coordinates": [[20.8, 42.9], [20.9, 42.9]]}
    assert read_geometry(line).equals(shapely.LineString([(20.8, 42.9), (20.9, 42.9)]))
    assert read_geometry(None) is None
    point = shapely.Point(1, 2)
    assert read_geometry(point) is point


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("POINT (1 2)", "no GeoJSON geometry"),
        ({"type": "Circle", "coordinates": [1, 2]}, "no GeoJSON geometry"),
        ({"type": "Point"}, "no GeoJSON geometry"),
        ({"coordinates": [1, 2]}, "no GeoJSON geometry"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "no GeoJSON geometry"),
        ({"type": "Point", "coordinates": []}, "empty or not valid"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "valid"),
        ({"type": "Point", "coordinates": [42, 95]}, "lon, lat"),
        ({"type": "Point", "coordinates": [500_000, 4_700_000]}, "lon, lat"),
    ],
)
def test_what_is_no_geometry_in_degrees_is_refused(value, reason):
    with pytest.raises(ValueError, match=reason):
        read_geometry(value)


def test_geojson_members_keep_their_order(tmp_path):
    path = tmp_path / "lines.geojson"
    path.write_text(
        '{"type": "GeometryCollection", "geometries": ['
        '{"type": "Point", "coordinates": [2, 0]}, {"type": "Point", "coordinates": [1, 0]}]}'
    )
    assert [point.x for point in read_geojson(path)] == [2, 1]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"type": "Point"', b"\xff", b'{"type": [], "x": 1}']
)
def test_what_is_no_geojson_is_refused_with_its_path(tmp_path, content):
    path = tmp_path / "area.geojson"
    path.write_bytes(content)
    with pytest.raises(CityFileError, match=r"area\.geojson: is not valid GeoJSON"):
        read_geojson(path)


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "Point", "coordinates": ["a", "b"]}',
        '{"type": "Point", "coordinates": {"lon": 1}}',
        f'{{"type": "Point", "coordinates": [1{"0" * 400}, 2]}}',
        '{"type": "Point", "coordinates": [[[[1]]]]}',
        '{"type": "LineString", "coordinates": [[1, 2], [1, null]]}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3]]]}',
        '{"type": "MultiPolygon", "coordinates": [1]}',
        '{"type": "Feature"}',
        '{"type": "Feature", "geometry": []}',
        '{"type": "Feature", "geometry": null}',
        '{"type": "FeatureCollection", "features": null}',
        '{"type": "FeatureCollection", "features": {"a": 1}}',
        '{"type": "FeatureCollection", "features": [1]}',
        '{"type": "FeatureCollection", "features": [null]}',
        '{"type": "Topology", "objects": {}}',
        "[" * 100_000,
        '{"type": "GeometryCollection", "geometries": [' * 50_000 + "]}" * 50_000,
    ],
)
def test_malformed_geojson_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "area.geojson"
    path.write_text(content)
    with pytest.raises(CityFileError, match=r"area\.geojson: is not valid GeoJSON") as caught:
        read_geojson(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 300


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "Point", "coordinates": [1, NaN]}',
        '{"type": "Point", "coordinates": [1e999, 1]}',
        '{"type": "Point", "coordinates": null}',
        '{"type": "MultiPolygon", "coordinates": [[]]}',
        '{"type": "FeatureCollection", "features": []}',
    ],
)
def test_a_geometry_without_places_is_refused(tmp_path, content):
    path = tmp_path / "area.geojson"
    path.write_text(content)
    with pytest.raises(CityFileError, match=r"area\.geojson: has no valid geometry"):
        read_geojson(path)


def test_features_without_a_geometry_are_passed_over(tmp_path):
    path = tmp_path / "area.geojson"
    null, point = (
        '{"type": "Feature", "geometry": null}',
        '{"type": "Point", "coordinates": [1, 2]}',
    )
    inner = f'{{"type": "FeatureCollection", "features": [{null}, {{"type": "Feature", "geometry": '
    path.write_text(f'{inner}{{"type": "GeometryCollection", "geometries": [{point}]}}}}]}}')
    assert read_geojson(path) == [shapely.Point(1, 2)]


def test_a_byte_order_mark_before_geojson_does_no_harm(tmp_path):
    path = tmp_path / "area.geojson"
    path.write_text('{"type": "Point", "coordinates": [1, 2]}', encoding="utf-8-sig")
    assert read_geojson(path) == [shapely.Point(1, 2)]


def test_a_byte_order_mark_before_toml_does_no_harm(tmp_path):
    path = tmp_path / "entry.toml"
    path.write_text('id = "a"', encoding="utf-8-sig")
    assert read_toml(path, Entry) == Entry("a")


@pytest.mark.parametrize(
    "content",
    [
        "id = " + "[" * 100_000 + "]" * 100_000,
        "id = " + "{a = " * 100_000 + "1" + "}" * 100_000,
        "a" + ".a" * 100_000 + " = 1",
        "[a" + ".'a'" * 100_000 + "]",
        "id = { a" + " . a" * 100_000 + " = 1 }",
    ],
    ids=["lists", "tables", "key", "header", "key in a table"],
)
def test_toml_nested_too_deep_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "entry.toml"
    path.write_text(content)
    with pytest.raises(CityFileError, match=r"entry\.toml: is nested too deep$"):
        read_toml(path, Entry)


def test_a_text_with_many_dots_is_no_long_key(tmp_path):
    path = tmp_path / "entry.toml"
    path.write_text(f'id = "{"." * 2_000}"')
    assert len(read_toml(path, Entry).id) == 2_000


def test_a_file_of_unlikely_size_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.cities.text_files.LARGEST_FILE_BYTES", 10)
    path = tmp_path / "entry.toml"
    path.write_text('id = "a long one"')
    with pytest.raises(CityFileError, match=r"entry\.toml: is too large"):
        read_toml(path, Entry)
