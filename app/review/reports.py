"""Addresses of what readers keep of an assessment: its report and its charts."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.review.assessments import assess_once
from app.review.cache import make_key
from app.review.openapi import CHART_DOCS, TABLES_DOCS, TEXT_DOCS
from app.review.query import ReportQuery
from app.review.service import get_service
from app.web.site import find_path
from geodata import LICENCE_URL
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import say_remarks
from geodata.assessment.reports.report import make_heading, make_tables, write_text
from geodata.assessment.request import Question
from geodata.assessment.results import Assessment
from geodata.assessment.scenarios import settle_population
from geodata.assessment.words import say
from geodata.dates import read_today
from geodata.names import Language, Names

router = APIRouter(prefix="/api/assessments", tags=["review"])

Written = TypeVar("Written")
Write = Callable[[Assessment, Mapping[str, Names], Language], Written]

CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A chart has its colours in style attributes, and still nothing to run or to load."""


class Chart(StrEnum):
    """The charts of an assessment."""

    PROFILE = "detour-profile"
    REACH = "reach"
    HISTOGRAM = "histogram"


@router.get("/report.txt", response_class=Response, **TEXT_DOCS)
async def get_text(request: Request, query: Annotated[ReportQuery, Query()]) -> Response:
    """Write an assessment as plain text."""
    return Response(await answer_report(request, query, _write_text), media_type="text/plain")


@router.get("/report.json", response_class=Response, **TABLES_DOCS)
async def get_tables(request: Request, query: Annotated[ReportQuery, Query()]) -> Response:
    """Write the tables of an assessment as data, their cells as the language writes them."""
    return Response(
        await answer_report(request, query, write_tables), media_type="application/json"
    )


@router.get("/charts/{chart}.svg", response_class=Response, **CHART_DOCS)
async def get_chart(
    request: Request, chart: Chart, query: Annotated[ReportQuery, Query()]
) -> Response:
    """Draw a chart of an assessment."""
    svg = await answer_report(request, query, partial(_draw, chart))
    return Response(svg, 200, {"Content-Security-Policy": CHART_POLICY}, "image/svg+xml")


async def answer_report(request: Request, query: ReportQuery, write: Write[bytes]) -> bytes:
    """Answer with what is written of an assessment, kept by the path that asks for it."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key(find_path(request), model.snapshot_id, question, query.lang)
    work = partial(assess_and_write, model, question, query.lang, write)
    return await service.answer(request, service.quick, key, work)


def assess_and_write(
    model: CityModel, question: Question, language: Language, write: Write[Written]
) -> Written:
    """Assess a question, unless it was before, and write of the assessment what is wanted."""
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    return write(assess_once(model, question), banks, language)


def _write_text(result: Assessment, banks: Mapping[str, Names], language: Language) -> bytes:
    return write_text(result, banks, language).encode()


def write_report(
    result: Assessment, banks: Mapping[str, Names], language: Language
) -> dict[str, Any]:
    """Write the tables of an assessment, with what stands above and below them."""
    return {
        "title": say("title", language),
        "heading": make_heading(result, language),
        "note": say("modelled", language) if result.is_modelled else None,
        "sentences": say_remarks(result.remarks, banks, language),
        "tables": make_tables(result, banks, language),
        "population": result.population,
        "is_combination": result.is_combination,
        "figures": result.figures,
        "lang": language,
        "snapshot_id": result.snapshot_id,
        "is_modelled": result.is_modelled,
        "attribution": result.attribution,
        "licence": LICENCE_URL,
    }


def write_tables(result: Assessment, banks: Mapping[str, Names], language: Language) -> bytes:
    """Write all tables of an assessment as JSON."""
    return orjson.dumps(write_report(result, banks, language))


def _draw(
    chart: Chart, result: Assessment, banks: Mapping[str, Names], language: Language
) -> bytes:
    from geodata.assessment.reports.charts import CHARTS  # noqa: PLC0415 - matplotlib takes its time

    return CHARTS[chart](result, banks, language).encode()
