"""Parts of pages that scripts ask for while a question changes: its numbers, card and tables."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from app.catalogue.crossings import describe_crossings, name_crossing
from app.catalogue.served import get_catalogue
from app.errors import NotReadyError
from app.language.choice import get_wording
from app.language.modelled import ngettext
from app.review import answers
from app.review.cache import make_key
from app.review.form import choose_day, read_form, read_question
from app.review.place import say_place
from app.review.problems import explain_question
from app.review.query import ReportQuery, write_address
from app.review.reports import answer_report, write_tables
from app.review.service import get_service
from app.review.street_form import StreetsQuery, make_reader
from app.web.faults import say_on_page
from app.web.pages import Pages
from geodata.assessment.request import RequestError
from geodata.assessment.scenarios import settle_population
from geodata.assessment.weights import PEOPLE
from geodata.dates import read_today
from geodata.names import Language
from geodata.streets.network import TravelMode
from geodata.wording import Wording

router = APIRouter(prefix="/review/parts", include_in_schema=False)

_Question = Annotated[ReportQuery, Query()]

_SAME_MIN = 0.5 / 60
"""Half a second: a change that nobody notices, or the rounding of sums."""


@router.get("/numbers")
async def show_numbers(request: Request, query: _Question) -> Response:
    """Show by bank what a question changes."""
    return _render(request, "review/numbers.html", {"found": await _assess(request, query)})


@router.get("/population")
async def show_population(request: Request, query: _Question) -> Response:
    """Show the totals of people that the figures of a question stand on."""
    return _render(request, "review/population.html", {"found": await _assess(request, query)})


@router.get("/card")
async def show_card(request: Request, query: _Question) -> Response:
    """Show in short what a question would do, and what is not known about it."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key("card", model.snapshot_id, question)
    work = partial(answers.render_card, model, question, report=service.slow.go_on)
    card = orjson.loads(await service.answer(request, service.slow, key, work))
    values = {
        "card": card["texts"][query.lang],
        "is_modelled": card["is_modelled"],
        "question": write_address(question),
        "address": f"{write_address(question)}&lang={query.lang}",
    }
    return _render(request, "review/card.html", values)


class _PlaceQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lang: Language | None = None


@router.get("/place")
def show_place(request: Request, query: Annotated[_PlaceQuery, Query()]) -> Response:
    """Say where a place is: to who moves over the map by keys."""
    model = get_service(request).get_model()
    said = say_place(model, query.lon, query.lat, get_wording(request))
    return _render(request, "review/place.html", {"said": said})


@router.get("/streets")
def list_streets(request: Request, query: Annotated[StreetsQuery, Query()]) -> Response:
    """List streets of a bank whose names fit a text, as what a field may be filled with."""
    options = make_reader(request).suggest(query.q, query.bank)
    return _render(request, "review/street_options.html", {"options": options})


@router.get("/tables")
async def show_tables(request: Request, query: _Question) -> Response:
    """Show all tables of a question."""
    report = orjson.loads(await answer_report(request, query, write_tables))
    return _render(request, "review/tables.html", {"report": report})


@router.get("/closing")
async def show_closing(request: Request) -> Response:
    """Show who is cut off by crossings that a scenario closes, or say why that is not known."""
    wording, asked = get_wording(request), read_form(request.query_params)
    found, refusal, again_s, address = None, "", None, ""
    try:
        query = read_question(asked)
        address = write_address(query.read(read_today()))
        found = await _assess(request, query)
    except (RequestValidationError, RequestError, NotReadyError, HTTPException) as error:
        status, sentence = explain_question(error)
        refusal = say_on_page(sentence, wording)
        again_s = 5 if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    day = choose_day(asked)
    crossings = describe_crossings(get_catalogue(request).crossings, day)
    names = {one["id"]: name_crossing(one, wording) for one in crossings}
    values = {
        "names": [names.get(one, one) for one in asked["close"]],
        "modes": list(TravelMode),
        "mode": asked.get("mode", TravelMode.WALK.value),
        "found": found,
        "said": refusal or (say_cut_off(found, wording) if found else ""),
        "again_s": again_s,
        "address": address,
    }
    return _render(request, "review/closing.html", values)


def say_cut_off(found: dict[str, Any], wording: Wording) -> str:
    """Say in one sentence how many more are cut off."""
    _ = wording.gettext
    more = sum(one["cut_off"]["difference"] for one in found["banks"])
    if all(_is_same(one) for one in found["banks"]):
        return _(
            "No trip would take longer: for this means of travel on this day, nothing changes."
        )
    if more < 0.5:
        return _("Nobody else would be cut off, but some trips would take longer.")
    if found["weights_unit"] != PEOPLE:
        said = _("Residential buildings with another %(n)s m² of floor area would be cut off.")
        return said % {"n": wording.write_number(more)}
    singular = "%(n)s more person would be cut off."
    return ngettext(singular, "%(n)s more people would be cut off.", round(more), wording)


def _is_same(bank: dict[str, Any]) -> bool:
    before, after = (bank["mean_cross_river_min"][name] or 0 for name in ("before", "after"))
    return bool(abs(before - after) < _SAME_MIN and bank["cut"] == 0)


async def _assess(request: Request, query: ReportQuery) -> dict[str, Any]:
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key("assess", model.snapshot_id, question, False)  # noqa: FBT003 - without minutes
    work = partial(answers.render_assessment, model, question, has_minutes=False)
    found: dict[str, Any] = orjson.loads(await service.answer(request, service.quick, key, work))
    return found


def _render(request: Request, template: str, values: dict[str, Any]) -> Response:
    pages: Pages = request.app.state.pages
    catalogue = get_catalogue(request)
    banks = get_wording(request).name_banks(catalogue.manifest.city)
    return pages.render_part(request, template, catalogue, {"bank_names": banks, **values})
