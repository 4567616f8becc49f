"""The first page of the register: its projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.register.access import allow
from app.register.caller import Caller
from app.register.context import get_register
from app.register.pages import render

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_home(request: Request, _caller: Annotated[Caller, Depends(allow("read"))]) -> Response:
    """Show what the register is."""
    return render(request, "register/home.html", {"city": get_register(request).city})
