"""Addresses of the bridge review: assessments, the scan of the divide, ranked closures."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.review import answers
from app.review.cache import make_key, make_openings_key
from app.review.openapi import (
    ASSESSMENT_DOCS,
    BARRIER_DOCS,
    CLOSURES_DOCS,
    LARGEST_BODY_BYTES,
    OPENINGS_DOCS,
    PLAN_DOCS,
    SCAN_DOCS,
)
from app.review.schemas import ClosuresQuery, OpeningsQuery, PlanQuery, QuestionOnWire, ScanQuery
from app.review.service import get_service
from geodata.assessment.request import Demand
from geodata.assessment.scenarios import settle_population
from geodata.assessment.studies.plan import Limits
from geodata.dates import read_today
from geodata.sentences import about, sentence

router = APIRouter(tags=["review"])

_MEDIA_TYPES = ("application/json", "application/geo+json")
_OTHER_MEDIA_TYPE = sentence(
    "should be %(one)s or %(other)s", one=_MEDIA_TYPES[0], other=_MEDIA_TYPES[1]
)


@router.post("/api/assessments", response_class=Response, **ASSESSMENT_DOCS)
async def assess_bridges(request: Request) -> Response:
    """Assess candidate bridges and closures: every indicator before, after, and the difference."""
    service = get_service(request)
    model = service.get_model()
    asked = _parse(await _read_body(request))
    question = settle_population(model, asked.read(read_today()))
    has_minutes = "minutes_saved" in asked.include
    work = partial(answers.render_assessment, model, question, has_minutes=has_minutes)
    key = make_key("assess", model.snapshot_id, question, has_minutes)
    return _reply(await service.answer(request, service.quick, key, work))


@router.get("/api/scan", response_class=Response, **SCAN_DOCS)
async def scan_bridges(request: Request, query: Annotated[ScanQuery, Query()]) -> Response:
    """Scan the whole river line for bridges, each assessed exactly, the best ones first."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    demand = Demand(query.mode, query.trips_to, population=population)
    asked = demand, query.day or read_today(), query.span_m, query.lang
    key = make_key("scan", model.snapshot_id, *asked)
    work = partial(answers.render_scan, model, *asked, report=service.slow.go_on)
    scan = await service.answer(request, service.slow, key, work)
    return _reply(answers.cut_scan(scan, query.top))


@router.get("/api/plan", response_class=Response, **PLAN_DOCS)
async def plan_bridges(request: Request, query: Annotated[PlanQuery, Query()]) -> Response:
    """Find the best one, two or three places for bridges together, for both banks and for each."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    demand = Demand(query.mode, query.trips_to, population=population)
    limits = Limits(query.most, query.length_km, query.span_m)
    asked = demand, query.day or read_today(), limits, query.lang
    key = make_key("plan", model.snapshot_id, *asked)
    work = partial(answers.render_plan, model, *asked, report=service.slow.go_on)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/closures", response_class=Response, **CLOSURES_DOCS)
async def rank_crossings(request: Request, query: Annotated[ClosuresQuery, Query()]) -> Response:
    """Rank the crossings, singly and in pairs, by what closing them would cost."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    asked = query.mode, query.day or read_today(), population, query.lang
    key = make_key("closures", model.snapshot_id, *asked)
    work = partial(answers.render_closures, model, *asked, report=service.slow.go_on)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/barrier", response_class=Response, **BARRIER_DOCS)
async def measure_divide(request: Request, query: Annotated[ClosuresQuery, Query()]) -> Response:
    """Tell how much of the barrier the crossings take away: none, as it is, crossed everywhere."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    asked = query.mode, query.day or read_today(), population, query.lang
    key = make_key("barrier", model.snapshot_id, *asked)
    work = partial(answers.render_barrier, model, *asked)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/openings", response_class=Response, **OPENINGS_DOCS)
async def check_openings(request: Request, query: Annotated[OpeningsQuery, Query()]) -> Response:
    """Assess each bridge that did open as a candidate on its eve, and compare with its day."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    key = make_openings_key(model.snapshot_id, query.mode, population)
    work = partial(answers.render_openings, model, query.mode, population)
    return _reply(await service.answer(request, service.slow, key, work))


async def _read_body(request: Request) -> bytes:
    """Read a body, and no more of it than is allowed."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _MEDIA_TYPES:
        raise HTTPException(415, about("Content-Type", _OTHER_MEDIA_TYPE))
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > LARGEST_BODY_BYTES:
        raise _refuse_body()
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY_BYTES:
                raise _refuse_body()
    except ClientDisconnect:
        raise HTTPException(400, about("body", sentence("it broke off"))) from None
    return bytes(body)


def _refuse_body() -> HTTPException:
    """Refuse a body; closing the connection keeps the rest of it from being read."""
    fault = sentence("should be at most %(n)s bytes", n=LARGEST_BODY_BYTES)
    return HTTPException(413, about("body", fault), {"Connection": "close"})


def _parse(body: bytes) -> QuestionOnWire:
    try:
        return QuestionOnWire.model_validate_json(body)
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
        raise RequestValidationError(
            [{**fault, "loc": ("body", *fault["loc"])} for fault in faults]
        ) from None


def _reply(body: bytes) -> Response:
    return Response(body, 200, {"Cache-Control": "no-cache"}, "application/json")
