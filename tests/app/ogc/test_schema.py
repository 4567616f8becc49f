"""What OpenAPI says of the OGC API holds, whatever is asked."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.examples import examples

PATHS = [
    "/",
    "/api",
    "/conformance",
    "/collections",
    "/collections/{collectionId}",
    "/collections/{collectionId}/queryables",
    "/collections/{collectionId}/schema",
    "/collections/{collectionId}/feature-schema",
    "/collections/{collectionId}/items",
    "/collections/{collectionId}/items/{featureId}",
    "/tiles",
    "/tiles/WebMercatorQuad",
]
LOOSER = [
    "positive_data_acceptance",  # no schema can say what is a filter, a time or a field
    "negative_data_rejection",  # a limit beyond the greatest is the greatest, as the standard asks
]
NO_HTTP = b"Invalid HTTP request received."
"""What uvicorn says to headers that are none; the application never sees such a request."""


@pytest.fixture(scope="module")
def schema(reviewed):
    load_all_checks()
    return schemathesis.openapi.from_url(f"{reviewed.url}/ogc/api")


def test_every_path_of_the_document_is_asked(schema):
    assert sorted(schema.raw_schema["paths"]) == sorted(PATHS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_is_answered_as_documented(schema, path, mode):
    strategies = [schema[path]["GET"].as_strategy(generation_mode=mode)]

    @given(case=st.one_of(strategies))
    @settings(max_examples=examples(5), database=None, suppress_health_check=HealthCheck)
    def check(case):
        answer = case.call()
        if answer.content != NO_HTTP:
            case.validate_response(answer, excluded_checks=[CHECKS.get_one(one) for one in LOOSER])

    check()
