"""Addresses of briefs: of any question, and of a project, each as a page and as a PDF."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from app.brief.answer import give_pdf
from app.brief.content import write_sheet
from app.brief.qr_code import draw_qr_code
from app.brief.subject import Subject, ask_about_project, take_project, take_question
from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.concurrency.threads import run_aside
from app.errors import NotReadyError, UnknownProjectError
from app.language.choice import get_wording
from app.review.answers import render_card
from app.review.cache import make_key
from app.review.candidates import is_assessable
from app.review.form import read_form, read_question
from app.review.population import describe_choices
from app.review.query import QuestionInAddress
from app.review.schemas import Population
from app.review.service import ReviewService, get_service
from app.web.site import find_root
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.assessment.scenarios import settle_population
from geodata.dates import read_today
from geodata.names import LANGUAGES, Language
from geodata.sentences import sentence
from geodata.wording import Wording, load_wording

router = APIRouter(include_in_schema=False)


class PackQuery(BaseModel):
    """Parameters of a project's brief in all languages."""

    model_config = ConfigDict(extra="forbid")

    population: Population = ""


class PaperQuery(PackQuery):
    """Parameters of a project's brief as a file."""

    lang: Language | None = None


class BriefQuery(QuestionInAddress):
    """A question, and the language of its brief, the reader's where none is asked for."""

    lang: Language | None = None


@router.get("/review/brief")
async def show_brief(request: Request) -> Response:
    """Show the brief of a question."""
    question = read_question(read_form(request.query_params)).read(read_today())
    sheet = await _write_question(request, question, get_wording(request))
    query = orjson.loads(sheet)["path"].partition("?")[2]
    return await _show(request, sheet, {"pdf": f"/review/brief.pdf?{query}", "page": "review"})


@router.get("/review/brief.pdf", response_class=Response)
async def get_brief(request: Request, query: Annotated[BriefQuery, Query()]) -> Response:
    """Give the brief of a question as a PDF."""
    wording = _choose_wording(request, query.lang)
    sheet = await _write_question(request, query.read(read_today()), wording)
    return await _give(request, [sheet], "brief")


@router.get("/review/brief/pack.pdf", response_class=Response)
async def get_pack(request: Request, query: Annotated[QuestionInAddress, Query()]) -> Response:
    """Give the brief of a question in all languages, a page each, as one PDF."""
    question = query.read(read_today())
    sheets = [await _write_question(request, question, load_wording(one)) for one in LANGUAGES]
    return await _give(request, sheets, "brief")


@router.get("/projects/{project_id}/brief")
async def show_project_brief(request: Request, project_id: str) -> Response:
    """Show the brief of a project."""
    population = request.query_params.get("population", "")
    sheet = await _write_project(request, project_id, population, get_wording(request))
    query = urlencode({"population": population}) if population else ""
    links = {"pdf": f"/projects/{project_id}/brief.pdf?{query}", "page": "projects"}
    return await _show(request, sheet, links)


@router.get("/projects/{project_id}/brief.pdf", response_class=Response)
async def get_project_brief(
    request: Request, project_id: str, query: Annotated[PaperQuery, Query()]
) -> Response:
    """Give the brief of a project as a PDF."""
    wording = _choose_wording(request, query.lang)
    sheet = await _write_project(request, project_id, query.population, wording)
    return await _give(request, [sheet], project_id)


@router.get("/projects/{project_id}/brief/pack.pdf", response_class=Response)
async def get_project_pack(
    request: Request, project_id: str, query: Annotated[PackQuery, Query()]
) -> Response:
    """Give the brief of a project in all languages, a page each, as one PDF."""
    asked = request, project_id, query.population
    sheets = [await _write_project(*asked, load_wording(one)) for one in LANGUAGES]
    return await _give(request, sheets, project_id)


async def _write_question(request: Request, question: Question, wording: Wording) -> bytes:
    catalogue, service = get_catalogue(request), get_service(request)
    model = _get_model(catalogue, service)
    question = settle_population(model, question)
    card = await _make_card(request, model, question)
    work = partial(take_question, catalogue, model, question, wording)
    key = make_key("brief", catalogue.id, question, wording.language)
    return await _write(request, key, work, wording, card)


async def _write_project(
    request: Request, project_id: str, population: str, wording: Wording
) -> bytes:
    catalogue, service = get_catalogue(request), get_service(request)
    if project_id not in {project["id"] for project in catalogue.projects}:
        raise UnknownProjectError(sentence("There is no such project."))
    today = read_today()
    model = _get_model(catalogue, service) if is_assessable(catalogue, project_id) else None
    asked, card = None, None
    if model:
        about = catalogue, model, project_id, today, population
        asked = await run_aside(ask_about_project, *about)
    if model and asked:
        with suppress(RequestError):  # why it cannot be assessed stands on the brief
            card = await _make_card(request, model, asked.question)
    work = partial(take_project, catalogue, model, project_id, today, asked, wording)
    key = make_key("project brief", catalogue.id, project_id, today, population, wording.language)
    return await _write(request, key, work, wording, card)


async def _make_card(request: Request, model: CityModel, question: Question) -> bytes | None:
    """Make the decision card, or take it from the page that asked the same; None for no change."""
    if not (question.candidates or question.closures or question.access):
        return None
    service = get_service(request)
    work = partial(render_card, model, question, report=service.slow.go_on)
    key = make_key("card", model.snapshot_id, question)
    return await service.answer(request, service.slow, key, work)


async def _write(
    request: Request,
    key: str,
    take: Callable[[], Subject],
    wording: Wording,
    card: bytes | None,
) -> bytes:
    """Write a sheet as JSON, on the worker of papers."""
    catalogue, service = get_catalogue(request), get_service(request)

    def work() -> bytes:
        told = orjson.loads(card) if card else None
        return orjson.dumps(write_sheet(take(), catalogue, wording, told))

    return await service.answer(request, service.paper, key, work)


async def _show(request: Request, sheet: bytes, links: dict[str, str]) -> Response:
    """Show a sheet as a page."""
    content: dict[str, Any] = orjson.loads(sheet)
    language, pages = content["language"], request.app.state.pages
    mark = "" if links["pdf"].endswith("?") else "&"
    for name in ("map", "chart"):
        if content[name]:
            content[name]["source"] = _embed(content[name]["svg"])
    values = {
        "sheet": content,
        "populations": describe_choices(
            get_catalogue(request).manifest.city,
            request.query_params.get("population", ""),
            get_wording(request),
        )
        if content["population"]
        else None,
        "asked": [pair for pair in request.query_params.multi_items() if pair[0] != "population"],
        "page": links["page"],
        "pdf": f"{links['pdf']}{mark}lang={language}",
        "pack": links["pdf"].replace("/brief.pdf", "/brief/pack.pdf").removesuffix("?"),
        "link": _write_link(request, content),
        "qr": draw_qr_code(_write_link(request, content)),
    }
    catalogue = get_catalogue(request)
    page: Response = await run_in_threadpool(
        pages.render, request, "brief/brief.html", catalogue, values
    )
    return page


async def _give(request: Request, sheets: Sequence[bytes], name: str) -> Response:
    """Give sheets as a PDF that opens in the browser."""
    from app.brief.pdf import set_pdf  # noqa: PLC0415 - typst and its fonts take their time

    contents: list[dict[str, Any]] = [orjson.loads(sheet) for sheet in sheets]
    links = [_write_link(request, one) for one in contents]
    languages = [one["language"] for one in contents]
    footnote = request.app.state.settings.status_footnote or ""
    return await give_pdf(request, name, languages, set_pdf, [*sheets], links, footnote)


def _write_link(request: Request, content: dict[str, Any]) -> str:
    """Write the whole address of what a sheet opens."""
    mark = "&" if "?" in content["path"] else "?"
    return f"{find_root(request)}{content['path']}{mark}lang={content['language']}"


def _embed(svg: str) -> str:
    """Embed a drawing as an image, whose styles the page's policy leaves alone."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _choose_wording(request: Request, language: Language | None) -> Wording:
    return load_wording(language) if language else get_wording(request)


def _get_model(catalogue: Catalogue, service: ReviewService) -> CityModel:
    """Get the model of a snapshot: numbers of the one before do not stand beside its facts."""
    model = service.get_model()
    if model.snapshot_id != catalogue.id:
        raise NotReadyError(service.reason)
    return model
