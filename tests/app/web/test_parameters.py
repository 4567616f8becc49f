"""What requests may ask for."""

from datetime import date

import pytest

from app.web.parameters import parse_bbox
from geodata.dates import parse_day


def test_a_box_is_left_bottom_right_top():
    assert parse_bbox("20.8, 42.8,20.9,42.95").bounds == (20.8, 42.8, 20.9, 42.95)


def test_a_box_can_be_a_point():
    assert parse_bbox("1,2,1,2").bounds == (1, 2, 1, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "four numbers"),
        ("1,2,3", "four numbers"),
        ("1,2,3,4,5,6", "four numbers"),
        ("a,b,c,d", "four numbers"),
        ("nan,0,1,1", "finite"),
        ("0,0,inf,1", "finite"),
        ("2,0,1,1", "left ≤ right"),
        ("0,2,1,1", "bottom ≤ top"),
        ("-181,0,1,1", "180"),
        ("0,0,1,91", "90"),
    ],
)
def test_a_malformed_box_is_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        parse_bbox(text)


def test_a_day_is_written_in_one_way():
    assert parse_day("2025-07-01") == date(2025, 7, 1)


@pytest.mark.parametrize(
    "text",
    ["", "0", "soon", "20250701", "2025-W27-2", "2025-02-30", "2025-07-01T00:00:00", "9" * 5000],
)
def test_anything_else_is_refused_as_a_day_in_few_words(text):
    with pytest.raises(ValueError, match=r"^should be a day: YYYY-MM-DD$"):
        parse_day(text)
