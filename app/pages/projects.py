"""The pages of the projects: all of them, and each on its own."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import describe_day
from app.catalogue.served import get_catalogue
from app.errors import UnknownProjectError
from app.language.choice import get_wording
from app.maps.projects import draw_project, draw_projects
from app.pages.arrange import arrange
from app.review.attached import answer_attached
from app.review.candidates import list_placed
from app.review.studies import Outcome
from app.web.pages import get_tools
from app.web.parameters import ListQuery
from geodata.assessment.stored import read_stored
from geodata.assessment.stored_words import say_stored
from geodata.dates import read_today
from geodata.sentences import sentence

router = APIRouter(include_in_schema=False)


@router.get("/projects")
def show_projects(request: Request, query: Annotated[ListQuery, Query()]) -> Response:
    """Show what people could build or agree across the river."""
    catalogue = get_catalogue(request)
    pages, assets, wording = get_tools(request)
    values = {
        "page": "projects",
        "map": draw_projects(catalogue, assets, wording),
        "has_projects": bool(catalogue.register.projects),
        "arranged": arrange(catalogue.projects, query, wording),
        "crossings": describe_day(catalogue, read_today())["crossings"],
        **_name_banks(catalogue),
    }
    return pages.render(request, "pages/projects.html", catalogue, values)


@router.get("/projects/{project_id}")
async def show_project(request: Request, project_id: str) -> Response:
    """Show one project on a page of its own."""
    catalogue = get_catalogue(request)
    found = [project for project in catalogue.projects if project["id"] == project_id]
    if not found:
        raise UnknownProjectError(sentence("There is no such project."))
    attached, outcome = found[0]["assessments"], Outcome()
    if attached:
        outcome = await answer_attached(request, attached, get_wording(request).language)
    page = await run_in_threadpool(_render, request, catalogue, found[0], outcome)
    return outcome.finish(page)


def _render(
    request: Request, catalogue: Catalogue, project: dict[str, Any], outcome: Outcome
) -> Response:
    pages, assets, wording = get_tools(request)
    banks, project_id = _name_banks(catalogue), project["id"]
    values = {
        "page": "projects",
        "map": draw_project(catalogue, assets, wording, project_id),
        "project": project,
        "outcome": outcome,
        "again_s": outcome.again_s,
        "figures_of": {
            one["id"]: say_stored(read_stored(one["assessment"]), banks["sides"], wording.language)
            for one in project["assessments"]
        },
        "lines": [one["line"] for one in list_placed(catalogue) if one["id"] == project_id],
        **banks,
    }
    return pages.render(request, "pages/project.html", catalogue, values)


def _name_banks(catalogue: Catalogue) -> dict[str, Any]:
    """Name the banks, providers and bodies of projects, with what was said of each project."""
    city = catalogue.manifest.city
    sides = {bank.id: bank.name for bank in (city.left, city.right)}
    statements = {one["id"]: one for one in catalogue.facts["statements"]}
    return {
        "sides": sides,
        "providers": catalogue.providers,
        "bodies": catalogue.bodies,
        "statements": statements,
        "others": {one["id"]: list_others(one, statements.values()) for one in catalogue.projects},
    }


def list_others(
    project: Mapping[str, Any], statements: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """List what others than the bodies with a key said of a project, the earliest first."""
    found = [
        one
        for one in statements
        if one["by"]
        and (project["id"] in one["projects"] or project.get("crossing") in one["crossings"])
    ]
    return sorted(found, key=lambda one: (one["date"], one["id"]))
