"""Bad input gives one clear line and a failure's exit code, and the old snapshot stays."""

import os
import subprocess
import sys
from contextlib import nullcontext
from functools import partial

import pytest

from geodata.snapshot.store import open_snapshot, read_current_id, verify_snapshot
from geodata.snapshot.writing import lock_data
from pipelines.osm.overpass import OverpassOptions
from tests.overpass.server import HANG, Fault, serve
from tests.pipelines.little_city import PROFILE, draw_city, write_profile


@pytest.fixture
def refuse(little, uramost):
    """Build what cannot be built; return the one line that says why."""

    def run(city=little.profile, source=little.source, data=little.data, *more):
        old = read_current_id(little.data)
        arguments = ("--city", city, "--source", source, "--data", data, *more)
        outcome = uramost("build", *arguments)
        assert outcome.code == 1
        assert outcome.out == ""
        assert outcome.err.endswith("\n")
        assert "Traceback" not in outcome.err
        assert [outcome.err.splitlines()[-1]] == outcome.complaints
        assert read_current_id(little.data) == old
        if old is not None:
            verify_snapshot(open_snapshot(little.data))
        return outcome.complaints[0].removeprefix("uramost: ")

    return run


def change_profile(little, old, new):
    assert old in PROFILE
    write_profile(little.folder, PROFILE.replace(old, new))


def test_an_unknown_city_is_named_beside_those_that_are_known(refuse, old_snapshot):
    assert refuse(city="atlantis") == (
        "unknown city 'atlantis': give the path of a .toml profile or mitrovica"
    )


def test_a_profile_that_is_not_there_is_named(refuse):
    assert refuse(city="nowhere.toml") == (
        "nowhere.toml: cannot be read (No such file or directory)"
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "little"', 'id = "Little City"', "id: String should match pattern"),
        ('id = "little"', 'ident = "little"', "ident: "),
        ("waterways =", "watterways =", "divide.watterways: is not a known key"),
        ('id = "south"', 'id = "north"', "divide: left and right need two different ids"),
        ('["Donau"]', '"Donau"', "divide.waterways: "),
        ("osm_relation = 999", "", "municipality.2: needs osm_relation or outline"),
        ("15.03, 48.02]", "15.0, 48.02]", "study_area: [15, 48, 15, 48.02] is no box"),
        ("15.03, 48.02]", "17.0, 50.0]", "study_area: the study area is too large"),
        ("[15.0, 48.0, 15.03, 48.02]", '"no.geojson"', "no.geojson: cannot be read"),
        ('name = { en = "Little"', 'name = { en = "Little', "is not valid TOML"),
        ('"providers.toml"', '"nothing.toml"', "nothing.toml: cannot be read"),
        ('id = "lower"', 'id = "under"', "strom.service_area: 'lower' is unknown"),
        (
            'id = "little"',
            'crs = "EPSG:4326"\nid = "x"',
            "crs: EPSG:4326 is not projected in metres",
        ),
    ],
)
def test_a_malformed_profile_is_named_with_its_key(old, new, complaint, refuse, little):
    change_profile(little, old, new)
    said = refuse()
    assert complaint in said
    assert said.startswith(str(little.folder))
    assert ".toml" in said or ".geojson" in said


def test_an_area_without_data_is_empty(refuse, little, old_snapshot):
    change_profile(little, "[15.0, 48.0, 15.03, 48.02]", "[16.0, 48.0, 16.03, 48.02]")
    assert refuse() == (
        f"{little.source}: holds nothing in the study area: the file lies in "
        "longitude 14.990 to 15.040, latitude 48.000 to 48.021, "
        "the study area in longitude 16.000 to 16.030, latitude 48.000 to 48.020"
    )


def test_an_area_with_latitude_and_longitude_swapped_is_seen(refuse, little):
    change_profile(little, "[15.0, 48.0, 15.03, 48.02]", "[48.0, 15.0, 48.02, 15.03]")
    assert refuse().endswith("; latitude and longitude are swapped in one of them")


def test_without_a_river_of_that_name_the_rivers_of_the_area_are_named(
    refuse, little, old_snapshot
):
    draw_city(little.source, river="Rhein")
    assert refuse() == (
        "no river or canal named Donau in the study area (found: river: Rhein; stream: Bach); "
        "name another, or draw a line (divide.line)"
    )


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("cut.osm.pbf", None, "is damaged or no OpenStreetMap file (PBF error"),
        ("cut.osm", b'<osm version="0.6"><node id="1" lat="48', "is damaged or no OpenStreetMap"),
        ("cut.osm.gz", b"\x1f\x8b\x08\x00\x00", "is damaged or no OpenStreetMap file"),
        ("page.osm", b"<html><body>Not found</body></html>", "is damaged or no OpenStreetMap"),
        ("text.osm.pbf", b"Hello, this is text.", "is damaged or no OpenStreetMap file"),
        ("text.txt", b"Hello", "is no OpenStreetMap file (.osm, .osm.gz, .osm.bz2, .osm.pbf"),
        ("empty.osm", b"", "is damaged or no OpenStreetMap file"),
        ("empty.osm.pbf", b"", "is damaged or no OpenStreetMap file"),
        ("nothing.osm", b'<osm version="0.6"></osm>', "holds nothing in the study area"),
    ],
)
def test_a_file_that_is_no_osm_data_is_named(name, content, complaint, refuse, little):
    path = little.folder / name
    path.write_bytes(cut_pbf(little) if content is None else content)
    said = refuse(source=path)
    assert said.startswith(f"{path}: ")
    assert complaint in said


def cut_pbf(little):
    """Write the city as PBF and cut it short."""
    import osmium

    path = little.folder / "whole.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for element in osmium.FileProcessor(str(little.source)):
            writer.add(element)
    whole = path.read_bytes()
    return whole[: len(whole) // 2]


def test_a_file_that_is_not_there_or_a_folder_is_named(refuse, little):
    missing = little.folder / "missing.osm"
    assert refuse(source=missing) == f"{missing}: cannot be read (No such file or directory)"
    assert refuse(source=little.folder) == f"{little.folder}: is a folder, not a file"


def test_a_city_without_a_sample_says_what_to_do(refuse):
    assert refuse(source="sample") == "little has no sample: pull it from overpass or a file"


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (Fault(400, "Error: line 1: parse error: Unknown type"), "refused the query (400): "),
        (Fault(406, "Not Acceptable: name yourself"), "refused the query (406): "),
        (Fault(429, "Too Many Requests"), "is busy (429"),
        (Fault(504, "The server is probably too busy"), "is busy (504"),
        (Fault(200, "Welcome to our wiki"), "answered something that is no JSON: "),
        (Fault(200, body='{"elements": [], "remark": "runtime error: out of memory"}'),
         "answered only a part of the data: out of memory"),
        (Fault(200, body='{"version": 0.6}'), "answered no elements"),
        (HANG, "did not answer in 1 s; asked 2 times"),
    ],
    ids=["400", "406", "429", "504", "HTML", "partial", "no elements", "time-out"],
)  # fmt: skip
def test_an_answer_of_overpass_that_is_no_data_is_never_taken_for_data(
    fault, complaint, refuse, little, old_snapshot, monkeypatch
):
    impatient = partial(OverpassOptions, pause_s=0, timeout_s=1, attempts=2)
    monkeypatch.setattr("pipelines.commands.main.OverpassOptions", impatient)
    with serve(little.source) as server:
        server.faults.extend([None, fault, fault])
        said = refuse(little.profile, "overpass", little.data, "--overpass-url", server.url)
    assert said.startswith(f"{server.url} ")
    assert complaint in said


def test_an_overpass_server_that_is_not_there_is_given_up_at_once(refuse, little):
    url = "http://127.0.0.1:1/api"
    said = refuse(little.profile, "overpass", little.data, "--overpass-url", url)
    assert said == (
        f"{url} cannot be reached (nothing answers there): check the address and the internet "
        "connection, or build from an OSM file, which needs neither"
    )


def test_an_address_that_is_none_is_refused(refuse, little):
    said = refuse(little.profile, "overpass", little.data, "--overpass-url", "overpass")
    assert said == "'overpass' is no address of an Overpass server"


def test_data_below_a_file_cannot_be_written(refuse, little):
    folder = little.source / "data"
    assert refuse(data=folder) == f"{folder}: cannot be written (Not a directory)"


def test_the_data_folder_of_another_city_is_refused(refuse, little, old_snapshot):
    change_profile(little, 'id = "little"', 'id = "other"')
    assert refuse() == f"{little.data}: holds little; give other a data folder of its own"


def test_a_second_build_at_once_is_refused(refuse, little, old_snapshot):
    with lock_data(little.data):
        said = refuse()
    assert said == f"{little.data}: another build is writing here; let it finish"


@pytest.fixture
def mount(little):
    """Mount a small disk of its own as the data folder; call it again to mount it otherwise."""
    if os.geteuid() or not sys.platform.startswith("linux"):
        pytest.skip("needs the right to mount a small disk")
    little.data.mkdir()

    def run(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(little.data)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("needs the right to mount a small disk")

    yield run
    while os.path.ismount(little.data):
        subprocess.run(["umount", str(little.data)], check=True)


FULL = [
    (size, source)
    for size in ("size=4k", "size=64k", "size=200k", "nr_inodes=3", "nr_inodes=20")
    for source in ("file", "overpass")
]
EACH_KIND = {("size=4k", "file"), ("size=200k", "overpass"), ("nr_inodes=20", "file")}


@pytest.mark.parametrize(
    ("size", "source"),
    [pytest.param(*one, marks=[] if one in EACH_KIND else pytest.mark.slow) for one in FULL],
)
def test_a_full_disk_is_said_to_be_full(size, source, refuse, little, mount):
    mount(size)
    with serve(little.source) if source == "overpass" else nullcontext() as server:
        where = ("overpass", little.data, "--overpass-url", server.url) if server else ()
        assert "No space left on device" in refuse(little.profile, *where)
    assert read_current_id(little.data) is None


def test_a_disk_that_fills_up_keeps_the_old_snapshot_and_can_be_emptied(
    refuse, little, mount, request, uramost
):
    mount("size=3m")
    request.getfixturevalue("old_snapshot")
    ballast = little.data / "ballast"
    disk = os.statvfs(little.data)
    ballast.write_bytes(bytes(disk.f_bavail * disk.f_frsize - 100_000))
    assert refuse() == f"{little.data}: snapshot could not be written (No space left on device)"
    ballast.unlink()
    arguments = ("--city", little.profile, "--source", little.source, "--data", little.data)
    assert uramost("build", *arguments).code == 0


def test_a_disk_that_cannot_be_written_keeps_the_old_snapshot(refuse, little, mount, request):
    mount("size=4m")
    request.getfixturevalue("old_snapshot")
    subprocess.run(["mount", "-o", "remount,ro", str(little.data)], check=True)
    assert refuse() == f"{little.data}: cannot be written (Read-only file system)"


LIMITED = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from pipelines.commands.main import main
main()
"""


@pytest.mark.parametrize("size", [pytest.param(100, marks=pytest.mark.slow), 9_000])
def test_files_that_may_not_grow_are_a_clear_error_of_a_real_process(size, little, old_snapshot):
    arguments = ["--city", little.profile, "--source", little.source, "--data", little.data]
    command = [sys.executable, "-c", LIMITED, str(size), "build", *map(str, arguments)]
    unmeasured = {key: value for key, value in os.environ.items() if "COV" not in key}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=unmeasured)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines()[-1].startswith(f"uramost: {little.data}")
    assert "File too large" in ended.stderr.splitlines()[-1]
    assert read_current_id(little.data) == old_snapshot.id
    verify_snapshot(open_snapshot(little.data))
