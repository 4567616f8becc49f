"""The commands on what is mapped: lines over the river and how completely either bank is mapped."""

import json


def test_lines_over_the_river_come_with_their_networks_and_projects(uramost, sample_data):
    outcome = uramost("services", "--data", sample_data)
    assert outcome.code == 0, outcome.err
    assert "Modelled data" in outcome.out
    assert "Lines and pipes over the river" in outcome.out
    assert "nothing of it is guessed" in outcome.out
    found = json.loads(uramost("services", "--data", sample_data, "--json").out)
    assert all(one["line"]["side"] == "across" for one in found["lines"])
    assert {one["split_off"] for one in found["lines"]} == {None}


def test_parity_tells_both_banks_with_their_cases(uramost, sample_data):
    outcome = uramost("parity", "--data", sample_data)
    assert outcome.code == 0, outcome.err
    assert "km² built up" in outcome.out
    found = json.loads(uramost("parity", "--data", sample_data, "--json").out)
    assert {one["tag"] for one in found["completeness"]} == {
        "operator",
        "name",
        "address",
        "levels",
    }
