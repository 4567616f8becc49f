"""The scan and the ranked closures of the sample, against assessments of the same scenarios."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.assessment.assess import assess
from geodata.assessment.request import Candidate, Question, RequestError
from geodata.assessment.street_names import StreetNames
from geodata.assessment.studies.closures import rank_closures
from geodata.assessment.studies.scan import find_groups, find_undominated, scan_divide
from geodata.streets.network import TravelMode

DAY = date(2025, 11, 1)


@given(places=st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=20))
def test_the_best_places_are_those_that_no_other_betters(places):
    merits = np.array(places, dtype=float).reshape(-1, 3).T
    expected = [
        not any(
            all(a >= b for a, b in zip(other, own, strict=True)) and other != own
            for other in places
        )
        for own in places
    ]
    assert find_undominated(merits).tolist() == expected


@pytest.mark.parametrize("mode", list(TravelMode))
def test_a_scanned_place_saves_what_its_assessment_as_a_candidate_says(sample_model, mode):
    places = scan_divide(sample_model, mode, DAY).alignments
    assert [one.rank for one in places] == list(range(1, len(places) + 1))
    assert len({one.nodes for one in places}) == len(places)
    for place in (places[0], places[len(places) // 3]):
        found = assess(sample_model, Question(mode, DAY, (Candidate(place.line),)))
        assert found.candidates[0].nodes == place.nodes
        for own, other in zip(place.banks, found.banks, strict=True):
            expected = pytest.approx(other.saved_person_min_per_trip, abs=1e-4)
            assert own.saved_person_min_per_trip == expected
            assert own.gained == pytest.approx(other.gained, abs=1e-3)


def test_a_ranked_closure_takes_what_its_assessment_says(sample_model):
    ranking = rank_closures(sample_model, TravelMode.WALK, DAY)
    for closure in (ranking.singles[0], ranking.pairs[0]):
        question = Question(TravelMode.WALK, DAY, closures=closure.crossings)
        for own, other in zip(closure.banks, assess(sample_model, question).banks, strict=True):
            lost = pytest.approx(-other.saved_person_min_per_trip, abs=1e-4)
            assert own.lost_person_min_per_trip == lost
            assert own.cut_off == pytest.approx(other.cut_off.after)


def test_results_are_strict_json(sample_model):
    for result in (
        scan_divide(sample_model, TravelMode.DRIVE, DAY),
        rank_closures(sample_model, TravelMode.DRIVE, DAY),
    ):
        assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["day"] == "2025-11-01"


@pytest.mark.parametrize("span_m", [0, 1_001, float("nan"), float("inf")])
def test_a_span_beyond_reason_is_refused_by_name(sample_model, span_m):
    with pytest.raises(RequestError) as refusal:
        scan_divide(sample_model, TravelMode.WALK, DAY, span_m=span_m)
    assert refusal.value.field == "span_m"


def test_places_close_together_are_a_group_of_the_best_one_and_places_apart_are_not():
    station_m = np.array([500.0, 600.0, 350.0, 450.0, 700.0, 601.0])
    assert find_groups(station_m) == [1, 1, 3, 1, 5, 5]


def test_places_are_called_after_the_streets_at_their_ends(sample_model, monkeypatch):
    monkeypatch.setattr(StreetNames, "find", lambda _, node: f"Street {node}")
    places = scan_divide(sample_model, TravelMode.WALK, DAY).alignments
    ends = {one.nodes: one.streets for one in places}
    assert len(set(ends.values())) == len(ends)
    assert {one.group for one in places} <= {one.rank for one in places}
