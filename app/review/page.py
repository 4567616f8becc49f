"""The page of the bridge review: a question in its address, answered in words without scripts."""

from __future__ import annotations

from datetime import date  # noqa: TC003
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.catalogue.crossings import describe_crossings
from app.downloads.geojson import read_today
from app.errors import NotReadyError, explain
from app.catalogue.examples import find_examples
from geodata.wording import COOKIE, get_wording
from app.catalogue.served import get_catalogue
from app.maps.review import draw_review
from app.web.pages import TINTS
from app.web.parameters import parse_day
from app.review.query import write_address
from app.review.service import get_desk
from app.review.reports import Chart, ReportQuery, get_tables
from app.language.refusals import say_sentence
from geodata.assessment.request import RequestError, TripsTo
from geodata.streets.network import TravelMode
from geodata.cities.projects import ProjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

    from app.catalogue.catalogue import Catalogue

router = APIRouter(include_in_schema=False)

MOST_KEPT = 4
_LONGEST_KEPT = 2_000
_REPEATED = ("line", "close", "people")
_ON_FOOT = f";{TravelMode.BICYCLE},{TravelMode.WALK}"
"""Who may use a footbridge, in the order in which addresses have modes."""

_Refusal = tuple[int, str]


class HomesQuery(BaseModel):
    """Parameters of the weights of homes."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    people: Annotated[list[str], Field(max_length=50)] = []


@router.get("/review")
async def show_review(request: Request) -> Response:
    """Show a question and its answer; what cannot be answered is said in a sentence."""
    catalogue = get_catalogue(request)
    asked = read_form(request.query_params)
    report, refusal = await _ask(request, asked)
    state, wording = request.app.state, get_wording(request)

    def render() -> Response:
        day = choose_day(asked)
        values = {
            "page": "review",
            "map": draw_review(catalogue, state.assets, wording, day),
            "asked": asked,
            "day": day,
            "kept": list_kept(request.query_params),
            "modes": list(TravelMode),
            "trips": list(TripsTo),
            "crossings": describe_crossings(catalogue.crossings, day),
            "projects": list_placed(catalogue),
            "charts": list(Chart),
            "examples": find_examples(catalogue),
            "report": report,
            "refusal": refusal[1] if refusal else None,
        }
        status = refusal[0] if refusal else 200
        page: Response = state.pages.render(request, "review.html", catalogue, values, status)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            page.headers["Retry-After"] = "5"
        return page

    return await run_in_threadpool(render)


@router.get("/review/homes.json")
def get_homes(request: Request, query: Annotated[HomesQuery, Query()]) -> Response:
    """Give the weight of each home, in the order in which `minutes_saved` lists them."""
    model = get_desk(request).get_model()
    question = read_question({"people": query.people}).read(read_today())
    homes = model.spread(question.people)
    found = {"snapshot_id": model.snapshot_id, "unit": homes.unit, "weights": homes.weight.round(2)}
    body = orjson.dumps(found, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, 200, {"Cache-Control": "no-cache"}, "application/json")


def read_form(params: QueryParams) -> dict[str, Any]:
    """Read what a form or a link asks; fields that were left empty ask nothing."""
    others = {COOKIE, TINTS, "keep"}
    given: dict[str, Any] = {
        name: value for name, value in params.items() if value and name not in others
    }
    repeated = {name: [one for one in params.getlist(name) if one] for name in _REPEATED}
    return given | repeated


def list_kept(params: QueryParams) -> list[str]:
    """List the questions that are kept to be compared: queries of this page's own address."""
    return [one for one in params.getlist("keep") if 0 < len(one) <= _LONGEST_KEPT][:MOST_KEPT]


def list_placed(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the projects that are a line, each as a candidate in an address: its ends, its modes."""
    projects = [orjson.loads(one) for one in catalogue.layers["projects"].features]
    return [
        {
            "id": project["id"],
            "name": project["properties"]["name"],
            "line": _write_ends(place["coordinates"])
            + (_ON_FOOT if project["properties"]["kind"] == ProjectKind.FOOTBRIDGE else ""),
        }
        for project in projects
        if (place := project["geometry"]) and place["type"] == "LineString"
    ]


def _write_ends(places: list[list[float]]) -> str:
    return ",".join(str(degrees) for at in (places[0], places[-1]) for degrees in at[:2])


async def _ask(
    request: Request, asked: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, _Refusal | None]:
    """Answer a question by its tables, or say why not."""
    try:
        query = read_question({**asked, "lang": get_wording(request).language})
        address = write_address(query.read(read_today()))
        answer = await get_tables(request, query)
    except (RequestValidationError, RequestError, NotReadyError, HTTPException) as error:
        status, sentence, _ = explain(error, in_address=True)
        return None, (status, say_sentence(sentence, get_wording(request)))
    report: dict[str, Any] = orjson.loads(answer.body)
    return report | {"address": address}, None


def read_question(asked: Mapping[str, Any]) -> ReportQuery:
    """Read what `read_form` found as a question.

    Raises
    ------
    RequestValidationError
        When it is none; names the parameter.
    """
    try:
        return ReportQuery.model_validate(asked)
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
        located = [{**fault, "loc": ("query", *fault["loc"])} for fault in faults]
        raise RequestValidationError(located) from None


def choose_day(asked: Mapping[str, Any]) -> date:
    """Choose the day whose crossings a page shows: today where none is asked for."""
    try:
        return parse_day(asked["day"])
    except (KeyError, ValueError):
        return read_today()
