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
from app.review.costs import BreakEvenQuery
from app.review.openapi import (
    ADDRESS_DOCS,
    ASSESSMENT_DOCS,
    BARRIER_DOCS,
    BREAK_EVEN_DOCS,
    CARD_DOCS,
    CLOSURES_DOCS,
    LARGEST_BODY_BYTES,
    NETWORKS_DOCS,
    OPENINGS_DOCS,
    PARITY_DOCS,
    PLAN_DOCS,
    RANGES_DOCS,
    SCAN_DOCS,
    STEP_FREE_DOCS,
)
from app.review.query import QuestionInAddress, ReportQuery
from app.review.schemas import QuestionOnWire
from app.review.service import get_service
from app.review.study_queries import (
    ClosuresQuery,
    OpeningsQuery,
    PlanQuery,
    ScanQuery,
    StepFreeQuery,
)
from geodata.assessment.request import Demand, Question
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
    asked = _parse(await _read_body(request))
    has_minutes = "minutes_saved" in asked.include
    return await _assess(request, asked.read(read_today()), has_minutes=has_minutes)


@router.get("/api/assessments", response_class=Response, **ADDRESS_DOCS)
async def assess_link(request: Request, query: Annotated[QuestionInAddress, Query()]) -> Response:
    """Assess what an address asks: every indicator before, after, and the difference."""
    return await _assess(request, query.read(read_today()), has_minutes=False)


@router.get("/api/assessments/ranges", response_class=Response, **RANGES_DOCS)
async def measure_ranges(request: Request, query: Annotated[ReportQuery, Query()]) -> Response:
    """Tell how sure the figures of an assessment are: least and most over the assumptions tried."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key("ranges", model.snapshot_id, question, query.lang)
    report = service.slow.go_on
    work = partial(answers.render_ranges, model, question, query.lang, report=report)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/assessments/card", response_class=Response, **CARD_DOCS)
async def make_card(request: Request, query: Annotated[QuestionInAddress, Query()]) -> Response:
    """Say in three sentences what a question's change would do, in all languages."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key("card", model.snapshot_id, question)
    work = partial(answers.render_card, model, question, report=service.slow.go_on)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/scan", response_class=Response, **SCAN_DOCS)
async def scan_bridges(request: Request, query: Annotated[ScanQuery, Query()]) -> Response:
    """Scan the whole river line for bridges, each assessed exactly, the best ones first."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    demand = Demand(query.mode, query.trips_to, population=population)
    asked = demand, query.day or read_today(), query.span_m, query.lang
    key = make_key("scan", model.snapshot_id, *asked, query.robust)
    work = partial(
        answers.render_scan, model, *asked, is_robust=query.robust, report=service.slow.go_on
    )
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


@router.get("/api/step-free", response_class=Response, **STEP_FREE_DOCS)
async def count_step_free(request: Request, query: Annotated[StepFreeQuery, Query()]) -> Response:
    """Count residents by what is known of their way over the river without a step."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    asked = query.day or read_today(), population, query.lang
    key = make_key("step-free", model.snapshot_id, *asked)
    work = partial(answers.render_step_free, model, *asked)
    return _reply(await service.answer(request, service.slow, key, work))


@router.get("/api/service-networks", response_class=Response, **NETWORKS_DOCS)
def list_service_networks(request: Request) -> Response:
    """List lines and pipes over the river as they are mapped, and what is joined to them."""
    return _reply(answers.render_networks(get_service(request).get_networks()))


@router.get("/api/parity", response_class=Response, **PARITY_DOCS)
def compare_banks(request: Request) -> Response:
    """Tell how completely either bank is mapped, by layer and tag, with the number of cases."""
    return _reply(answers.render_parity(get_service(request).get_parity()))


@router.get("/api/break-even", response_class=Response, **BREAK_EVEN_DOCS)
async def find_break_even(request: Request, query: Annotated[BreakEvenQuery, Query()]) -> Response:
    """Tell how many trips a day would pay for a bridge by the time that they save."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    costs = query.read_costs()
    key = make_key("break-even", model.snapshot_id, question, costs, query.lang)
    work = partial(answers.render_break_even, model, question, costs, query.lang)
    return _reply(await service.answer(request, service.quick, key, work))


@router.get("/api/openings", response_class=Response, **OPENINGS_DOCS)
async def check_openings(request: Request, query: Annotated[OpeningsQuery, Query()]) -> Response:
    """Assess each bridge that did open as a candidate on its eve, and compare with its day."""
    service = get_service(request)
    model = service.get_model()
    population = model.choose_population(query.population).id
    key = make_openings_key(model.snapshot_id, query.mode, population)
    work = partial(answers.render_openings, model, query.mode, population)
    return _reply(await service.answer(request, service.slow, key, work))


async def _assess(request: Request, asked: Question, *, has_minutes: bool) -> Response:
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, asked)
    work = partial(answers.render_assessment, model, question, has_minutes=has_minutes)
    key = make_key("assess", model.snapshot_id, question, has_minutes)
    return _reply(await service.answer(request, service.quick, key, work))


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
