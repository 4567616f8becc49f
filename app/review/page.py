"""The page of the bridge review: a question in its address, answered in words without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import describe_crossings, find_meeting, name_crossing
from app.catalogue.examples import find_examples
from app.catalogue.served import get_catalogue
from app.concurrency.turns import name_client
from app.errors import NotReadyError
from app.language.choice import get_wording
from app.maps.compare import list_saved_classes
from app.maps.review import draw_review
from app.review.candidates import list_placed
from app.review.form import CHANGES, MOST_KEPT, choose_day, list_kept, read_form, read_question
from app.review.population import describe_choices
from app.review.problems import explain_question
from app.review.query import write_address
from app.review.reports import Chart, assess_and_write, write_report
from app.review.service import get_service
from app.review.street_form import read_streets
from app.web.faults import say_on_page
from geodata.assessment.request import RequestError, TripsTo
from geodata.assessment.scenarios import settle_population
from geodata.dates import read_today
from geodata.streets.network import TravelMode

router = APIRouter(include_in_schema=False)

_Refusal = tuple[int, str]

_OF_CROSSINGS = ("close", "open", "restrict")
"""Parameters that name crossings."""


@router.get("/review")
async def show_review(request: Request) -> Response:
    """Show a question and its answer; what cannot be answered is said in a sentence."""
    catalogue = get_catalogue(request)
    asked = read_form(request.query_params)
    streets = await read_streets(request, asked)
    if streets.line and streets.line not in asked["line"]:
        return streets.lead_back(request)
    report, refusal = await _ask(request, asked)
    state, wording = request.app.state, get_wording(request)

    def render() -> Response:
        day = choose_day(asked)
        crossings = describe_crossings(catalogue.crossings, day)
        city, chosen = catalogue.manifest.city, str(asked.get("population", ""))
        values = {
            "page": "review",
            "map": draw_review(catalogue, state.assets, wording, day),
            "asked": asked,
            "is_asked": any(asked[name] for name in CHANGES),
            "day": day,
            "today": read_today(),
            "kept": list_kept(request.query_params),
            "streets": streets,
            "bank_names": wording.name_banks(city),
            "most_kept": MOST_KEPT,
            "modes": list(TravelMode),
            "trips": list(TripsTo),
            "populations": describe_choices(city, chosen, wording),
            "crossings": crossings,
            "titles": {one["id"]: name_crossing(one, wording) for one in crossings},
            "projects": list_placed(catalogue),
            "charts": list(Chart),
            "examples": find_examples(catalogue),
            "saved_classes": list_saved_classes(wording),
            "beside": _locate_crossings(catalogue, asked),
            "widths": _list_widths(request),
            "report": report,
            "refusal": refusal[1] if refusal else None,
        }
        status = refusal[0] if refusal else streets.status
        page: Response = state.pages.render(
            request, "review/review.html", catalogue, values, status
        )
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            page.headers["Retry-After"] = "5"
        return page

    return await run_in_threadpool(render)


def _list_widths(request: Request) -> Sequence[tuple[float, float, int]]:
    """List how wide the river is along it, (lon, lat, m); nothing as long as that is not known."""
    try:
        return get_service(request).get_model().river_widths
    except NotReadyError:
        return ()


def _locate_crossings(catalogue: Catalogue, asked: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Locate the crossings that a question closes, opens or restricts, (lat, lon)."""
    named = {one.partition(";")[0] for name in _OF_CROSSINGS for one in asked[name]}
    places = [
        find_meeting(one.geometry, catalogue.divide)
        for one in catalogue.crossings
        if one.id in named and one.geometry is not None
    ]
    return [(place.y, place.x) for place in places]


async def _ask(
    request: Request, asked: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, _Refusal | None]:
    """Answer a question by its tables, or say why not."""
    try:
        question = read_question(asked).read(read_today())
        service, language = get_service(request), get_wording(request).language
        model = service.get_model()
        question = settle_population(model, question)
        work = partial(assess_and_write, model, question, language, write_report)
        report = await service.quick.run(work, name_client(request)[0])
    except (RequestValidationError, RequestError, NotReadyError, HTTPException) as error:
        status, sentence = explain_question(error)
        return None, (status, say_on_page(sentence, get_wording(request)))
    return report | {"address": write_address(question)}, None
