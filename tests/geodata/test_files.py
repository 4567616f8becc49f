"""What every file of a city shares: positions, geometries, ids and paths."""

import pytest
import shapely
from pydantic.dataclasses import dataclass

from geodata.errors import CityFileError
from geodata.files import (
    STRICT_RECORD,
    FilePath,
    LonLat,
    check_record,
    check_unique_ids,
    read_geojson,
    read_geometry,
)


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
