"""The first page of the register: its projects, by kind, status, keys and name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.pages import render
from app.register.views import list_items
from geodata.cities.projects import ProjectKind, ProjectStatus

router = APIRouter(include_in_schema=False)


class Asked(BaseModel):
    """Which projects are asked for; what is empty or unknown asks for all."""

    kind: str = Field("", max_length=40)
    status: str = Field("", max_length=40)
    state: str = Field("", pattern="^(|accepted|proposed|declined)$")
    keys: str = Field("", pattern="^(|all|some)$")
    q: str = Field("", max_length=100)


@router.get("/")
def show_home(
    request: Request,
    asked: Annotated[Asked, Query()],
    _caller: Annotated[Caller, Depends(allow("read"))],
) -> Response:
    """Show the projects of the register."""
    register = get_register(request)
    with register.database.read() as session:
        items = list_items(
            session,
            register.ledger,
            kind=asked.kind,
            status=asked.status,
            state=asked.state,
            keys=asked.keys,
            words=asked.q,
        )
    values = {
        "page": "projects",
        "town": register.town,
        "asked": asked,
        "items": items,
        "kinds": list(ProjectKind),
        "statuses": list(ProjectStatus),
    }
    return render(request, "register/home.html", values)
