"""Many cities by one command: what is built, what is not, and what a city that fails harms."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import fsspec
import numpy as np
import pytest
import rasterio

from geodata.cities.profile import load_city
from geodata.errors import SnapshotError
from geodata.snapshot.manifest import tell_software
from geodata.snapshot.store import list_snapshot_ids, open_snapshot, read_current_id
from geodata.snapshot.travel import read_files
from geodata.snapshot.writing import lock_data, write_files
from pipelines.build import build
from pipelines.cities.inputs import read_profile
from pipelines.cities.job import build_job
from tests.pipelines.cities.conftest import read_checksums
from tests.pipelines.cities.little_country import draw_country


@pytest.fixture
def run(uramost, here, country, tmp_path):
    """Run the command for both cities; return what it said and its results by city."""

    def run(*more, profiles=country[1], data=tmp_path / "data", source=country[0]):
        given = ("--source", source, "--data", data, "--json", *more)
        outcome = uramost("cities", "build", *profiles, *given)
        found = json.loads(outcome.out) if outcome.out.startswith("[") else []
        return outcome, {one["city"]: one for one in found}

    return run


def list_states(results):
    return [(city, one["state"], one["why"]) for city, one in results.items()]


def test_every_city_is_as_if_built_alone(run, here, country, tmp_path):
    outcome, results = run()
    assert outcome.code == 0
    assert list_states(results) == [("little-0", "built", "new"), ("little-1", "built", "new")]
    source, profiles = country
    for profile in profiles:
        alone = build(load_city(str(profile)), str(source), tmp_path / "alone" / profile.stem)
        made = open_snapshot(tmp_path / "data" / profile.stem)
        assert made.id == results[profile.stem]["snapshot_id"]
        assert read_checksums(made.path.parents[1]) == read_checksums(alone.path.parents[1])
        origin = replace(alone.manifest.origin, pulled_at=made.manifest.origin.pulled_at)
        assert replace(made.manifest.origin, profile_sha256=None) == origin
    assert all(len(job.clip) < source.stat().st_size for job in here)
    assert not [*(tmp_path / "data").glob(".pull/*")]


def test_a_second_run_does_nothing(run, here):
    run()
    here.clear()
    outcome, results = run()
    assert outcome.code == 0
    assert [one["state"] for one in results.values()] == ["up to date"] * 2
    assert here == []
    assert "no cities to build" in outcome.err


def test_a_changed_profile_is_built_again_and_no_other(run, here, country):
    run()
    profile = country[1][1]
    profile.write_text(profile.read_text() + "# another comment\n", encoding="utf-8")
    _, results = run()
    assert list_states(results) == [
        ("little-0", "up to date", "nothing changed"),
        ("little-1", "built", "its profile changed"),
    ]


def test_a_file_that_a_profile_names_belongs_to_it(run, country):
    run()
    outline = country[1][0].parent / "lower.geojson"
    outline.write_text(outline.read_text() + "\n", encoding="utf-8")
    _, results = run(profiles=country[1][:1])
    assert [one["why"] for one in results.values()] == ["its profile changed"]


def test_another_file_of_the_country_is_taken_up(run, country, tmp_path):
    run()
    draw_country(country[0], 2, street="Neuer Weg")
    _, results = run(profiles=country[1][:1])
    assert [one["why"] for one in results.values()] == ["land.osm changed"]
    assert len(list_snapshot_ids(tmp_path / "data" / "little-0")) == 2


def test_data_that_are_newer_stay_unless_forced(run, country, tmp_path):
    def date(day):
        text = country[0].read_text()
        meta = f'<osm version="0.6"><meta osm_base="{day}T00:00:00Z"/>'
        return text.replace('<osm version="0.6">', meta)

    older = tmp_path / "older" / "land.osm"
    older.parent.mkdir()
    older.write_text(date("2025-01-01"), encoding="utf-8")
    country[0].write_text(date("2026-01-01"), encoding="utf-8")
    given = {"profiles": country[1][:1]}
    run(**given)
    _, results = run(source=older, **given)
    assert results["little-0"]["state"] == "up to date"
    assert "newer than land.osm" in results["little-0"]["why"]
    _, results = run("--force", source=older, **given)
    assert results["little-0"]["state"] == "built"
    origin = open_snapshot(tmp_path / "data" / "little-0").manifest.origin
    assert origin.osm_date == "2025-01-01T00:00:00Z"


def test_a_failing_city_fails_alone(run, country, tmp_path):
    dry, far, wrong = (country[1][0].with_name(f"{name}.toml") for name in ("dry", "far", "wrong"))
    text = country[1][0].read_text()
    dry.write_text(text.replace("little-0", "dry").replace("Donau", "Inn"), encoding="utf-8")
    moved = text.replace("little-0", "far").replace(
        "[15.0, 48.0, 15.03, 48.02]", "[60, 1, 60.1, 1.1]"
    )
    far.write_text(moved, encoding="utf-8")
    wrong.write_text(text.replace("divide", "devide"), encoding="utf-8")
    outcome, results = run(profiles=[dry, country[1][1], far, wrong])
    assert outcome.code == 1
    assert results["little-1"]["state"] == "built"
    assert read_current_id(tmp_path / "data" / "little-1")
    assert "Inn" in results["dry"]["why"]
    assert results["far"]["why"].startswith("land.osm: holds nothing in the study area: ")
    assert results[str(wrong)]["why"].startswith("devide: is not a known key (line ")
    assert outcome.complaints == [
        "uramost: 1 built, 3 failed; the same command tries again what failed"
    ]
    assert "dry: failed" in outcome.err
    assert str(tmp_path / "data") not in results["dry"]["why"]


def test_two_profiles_of_one_id_are_refused(run, country):
    copy = shutil.copy(country[1][0], country[1][0].with_name("copy.toml"))
    outcome, _ = run(profiles=[country[1][0], copy])
    assert outcome.code == 1
    named = f"{country[1][0]} and {copy} are both called little-0"
    assert outcome.complaints == [f"uramost: {named}: each city needs an id of its own"]


def test_the_same_profile_twice_is_one(run, country):
    _, results = run(profiles=[country[1][0], country[1][0]])
    assert list(results) == ["little-0"]


@pytest.mark.parametrize("source", ["overpass", "missing.osm.pbf", "."])
def test_a_country_is_a_file(source, run, tmp_path):
    outcome, _ = run(source=source)
    assert outcome.code == 1
    assert len(outcome.complaints) == 1
    assert not (tmp_path / "data").exists()


def test_workers_and_scheduler_exclude_each_other(run):
    outcome, _ = run("--workers", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert outcome.code == 2


def test_another_run_in_the_same_folder_is_refused(run, tmp_path):
    with lock_data(tmp_path / "data"):
        outcome, _ = run()
    assert outcome.code == 1
    assert "another build is writing here" in outcome.complaints[0]


def test_a_folder_of_another_city_is_left_alone(run, tmp_path):
    run()
    (tmp_path / "data" / "little-0").rename(tmp_path / "data" / "little-x")
    (tmp_path / "data" / "little-1").rename(tmp_path / "data" / "little-0")
    outcome, results = run()
    assert results["little-0"]["why"] == "the folder little-0 holds little-1: move it elsewhere"
    assert results["little-1"]["state"] == "built"
    assert outcome.code == 1


def test_a_snapshot_that_cannot_be_read_is_built_anew(run, country, tmp_path):
    run(profiles=country[1][:1])
    snapshot = open_snapshot(tmp_path / "data" / "little-0")
    manifest = snapshot.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 0'))
    outcome, results = run(profiles=country[1][:1])
    assert outcome.code == 0
    assert list_states(results) == [("little-0", "built", "its snapshot cannot be read")]


def test_elevations_that_are_not_there_are_the_fault_of_their_city(run, country):
    profile = country[1][0]
    said = 'elevation = { file = "none.tif", source = "made up" }\nproviders'
    profile.write_text(profile.read_text().replace("providers", said, 1), encoding="utf-8")
    outcome, results = run()
    assert outcome.code == 1
    assert "none.tif: cannot be read (No such file" in results["little-0"]["why"]
    assert results["little-1"]["state"] == "built"


def test_elevations_travel_along(run, here, country, tmp_path):
    raster = country[1][0].with_name("dem.tif")
    place = rasterio.transform.from_bounds(14.99, 47.99, 15.04, 48.03, 60, 60)
    options = {"width": 60, "height": 60, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(raster, "w", driver="GTiff", transform=place, **options) as file:
        file.write(np.linspace(100, 400, 3_600, dtype="float32").reshape(1, 60, 60))
    profile = country[1][0]
    said = 'elevation = { file = "dem.tif", source = "made up" }\nproviders'
    profile.write_text(profile.read_text().replace("providers", said, 1), encoding="utf-8")
    alone = build(load_city(str(profile)), str(country[0]), tmp_path / "alone")
    assert run()[0].code == 0
    assert here[0].elevation == raster.read_bytes()
    assert here[1].elevation is None
    assert read_checksums(tmp_path / "data" / "little-0") == read_checksums(tmp_path / "alone")
    assert alone.relief is not None


@pytest.fixture
def store():
    """The address of an object store in memory, empty."""
    memory = fsspec.filesystem("memory")
    memory.rm("/", recursive=True)
    yield "memory://bucket/cities"
    memory.rm("/", recursive=True)


def list_objects():
    return sorted(fsspec.filesystem("memory").find("/bucket/cities"))


def test_an_object_store_holds_what_a_folder_would(run, store, tmp_path):
    assert run(data=store)[0].code == 0
    fsspec.filesystem("memory").get("/bucket/cities", str(tmp_path / "copy"), recursive=True)
    copies = tmp_path / "copy"
    run()
    for city in ("little-0", "little-1"):
        assert read_checksums(copies / city) == read_checksums(tmp_path / "data" / city)
    _, results = run(data=store)
    assert {one["state"] for one in results.values()} == {"up to date"}


def test_a_store_names_a_snapshot_only_when_it_is_whole(run, store, monkeypatch):
    memory = type(fsspec.filesystem("memory"))
    written, put = [], memory.pipe_file

    def pipe_file(self, path, *more, **options):
        written.append(path)
        return put(self, path, *more, **options)

    monkeypatch.setattr(memory, "pipe_file", pipe_file)
    run(data=store)
    for city in ("little-0", "little-1"):
        names = [path.rpartition("/")[2] for path in written if f"/{city}/" in path]
        assert names[-2:] == ["manifest.json", "CURRENT"]
        assert names.index("CURRENT") == len(names) - 1


def test_a_store_that_breaks_off_keeps_what_was_current(run, store, monkeypatch):
    run(data=store)
    before = list_objects()
    memory = type(fsspec.filesystem("memory"))
    put = memory.pipe_file

    def pipe_file(self, path, *more, **options):
        if path.endswith("manifest.json"):
            raise OSError("no space left")
        return put(self, path, *more, **options)

    monkeypatch.setattr(memory, "pipe_file", pipe_file)
    outcome, results = run("--force", data=store)
    assert outcome.code == 1
    assert "no space left" in results["little-0"]["why"]
    monkeypatch.undo()
    current = [path for path in list_objects() if path.endswith(("CURRENT", "manifest.json"))]
    assert current == [path for path in before if path.endswith(("CURRENT", "manifest.json"))]


def test_a_store_keeps_as_many_as_it_is_told(run, store):
    for _ in range(3):
        run("--force", "--keep", 2, data=store)
    manifests = [path for path in list_objects() if path.endswith("manifest.json")]
    assert len(manifests) == 4


@pytest.mark.parametrize("address", ["nothing://bucket/cities", "s3://"])
def test_a_store_that_is_not_there_is_named_in_one_sentence(address, run):
    outcome, _ = run(data=address)
    assert outcome.code == 1
    assert outcome.complaints[0].startswith(f"uramost: {address}: cannot be reached or written (")


def test_an_address_of_a_folder_is_that_folder(run, tmp_path):
    run(data=f"file://{tmp_path}/data")
    assert read_current_id(tmp_path / "data" / "little-0")


HOSTILE = ["../out", "/tmp/out", "a/../../out", "..", "", "con\n", "layers/../../x.parquet"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_leads_out_of_its_folder_is_refused(name, little_data, tmp_path):
    files = read_files(open_snapshot(little_data))
    manifest = json.loads(files["manifest.json"])
    manifest["files"][0]["path"] = name
    files[name] = files.pop(open_snapshot(little_data).manifest.files[0].path)
    files["manifest.json"] = json.dumps(manifest).encode()
    with pytest.raises(SnapshotError, match="names what is no file of a snapshot"):
        write_files(tmp_path / "data", files)
    assert [*tmp_path.rglob("*")] == []


@pytest.mark.parametrize("change", ["missing", "changed", "added"])
def test_a_snapshot_that_was_harmed_on_its_way_is_refused(change, little_data, tmp_path):
    files = read_files(open_snapshot(little_data))
    if change == "missing":
        del files["banks.parquet"]
    else:
        files["banks.parquet" if change == "changed" else "more.parquet"] = b"else"
    with pytest.raises(SnapshotError, match=r"\.parquet: "):
        write_files(tmp_path / "data", files)


def test_nothing_of_a_worker_is_read_or_written_but_its_own_folder(
    run, here, tmp_path, monkeypatch
):
    """Names that lead elsewhere are only names there."""
    run()
    job, elsewhere = here[0], tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    city = job.profile.city
    object.__setattr__(city, "id", "../../out")
    for name in ("providers", "crossings", "sample"):
        object.__setattr__(city, name, Path("/etc/passwd"))
    country = replace(job.country, name="../../../land.osm")
    before = {*tmp_path.rglob("*")}
    outcome = build_job(replace(job, country=country, software=tell_software()))
    assert outcome.fault is None
    assert {*tmp_path.rglob("*")} == before


def test_another_version_refuses_to_build(run, here):
    run()
    outcome = build_job(replace(here[0], software="uramost 0.0.1"))
    assert outcome.fault.startswith("a worker has uramost ")
    assert "this machine uramost 0.0.1" in outcome.fault


def test_a_profile_is_known_by_all_that_it_names(country):
    profile = country[1][0]
    before = read_profile(str(profile)).sha256
    assert before == read_profile(str(profile)).sha256 != read_profile(str(country[1][1])).sha256
    for name in ("providers.toml", "crossings.toml", "lower.geojson"):
        path = profile.with_name(name)
        path.write_text(path.read_text() + "\n", encoding="utf-8")
        after = read_profile(str(profile)).sha256
        assert after != before
        before = after
