"""The bridge review on the command line, on the bundled sample."""

import json
import os
import re
import shutil

import pytest

from geodata.cities.population import list_choices
from geodata.cities.profile import load_city
from geodata.snapshot.store import open_snapshot
from tests.geodata.assessment.populations import compare, write_separate

LINE = "20.862,42.8896,20.862,42.8912"
DAY = ("--as-of", "2025-10-01")
PAIRS = [
    one
    for one in list_choices(load_city("mitrovica").population)
    if one.figures and not one.is_combination
]


@pytest.fixture
def review(sample_data, uramost, monkeypatch):
    """Run a command on the sample, on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(command, *arguments, data=sample_data):
        return uramost(command, "--data", data, *DAY, *arguments)

    return run


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def read_json(outcome):
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    return json.loads(outcome.out, parse_constant=refuse)


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "--line", LINE),
        ("assess", "--restrict", "main:drive:Sa,Su", "--mode", "drive", "--ranges"),
        ("scan", "--top", 3),
        ("closures",),
        ("barrier",),
        ("step-free",),
        ("plan", "--most", 1),
        ("scan", "--top", 3, "--robust"),
    ],
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
    assert f"{north['before']:.1f}" in review("assess", "--line", LINE).out


def test_several_bridges_and_closures_are_assessed_together(review):
    second = "20.86,42.8890,20.86,42.8902"
    arguments = ("--line", LINE, "--line", second, "--close", "main", "--close", "east", "--json")
    result = read_json(review("assess", *arguments))
    assert len(result["candidates"]) == 2
    assert result["closures"] == ["main", "east"]


def test_lines_of_a_file_are_the_bridges_of_the_question(review, tmp_path):
    numbers = [float(one) for one in LINE.split(",")]
    line = {"type": "LineString", "coordinates": [numbers[:2], numbers[2:]]}
    (tmp_path / "lines.geojson").write_text(json.dumps(line), encoding="utf-8")
    drawn = read_json(review("assess", "--json", "--lines", tmp_path / "lines.geojson"))
    assert drawn == read_json(review("assess", "--json", "--line", LINE))


def test_ranges_stand_beside_the_figures_that_are_read_first(review):
    outcome = review("assess", "--line", LINE, "--ranges")
    assert "How sure: range over the assumptions tried" in outcome.out
    said = " ".join(outcome.out.split())
    assert re.search(r"A trip to the other bank takes \d+ seconds less \(\d+ to \d+ over", said)
    assert "Not known: how many people would cross" in said
    found = read_json(review("assess", "--line", LINE, "--ranges", "--json"))
    ranges = {one["figure"]: one for one in found["ranges"]["ranges"]}
    north = found["banks"][0]
    saved = ranges["banks.north.saved_person_min_per_trip"]
    assert saved["value"] == north["saved_person_min_per_trip"]


COSTS = {
    "--currency": "EUR",
    "--low": "2e6: tender of 2025",
    "--high": "3000000: tender of 2025",
    "--upkeep": "20000: 1 % of the cost, as assumed by the office",
    "--life": "50: EN 1990, category 4",
    "--value-of-time": "6.0: survey of 2024",
    "--rate": "0: no discount, as the office asked",
}


def cost(**changes):
    given = COSTS | changes
    return ("break-even", "--line", LINE, *(part for pair in given.items() for part in pair))


def test_a_break_even_says_the_trips_a_day_that_pay_and_every_source(review):
    outcome = review(*cost())
    assert outcome.code == 0, outcome.err
    assert "trips a day" in outcome.out
    for source in ("tender of 2025", "EN 1990", "survey of 2024"):
        assert source in outcome.out
    found = read_json(review(*cost(), "--json"))["break_even"]
    banks = read_json(review("assess", "--line", LINE, "--json"))["banks"]
    saved_min = sum(one["saved_person_min_per_trip"] for one in banks) / 2
    assert found["saved_min_per_trip"] == pytest.approx(saved_min)
    # 2 M over 50 years and 20,000 upkeep: 60,000 a year, of 365.25 days and 0.1 EUR a minute.
    assert found["trips_per_day"][0] == pytest.approx(60_000 / 365.25 / (saved_min * 0.1))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"--low": "2e6"}, "--low: should be VALUE: SOURCE"),
        ({"--low": "many: me"}, "--low: should be VALUE: SOURCE"),
        ({"--high": "5: me"}, "high: it must not be less than the low one"),
        ({"--life": "0: me"}, "life: it must be from 1 to 200"),
        ({"--value-of-time": "0: me"}, "value_of_time: it must be from 1e-06 to"),
        ({"--value-of-time": "5e-324: me"}, "value_of_time: it must be from 1e-06 to"),
    ],
)
def test_a_cost_without_a_source_or_out_of_bounds_is_refused(review, changes, complaint):
    outcome = review(*cost(**changes))
    assert outcome.code == 1
    (line,) = outcome.complaints
    assert line.startswith(f"uramost: {complaint}")


def test_a_scan_ranks_places_and_its_first_can_be_assessed_as_printed(review, sample_data, uramost):
    scan = read_json(review("scan", "--top", 2, "--json"))
    assert [one["rank"] for one in scan["alignments"]] == [1, 2]
    assert scan["figures"]
    command = re.search(
        r"^uramost (assess .*)--data DIR$", review("scan", "--top", 1).out, re.MULTILINE
    )
    assert uramost(*command[1].split(), "--data", sample_data).code == 0


def test_an_assessment_begins_with_the_nearest_services_of_each_bank(review):
    out = review("assess", "--line", LINE).out
    assert re.search(r"nearest one, on either bank: North \(people\)$", out, re.MULTILINE)
    assert re.search(r"^hospital +[\d.]+ +[\d.]+ +[−+]?[\d.]+", out, re.MULTILINE)
    assert out.index("nearest one") < out.index("Mean time to the other bank")
    assert "Balance of benefit" not in out
    to_services = review("assess", "--line", LINE, "--trips-to", "services").out
    assert "Balance of benefit" in to_services


def test_a_plan_names_places_by_streets_and_says_what_is_proven(review):
    out = review("plan", "--most", 2, "--length-km", "0.2").out
    assert re.search(r"^2 +both banks, North, .* \d+ \+ \d+ .* proven", out, re.MULTILINE)
    assert out.count("unnamed street – unnamed street") >= 2  # those of the sample have no names


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
        (("assess", "--close", "dudin-krs"), "--close (number 1): the place of 'dudin-krs' is not"),
        (("assess", "--lines", "none.geojson"), "--lines: none.geojson cannot be read"),
        (("assess", "--open", "main:fly"), "--open: should be ID, ID:MODE"),
        (("assess", "--restrict", "main:drive:Sa:Su"), "--restrict: should be ID, ID:MODE"),
        (("assess", "--open", "nope:drive"), "--open, --restrict (number 1): no crossing has"),
        (("scan", "--span-m", "1e9"), "--span-m: it must lie between"),
        (("scan", "--span-m", "nan"), "--span-m: it must lie between"),
        (("scan", "--as-of", "1900-01-01"), "--as-of: no crossing is known before"),
        (("closures", "--as-of", "1900-01-01"), "--as-of: no crossing is known before"),
        (("assess", "--population", "nobody"), "--population: should be one of census-2024, "),
        (("scan", "--population", "nobody"), "--population: should be one of census-2024, "),
        (("closures", "--population", ","), "--population: should be one of census-2024, "),
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


@pytest.fixture
def copied(sample_data, tmp_path):
    """A copy of the sample whose manifest a test may change; its files are those of the sample."""
    folder = tmp_path / "copy"
    return shutil.copytree(sample_data, folder, copy_function=os.link)


@pytest.mark.parametrize("choice", PAIRS, ids=lambda one: one.id)
def test_each_published_pair_gives_the_figures_of_a_separate_run(review, copied, choice):
    found = read_json(review("assess", "--line", LINE, "--population", choice.id, "--json"))
    snapshot = open_snapshot(copied)
    (snapshot.path / "manifest.json").unlink()
    write_separate(snapshot, choice)
    compare(found, read_json(review("assess", "--line", LINE, "--json", data=copied)))
    assert found["population"] == choice.id


@pytest.mark.parametrize("command", ["assess", "closures"])
def test_another_choice_is_said_with_its_figures(review, command):
    arguments = ("--population", "mitrovica-north:voters-2019,mitrovica-south:2011")
    out = " ".join(review(command, *arguments).out.split())
    for said in ("22,055", "voters listed", "71,909", "This is a combination"):
        assert said in out
    alone = review(command, "--population", "floor-area").out
    assert "Weights: m² of floor area" in alone
    assert "7,920" not in alone
