"""The first page of the register: its projects, by kind, status, keys and name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.pages import render
from app.register.schemas import ProjectQuery
from app.register.views import list_items
from geodata.cities.projects import ProjectKind, ProjectStatus

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_home(
    request: Request,
    query: Annotated[ProjectQuery, Query()],
    _caller: Annotated[Caller, Depends(allow("read"))],
) -> Response:
    """Show the projects of the register."""
    register = get_register(request)
    with register.database.read() as session:
        items = list_items(session, register.ledger, query)
    values = {
        "page": "projects",
        "town": register.town,
        "query": query,
        "items": items,
        "kinds": list(ProjectKind),
        "statuses": list(ProjectStatus),
    }
    return render(request, "register/home.html", values)
