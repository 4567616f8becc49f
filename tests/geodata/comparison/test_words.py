"""Values of a comparison in words: never 0 or 100 % where it is not quite, ages rounded down."""

import pytest

from geodata.comparison.indicators import Indicator, IndicatorValue, Lack
from geodata.comparison.words import (
    explain_indicator,
    say_indicator,
    say_lack,
    write_days,
    write_value,
)
from geodata.names import LANGUAGES
from tests.geodata.comparison.compared import make_city


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.001, "< 0.5 %"),
        (0.28, "28 %"),
        (0.9991, "> 99.5 %"),
        (1.0, "100 %"),
        (None, "–"),
    ],
)
def test_a_share_is_rounded_but_never_to_nothing_or_all(share, text):
    assert write_value(IndicatorValue(Indicator.CUT_OFF, share), "en") == text


def test_a_share_of_few_cases_says_how_many():
    value = IndicatorValue(Indicator.MAPPING_PARITY, 1 / 3, cases=(1, 3))
    assert write_value(value, "en") == "33 % (1 of 3)"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        *((0, "0 days"), (1, "1 day"), (45, "45 days")),
        *((62, "2 months"), (730, "23 months"), (731, "2 years"), (4731, "12 years")),
    ],
)
def test_an_age_is_rounded_down(days, text):
    assert write_days(days, "en") == text


def test_numbers_are_written_as_readers_do():
    assert write_value(IndicatorValue(Indicator.CROSSINGS_PER_KM, 1.4426), "sq") == "1,44"
    assert write_value(IndicatorValue(Indicator.DATA_AGE, 4731.0), "sr-Cyrl") == "12 година"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_and_lack_has_its_words(language):
    city = make_city("Aba").manifest.city
    for one in Indicator:
        assert say_indicator(one, language)
        assert explain_indicator(one, language)
    said = {
        say_lack(IndicatorValue(Indicator.CUT_OFF, None, lack=one), city, language) for one in Lack
    }
    assert len(said) == len(Lack)
