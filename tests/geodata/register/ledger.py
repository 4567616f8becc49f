"""A register in memory, written entry by entry, for tests of what is pure."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from geodata.register.canonical import NOTHING
from geodata.register.consents import write_time
from geodata.register.export import Export
from geodata.register.keys import KeyName, PublicKey, RelyingParty, fingerprint
from geodata.register.log import Entry, EntryKind, hash_details, hash_entry
from geodata.register.statements import (
    Act,
    Assertion,
    Body,
    KeyAct,
    KeyChange,
    Statement,
    hash_statement,
    write_statement,
)
from tests.passkeys import Office, make_office

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_ASSERTION = TypeAdapter(Assertion)


@dataclass
class Ledger:
    """Two offices and the log that they sign in, an hour between two entries."""

    north: Office = field(default_factory=lambda: make_office("north-office"))
    south: Office = field(default_factory=lambda: make_office("south-office"))
    register: str = "test-register"
    city: str = "town"
    log: list[Entry] = field(default_factory=list)
    details: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)
    now: dt.datetime = START

    def __post_init__(self):
        keys = {one.body: fingerprint(one.keys) for one in self.offices}
        content = {"register": self.register, "city": self.city, "keys": keys}
        self.add(EntryKind.REGISTER_BEGUN, content)

    @property
    def offices(self):
        return self.north, self.south

    @property
    def head(self):
        return hash_entry(self.log[-1]) if self.log else NOTHING

    @property
    def expires(self):
        """Of what is signed now: it is entered in an hour."""
        return write_time(self.now + dt.timedelta(hours=1, minutes=5))

    @property
    def fingerprints(self):
        return dict(self.log[0].content["keys"])

    def add(self, kind, content, written=None, *, hours=1):
        """Add an entry; what is written gets a salt."""
        number = len(self.log) + 1
        digest = None
        if written is not None:
            details = {"salt": secrets.token_hex(16), **written}
            digest = hash_details(details)
            self.details[digest] = details
        self.now += dt.timedelta(hours=hours)
        time = write_time(self.now)
        entry = Entry(
            number=number, time=time, previous=self.head, kind=kind, content=content, details=digest
        )
        self.log.append(entry)
        return entry

    def propose(self, project="footbridge", text="A footbridge of 90 m."):
        kind = (
            EntryKind.PROJECT_REVISED
            if any(one.content.get("project") == project for one in self.log)
            else EntryKind.PROJECT_PROPOSED
        )
        return self.add(kind, {"project": project}, {"record": {"summary": text}}).details

    def draw_up(self, office, act, version, project="footbridge", **changes):
        """Draw up a statement that an office may sign next."""
        conditions = "Both banks pay half." if act is Act.CONSENTS_WITH_CONDITIONS else ""
        given = {
            "register": self.register,
            "body": Body(
                id=office.body, institution="Office", system="international", mandate="its head"
            ),
            "act": act,
            "project": project,
            "revision": version,
            "conditions": conditions,
            "previous": self.last.get((office.body, project), NOTHING),
            "head": self.head,
            "nonce": secrets.token_hex(16),
            "expires": self.expires,
        }
        return Statement(**{**given, **changes})

    def enter(self, statement, assertion):
        """Enter a signed statement as it is, right or wrong."""
        self.last[statement.body.id, statement.project] = hash_statement(statement)
        content = {
            "statement": write_statement(statement),
            "assertion": _ASSERTION.dump_python(assertion, mode="json"),
        }
        return self.add(EntryKind.STATEMENT_SIGNED, content)

    def sign(self, office, act, version, **changes):
        """Sign with the office's first passkey, and enter it."""
        statement = self.draw_up(office, act, version, **changes)
        return self.enter(statement, office.passkeys[0].sign(statement))

    def change_keys(
        self,
        office,
        signers,
        *,
        act,
        key: PublicKey | None = None,
        removed: KeyName | None = None,
        party: RelyingParty | None = None,
        **changes,
    ):
        """Change an office's keys, signed by some passkeys, and enter it."""
        given = {
            "register": self.register,
            "body": office.body,
            "act": KeyAct(act),
            "key": key,
            "removed": removed,
            "party": party,
            "previous": self.last.get((office.body, "keys"), NOTHING),
            "head": self.head,
            "nonce": secrets.token_hex(16),
            "expires": self.expires,
        }
        change = KeyChange(**{**given, **changes})
        self.last[office.body, "keys"] = hash_statement(change)
        signed = [_ASSERTION.dump_python(one.sign(change), mode="json") for one in signers]
        content = {"change": write_statement(change), "assertions": signed}
        return self.add(EntryKind.KEYS_CHANGED, content)

    def wait(self):
        """Let the days pass in which a consent does not count yet."""
        self.add(EntryKind.NEED_PROPOSED, {"need": "waiting"}, {"text": "-"}, hours=24 * 4)

    def export(self):
        return Export(
            register=self.register,
            city=self.city,
            keys=tuple(one.keys for one in self.offices),
            log=tuple(self.log),
            details=dict(self.details),
        )

    def rechain(self, entries):
        """Chain changed entries anew, as whoever has the whole database can."""
        log, head = [], NOTHING
        for number, entry in enumerate(entries, 1):
            log.append(replace(entry, number=number, previous=head))
            head = hash_entry(log[-1])
        self.log = log
