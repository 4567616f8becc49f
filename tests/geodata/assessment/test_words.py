"""The words of reports, in four languages."""

import re

import pytest

from geodata.assessment.place_kinds import PLACES
from geodata.assessment.weights import FLOOR_AREA, PEOPLE
from geodata.assessment.words import list_words, say, say_target, write_number
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_every_language(language):
    assert all(say(key, language).strip() for key in list_words())


def test_everything_that_a_report_may_name_has_a_word():
    assert {*TravelMode, PEOPLE, FLOOR_AREA} <= set(list_words())
    assert all(say_target(target, "en") == target for target in ("other bank", *PLACES))
    assert say_target("bank", "sq") != say("bank", "sq")


def test_serbian_in_cyrillic_keeps_no_latin_letter_but_those_of_units():
    for key in list_words():
        words = re.sub(r"\b(min|km|m²?)(?!\w)|\bN\b", "", say(key, "sr-Cyrl"))
        assert not set("abcčćdđefghijklmnopqrsštuvwxyzž") & set(words.lower())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sq", ("Mbyllur", "banorë", "Banorët brenda {} minutash")),
        ("sr-Latn", ("Zatvoreno", "stanovnici", "Stanovnici na {} minuta ili manje")),
        ("sr-Cyrl", ("Затворено", "становници", "Становници на {} минута или мање")),
        ("en", ("Closed", "people", "People within {} minutes")),
    ],
)
def test_words_come_from_the_catalogues_those_of_reports_apart(language, said):
    assert tuple(say(key, language) for key in ("closed", "people", "reach within")) == said


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (1234.5, "en", "1,234.5"),
        (-1234.5, "sq", "−1\N{NO-BREAK SPACE}234,5"),
        (1234.5, "sr-Latn", "1.234,5"),
        (-0.01, "en", "0.0"),
        (None, "sr-Cyrl", "–"),
    ],
)
def test_a_number_is_written_as_the_language_does(value, language, text):
    assert write_number(value, language) == text
