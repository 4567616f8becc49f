"""Questions about the bundled sample, for tests of the bridge review."""

import copy
import json
import time

import httpx

LINE = [[20.862, 42.8896], [20.862, 42.8912]]
"""From bank to bank, between the main bridge and the foot bridges."""


def make_candidate(line=None, **properties):
    geometry = {"type": "LineString", "coordinates": copy.deepcopy(line or LINE)}
    return {"type": "Feature", "geometry": geometry, "properties": properties or None}


def make_question(*lines, **members):
    features = [make_candidate(line) for line in lines or [LINE]]
    return {"features": features, "mode": "walk", "day": "2025-10-01", **members}


def read_strictly(answer):
    """Read JSON and refuse what JSON does not know, such as NaN."""

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(answer.content, parse_constant=refuse)


def wait_until_reviewed(url):
    """Ask until the server can review; the test's own time limit ends a vain wait."""
    end = time.monotonic() + 120
    question = make_question(day="1900-01-01")
    while httpx.post(f"{url}/api/assessments", json=question).status_code == 503:
        assert time.monotonic() < end, "the snapshot never came to be reviewed"
