"""What pages and programs are shown of projects: what they say, who signed, what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.register.backing import list_backing, may_settle
from app.register.caller import Caller
from app.register.contributions import ON_A_PAGE, Contribution, list_contributions
from app.register.log import Ledger, tell_head_time
from app.register.models import AccountRow, ProjectRow, VoteRow
from app.register.moderation import Tombstone, find_tombstone
from app.register.projects import list_votes, may_revise
from app.register.records import RECORD
from app.register.roles import Role
from app.register.schemas import ProjectQuery
from app.register.town import Town
from app.register.versions import (
    Version,
    count_projects,
    get_details,
    get_project,
    is_signed,
    list_projects,
    list_versions,
    tell_consents,
)
from geodata.gazetteer.folding import fold_name
from geodata.register.consents import ProjectConsents


@dataclass(frozen=True, slots=True)
class Item:
    """A project in the list."""

    row: ProjectRow
    record: dict[str, Any]
    consents: ProjectConsents

    @property
    def status(self) -> str:
        """The last status of its history."""
        return str(self.record["history"][-1]["status"])


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a project shows."""

    row: ProjectRow
    details: dict[str, Any] | None
    """None where it was erased or removed."""
    consents: ProjectConsents
    versions: list[Version]
    votes: list[tuple[VoteRow, str]]
    suggestions: list[Contribution]
    comments: list[Contribution]
    has_more: bool
    """Whether earlier comments follow."""
    removed: Tombstone | None
    authors: dict[str, AccountRow]
    backing: dict[str, set[str]]
    """Suggestion → banks whose moderators accepted it."""
    is_signed: bool
    may_change: bool
    may_settle: bool
    may_sign: bool
    may_decide: bool


def list_items(
    session: Session,
    ledger: Ledger,
    query: ProjectQuery,
    *,
    most: int | None = None,
    after: int = 0,
) -> tuple[list[Item], int]:
    """List the projects that a query leaves, the newest first, and count them.

    Of a long list, `most` after so many are listed: the others are not even read, unless it has to
    be looked into them.
    """
    states = [query.state] if query.state else ["accepted", "proposed"]
    if not query.looks_inside:
        rows = list_projects(session, states, most=most, after=after)
        return _make_items(session, ledger, rows), count_projects(session, states)
    rows = list_projects(session, states)
    found = [one for one in _make_items(session, ledger, rows) if _is_left(one, query)]
    return found[after : None if most is None else after + most], len(found)


def _make_items(
    session: Session, ledger: Ledger, rows: Iterable[tuple[ProjectRow, dict[str, Any]]]
) -> list[Item]:
    signatures, now = ledger.read_signatures(session), tell_head_time(session)
    return [
        Item(row, details[RECORD], signatures.tell(row.id, now, row.revision))
        for row, details in rows
    ]


def _is_left(item: Item, query: ProjectQuery) -> bool:
    return (
        (not query.kind or item.record["kind"] == query.kind)
        and (not query.status or item.status == query.status)
        and _has_keys(item.consents, query.keys)
        and _is_named(item.record, query.q)
    )


def show_project(
    session: Session,
    ledger: Ledger,
    town: Town,
    caller: Caller,
    project: str,
    after: int = 0,
) -> Page:
    """Collect what the page of a project shows to somebody, after so many of its comments."""
    row, subject = get_project(session, project), f"project/{project}"
    versions = [] if row.is_removed else list_versions(session, project)
    found = list_contributions(session, subject, most=ON_A_PAGE + 1, after=after)
    found = [] if row.is_removed else found
    comments = found[:ON_A_PAGE]
    suggestions = list_contributions(session, subject, ("suggestion",), states=("open",))
    votes, has_signature = list_votes(session, project), is_signed(session, row)
    accounts = [row.account, *(one.account for one in versions)]
    accounts += [one.row.account for one in (*comments, *suggestions)]
    is_open = row.state == "proposed" and not row.is_removed
    has_voted = caller.bank in {vote.bank for vote, _ in votes}
    return Page(
        row=row,
        details=None if row.is_removed else get_details(session, row.revision),
        consents=tell_consents(session, ledger, project),
        versions=versions,
        votes=votes,
        suggestions=suggestions,
        comments=comments,
        has_more=len(found) > ON_A_PAGE,
        removed=find_tombstone(session, subject) if row.is_removed else None,
        authors=name_authors(session, accounts),
        backing=list_backing(session, [one.id for one in suggestions]),
        is_signed=has_signature,
        may_change=may_revise(caller, row, is_signed=has_signature) and row.state != "declined",
        may_settle=may_settle(caller, is_signed=has_signature) and row.state != "declined",
        may_sign=caller.role is Role.OFFICE and caller.body in town.bodies,
        may_decide=is_open
        and caller.role is Role.MODERATOR
        and caller.bank in town.banks
        and not has_voted
        and row.account != caller.account,
    )


def name_authors(session: Session, accounts: Iterable[str]) -> dict[str, AccountRow]:
    """Get who wrote something, by account, of those that still are there.

    Their roles, bodies and banks are those of that time: they never change.
    """
    asked = {one for one in accounts if one}
    rows = session.scalars(select(AccountRow).where(AccountRow.id.in_(asked)))
    return {one.id: one for one in rows}


def write_positions(geometry: Mapping[str, Any]) -> list[str]:
    """Write all positions of a geometry as people type them, latitude first."""
    waiting, found = [geometry["coordinates"]], []
    while waiting:
        one = waiting.pop()
        if one and isinstance(one[0], list | tuple):
            waiting += reversed(one)
        elif one:
            found.append(f"{one[1]:.7f}, {one[0]:.7f}")
    return found


def _has_keys(consents: ProjectConsents, keys: str) -> bool:
    if keys == "all":
        return consents.has_all_keys
    return keys != "some" or any(one.signed for one in consents.consents)


def _is_named(record: Mapping[str, Any], words: str) -> bool:
    folded = fold_name(words)
    return not folded or any(folded in fold_name(one) for one in record["name"].values())
