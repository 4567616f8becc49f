"""The command on two sources: a table for people, a layer for mappers, JSON for programs."""

import json
import shutil

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from geodata.cities.profile import load_city
from pipelines.build import build
from pipelines.pull import pull
from tests.overture.maker import make_overture, write_rows
from tests.pipelines.little_city import draw_city, write_profile


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Profile, data folder from OpenStreetMap, and Overture's files without the footway."""
    folder = tmp_path_factory.mktemp("witness")
    profile, osm = write_profile(folder), draw_city(folder / "little.osm")
    city = load_city(str(profile))
    build(city, str(osm), folder / "data")
    release = make_overture(osm, pull(city, str(osm), folder / "work"), folder)
    path = next(release.rglob("type=segment/*.parquet"))
    rows = [row for row in pq.read_table(path).to_pylist() if row["class"] != "footway"]
    write_rows(release, "segment", rows)
    build(city, f"overture:{release}", folder / "other")
    return profile, folder / "data", release


@pytest.fixture
def asked(sources):
    _, data, _ = sources
    return "witness", "--data", data, "--other", data.with_name("other")


def test_a_table_says_what_only_one_source_knows_and_judges_nothing(uramost, sources):
    profile, data, release = sources
    source = ("--source", f"overture:{release}", "--city", profile)
    outcome = uramost("witness", "--data", data, *source)
    assert outcome.code == 0, outcome.err
    assert "Streets only in OpenStreetMap" in outcome.out
    assert "way/21" in outcome.out
    assert "only in Overture Maps" in outcome.out
    assert "Neither source is taken for the right one" in outcome.out
    assert "Overture Maps Foundation, ODbL" in outcome.out
    for word in ("wrong", "error", "missing", "correct"):
        assert word not in outcome.out.lower()


@pytest.mark.parametrize("name", ["only.geojson", "only.GPKG"])
def test_a_layer_for_mappers_says_whose_each_row_is(name, uramost, asked, tmp_path):
    path = tmp_path / name
    outcome = uramost(*asked, "--out", path)
    assert outcome.code == 0, outcome.err
    layer = gpd.read_file(path)
    assert layer["id"].tolist() == ["way/21"]
    assert layer["only_in"].tolist() == ["OpenStreetMap"]
    assert layer["attribution"].tolist() == ["© OpenStreetMap contributors, ODbL"]
    assert layer["licence"].str.contains("odbl").all()
    assert layer.geometry.geom_type.tolist() == ["LineString"]


def test_json_has_the_counts_and_the_list(uramost, asked):
    found = json.loads(uramost(*asked, "--json").out)
    assert [one["kind"] for one in found["agreements"]] == ["crossings", "streets", "homes"]
    assert [one["id"] for one in found["only"]] == ["way/21"]
    assert found["sources"] == ["OpenStreetMap", "Overture Maps"]


def test_a_folder_of_the_same_snapshots_agrees_with_itself(uramost, sources):
    _, data, _ = sources
    found = json.loads(uramost("witness", "--data", data, "--other", data, "--json").out)
    assert found["only"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "give either --other DIR or --source"),
        (("--other", "x", "--source", "overture:x"), "give either --other DIR or --source"),
        (("--other", "x", "--out", "x.shp"), "ends neither in .geojson nor in .gpkg"),
        (("--source", "overture:x"), "name it with --city"),
        (("--other", "nowhere"), "holds no snapshot yet"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(more, said, uramost, sources, tmp_path):
    _, data, _ = sources
    outcome = uramost("witness", "--data", data, *more)
    assert outcome.code != 0
    plain = " ".join(outcome.err.replace("│", " ").split())
    assert said in plain
    assert "Traceback" not in outcome.err


def test_a_layer_that_cannot_be_written_is_told(uramost, asked, tmp_path):
    outcome = uramost(*asked, "--out", tmp_path / "nowhere" / "only.gpkg")
    assert outcome.code == 1
    assert len(outcome.complaints) == 1


def test_files_of_another_schema_are_refused_by_both_commands(uramost, sources, tmp_path):
    profile, data, release = sources
    broken = shutil.copytree(release, tmp_path / "broken")
    path = next(broken.rglob("type=segment/*.parquet"))
    pq.write_table(pq.read_table(path).drop_columns("connectors"), path)
    source = ("--source", f"overture:{broken}", "--city", profile)
    for command in (("witness", "--data", data), ("build", "--data", tmp_path / "new")):
        outcome = uramost(*command, *source)
        assert outcome.code == 1
        assert "is not of Overture's schema v1.18" in outcome.complaints[0]
        assert len(outcome.complaints) == 1
