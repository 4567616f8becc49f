"""Consents, computed from signed statements: who signed what of which revision, and what holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING
from geodata.register.keys import BodyKeys, by_body
from geodata.register.log import Entry, EntryKind, hash_entry
from geodata.register.signatures import check_key_change, check_signature
from geodata.register.statements import (
    TIME_FORMAT,
    Act,
    Assertion,
    KeyChange,
    Statement,
    hash_statement,
)
from geodata.register.states import SignedState
from geodata.sentences import sentence

COOLING_OFF = timedelta(days=3)
"""So long after it was signed a consent does not count yet: both banks are told, and it can be
withdrawn."""

VALID_FOR = timedelta(minutes=15)
"""So long before it expires a statement may be entered: what was signed is not kept for later, and
not entered as of an earlier day."""


_COUNTS = {
    Act.CONSENTS: SignedState.CONSENTS,
    Act.CONSENTS_WITH_CONDITIONS: SignedState.CONSENTS_WITH_CONDITIONS,
}
_OTHERS = {Act.DECLINES: SignedState.DECLINES, Act.WITHDRAWS: SignedState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement in the log whose signature was checked."""

    statement: Statement
    entry: int
    time: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What one body says of a project now."""

    body: str
    state: SignedState
    signed: Signed | None
    """Its latest statement."""
    counts_from: str | None = None
    """When a consent that does not count yet will."""


@dataclass(frozen=True, slots=True)
class ProjectConsents:
    """What all bodies whose consent a project needs say of it."""

    project: str
    revision: str
    consents: tuple[Consent, ...]

    @property
    def has_all_keys(self) -> bool:
        """Whether every body's latest statement consents to the revision of now."""
        return bool(self.consents) and all(one.state in _COUNTS.values() for one in self.consents)


@dataclass(slots=True)
class Signatures:
    """What is signed in a log, entry by entry, and what is wrong with it.

    Parameters
    ----------
    register
        The register's id, which every statement names.
    bodies
        The bodies whose consent projects need, with the keys that the city pins.
    """

    register: str
    bodies: dict[str, BodyKeys]
    latest: dict[tuple[str, str], Signed] = field(default_factory=dict)
    """(Body, project) → its latest statement."""
    changes: dict[str, str] = field(default_factory=dict)
    """Body → hash of its last change of keys."""
    revisions: dict[str, str] = field(default_factory=dict)
    """Project → its revision of now."""
    heads: dict[str, int] = field(default_factory=dict)
    """Hash of an entry → its number."""
    known: set[tuple[str, str]] = field(default_factory=set)
    """(Project, revision) of all there ever were."""
    needed: frozenset[str] = frozenset()
    """Bodies whose consent is needed, too, although no keys of theirs are pinned."""
    begun: set[int] = field(default_factory=set)
    """Entries of the consents of which the log tells that they count."""

    def take(self, entry: Entry) -> None:
        """Take the next entry of the log.

        Raises
        ------
        RegisterError
            When a statement or a change of keys in it is not valid; it then changes nothing.
        """
        try:
            self._take(entry)
        finally:
            self.heads[hash_entry(entry)] = entry.number

    def _take(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.PROJECT_PROPOSED | EntryKind.PROJECT_REVISED:
                self._take_revision(entry)
            case EntryKind.STATEMENT_SIGNED:
                self._take_statement(entry)
            case EntryKind.CONSENT_COUNTS:
                self._take_begun(entry)
            case EntryKind.KEYS_CHANGED:
                self._take_change(entry)

    def check(self, statement: Statement, signed: Assertion, time: str) -> None:
        """Check a statement that would be the next of its body on its project.

        Raises
        ------
        RegisterError
            When it may not stand in the log; says why.
        """
        body = self._find_body(statement.body.id)
        self._check_frame(statement)
        if (statement.project, statement.revision) not in self.known:
            raise RegisterError(sentence("the project never had this version"))
        before = self.latest.get((body.id, statement.project))
        if statement.previous != (hash_statement(before.statement) if before else NOTHING):
            raise RegisterError(
                sentence("it does not follow from the body's last statement on the project")
            )
        _check_time(statement, time)
        check_signature(body, statement, signed)

    def check_change(self, change: KeyChange, signed: Iterable[Assertion], time: str) -> BodyKeys:
        """Check a change of keys likewise; return the body's keys after it."""
        body = self._find_body(change.body)
        self._check_frame(change)
        if change.previous != self.changes.get(body.id, NOTHING):
            raise RegisterError(sentence("it does not follow from the body's last change of keys"))
        _check_time(change, time)
        return check_key_change(body, change, signed)

    def tell(self, project: str, now: str, revision: str | None = None) -> ProjectConsents:
        """Tell what every body says of a project's revision of now, or of the one that is shown."""
        revision = revision or self.revisions[project]
        consents = (
            tell_body(body, self.latest.get((body, project)), revision, now)
            for body in (sorted(self.bodies.keys() | self.needed) if self.bodies else ())
        )
        return ProjectConsents(project, revision, tuple(consents))

    def tell_all(self, now: str) -> Iterator[ProjectConsents]:
        """Tell it of all projects."""
        return (self.tell(one, now) for one in sorted(self.revisions))

    def list_begun(self, now: str) -> list[Signed]:
        """List the consents that count by a time, of which the log does not tell it yet."""
        found = [one for one in [*self.latest.values()] if one.entry not in self.begun]
        return [one for one in found if self._counts(one, now)]

    def _counts(self, signed: Signed, now: str) -> bool:
        said = signed.statement
        revision = self.revisions.get(said.project, "")
        return tell_body(said.body.id, signed, revision, now).state in _COUNTS.values()

    def _take_begun(self, entry: Entry) -> None:
        key = str(entry.content.get("body")), str(entry.content.get("project"))
        signed = self.latest.get(key)
        is_same = signed is not None and signed.entry == entry.content.get("entry")
        if signed is None or not is_same or not self._counts(signed, entry.time):
            raise RegisterError(sentence("it says that a consent counts that does not"))
        if signed.entry in self.begun:
            raise RegisterError(sentence("the log already says that this consent counts"))
        self.begun.add(signed.entry)

    def _take_revision(self, entry: Entry) -> None:
        project = entry.content.get("project")
        if not isinstance(project, str) or entry.details is None:
            raise RegisterError(sentence("a version names no project, or has no text"))
        if (entry.kind is EntryKind.PROJECT_PROPOSED) == (project in self.revisions):
            raise RegisterError(sentence("a project is proposed once, and changed after that"))
        if (project, entry.details) in self.known:
            raise RegisterError(sentence("the project had this version before"))
        self.revisions[project] = entry.details
        self.known.add((project, entry.details))

    def _take_statement(self, entry: Entry) -> None:
        statement, signed = read_statement(entry.content)
        self.check(statement, signed, entry.time)
        key = statement.body.id, statement.project
        self.latest[key] = Signed(statement, entry.number, entry.time)

    def _take_change(self, entry: Entry) -> None:
        change, signed = read_key_change(entry.content)
        self.bodies[change.body] = self.check_change(change, signed, entry.time)
        self.changes[change.body] = hash_statement(change)

    def _find_body(self, name: str) -> BodyKeys:
        if name not in self.bodies:
            raise RegisterError(sentence("the city names no such body for its projects"))
        return self.bodies[name]

    def _check_frame(self, statement: Statement | KeyChange) -> None:
        if statement.register != self.register:
            raise RegisterError(sentence("it was signed for another register"))
        if statement.head not in self.heads:
            raise RegisterError(sentence("it names a head that the log never had"))


def begin(register: str, bodies: Iterable[BodyKeys], needed: Iterable[str] = ()) -> Signatures:
    """Begin with the keys that a city pins, and all bodies that it names for its projects."""
    return Signatures(register, by_body(bodies), needed=frozenset(needed))


def read_statement(content: Mapping[str, object]) -> tuple[Statement, Assertion]:
    """Read a signed statement from the content of an entry.

    Raises
    ------
    RegisterError
        When something of it is missing, or is what no statement has.
    """
    try:
        return _SIGNED.validate_python((content.get("statement"), content.get("assertion")))
    except ValidationError as error:
        raise RegisterError(sentence("a statement cannot be read")) from error


def read_key_change(content: Mapping[str, object]) -> tuple[KeyChange, tuple[Assertion, ...]]:
    """Read a signed change of keys likewise."""
    try:
        return _CHANGED.validate_python((content.get("change"), content.get("assertions")))
    except ValidationError as error:
        raise RegisterError(sentence("a change of keys cannot be read")) from error


_SIGNED = TypeAdapter(tuple[Statement, Assertion])
_CHANGED = TypeAdapter(tuple[KeyChange, tuple[Assertion, ...]])


def _check_time(statement: Statement | KeyChange, time: str) -> None:
    if time > statement.expires:
        raise RegisterError(sentence("it had expired when it was entered"))
    if read_time(statement.expires) - read_time(time) > VALID_FOR:
        raise RegisterError(sentence("it was entered earlier than it can have been signed"))


def tell_body(body: str, signed: Signed | None, revision: str, now: str) -> Consent:
    """Tell what a body says of a revision at a time, by its latest statement until then."""
    if signed is None:
        return Consent(body, SignedState.NONE, None)
    act = signed.statement.act
    if act in _OTHERS:
        return Consent(body, _OTHERS[act], signed)
    if signed.statement.revision != revision:
        return Consent(body, SignedState.LAPSED, signed)
    counts_from = write_time(read_time(signed.time) + COOLING_OFF)
    if now < counts_from:
        return Consent(body, SignedState.WAITING, signed, counts_from)
    return Consent(body, _COUNTS[act], signed)


def read_time(text: str) -> datetime:
    """Read a time of the log."""
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


def write_time(time: datetime) -> str:
    """Write a time as the log does."""
    return time.astimezone(UTC).strftime(TIME_FORMAT)
