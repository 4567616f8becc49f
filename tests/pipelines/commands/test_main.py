"""The command line: what it prints, where, and how it ends."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from geodata.layers import LAYERS
from geodata.snapshot.store import list_snapshot_ids, open_snapshot, read_current_id
from pipelines.commands import progress
from pipelines.commands.consoles import SafeConsole
from tests.pipelines.little_city import CROSSINGS, draw_city

ROOT = Path(__file__).parents[3]


@pytest.fixture
def build(little, uramost):
    """Build the little city; return what the command ended in."""

    def run(*more):
        arguments = ("--city", little.profile, "--source", little.source, "--data", little.data)
        outcome = uramost("build", *arguments, *more)
        assert outcome.code == 0
        assert outcome.complaints == []
        return outcome

    return run


@pytest.fixture
def wide(monkeypatch):
    """Print tables as on a wide terminal, so that no cell is broken."""
    monkeypatch.setattr("pipelines.commands.main.OUT", Console(width=500))


def test_a_build_says_what_it_made_and_what_to_do_next(build, little, wide):
    outcome = build()
    assert "Little · Klein" in outcome.out
    assert read_current_id(little.data) in outcome.out
    assert "26 features in 16 layers" in outcome.out
    assert "Note: The boundary of beyond (relation 999) is not in this data" in outcome.out
    assert f"uramost show --data {little.data}" in outcome.out
    assert "© OpenStreetMap contributors, ODbL" in outcome.out


def test_the_version_is_told(uramost):
    outcome = uramost("--version")
    assert (outcome.code, outcome.out.strip()) == (0, version("uramost"))


def test_progress_is_one_line_for_each_thing_that_is_done(build):
    lines = build().err.splitlines()
    begun = ["clipping the file (2 of 4)", "finding the banks", "publishing"]
    assert [line for line in lines if line in begun] == begun
    assert len(set(lines)) == len(lines)
    for step in ("pull", "cut", "tag", "link", "claim", "publish"):
        assert sum(line.startswith(f"{step}: ") for line in lines) == 1


def test_on_a_terminal_progress_is_a_bar(build, monkeypatch):
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    monkeypatch.setattr("pipelines.commands.progress.ERR", console)
    outcome = build()
    assert "publishing" in screen.getvalue()
    assert "publishing" not in outcome.err.splitlines()


def test_json_of_a_build_is_its_manifest_alone(build, little):
    manifest = json.loads(build("--json").out)
    assert manifest["id"] == read_current_id(little.data)
    assert manifest["city"]["id"] == "little"
    assert manifest["origin"]["kind"] == "file"
    assert manifest["counts"]["buildings"] == 2


def test_as_many_snapshots_stay_as_are_asked_for(build, little, old_snapshot):
    build("--keep", 1)
    assert [read_current_id(little.data)] == list_snapshot_ids(little.data) != [old_snapshot.id]


def read_cells(out, first):
    """Read the cells of the line of a table that begins with a word."""
    return next(line.split() for line in out.splitlines() if line.split()[:1] == [first])


def test_show_counts_by_layer_and_bank_and_by_provider_and_bank(little_data, uramost, wide):
    outcome = uramost("show", "--data", little_data)
    assert outcome.code == 0
    assert outcome.err == ""
    assert read_cells(outcome.out, "Layer") == [
        "Layer", "north", "south", "across", "river", "all",
    ]  # fmt: skip
    assert read_cells(outcome.out, "roads") == ["roads", "·", "1", "2", "·", "3"]
    assert read_cells(outcome.out, "police") == ["police", "1", "1", "·", "·", "2"]
    assert read_cells(outcome.out, "Provider") == ["Provider", "north", "south", "across", "all"]
    assert read_cells(outcome.out, "strom") == ["strom", "·", "2", "4", "6"]
    assert "(unlisted operators)" in outcome.out
    assert "(no operator tagged)" in outcome.out
    assert "post_offices" not in outcome.out


def test_show_lists_the_crossings_downstream_as_they_are_on_a_day(little_data, uramost, wide):
    outcome = uramost("show", "--data", little_data, "--as-of", "1949-01-01")
    assert "on 1949-01-01" in outcome.out
    assert "not there yet" in outcome.out
    shown = {}
    for day in ("1949-01-01", "1960-01-01", "2026-11-21"):
        document = json.loads(uramost("show", "--data", little_data, "--as-of", day, "--json").out)
        assert document["as_of"] == day
        assert [one["id"] for one in document["crossings"]] == list(CROSSINGS)
        shown[day] = {one["id"]: one["status"] for one in document["crossings"]}
    assert [shown[day]["ferry"] for day in shown] == ["open", "former", "former"]
    assert [shown[day]["main"] for day in shown] == ["not there yet", "not there yet", "open"]


def test_json_of_show_is_all_that_is_printed(little_data, uramost):
    document = json.loads(uramost("show", "--data", little_data, "--json").out)
    assert document["snapshot"] == read_current_id(little_data)
    assert document["by_layer"]["roads"] == {"south": 1, "across": 2}
    assert document["by_provider"]["strom"] == {"south": 2, "across": 4}
    assert {one["id"]: one["osm_ids"] for one in document["crossings"]} == CROSSINGS


def test_an_older_snapshot_can_be_shown(changed, little, uramost):
    old, new = changed
    document = json.loads(uramost("show", "--data", little.data, "--snapshot", old, "--json").out)
    assert document["snapshot"] == old != read_current_id(little.data) == new


def test_a_folder_without_a_snapshot_says_what_to_do(little, uramost):
    outcome = uramost("show", "--data", little.data)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == (
        f"uramost: {little.data}: holds no snapshot yet; "
        f"build one with uramost build --city CITY --source SOURCE --data {little.data}\n"
    )


@pytest.fixture
def changed(build, little, old_snapshot):
    """Build again; in between a street is renamed, a bank is gone and a school is new."""
    draw_city(little.source, street="Neue Straße")
    text = little.source.read_text(encoding="utf-8")
    start = text.index('<node id="104"')
    text = text[:start] + text[text.index("</node>", start) + len("</node>") :]
    school = '<node id="200" lat="48.015" lon="15.02"><tag k="amenity" v="school"/></node>'
    little.source.write_text(text.replace("<way", school + "<way", 1), encoding="utf-8")
    build()
    return list_snapshot_ids(little.data)


def test_diff_says_what_appeared_vanished_and_changed(changed, little, uramost, wide):
    document = json.loads(uramost("diff", *changed, "--data", little.data, "--json").out)
    assert (document["old"], document["new"]) == tuple(changed)
    assert document["layers"] == [
        {"layer": "paths", "appeared": [], "vanished": [], "changed": ["way/21"]},
        {"layer": "banks_and_atms", "appeared": [], "vanished": ["node/104"], "changed": []},
        {"layer": "schools", "appeared": ["node/200"], "vanished": [], "changed": []},
    ]
    outcome = uramost("diff", *changed, "--data", little.data)
    assert outcome.code == 0
    assert read_cells(outcome.out, "Layer") == ["Layer", "appeared", "vanished", "changed"]
    assert read_cells(outcome.out, "paths") == ["paths", "·", "·", "1"]
    assert read_cells(outcome.out, "schools") == ["schools", "1", "·", "·"]
    assert "buildings" not in outcome.out


@pytest.mark.usefixtures("old_snapshot")
def test_diff_of_the_same_data_is_empty(build, little, uramost):
    build()
    ids = list_snapshot_ids(little.data)
    outcome = uramost("diff", *ids, "--data", little.data)
    assert "Nothing appeared, vanished or changed." in outcome.out
    assert json.loads(uramost("diff", *ids, "--data", little.data, "--json").out)["layers"] == []


def test_diff_with_an_unknown_snapshot_lists_the_known_ones(little_data, uramost):
    known = read_current_id(little_data)
    outcome = uramost("diff", known, "unknown", "--data", little_data)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == (
        f"uramost: {little_data}: has no snapshot 'unknown' (there is: {known})\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("build", "--city", "mitrovica", "--source", "sample", "--data", "x", "--keep", "0"),
        ("show", "--data", "x", "--as-of", "yesterday"),
        ("serve", "--data", "x", "--port", "70000"),
        ("invent",),
    ],
)
def test_a_wrong_use_explains_itself_on_stderr(arguments, uramost, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = uramost(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Usage: " in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_build_says_that_the_old_snapshot_stays(
    little, old_snapshot, uramost, monkeypatch
):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.build.describe", interrupt)
    arguments = ("--city", little.profile, "--source", little.source, "--data", little.data)
    outcome = uramost("build", *arguments)
    assert outcome.code == 130
    assert outcome.err.endswith("uramost: interrupted; what was finished before stays as it was\n")
    assert read_current_id(little.data) == old_snapshot.id


def test_serving_is_handed_over_to_the_server(uramost, monkeypatch, little):
    handed = []
    monkeypatch.setattr(os, "execv", lambda *arguments: handed.append(arguments))
    outcome = uramost("serve", "--data", little.data, "--host", "0.0.0.0", "--port", 8123)
    assert outcome.code == 0
    options = ["--data", str(little.data), "--host", "0.0.0.0", "--port", "8123"]
    assert handed == [(sys.executable, [sys.executable, "-m", "app", *options])]


def test_what_a_proxy_needs_is_handed_over_too(uramost, monkeypatch, little):
    handed = []
    monkeypatch.setattr(os, "execv", lambda *arguments: handed.extend(arguments[1]))
    told = ("--root-path", "/map", "--proxies", "10.0.0.0/8", "--access-log")
    assert uramost("serve", "--data", little.data, *told).code == 0
    assert tuple(handed[-5:]) == told


def run_command(*arguments, **more):
    command = [sys.executable, "-m", "pipelines.commands.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **more)


def test_a_real_process_prints_json_alone_and_ends_with_the_right_code(little_data, tmp_path):
    shown = run_command("show", "--data", little_data, "--json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["snapshot"] == read_current_id(little_data)
    assert shown.stderr == ""
    arguments = ("--source", "sample", "--data", tmp_path / "data")
    refused = run_command("build", "--city", "atlantis", *arguments, "--json")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines() == [
        "uramost: unknown city 'atlantis': give the path of a .toml profile or mitrovica"
    ]


def test_the_bundled_sample_has_every_layer_and_says_that_it_is_modelled(sample_data):
    manifest = open_snapshot(sample_data).manifest
    assert manifest.origin.is_modelled is True
    assert set(manifest.counts) >= {layer.name for layer in LAYERS}


@pytest.mark.slow
def test_the_bundled_sample_builds_with_one_command(tmp_path):
    built = run_command(
        "build", "--city", "mitrovica", "--source", "sample", "--data", tmp_path, "--json"
    )
    assert built.returncode == 0, built.stderr
    assert "Traceback" not in built.stderr
    manifest = json.loads(built.stdout)
    assert manifest["origin"]["is_modelled"] is True
    assert set(manifest["counts"]) >= {layer.name for layer in LAYERS}
    assert open_snapshot(tmp_path).id == manifest["id"]


def find_free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def read_page(url, server):
    """Read a page as soon as the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while server.poll() is None:
        try:
            with opener.open(url, timeout=30) as answer:
                return answer.read()
        except urllib.error.URLError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.2)
    raise AssertionError(server.communicate())


def test_what_was_built_is_served(little_data):
    port = find_free_port()
    options = ["--data", str(little_data), "--port", str(port)]
    command = [sys.executable, "-m", "pipelines.commands.main", "serve", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert json.loads(read_page(f"http://127.0.0.1:{port}/healthz", server)) == {
                "status": "ok"
            }
            ready = json.loads(read_page(f"http://127.0.0.1:{port}/readyz", server))
            assert ready["snapshot"] == read_current_id(little_data)
        finally:
            server.terminate()


def test_what_is_shown_of_work_is_no_markup(monkeypatch):
    monkeypatch.setattr(progress, "ERR", SafeConsole(file=StringIO(), force_terminal=True))
    with progress.show_progress() as report:
        report("looking for [/b] [red]", 0, 0)
    assert "looking for [/b] [red]" in progress.ERR.file.getvalue()
