"""Suggestions for what an institution signed: a moderator of each bank accepts them, or nobody."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.register.caller import Caller
from app.register.contributions import Contribution
from app.register.errors import ConflictError
from app.register.log import Ledger
from app.register.models import VoteRow
from app.register.projects import LONGEST_REASON, require_bank
from app.register.records import clean
from app.register.roles import Role
from app.register.town import Town
from geodata.register.log import EntryKind
from geodata.sentences import sentence


def may_settle(caller: Caller, *, is_signed: bool) -> bool:
    """Tell whether somebody decides on suggestions for a project."""
    return caller.role is Role.MODERATOR or (caller.role is Role.OFFICE and not is_signed)


def list_backing(session: Session, names: Iterable[str]) -> dict[str, set[str]]:
    """List the banks whose moderators accepted suggestions, by their ids."""
    found: dict[str, set[str]] = {}
    for vote in session.scalars(select(VoteRow).where(VoteRow.project.in_(list(names)))):
        found.setdefault(vote.project, set()).add(vote.bank)
    return found


def back(
    session: Session, ledger: Ledger, town: Town, caller: Caller, found: Contribution, reason: str
) -> bool:
    """Accept a suggestion for a bank; tell whether moderators of all banks have now.

    Raises
    ------
    ForbiddenError, ConflictError
        When the caller is no moderator, or one of the bank accepted it before.
    """
    bank = require_bank(town, caller)
    banks = list_backing(session, [found.id]).get(found.id, set())
    if bank in banks:
        raise ConflictError(sentence("A moderator of your bank has accepted this already"))
    written = {"reason": clean(reason.strip()[:LONGEST_REASON])} if reason.strip() else None
    content = {"id": found.id, "bank": bank}
    kind = EntryKind.SUGGESTION_BACKED
    ledger.append(session, kind, content, written=written, account=caller.account)
    return {*banks, bank} >= set(town.banks)
