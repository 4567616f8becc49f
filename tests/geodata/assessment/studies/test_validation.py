"""The check of the what-if against bridges that did open."""

import pytest

from geodata.assessment.studies.openings import assess_opening
from geodata.assessment.studies.validation import TOLERANCE, measure_difference, validate_openings
from geodata.streets.network import TravelMode


@pytest.mark.parametrize(
    ("mode", "bridges"),
    [
        (TravelMode.WALK, ["new-road-2025", "new-foot-2025"]),
        (TravelMode.DRIVE, ["new-road-2025"]),
    ],
)
def test_bridges_that_opened_and_have_streets_of_the_mode_are_checked_by_day(
    sample_model, mode, bridges
):
    result = validate_openings(sample_model, mode)
    assert [one.crossing for one in result.openings] == bridges
    assert all(one.is_equal for one in result.openings)
    assert result.is_modelled
    for check in result.openings:
        assert check.largest_difference <= TOLERANCE
        opened = assess_opening(sample_model, check.crossing, mode).as_opened
        assert [bank.after_min for bank in check.banks] == [
            bank.mean_cross_river_min.after for bank in opened.banks
        ]


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ({"a": [1.0, {"b": 2.0}]}, {"a": (1.25, {"b": 2.0})}, 0.25),
        ({"a": [1.0, None]}, {"a": [1.0, 2.0]}, None),
        ({"a": [1.0]}, {"a": [1.0, 2.0]}, None),
        ({"a": "north"}, {"a": "south"}, None),
    ],
)
def test_a_difference_anywhere_is_found(one, other, difference):
    assert measure_difference(one, other) == difference
