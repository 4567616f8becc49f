"""Commands on towns that lack something: tables and files, or a sentence, and never a traceback."""

import json

import pytest

from geodata.cities.profile import load_city
from geodata.exports.formats import Format
from geodata.snapshot.store import open_snapshot
from pipelines.build import build
from tests.pipelines.small_extracts import EXTRACTS, write_extract

SAID = {
    "a river alone": "no street of this bank is for this way to travel.",
    "one bridge with a number": "no home stands by a street of this bank.",
    "homes on one bank": "South: no home stands by a street of this bank.",
    "streets alone": "North: no home stands by a street of this bank.",
}
"""Town → what each command says that it lacks."""

TABLES = ("banks", "crossings", "claims", "roads")


@pytest.fixture(scope="module")
def towns(make_once):
    """Give the data folder of a town, built when it is first asked for."""

    def get(name):
        def write(folder):
            profile, source = write_extract(name, folder)
            build(load_city(str(profile)), str(source), folder / "data")

        return make_once(name, write) / "data"

    return get


@pytest.mark.parametrize("name", EXTRACTS)
def test_each_command_says_what_a_town_lacks(towns, uramost, name):
    for command in ("assess", "scan", "closures"):
        outcome = uramost(command, "--data", towns(name))
        assert (outcome.code, outcome.complaints) == (0, [])
        assert SAID.get(name, "") in outcome.out
        whole = json.loads(uramost(command, "--data", towns(name), "--json").out)
        said = " ".join(outcome.out.split())  # notes are wrapped
        assert all(" ".join(one.split()) in said for one in whole["sentences"])


@pytest.mark.slow
@pytest.mark.parametrize("command", ["assess", "scan", "closures"])
@pytest.mark.parametrize("name", EXTRACTS)
def test_each_command_answers_for_every_mode(towns, uramost, name, command):
    for mode in ("bicycle", "drive"):
        outcome = uramost(command, "--data", towns(name), "--mode", mode)
        assert (outcome.code, outcome.complaints) == (0, [])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if at else [])
        for at, name in enumerate(EXTRACTS)
    ],
)
def test_a_town_is_shown_compared_and_exported_in_every_format(towns, uramost, tmp_path, name):
    data = towns(name)
    shown, snapshot = uramost("show", "--data", data), open_snapshot(data)
    assert shown.code == 0
    assert ("No crossing is known." in shown.out) == (name == "a river alone")
    said = uramost("diff", snapshot.id, snapshot.id, "--data", data)
    assert "Nothing appeared, vanished or changed." in said.out
    for form in Format:
        folder = tmp_path / form
        folder.mkdir()
        tables = [] if form is Format.GPKG else [f"--layer={one}" for one in TABLES]
        outcome = uramost("export", "--data", data, "--format", form, "--out", folder, *tables)
        assert (outcome.code, outcome.complaints) == (0, []), outcome.err
        assert len([*folder.iterdir()]) == (len(tables) or 1)


def test_closures_show_what_they_are_ranked_by(towns, uramost):
    out = uramost("closures", "--data", towns("a valley town")).out
    assert out.count("cut off") >= 3
    assert out.count("no route") >= 3
    assert out.count(" lost ") >= 3
    assert "Ranked by the sums of both banks" in out
    ranking = json.loads(uramost("closures", "--data", towns("a valley town"), "--json").out)
    sums = [
        tuple(
            round(-sum(bank[key] or 0 for bank in one["banks"]), 6)
            for key in ("newly_cut_off", "cut", "lost_person_min_per_trip")
        )
        for one in ranking["singles"]
    ]
    assert sums == sorted(sums)
