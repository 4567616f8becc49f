"""Texts in CSV files run nowhere, numbers are as they are, and all can be had back."""

import csv
import re
from datetime import date

import pytest

from geodata.exports.cells import make_inert
from geodata.exports.formats import Format
from geodata.exports.write import write_export
from geodata.snapshot.published import read_export_table
from geodata.snapshot.store import open_snapshot
from tests.app.small_city import make_layer, write_city

FORMULAS = ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n@x", " =1", "'=1", "''-1",
            "\uff1d1", "\u00a0=1"]  # fmt: skip
PLAIN = ["Most", "1-2", "'tis", "", "a=b", "(1)", "5", "\u202e=1", "'", "Ў"]


def undo(text):
    """Take off what the file says it puts before: one apostrophe before what would run."""
    is_marked = text.startswith("'") and make_inert(text[1:]) != text[1:]
    return text[1:] if is_marked else text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_would_run_gets_an_apostrophe(text):
    assert make_inert(text) == f"'{text}"
    assert undo(make_inert(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_is_as_it_is(text):
    assert make_inert(text) == text == undo(text)


@pytest.mark.parametrize("value", [-2.5, -1, None, True])
def test_only_texts_are_changed(value):
    assert make_inert(value) is value


def test_a_layer_of_hostile_names_is_inert_and_read_back(tmp_path):
    names = [one for one in FORMULAS + PLAIN if one]
    places = [None] * len(names)
    layer = make_layer("shops", places, name=names, bank_distance_m=[-0.5] * len(names))
    write_city(tmp_path / "data", layers={"shops": layer})
    snapshot = open_snapshot(tmp_path / "data")
    table = read_export_table(snapshot, "shops", date(2025, 10, 1))
    path = tmp_path / "shops.csv"
    write_export([table], Format.CSV, path, snapshot.manifest)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [undo(row["name"]) for row in rows] == names
    assert {row["bank_distance_m"] for row in rows} == {"-0.5"}
    assert not [row for row in rows if re.match(r"\s*[=+\-@]", row["name"])]
