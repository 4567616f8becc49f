"""``uramost export``: files for GIS programs from the command line."""

import json

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geodata.exports.oc4ids_model import read_package
from geodata.fields import TABLE_FIELDS
from geodata.snapshot.store import open_snapshot


@pytest.fixture
def export(sample_data, uramost, tmp_path, monkeypatch):
    """Export the sample, on a wide terminal and in an empty folder."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return uramost("export", "--data", sample_data, *arguments)

    return run


def list_files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_without_more_words_a_city_is_one_geopackage_here(export, sample_data, tmp_path):
    outcome = export()
    assert outcome.code == 0, outcome.err
    assert list_files(tmp_path) == ["mitrovica.gpkg"]
    names = {name for name, _ in pyogrio.list_layers(tmp_path / "mitrovica.gpkg")}
    assert names == {*open_snapshot(sample_data).layer_names, *TABLE_FIELDS, "layer_styles"}
    assert "mitrovica.gpkg" in outcome.out
    assert "OpenStreetMap contributors" in outcome.out
    assert "roads (1 of" in outcome.err


def test_the_end_of_the_name_says_the_format(export, sample_data, tmp_path):
    assert export("--layer", "roads", "--out", tmp_path / "ways.fgb").code == 0
    assert (
        len(gpd.read_file(tmp_path / "ways.fgb"))
        == open_snapshot(sample_data).manifest.counts["roads"]
    )


def test_several_layers_are_a_file_each_unless_the_format_holds_many(export, tmp_path):
    two = ("--layer", "roads", "--layer", "crossings")
    assert export(*two, "--format", "csv").code == 0
    assert list_files(tmp_path) == ["mitrovica-crossings.csv", "mitrovica-roads.csv"]
    assert len(pd.read_csv(tmp_path / "mitrovica-crossings.csv")) == 10
    assert export(*two, "--out", tmp_path / "two.gpkg").code == 0
    names = [name for name, _ in pyogrio.list_layers(tmp_path / "two.gpkg")]
    assert names == ["roads", "crossings", "layer_styles"]


def test_a_box_leaves_out_what_it_does_not_touch(export, sample_data, tmp_path):
    assert (
        export(
            "--layer", "buildings", "--format", "parquet", "--bbox", "20.86,42.88,20.87,42.89"
        ).code
        == 0
    )
    found = gpd.read_parquet(tmp_path / "mitrovica-buildings.parquet")
    everything = open_snapshot(sample_data).read_layer("buildings")
    assert 0 < len(found) < len(everything)
    assert len(found) == len(everything.cx[20.86:20.87, 42.88:42.89])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--layer", "unicorns"), "there is no layer 'unicorns' (there is: roads"),
        (("--bbox", "1,2,3"), "--bbox: should be four numbers"),
        (("--out", "ways.shp"), "--out: ways.shp ends in no known format (geojson"),
        (("--out", "nowhere/x.gpkg"), "--out: there is no folder nowhere"),
        (("--layer", "roads", "--format", "csv", "--out", "x.fgb"), "x.fgb should end in .csv"),
        (("--format", "csv", "--out", "missing"), "--out: there is no folder missing"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(export, tmp_path, arguments, said):
    outcome = export(*arguments)
    assert outcome.code == 1
    assert said in outcome.err
    assert list_files(tmp_path) == []


def test_a_file_that_is_there_is_replaced_whole(export, tmp_path):
    path = tmp_path / "ways.csv"
    path.write_text("old")
    assert export("--layer", "roads", "--out", path).code == 0
    assert path.read_text(encoding="utf-8").startswith("element,id,layer")
    assert list_files(tmp_path) == ["ways.csv"]


@pytest.mark.parametrize("language", ["en", "sr-Cyrl"])
def test_projects_are_exported_in_oc4ids_without_a_server(export, tmp_path, language):
    out = tmp_path / "projects.oc4ids.json"
    assert export("--out", out, "--lang", language).code == 0
    package = json.loads(out.read_text(encoding="utf-8"))
    read_package(package)
    assert package["uri"].startswith("urn:uuid:")
    assert {one["language"] for one in package["projects"]} == {language}
    assert list_files(tmp_path) == [out.name]


@pytest.mark.parametrize("arguments", [["--layer", "roads"], ["--bbox", "20.8,42.8,20.9,43"]])
def test_a_file_of_projects_holds_nothing_else(export, tmp_path, arguments):
    outcome = export("--out", tmp_path / "p.oc4ids.json", *arguments)
    assert outcome.code == 1
    assert "holds all projects, and nothing else" in outcome.err
    assert list_files(tmp_path) == []
