"""What OpenAPI says of every address holds, whatever is asked."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.app.reviewed_city import read_strictly
from tests.examples import examples

OPERATIONS = [
    ("GET", "/api/assessments"),
    ("POST", "/api/assessments"),
    ("GET", "/api/assessments/card"),
    ("GET", "/api/assessments/charts/{chart}.svg"),
    ("GET", "/api/assessments/homes.geojson"),
    ("GET", "/api/assessments/ranges"),
    ("GET", "/api/assessments/report.json"),
    ("GET", "/api/assessments/report.txt"),
    ("GET", "/api/assessments/stored.json"),
    ("GET", "/api/barrier"),
    ("GET", "/api/break-even"),
    ("GET", "/api/closures"),
    ("GET", "/api/counts"),
    ("GET", "/api/openings"),
    ("GET", "/api/parity"),
    ("GET", "/api/plan"),
    ("GET", "/api/providers/cell.csv"),
    ("GET", "/api/providers/matrix"),
    ("GET", "/api/providers/matrix.csv"),
    ("GET", "/api/scan"),
    ("GET", "/api/search"),
    ("GET", "/api/service-networks"),
    ("GET", "/api/snapshot"),
    ("GET", "/api/snapshots"),
    ("GET", "/api/step-free"),
    ("GET", "/cities.csv"),
    ("GET", "/cities.geojson"),
    ("GET", "/cities/compare.csv"),
    ("GET", "/cities/compare.parquet"),
    ("GET", "/cities/compare.svg"),
    ("GET", "/data/catalog.jsonld"),
    ("GET", "/data/projects.oc4ids.json"),
    ("GET", "/data/{city}.qgz"),
    ("GET", "/data/{layer}.geojson"),
    ("GET", "/data/{name}.qlr"),
    ("GET", "/data/{name}.{form}"),
    ("GET", "/healthz"),
    ("GET", "/projects.atom"),
    ("GET", "/readyz"),
    ("GET", "/tiles/{snapshot}.pmtiles"),
    ("GET", "/tiles/{z}/{x}/{y}.mvt"),
]

NEVER_WRONG = {
    *("/cities.csv", "/cities.geojson"),
    *("/cities/compare.csv", "/cities/compare.parquet", "/cities/compare.svg"),
    *("/api/parity", "/api/service-networks"),
    *("/api/snapshot", "/api/snapshots", "/data/catalog.jsonld", "/healthz", "/readyz"),
    "/tiles/{snapshot}.pmtiles",
}
"""Paths that take nothing, or any text."""
OF_THE_CITY = {
    *("/api/counts", "/api/providers/cell.csv", "/data/{layer}.geojson", "/data/{name}.{form}"),
}
"""Paths that no schema can say all about: what is a box or a filter, which provider there is."""
KNOWN = {"layer": "roads", "name": "schools", "form": "csv", "city": "mitrovica"}
"""What stands in paths where they should lead somewhere."""
ASKED = [
    (mode, *operation)
    for operation in OPERATIONS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or operation[1] not in NEVER_WRONG
]


@pytest.fixture(scope="module")
def schema(reviewed):
    load_all_checks()
    return schemathesis.openapi.from_url(f"{reviewed.url}/api/openapi.json")


def test_every_operation_of_the_document_is_asked(schema):
    paths = schema.raw_schema["paths"].items()
    assert sorted((one.upper(), path) for path, of in paths for one in of) == sorted(OPERATIONS)


@pytest.mark.parametrize("path", ["/api/openapi.json", "/ogc/api"])
def test_a_document_that_many_ask_for_first_is_whole_for_each(small_city, serve, path):
    url, together = serve(small_city).url, Barrier(8)

    def ask(_):
        together.wait()
        return httpx.get(f"{url}{path}", timeout=60)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads come between each other wherever they can
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(8)))
    finally:
        sys.setswitchinterval(usual)
    assert [one.status_code for one in answers] == [200] * 8
    assert len({one.content for one in answers}) == 1


@pytest.mark.parametrize(("mode", "method", "path"), ASKED)
def test_whatever_is_asked_is_answered_as_documented(schema, mode, method, path):
    left_out = [CHECKS.get_one("positive_data_acceptance")] if path in OF_THE_CITY else []

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=examples(5), database=None, suppress_health_check=HealthCheck)
    def check(case):
        if mode is GenerationMode.POSITIVE and case.path_parameters:
            known = {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
            case.path_parameters = {**case.path_parameters, **known}
        case.call_and_validate(excluded_checks=left_out, timeout=60)

    check()


def test_the_documented_examples_are_answered(reviewed):
    document = httpx.get(f"{reviewed.url}/api/openapi.json").json()
    body = document["paths"]["/api/assessments"]["post"]["requestBody"]
    for example in body["content"]["application/json"]["examples"].values():
        answer = httpx.post(f"{reviewed.url}/api/assessments", json=example["value"])
        assert answer.status_code == 200, answer.text
        assert read_strictly(answer)["banks"]
