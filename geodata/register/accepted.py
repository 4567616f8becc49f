"""The accepted projects of an export, each with its version of now and what was signed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geodata.names import strip_controls
from geodata.register.consents import Consent
from geodata.register.export import Export
from geodata.register.log import Entry, EntryKind
from geodata.register.states import SignedBy
from geodata.register.verify import Verdict

PROPOSED, ACCEPTED, DECLINED = "proposed", "accepted", "declined"


@dataclass(frozen=True, slots=True)
class AcceptedProject:
    """A project that a moderator of each bank accepted, and that nobody removed."""

    id: str
    revision: str
    changed: str
    """Time of this version."""
    record: dict[str, Any] | None
    """As `geodata.cities.projects.Project` reads it; None where it was erased."""
    has_all_keys: bool
    signed: tuple[SignedBy, ...]


@dataclass(slots=True)
class ProjectState:
    """How a project stands after some entries of the log."""

    revision: str = ""
    changed: str = ""
    """Time of this version."""
    version: int = 0
    state: str = PROPOSED
    """Of moderation."""
    is_removed: bool = False
    banks: frozenset[str] = frozenset()
    """Whose moderators accepted this version of a proposal."""


def list_accepted(export: Export, verdict: Verdict) -> Iterator[AcceptedProject]:
    """List the accepted projects of an export that is valid."""
    consents = {one.project: one for one in verdict.consents}
    for name, state in follow_projects(export.log).items():
        if state.state != ACCEPTED or state.is_removed or name not in consents:
            continue
        record = export.details.get(state.revision, {}).get("record")
        told = consents[name]
        yield AcceptedProject(
            id=name,
            revision=state.revision,
            changed=state.changed,
            record=record if isinstance(record, dict) else None,
            has_all_keys=told.has_all_keys,
            signed=tuple(map(describe_consent, told.consents)),
        )


def follow_projects(log: Iterable[Entry]) -> dict[str, ProjectState]:
    """Follow each project through the log, as the register itself does."""
    found: dict[str, ProjectState] = {}
    for entry in log:
        match entry.kind:
            case EntryKind.PROJECT_PROPOSED | EntryKind.PROJECT_REVISED:
                _revise(found.setdefault(str(entry.content.get("project")), ProjectState()), entry)
            case EntryKind.PROJECT_ACCEPTED | EntryKind.PROJECT_DECLINED:
                _vote(found.get(str(entry.content.get("project"))), entry)
            case EntryKind.REMOVED | EntryKind.RESTORED:
                kind, _, name = str(entry.content.get("subject")).partition("/")
                if kind == "project" and name in found:
                    found[name].is_removed = entry.kind is EntryKind.REMOVED
    return found


def _revise(state: ProjectState, entry: Entry) -> None:
    """Take a version; of a proposal both banks are asked anew."""
    state.revision, state.changed = entry.details or "", entry.time
    state.version += 1
    if entry.kind is EntryKind.PROJECT_PROPOSED:
        state.state = str(entry.content.get("state", PROPOSED))
    if state.state == PROPOSED:
        state.banks = frozenset()


def _vote(state: ProjectState | None, entry: Entry) -> None:
    """Count the moderator of a bank; every bank has to accept."""
    if state is None:
        return
    bank, banks = str(entry.content.get("bank")), entry.content.get("banks")
    if entry.kind is EntryKind.PROJECT_DECLINED:
        state.banks, state.state = state.banks - {bank}, DECLINED
        return
    state.banks |= {bank}
    if isinstance(banks, int) and len(state.banks) >= banks:
        state.state = ACCEPTED


def describe_consent(consent: Consent) -> SignedBy:
    """Describe what a body says of a version, in plain values."""
    signed = consent.signed
    return SignedBy(
        body=consent.body,
        state=consent.state,
        time=signed.time if signed else None,
        counts_from=consent.counts_from,
        conditions=strip_controls(signed.statement.conditions) if signed else "",
        reason=strip_controls(signed.statement.reason) if signed else "",
    )
