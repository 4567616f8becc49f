"""Whether the register runs, and whether its database answers."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select

from app.register.access import allow
from app.register.context import get_register
from app.register.identity import identify
from app.register.models import HeadRow

router = APIRouter(tags=["health"], dependencies=[Depends(allow("read"))])


@router.get("/healthz")
def check_health() -> dict[str, str]:
    """Tell that the register runs."""
    return {"status": "ok"}


@router.get("/api/register/me")
def show_caller(request: Request) -> dict[str, str | list[str] | None]:
    """Tell a program whose token it has, and what that may do."""
    caller = identify(request)
    return {
        "account": caller.account or None,
        "role": caller.role.value,
        "body": caller.body,
        "bank": caller.bank,
        "scopes": sorted(caller.scopes),
    }


@router.get("/readyz")
def check_readiness(request: Request) -> dict[str, str | int]:
    """Tell how long the log is, and its head."""
    with get_register(request).database.read() as session:
        head = session.scalar(select(HeadRow))
        return {"status": "ready", "entries": head.number, "head": head.hash} if head else {}
