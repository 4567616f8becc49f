"""Pages that people open: the overview, the crossings and the projects."""

from collections import Counter
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.web.assets import Assets
from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import describe_crossings, list_changes
from app.downloads.geojson import read_today
from app.errors import UnknownProjectError
from geodata.wording import Wording, get_wording
from app.catalogue.served import get_catalogue
from app.maps.crossings import draw_crossings
from app.maps.overview import draw_overview
from app.maps.projects import draw_project, draw_projects
from app.web.pages import Pages
from app.web.parameters import DayQuery
from app.review.cache import make_openings_key
from app.review.service import get_desk
from app.review.page import list_placed
from app.language.refusals import say_sentence
from geodata.streets.network import TravelMode

router = APIRouter(include_in_schema=False)

SINCE = date(1999, 1, 1)
"""The first day that the slider of the crossings reaches."""


@router.get("/")
def show_overview(request: Request) -> Response:
    """Show the city, its crossings, its projects and every layer."""
    catalogue = get_catalogue(request)
    pages, assets, wording = _get_tools(request)
    values = {
        "page": "overview",
        "map": draw_overview(catalogue, assets, wording),
        "projects": catalogue.projects,
        **_describe_day(catalogue, read_today()),
    }
    return pages.render(request, "overview.html", catalogue, values)


@router.get("/crossings")
def show_crossings(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings as they were on a day, and the days on which they changed."""
    catalogue = get_catalogue(request)
    pages, assets, wording = _get_tools(request)
    day = query.as_of or read_today()
    changes = list_changes(catalogue.crossings, SINCE)
    known = [read_today(), day, *(change.day for change in changes)]
    values = {
        "page": "crossings",
        "map": draw_crossings(catalogue, assets, wording, day),
        "changes": changes,
        "first": min(SINCE, day),
        "last": max(known),
        "bank_names": wording.name_banks(catalogue.manifest.city),
        "modes": [[mode, wording.say("travel mode", mode)] for mode in TravelMode],
        **_describe_day(catalogue, day),
        **_recall_validation(request, catalogue.id),
    }
    return pages.render(request, "crossings.html", catalogue, values)


@router.get("/crossings/cards")
def show_cards(request: Request, query: Annotated[DayQuery, Query()]) -> Response:
    """Show the crossings of a day as the part of a page that its slider replaces."""
    catalogue = get_catalogue(request)
    pages, _, _ = _get_tools(request)
    values = _describe_day(catalogue, query.as_of or read_today())
    return pages.render(request, "crossing_cards.html", catalogue, values)


@router.get("/projects")
def show_projects(request: Request) -> Response:
    """Show what people could build or agree across the river."""
    catalogue = get_catalogue(request)
    pages, assets, wording = _get_tools(request)
    values = {
        "page": "projects",
        "map": draw_projects(catalogue, assets, wording),
        "projects": catalogue.projects,
        **_name_banks(catalogue, wording),
    }
    return pages.render(request, "projects.html", catalogue, values)


@router.get("/projects/{project_id}")
def show_project(request: Request, project_id: str) -> Response:
    """Show one project on a page of its own."""
    catalogue = get_catalogue(request)
    pages, assets, wording = _get_tools(request)
    found = [project for project in catalogue.projects if project["id"] == project_id]
    if not found:
        raise UnknownProjectError("There is no such project.")
    values = {
        "page": "projects",
        "map": draw_project(catalogue, assets, wording, project_id),
        "project": found[0],
        "lines": [one["line"] for one in list_placed(catalogue) if one["id"] == project_id],
        **_name_banks(catalogue, wording),
    }
    return pages.render(request, "project.html", catalogue, values)


def _describe_day(catalogue: Catalogue, day: date) -> dict[str, Any]:
    """Describe the crossings of a day and count them by their status."""
    crossings = describe_crossings(catalogue.crossings, day)
    statuses = Counter(crossing["status"] for crossing in crossings)
    return {"day": day, "crossings": crossings, "statuses": statuses}


def _name_banks(catalogue: Catalogue, wording: Wording) -> dict[str, Any]:
    """Name the banks and the providers by which a project says what it joins."""
    city = catalogue.manifest.city
    sides = {bank.id: wording.join_names(bank.name) for bank in (city.left, city.right)}
    return {"sides": sides, "providers": catalogue.providers}


def _recall_validation(request: Request, snapshot_id: str) -> dict[str, object]:
    """Recall the check against bridges that did open, on foot; else say why it is not there."""
    desk = get_desk(request)
    known = desk.recall(make_openings_key(snapshot_id, TravelMode.WALK))
    reason = say_sentence(desk.reason, get_wording(request))
    return {"validation": orjson.loads(known) if known else None, "reason": reason}


def _get_tools(request: Request) -> tuple[Pages, Assets, Wording]:
    state = request.app.state
    return state.pages, state.assets, get_wording(request)
