"""Claims on who operates something: anybody's rival claims stay visible; moderators accept some."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.contributions import (
    ON_A_PAGE,
    Contribution,
    check_subject,
    get_contribution,
    list_contributions,
)
from app.register.discussion import add, settle
from app.register.errors import ForbiddenError, InvalidError
from app.register.geometry import read_place
from app.register.log import Ledger
from app.register.projects import require_bank
from app.register.schemas import ClaimForm
from app.register.town import Town
from geodata.register.log import EntryKind
from geodata.sentences import sentence


def claim(session: Session, ledger: Ledger, town: Town, caller: Caller, form: ClaimForm) -> str:
    """Claim that a provider operates a feature or an area, or that this is wrong.

    Raises
    ------
    InvalidError
        When it names no provider of the city, or neither a feature nor an area.
    """
    if form.provider not in town.providers:
        raise InvalidError("provider", sentence("The city's list has no such provider"))
    geometry = read_place(form.place, town.area)
    if bool(form.subject) == (geometry is not None):
        raise InvalidError("subject", sentence("Name a feature of the map, or draw an area"))
    if geometry is not None and not geometry["type"].endswith("Polygon"):
        raise InvalidError("place", sentence("This is no area: draw its outline as a polygon"))
    if form.subject and not form.subject.startswith("feature/"):
        raise InvalidError("subject", sentence("This names no feature of the map"))
    if form.subject:
        check_subject(session, form.subject)
    written: dict[str, Any] = form.model_dump(
        mode="json", exclude={"subject", "place", "source_url"}, exclude_none=True
    )
    written["source"] = {
        "name": form.source,
        **({"url": form.source_url} if form.source_url else {}),
    }
    if geometry is not None:
        written["geometry"] = geometry
    return add(session, ledger, caller, EntryKind.CLAIM_MADE, form.subject, written)


def settle_claim(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    name: str,
    *,
    is_accepted: bool,
    reason: str = "",
) -> None:
    """Accept or decline a claim; who made it does not decide on it."""
    require_bank(town, caller)
    found = get_contribution(session, name, "claim")
    if found.row.account == caller.account:
        raise ForbiddenError(sentence("Nobody decides on a claim of their own"))
    settle(session, ledger, caller, EntryKind.CLAIM_SETTLED, found, is_accepted, reason)


def list_claims(
    session: Session, subject: str | None = None, *, most: int = ON_A_PAGE, after: int = 0
) -> list[Contribution]:
    """List claims on something, rivals side by side, whatever was decided."""
    return list_contributions(session, subject, ("claim",), most=most, after=after)
