"""Sentences that keep their template and values, whoever carries them."""

import pickle
from datetime import date

import pytest

from geodata.errors import SnapshotError
from geodata.sentences import about, get_sentence, sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_532, "1,532"),
        (87.0, "87.0"),
        (1_087.9, "1,087.9"),
        (0.001, "0.001"),
        (-90, "-90"),
        (date(1970, 1, 2), "1970-01-02"),
        ("1000 %(id)s %s 100%", "1000 %(id)s %s 100%"),
        (sentence("it has no length"), "it has no length"),
    ],
)
def test_a_sentence_is_english_text_that_keeps_its_template_and_values(value, text):
    said = sentence("it is %(value)s here", value=value)
    assert said == f"it is {text} here"
    assert (said.template, said.values) == ("it is %(value)s here", {"value": value})


def test_what_has_a_fault_is_named_before_it():
    fault = sentence("it has no length")
    said = about("line.0", fault)
    assert said == "line.0: it has no length"
    assert said.values["fault"] is fault


def test_a_sentence_reaches_another_process_with_its_error():
    said = about("banks.parquet", sentence("row count is %(n)s", n=5))
    kept = get_sentence(pickle.loads(pickle.dumps(SnapshotError(said))))
    assert kept == said
    assert (kept.template, kept.values) == (said.template, said.values)
    assert kept.values["fault"].values == {"n": 5}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("plain"), "plain"),
        (ValueError(), ""),
        (KeyError(5), "5"),
        (OSError(2, "No such file"), "[Errno 2] No such file"),
    ],
)
def test_an_error_without_a_sentence_says_its_text(error, text):
    assert get_sentence(error) == text
