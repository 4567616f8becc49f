"""Reading coordinates as people type them."""

import pytest

from geodata.gazetteer.coordinates import read_place

BOUNDS = (20.8, 42.8, 20.9, 42.95)
PLACE = pytest.approx((20.866, 42.89), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "42.89, 20.866",
        "20.866 42.89",
        "42.89,20.866",
        "42,89 20,866",
        "42.89; 20.866",
        "42.89N 20.866E",
        "N 42.89 E 20.866",
        "20.866° E, 42.89° N",
        "42.89° n 20.866° e",
        "42°53.4'N 20°51.96'E",
        "42°53′24″N 20°51′57.6″E",
        "42°53'24\" 20°51'57.6\"",
        "42.89С 20.866И",
    ],
)
def test_a_place_is_read_in_every_way_in_which_people_write_it(text):
    assert read_place(text, BOUNDS) == (PLACE, "")


def test_what_is_near_a_place_may_be_asked_for_in_one_query():
    assert read_place("spital 42.89, 20.866", BOUNDS) == (PLACE, "spital")
    assert read_place("42.89, 20.866 spital", BOUNDS) == (PLACE, "spital")


def test_coordinates_elsewhere_are_read_as_written_with_the_latitude_first():
    assert read_place("48.4, 15.6", BOUNDS) is None  # too vague
    assert read_place("48.41, 15.61", BOUNDS) == ((15.61, 48.41), "")
    assert read_place("15.61, 148.41", BOUNDS) == ((148.41, 15.61), "")
    assert read_place("48.41 S 15.61 W", BOUNDS) == ((-15.61, -48.41), "")


@pytest.mark.parametrize(
    "text",
    [
        *("rruga 12 14", "10 20", "42.89", "M2 10.5", "95.11 195.22", "42.89N 20.86N", "", "a, b"),
        *("1.2.3.4", "2020-01-02 12.15", "42.89.1 20.866.2"),
        *("bank 1.25 2.50", "Parcel 1,25 3,50"),
    ],
)
def test_other_numbers_are_no_place(text):
    assert read_place(text, BOUNDS) is None
