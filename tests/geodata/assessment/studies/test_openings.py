"""The bridges that opened in 2025, each assessed as a candidate on the day before."""

import numpy as np
import pytest
import shapely

from geodata.assessment.assess import assess
from geodata.assessment.request import Candidate, Question, RequestError
from geodata.assessment.scenarios import LinkChange
from geodata.assessment.studies.openings import assess_opening, find_eve, find_opening
from geodata.crs import GEOGRAPHIC, project
from geodata.streets.network import TravelMode, open_links
from tests.geodata.assessment.recompute import check_bank

NEW = ["new-road-2025", "new-foot-2025"]
ON_FOOT = frozenset({TravelMode.WALK, TravelMode.BICYCLE})


@pytest.mark.parametrize("mode", list(TravelMode))
@pytest.mark.parametrize("bridge", NEW)
def test_a_bridge_assessed_on_its_eve_equals_the_network_of_the_day(sample_model, bridge, mode):
    opening = assess_opening(sample_model, bridge, mode)
    assert opening.as_candidate == opening.as_opened
    saved = opening.as_opened.banks[0].saved_person_min_per_trip
    is_for_mode = bridge == "new-road-2025" or mode is not TravelMode.DRIVE
    assert (saved > 0) == is_for_mode


@pytest.mark.slow
@pytest.mark.parametrize("bridge", NEW)
def test_the_network_of_the_day_equals_a_plain_recompute(sample_model, bridge):
    network = sample_model.get_mode(TravelMode.WALK).network
    opening = find_opening(sample_model, bridge)
    eve_and_day = (find_eve(opening), opening.last)
    days = (open_links(network, sample_model.crossings, one) for one in eve_and_day)
    links = LinkChange(TravelMode.WALK, *days, ())
    assessed = assess_opening(sample_model, bridge, TravelMode.WALK)
    for bank, is_left in zip(assessed.as_candidate.banks, (True, False), strict=True):
        check_bank(sample_model, TravelMode.WALK, links, bank, is_left)


@pytest.mark.parametrize("bridge", NEW)
def test_a_line_drawn_along_a_bridge_gives_what_its_own_ways_give(sample_model, bridge):
    # Its length in the metric CRS and on the sphere of the street graph differ by a thousandth.
    links = sample_model.get_mode(TravelMode.WALK).network.links
    points = sample_model.get_mode(TravelMode.WALK).network.points
    at = np.flatnonzero(links.crossing == bridge)[0]
    ends = shapely.LineString(points[[links.start[at], links.end[at]]])
    line = tuple(project(ends, sample_model.crs, GEOGRAPHIC).coords)
    eve = find_eve(find_opening(sample_model, bridge))
    question = Question(TravelMode.WALK, eve, (Candidate(line, ON_FOOT),))
    drawn = assess(sample_model, question).banks[0]
    own = assess_opening(sample_model, bridge, TravelMode.WALK).as_candidate.banks[0]
    assert drawn.saved_person_min_per_trip == pytest.approx(
        own.saved_person_min_per_trip, abs=0.002
    )


@pytest.mark.parametrize("crossing", ["east", "nothing"])
def test_a_crossing_whose_opening_nobody_knows_cannot_be_validated(sample_model, crossing):
    with pytest.raises(RequestError, match=r"opening date of .* is not known"):
        assess_opening(sample_model, crossing, TravelMode.WALK)
