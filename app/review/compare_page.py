"""The page of maps before and after any question, in step, or of the difference it makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from shapely import LineString
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import describe_crossings
from app.catalogue.served import get_catalogue
from app.errors import NotReadyError
from app.language.choice import get_wording
from app.maps.base import MapParts, surround
from app.maps.compare import CompareMaps, list_classes, list_saved_classes
from app.maps.elements import Bounds
from app.review.cache import make_key
from app.review.candidates import list_placed
from app.review.form import choose_day, read_form, read_question
from app.review.homes import PATH, render_classes
from app.review.population import describe_choices
from app.review.query import write_address
from app.review.service import get_service
from app.review.studies import Outcome, refuse_study
from geodata.assessment.remarks import Remark, say_remarks
from geodata.assessment.reports.service_tables import say_service
from geodata.assessment.request import Question, RequestError, TripsTo
from geodata.assessment.scenarios import settle_population
from geodata.assessment.services import STEPS_MIN
from geodata.dates import read_today
from geodata.streets.network import TravelMode
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

DIFFERENCE = "difference"
"""What `view` asks for in place of the maps before and after."""


@router.get("/compare")
async def show_comparison(request: Request) -> Response:
    """Show a question on two maps; what cannot be answered is said in a sentence."""
    catalogue = get_catalogue(request)
    asked = read_form(request.query_params)
    is_difference = asked.pop("view", "") == DIFFERENCE
    question, compared = await _compare(request, asked)
    return await run_in_threadpool(
        partial(_render, request, catalogue, asked, question, compared, is_difference=is_difference)
    )


async def _compare(request: Request, asked: Mapping[str, Any]) -> tuple[Question | None, Outcome]:
    """Answer a question, None where it cannot be read, by the people of each bank by minutes."""
    question, service = None, get_service(request)
    try:
        question = read_question(asked).read(read_today())
        model = service.get_model()
        question = settle_population(model, question)
        key = make_key("compare", model.snapshot_id, question)
        answer = await service.answer(
            request, service.quick, key, partial(render_classes, model, question)
        )
    except (RequestValidationError, RequestError, NotReadyError, HTTPException) as error:
        return question, refuse_study(request, error)
    return question, Outcome(orjson.loads(answer))


def _find_change(catalogue: Catalogue, question: Question) -> Bounds | None:
    """Find the box that holds the bridges a question changes; None where it changes none."""
    lines = [LineString(one.line) for one in question.candidates]
    changed = {*question.closures, *(one.crossing for one in question.access)}
    known = changed & {one.id for one in catalogue.crossings}
    return surround(catalogue, known, lines) if lines or known else None


def _say_remarks(compared: Outcome, catalogue: Catalogue, wording: Wording) -> tuple[str, ...]:
    """Say why figures are missing."""
    told = compared.found["assessment"]["remarks"] if compared.found else []
    city = catalogue.manifest.city
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    return say_remarks([Remark(**one) for one in told], banks, wording.language)


def _name_services(compared: Outcome, language: str) -> dict[str, str]:
    """Name the kinds of services of an answer."""
    listed = compared.found["assessment"]["services"] if compared.found else []
    return {
        one["service"]: say_service(one["service"], language, is_from=one["is_from"])
        for one in listed
    }


def _render(
    request: Request,
    catalogue: Catalogue,
    asked: Mapping[str, Any],
    question: Question | None,
    compared: Outcome,
    *,
    is_difference: bool,
) -> Response:
    state, wording = request.app.state, get_wording(request)
    day = choose_day(asked)
    address = write_address(question) if question else ""
    mode = question.mode if question else TravelMode.WALK
    url = f"{PATH}?{address}" if compared.found else None
    focus = _find_change(catalogue, question) if question else None
    maps = CompareMaps(catalogue, state.assets, wording, day, url, asked["close"], focus)
    twins = (maps.draw_difference(),) if is_difference else maps.draw_twins(mode)
    values = {
        "page": "review",
        "map": MapParts(twins[0].header, "", "".join(one.script for one in twins)),
        "twins": twins,
        "bank_names": wording.name_banks(catalogue.manifest.city),
        "asked": asked,
        "day": day,
        "question": question,
        "address": address,
        "link": address or urlencode(asked, doseq=True),
        "compared": compared,
        "again_s": compared.again_s,
        "step_min": STEPS_MIN[0],
        "services": _name_services(compared, wording.language),
        "sentences": _say_remarks(compared, catalogue, wording),
        "classes": list_classes(mode, wording),
        "saved_classes": list_saved_classes(wording),
        "view": DIFFERENCE if is_difference else "",
        "modes": list(TravelMode),
        "trips": list(TripsTo),
        "populations": describe_choices(
            catalogue.manifest.city, str(asked.get("population", "")), wording
        ),
        "crossings": describe_crossings(catalogue.crossings, day),
        "projects": list_placed(catalogue),
    }
    page: Response = state.pages.render(
        request, "review/compare.html", catalogue, values, compared.status
    )
    return compared.finish(page)
