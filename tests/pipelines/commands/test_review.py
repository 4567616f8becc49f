"""The bridge review on the command line, on the bundled sample."""

import json
import re

import pytest

LINE = "20.862,42.8896,20.862,42.8912"
DAY = ("--as-of", "2025-10-01")


@pytest.fixture
def review(sample_data, uramost, monkeypatch):
    """Run a command on the sample, on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(command, *arguments):
        return uramost(command, "--data", sample_data, *DAY, *arguments)

    return run


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def read_json(outcome):
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    return json.loads(outcome.out, parse_constant=refuse)


@pytest.mark.parametrize(
    "arguments", [("assess", "--line", LINE), ("scan", "--top", 3), ("closures",)]
)
def test_tables_fit_80_columns_and_say_what_they_stand_on(review, arguments):
    outcome = review(*arguments)
    assert outcome.code == 0, outcome.err
    tables = [line for line in outcome.out.splitlines() if not line.startswith("uramost ")]
    assert max(map(len, tables)) <= 80
    assert "Weights: people" in outcome.out
    assert "2024 census" in outcome.out
    assert "Note: Modelled data" in outcome.out
    assert "© OpenStreetMap contributors, ODbL" in outcome.out


def test_an_assessment_shows_before_after_and_difference_by_bank(review):
    out = review("assess", "--line", LINE).out
    assert re.search(r"^North$.*^South$.*^Both banks$", out, re.MULTILINE | re.DOTALL)
    assert re.search(r"before +after +difference", out)
    assert re.search(r"Mean time to the other bank, min +[\d.]+ +[\d.]+ +−[\d.]+", out)


def test_json_stands_alone_and_tells_the_same(review):
    result = read_json(review("assess", "--line", LINE, "--json"))
    assert result["mode"] == "walk"
    assert result["day"] == "2025-10-01"
    north = result["banks"][0]["mean_cross_river_min"]
    assert f"{north['before']:.2f}" in review("assess", "--line", LINE).out


def test_several_bridges_and_closures_are_assessed_together(review):
    second = "20.86,42.8890,20.86,42.8902"
    arguments = ("--line", LINE, "--line", second, "--close", "main", "--close", "east", "--json")
    result = read_json(review("assess", *arguments))
    assert len(result["candidates"]) == 2
    assert result["closures"] == ["main", "east"]


def test_a_scan_ranks_places_and_its_first_can_be_assessed_as_printed(review, sample_data, uramost):
    scan = read_json(review("scan", "--top", 2, "--json"))
    assert [one["rank"] for one in scan["alignments"]] == [1, 2]
    assert scan["figures"]
    command = re.search(
        r"^uramost (assess .*)--data DIR$", review("scan", "--top", 1).out, re.MULTILINE
    )
    assert uramost(*command[1].split(), "--data", sample_data).code == 0


def test_closures_come_singly_and_in_pairs(review):
    ranking = read_json(review("closures", "--json"))
    assert {len(one["crossings"]) for one in ranking["singles"]} == {1}
    assert {len(one["crossings"]) for one in ranking["pairs"]} == {2}


def test_charts_and_report_are_written_in_a_language_beside_what_is_printed(review, tmp_path):
    folder = tmp_path / "new" / "charts"
    outcome = review("assess", "--line", LINE, "--charts", folder, "--lang", "sr-Cyrl", "--json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["mode"] == "walk"
    names = ["detour-profile.svg", "reach.svg", "histogram.svg", "report.txt"]
    assert outcome.err == f"Wrote {', '.join(names)} in {folder}.\n"
    assert sorted(one.name for one in folder.iterdir()) == sorted(names)
    for name in names:
        assert "Моделовани подаци" in (folder / name).read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told_before_the_work(review, tmp_path):
    (tmp_path / "file").touch()
    outcome = review("assess", "--line", LINE, "--charts", tmp_path / "file")
    assert outcome.code == 1
    assert outcome.out == ""
    (line,) = outcome.complaints
    assert line == f"uramost: --charts: cannot write in {tmp_path / 'file'}: File exists"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("assess", "--line", "1,2,3"), "--line: should be LON,LAT,LON,LAT"),
        (("assess", "--line", "nan,nan,nan,nan"), "--line (number 1): "),
        (("assess", "--line", LINE, "--line", "20.5,42,20.5,42.1"), "--line (number 2): "),
        (("assess", "--close", "nope"), "--close (number 1): no crossing has the id"),
        (("scan", "--span-m", "1e9"), "--span-m: it must lie between"),
        (("scan", "--span-m", "nan"), "--span-m: it must lie between"),
        (("scan", "--as-of", "1900-01-01"), "--as-of: no crossing is known before"),
        (("closures", "--as-of", "1900-01-01"), "--as-of: no crossing is known before"),
    ],
)
def test_a_refusal_is_one_sentence_that_names_the_option(review, arguments, complaint):
    outcome = review(*arguments)
    assert outcome.code == 1
    assert outcome.out == ""
    (line,) = outcome.complaints
    assert line.startswith(f"uramost: {complaint}")


def test_a_mode_that_does_not_exist_is_a_wrong_use(review):
    assert review("scan", "--mode", "swim").code == 2
