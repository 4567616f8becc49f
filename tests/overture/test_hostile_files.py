"""Files of another schema, and broken ones, are refused in one sentence that says the way out."""

import dataclasses
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geodata.cities.profile import load_city
from geodata.errors import SourceError
from pipelines.overture import files as overture_files
from pipelines.overture import gather
from pipelines.overture.schema import check_schema
from pipelines.pull import pull
from tests.overture.columns import COLUMNS
from tests.overture.maker import find_file, write_table


def change(release, kind, how):
    path = find_file(release, kind)
    write_table(release, kind, how(pq.read_table(path)))
    return path


def refuse(city, release, tmp_path):
    with pytest.raises(SourceError) as caught:
        pull(city, f"overture:{release}", tmp_path / "work")
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize("kind", ["segment", "building", "water", "place"])
def test_a_column_that_lacks_is_named_with_what_is_there_instead(kind, town):
    _, release = town
    path = find_file(release, kind)
    table = pq.read_table(path)
    for column in overture_files.SCHEMA[kind]:
        write_table(release, kind, table.drop_columns(column))
        with pytest.raises(SourceError) as caught:
            check_schema(path, kind)
        said = str(caught.value)
        assert said.startswith(f"{path}: is not of Overture's schema v1.18")
        assert f"type={kind} is expected to have {column}" in said
        assert "docs/overture.md" in said


def to_text(table, column):
    """A column of structures as the text of JSON, as early releases had them."""
    at = table.schema.get_field_index(column)
    return table.set_column(at, column, pa.array(["{}"] * len(table)))


def rename(table, old, new):
    return table.rename_columns([new if name == old else name for name in table.column_names])


OLD = {
    "road as JSON": (lambda table: rename(table, "road_flags", "road"), ["road_flags", "has road"]),
    "connector_ids": (
        lambda table: rename(table, "connectors", "connector_ids"),
        ["expected to have connectors;", "has connector_ids"],
    ),
    "rules as JSON": (
        lambda table: to_text(table, "access_restrictions"),
        ["access_restrictions.access_type, access_restrictions.when"],
    ),
    "a box as text": (lambda table: to_text(table, "bbox"), ["bbox.xmin"]),
}


@pytest.mark.parametrize("name", OLD)
def test_schemas_of_earlier_releases_are_told_apart(name, town, tmp_path):
    city, release = town
    how, words = OLD[name]
    change(release, "segment", how)
    said = refuse(city, release, tmp_path)
    assert all(word in said for word in words)


def test_the_theme_of_releases_before_divisions_is_named(town, tmp_path):
    city, release = town
    (release / "theme=divisions").rename(release / "theme=admins")
    said = refuse(city, release, tmp_path)
    assert "theme=admins, of releases before July 2024" in said


def test_a_folder_without_streets_says_what_is_expected(town, tmp_path):
    city, release = town
    shutil.rmtree(release / "theme=transportation")
    assert "theme=transportation/type=segment/" in refuse(city, release, tmp_path)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("nothing", "is not there"),
        ("x" * 3000, "cannot be read"),
        ("file.parquet", "is a file"),
        ("", "has no streets"),
    ],
)
def test_a_path_that_is_no_folder_of_overture(name, fault, little, tmp_path):
    city = load_city(str(little[0]))
    (tmp_path / "file.parquet").write_bytes(b"PAR1")
    folder = tmp_path / name if name else tmp_path / "empty"
    (tmp_path / "empty").mkdir()
    assert fault in refuse(city, folder, tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_refused(share, town, tmp_path):
    city, release = town
    path = find_file(release, "building")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert str(path) in refuse(city, release, tmp_path)


def test_a_file_with_garbage_in_its_middle_is_refused(town, tmp_path):
    city, release = town
    path = find_file(release, "segment")
    content = bytearray(path.read_bytes())
    content[4:200] = bytes(196)
    path.write_bytes(content)
    assert "cannot be read" in refuse(city, release, tmp_path)


def test_another_reference_system_is_refused(town, tmp_path):
    from pyproj import CRS

    city, release = town
    table = pq.read_table(find_file(release, "segment"))
    write_table(release, "segment", table, CRS(3857).to_json_dict())
    assert "another system than longitude and latitude" in refuse(city, release, tmp_path)


@pytest.mark.parametrize("code", ["EPSG:4326", "OGC:CRS84"])
def test_longitude_and_latitude_by_either_name_are_taken(code, town, tmp_path):
    from pyproj import CRS

    city, release = town
    for kind in ("segment", "water"):
        table = pq.read_table(find_file(release, kind))
        write_table(release, kind, table, CRS(code).to_json_dict())
    assert len(pull(city, f"overture:{release}", tmp_path / "work").edges)


def test_a_parquet_file_that_is_no_geoparquet_is_refused(town, tmp_path):
    city, release = town
    path = find_file(release, "segment")
    pq.write_table(pq.read_table(path).replace_schema_metadata(None), path)
    assert "is no GeoParquet" in refuse(city, release, tmp_path)


def test_files_of_another_place_hold_nothing_in_the_area(town, tmp_path):
    city, release = town
    far = dataclasses.replace(city, study_area=shapely.box(20.8, 42.8, 20.9, 42.9))
    assert "hold nothing in the study area" in refuse(far, release, tmp_path)


WORDS = ['it\'s "most"; DROP TABLE x; --', "a*b?[c]{d}", "Ура е Ибрит", "percent %s %20 $1"]


@pytest.mark.parametrize("name", WORDS)
def test_a_path_is_a_path_whatever_is_in_it(name, little, tmp_path):
    profile, release = little
    folder = shutil.copytree(release, tmp_path / name)
    raw = pull(load_city(str(profile)), f"overture:{folder}", tmp_path / "work")
    assert len(raw.edges) > 10
    assert raw.origin.name == name
    assert raw.origin.release is None


def test_flat_files_are_taken_by_their_names(little, tmp_path):
    profile, release = little
    for path in release.rglob("*.parquet"):
        kind = path.parent.name.removeprefix("type=")
        shutil.copy(path, tmp_path / f"{kind}.parquet")
    city = load_city(str(profile))
    flat = pull(city, f"overture:{tmp_path}", tmp_path / "work")
    assert len(flat.features) == len(pull(city, f"overture:{release}", tmp_path / "work").features)


def test_an_area_that_holds_too_much_is_refused(town, tmp_path, monkeypatch):
    city, release = town
    monkeypatch.setattr(overture_files, "MOST_ROWS", 1)
    assert "choose a smaller one" in refuse(city, release, tmp_path)


def test_so_are_too_many_nodes_and_too_many_files(town, tmp_path, monkeypatch):
    city, release = town
    monkeypatch.setattr(gather, "MOST_NODES", 10)
    assert "over 10 nodes" in refuse(city, release, tmp_path)
    monkeypatch.setattr(overture_files, "MOST_FILES", 1)
    assert "at most 1 are read" in refuse(city, release, tmp_path)


def test_duckdb_reads_these_files_and_nothing_else(town, tmp_path):
    import duckdb

    _, release = town
    files = overture_files.find_files(release)
    other = tmp_path / "other.parquet"
    shutil.copy(find_file(release, "segment"), other)
    with overture_files.open_duckdb(files) as connection:
        for question in (
            f"SELECT * FROM '{other}'",
            "SELECT * FROM read_csv('/etc/passwd')",
            f"COPY (SELECT 1) TO '{tmp_path}/written.csv'",
            "INSTALL spatial",
            "SELECT * FROM 'https://127.0.0.1/x.parquet'",
            "SET enable_external_access = true",
            "SET memory_limit = '100GB'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(question)
    assert not (tmp_path / "written.csv").exists()


def test_the_maker_writes_every_column_that_is_read():
    assert all(
        COLUMNS[kind].keys() >= columns.keys() for kind, columns in overture_files.SCHEMA.items()
    )
