"""What OpenAPI says of the bridge review: bodies, answers and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.catalogue.features import MEDIA_TYPE as GEOJSON
from app.review.schemas import QuestionOnWire, describe_body
from app.web.problems import MEDIA_TYPE
from geodata.assessment.studies.closures import WhyLeftOut

LARGEST_BODY_BYTES = 1_000_000

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The part of the request that is wrong."},
    },
}


def write_examples(
    city: str, ends: Sequence[tuple[float, float]], populations: Sequence[str]
) -> dict[str, Any]:
    """Write examples of bodies: a footbridge in a city, by its ends in (lon, lat), and nothing.

    Nothing is written for each of some choices of population, too.
    """
    footbridge = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [list(end) for end in ends]},
        "properties": {"modes": ["walk", "bicycle"]},
    }
    asked = {"type": "FeatureCollection", "features": [footbridge], "mode": "walk"}
    now = {"features": [], "mode": "walk"}
    weighed = {
        f"by {one}": {
            "summary": f"How it is now, by the totals {one}",
            "value": {**now, "population": one},
        }
        for one in populations
    }
    return {
        **weighed,
        "a footbridge": {"summary": f"A footbridge in {city}", "value": asked},
        "nothing changes": {"summary": "How it is now", "value": now},
    }


def _describe_problem(sentence: str, **headers: str) -> dict[str, Any]:
    described = {
        name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
        for name, text in headers.items()
    }
    return {
        "description": f"{sentence} (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
        "headers": described,
    }


def _describe_answer(
    sentence: str, *members: str, properties: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    required = [*members, "snapshot_id", "attribution", "licence"]
    described = {"properties": dict(properties)} if properties else {}
    schema = {"type": "object", "required": required, **described}
    return {"description": sentence, "content": {"application/json": {"schema": schema}}}


_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: _describe_problem("The request is malformed; `field` names the part"),
    409: _describe_problem("The question does not fit this city and day; `field` names the part"),
    503: _describe_problem(
        "Nothing can be reviewed yet, or the server is busy", Retry_After="Seconds to wait"
    ),
}
_BODY_REFUSALS: dict[int | str, dict[str, Any]] = {
    413: _describe_problem(f"The body is larger than {LARGEST_BODY_BYTES:,} bytes"),
    415: _describe_problem("The body is not JSON"),
}

ASSESSMENT_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Every indicator, before, after and the difference", "banks"),
        **_REFUSALS,
        **_BODY_REFUSALS,
    },
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": describe_body(QuestionOnWire),
                }
            },
        }
    },
}
ADDRESS_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Every indicator, before, after and the difference", "banks"),
        **_REFUSALS,
    }
}
RANGES_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("The range of each figure", "variations", "ranges", "table"),
        **_REFUSALS,
    }
}
SCAN_DOCS: dict[str, Any] = {
    "responses": {200: _describe_answer("The best alignments, best first"), **_REFUSALS}
}
PLAN_DOCS: dict[str, Any] = {
    "responses": {200: _describe_answer("The best sets of places, by size and aim"), **_REFUSALS}
}
BARRIER_DOCS: dict[str, Any] = {
    "responses": {200: _describe_answer("The city with and without the divide"), **_REFUSALS}
}
BREAK_EVEN_DOCS: dict[str, Any] = {
    "responses": {200: _describe_answer("Trips a day that pay for it", "break_even"), **_REFUSALS}
}
CARD_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("The card in every language", "texts", "figures_shown"),
        **_REFUSALS,
    }
}
STORED_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer(
            "The question and its main figures, as a register takes them",
            *("format", "question", "figures", "data_date", "is_modelled"),
        ),
        **_REFUSALS,
    }
}
_LEFT_OUT = {
    "type": "array",
    "description": "Crossings that people use on the day and that are in no closure, with why",
    "items": {
        "type": "object",
        "required": ["crossing", "reason"],
        "properties": {
            "crossing": {"type": "string"},
            "reason": {"type": "string", "enum": list(WhyLeftOut)},
        },
    },
}
CLOSURES_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer(
            "Crossings ranked by what closing costs",
            *("singles", "pairs", "left_out"),
            properties={"left_out": _LEFT_OUT},
        ),
        **_REFUSALS,
    }
}

NETWORKS_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Lines over the river and their networks", "lines", "networks"),
        503: _REFUSALS[503],
    }
}
STEP_FREE_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Residents by what is known of their way", "banks", "crossings"),
        **_REFUSALS,
    }
}
PARITY_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Completeness of tags by bank", "completeness", "uneven", "edits"),
        503: _REFUSALS[503],
    }
}
OPENINGS_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("Each bridge that did open, foreseen and come true", "openings"),
        **_REFUSALS,
    }
}


def _describe_file(sentence: str, media_type: str) -> dict[str, Any]:
    answer = {"description": sentence, "content": {media_type: {"schema": {"type": "string"}}}}
    return {"responses": {200: answer, **_REFUSALS}}


TEXT_DOCS = _describe_file("Plain text, columns lined up", "text/plain")
TABLES_DOCS: dict[str, Any] = {
    "responses": {
        200: _describe_answer("The tables of the report, cells written out", "heading", "tables"),
        **_REFUSALS,
    }
}
CHART_DOCS = _describe_file("A chart whose texts are text", "image/svg+xml")

HOMES_DOCS: dict[str, Any] = {
    "responses": {
        200: {
            "description": "Homes as GeoJSON points with minutes before, after and saved",
            "content": {
                GEOJSON: {"schema": {"type": "object", "required": ["snapshot_id", "features"]}}
            },
        },
        304: {"description": "The reader's copy is still current"},
        **_REFUSALS,
    }
}
