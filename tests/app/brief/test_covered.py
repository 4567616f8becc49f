"""A tested bridge at the place of a crossing says so in words."""

from datetime import date

import pytest
import shapely

from app.brief.covered import CoveredCrossings
from geodata.assessment.request import Candidate
from geodata.wording import load_wording
from tests.app.reviewed_city import LINE

DAY = date(2026, 1, 1)


@pytest.fixture
def catalogue(reviewed):
    return reviewed.city.live.get()


def name(catalogue, line, day=DAY):
    candidate = Candidate(tuple((lon, lat) for lon, lat in line))
    return CoveredCrossings(catalogue, day).name(candidate, load_wording("en"))


def test_it_names_the_crossing_that_it_lies_on(catalogue):
    main = next(one for one in catalogue.crossings if one.id == "main")
    assert name(catalogue, shapely.get_coordinates(main.geometry)[[0, -1]]) == main.name["en"]


def test_between_crossings_it_names_none(catalogue):
    assert name(catalogue, LINE) == ""


def test_a_crossing_of_another_day_is_not_named(catalogue):
    new = next(one for one in catalogue.crossings if one.id == "new-road-2025")
    line = shapely.get_coordinates(new.geometry)[[0, -1]]
    assert name(catalogue, line) == new.name["en"]
    assert name(catalogue, line, date(2010, 1, 1)) == ""
