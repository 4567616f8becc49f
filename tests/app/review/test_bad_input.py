"""Questions over HTTP that cannot be answered: a problem document names the field."""

import json

import httpx
import pytest

from tests.app.reviewed_city import LINE, make_candidate, make_question, read_strictly

ENDS = "features.0.geometry.coordinates"
LENGTH = "features.0.properties.length_m"
TOO_FAR = [[20.8741, 42.9038], [20.8690, 42.9036]]
"""Both ends in the fields, on either bank."""
AND_BACK = [[20.8679, 42.8910], [20.8750, 42.8952]]
"""Straight over a bend of the river."""
THREE = [LINE[0], [20.8621, 42.8904], LINE[1]]
NAN = float("nan")


def ask_length(length_m):
    return make_question(features=[make_candidate(length_m=length_m)])


@pytest.mark.parametrize(
    ("question", "status", "field", "reason"),
    [
        (make_question(TOO_FAR), 409, ENDS, "further than 250 m from every street"),
        (make_question(AND_BACK), 409, ENDS, "crosses the river and comes back"),
        (make_question(LINE[:1]), 400, ENDS, "of 2 to 50 positions; got 1"),
        (make_question([LINE[0]] * 10_000), 400, ENDS, "of 2 to 50 positions; got 10000"),
        (make_question([*LINE, *THREE]), 409, ENDS, "crosses or touches itself"),
        (make_question([["NaN", 42.89], LINE[1]]), 400, f"{ENDS}.0.0", "valid number"),
        (make_question([[NAN, 42.89], LINE[1]]), 400, f"{ENDS}.0.0", "finite number"),
        (ask_length("NaN"), 400, LENGTH, "valid number"),
        (ask_length(NAN), 400, LENGTH, "finite number"),
        (ask_length(100), 409, LENGTH, "between the line's 177.7 m and 1,000 m"),
        (ask_length(1_001), 400, LENGTH, "less than or equal to 1000"),
        (ask_length(-5), 400, LENGTH, "greater than 0"),
    ],
)
def test_a_bad_candidate_is_refused_and_the_reason_given(reviewed, question, status, field, reason):
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(
        f"{reviewed.url}/api/assessments", content=json.dumps(question), headers=headers
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = read_strictly(answer)
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}: ")
    assert reason in problem["detail"]


def test_a_body_of_100_mb_is_read_only_until_it_is_too_large(reviewed):
    sent = []

    def stream():
        for _ in range(1_600):
            sent.append(2**16)
            yield b" " * 2**16

    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{reviewed.url}/api/assessments", content=stream(), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert read_strictly(answer)["field"] == "body"
    assert sum(sent) < 50 * 2**20
