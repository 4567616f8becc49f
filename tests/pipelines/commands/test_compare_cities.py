"""``uramost cities compare``: read by people at 80 columns, and by programs as files."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest

from geodata.snapshot.folder import INDICATORS, MANIFEST
from geodata.snapshot.store import read_current_id


@pytest.fixture
def cities(sample_data, tmp_path):
    """A folder of two cities: the sample, and one built before indicators were kept."""
    shutil.copytree(sample_data, tmp_path / "new")
    shutil.copytree(sample_data, tmp_path / "old")
    folder = tmp_path / "old" / "snapshots" / read_current_id(sample_data)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"] = [one for one in manifest["files"] if one["path"] != INDICATORS]
    manifest["city"] |= {"id": "old-town", "name": {"en": "Old Town"}}
    manifest["id"] = manifest["id"].replace("-", "-0", 1)[:-1]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    (folder / INDICATORS).unlink()
    return tmp_path


@pytest.mark.parametrize("columns", ["80", "120"])
def test_it_fits_a_terminal_and_says_why_something_is_missing(
    cities, uramost, monkeypatch, columns
):
    monkeypatch.setenv("COLUMNS", columns)
    outcome = uramost("cities", "compare", cities)
    assert outcome.code == 0, outcome.err
    assert max(map(len, outcome.out.splitlines())) <= int(columns)
    said = " ".join(outcome.out.split())
    assert said.index("Mitrovica") < said.index("Old Town")
    assert "built before indicators were kept: build it again" in said
    assert "Mitrovica, Old Town: Modelled data" not in said
    assert "Mitrovica: Modelled data: do not draw conclusions about the city." in said


def test_files_are_written_and_named(cities, uramost, tmp_path):
    files = {kind: tmp_path / f"out.{kind}" for kind in ("csv", "parquet", "svg")}
    options = ("--csv", files["csv"], "--parquet", files["parquet"], "--chart", files["svg"])
    outcome = uramost("cities", "compare", cities / "new", cities / "old", *options)
    assert outcome.code == 0, outcome.err
    assert [line for line in outcome.out.splitlines() if line.startswith("wrote ")] == [
        f"wrote {one}" for one in files.values()
    ]
    assert pd.read_csv(files["csv"])["city"].tolist() == ["mitrovica", "old-town"]
    areas = gpd.read_parquet(files["parquet"]).to_crs("EPSG:32634").area
    assert (areas > 1_000_000).all()
    assert files["svg"].read_text().startswith("<?xml")


def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_compared(cities, uramost):
    (cities / "broken").mkdir()
    (cities / "broken" / "CURRENT").write_text("nonsense")
    outcome = uramost("cities", "compare", cities)
    assert outcome.code == 0
    assert "Left out" in outcome.err
    assert "broken" in outcome.err
    assert "Mitrovica" in outcome.out


def test_folders_without_any_city_are_refused(uramost, tmp_path):
    outcome = uramost("cities", "compare", tmp_path)
    assert outcome.code == 1
    assert "none of these folders holds a city that can be read" in outcome.err


def test_a_file_that_cannot_be_written_is_named(cities, uramost, tmp_path):
    (tmp_path / "taken").touch()
    outcome = uramost("cities", "compare", cities, "--csv", tmp_path / "taken" / "x.csv")
    assert outcome.code == 1
    assert "x.csv: cannot be written" in outcome.err


def test_folders_of_files_are_made(cities, uramost, tmp_path):
    file = tmp_path / "new" / "folder" / "x.csv"
    assert uramost("cities", "compare", cities, "--csv", file).code == 0
    assert file.is_file()
