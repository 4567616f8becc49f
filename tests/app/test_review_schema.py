"""What OpenAPI says of the bridge review holds, whatever is asked."""

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from reviewed_city import read_strictly
from schemathesis import GenerationMode


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/assessments"),
        ("GET", "/api/assessments/homes.geojson"),
        ("GET", "/api/assessments/report.txt"),
        ("GET", "/api/assessments/report.json"),
        ("GET", "/api/assessments/charts/{chart}.svg"),
        ("GET", "/api/scan"),
        ("GET", "/api/closures"),
        ("GET", "/api/openings"),
    ],
)
def test_whatever_is_asked_is_answered_as_documented(reviewed, method, path, mode):
    schema = schemathesis.openapi.from_url(f"{reviewed.url}/api/openapi.json")

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=HealthCheck)
    def check(case):
        case.call_and_validate()

    check()


def test_the_documented_examples_are_answered(reviewed):
    document = httpx.get(f"{reviewed.url}/api/openapi.json").json()
    body = document["paths"]["/api/assessments"]["post"]["requestBody"]
    for example in body["content"]["application/json"]["examples"].values():
        answer = httpx.post(f"{reviewed.url}/api/assessments", json=example["value"])
        assert answer.status_code == 200, answer.text
        assert read_strictly(answer)["banks"]
