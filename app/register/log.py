"""Writes the log of the register, and makes every table of it again from the log."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.register.database import IS_WRITING
from app.register.models import DetailsRow, EntryRow, HeadRow
from app.register.projection import clear_projection, project_entry
from geodata.register.canonical import NOTHING
from geodata.register.consents import Signatures, begin, write_time
from geodata.register.export import Export
from geodata.register.hidden import list_hidden
from geodata.register.keys import BodyKeys, fingerprint
from geodata.register.log import SALT, Entry, EntryKind, hash_details, hash_entry

_HAS_APPENDED = "has_appended"


@dataclass(frozen=True, slots=True)
class Read:
    """The last entry that was read."""

    number: int = 0
    hash: str = NOTHING


class Ledger:
    """The log of one register, to be written in transactions of `Database.write`.

    Parameters
    ----------
    register, city
        Ids; every signature names the register.
    keys
        As the city pins them.
    needed
        The bodies that it names for its projects: those without keys are waited for, too.
    """

    def __init__(
        self, register: str, city: str, keys: tuple[BodyKeys, ...], needed: Iterable[str] = ()
    ) -> None:
        self.register, self.city, self.keys = register, city, keys
        self._needed = tuple(needed)
        self.bodies = tuple(sorted({one.id for one in keys} | set(needed if keys else ())))
        self._signatures, self._last = self._begin(), Read()
        self._lock = Lock()

    def begin(self, session: Session) -> None:
        """Write the first entry, unless the log has it."""
        if session.get(HeadRow, 1) is None:
            keys = {one.id: fingerprint(one) for one in self.keys}
            content = {"register": self.register, "city": self.city, "keys": keys}
            self.append(session, EntryKind.REGISTER_BEGUN, content)

    def append(
        self,
        session: Session,
        kind: EntryKind,
        content: Mapping[str, Any],
        *,
        written: Mapping[str, Any] | None = None,
        account: str = "",
        time: str | None = None,
    ) -> Entry:
        """Append an entry to the log and change the tables by it, in the caller's transaction.

        Parameters
        ----------
        content
            What stays for good.
        written
            What somebody wrote, kept beside the log with a salt.
        time
            That `tell_time` told before, if something was checked against it.
        """
        session.info[_HAS_APPENDED] = True
        head = session.get(HeadRow, 1)
        details = {SALT: secrets.token_hex(16), **written} if written is not None else None
        entry = Entry(
            number=head.number + 1 if head else 1,
            time=time or tell_time(session),
            previous=head.hash if head else NOTHING,
            kind=kind,
            account=account,
            content=dict(content),
            details=hash_details(details) if details is not None else None,
        )
        if details is not None and entry.details is not None:
            session.add(DetailsRow(entry.details, json.dumps(details, ensure_ascii=False)))
        self._store(session, entry, head)
        project_entry(session, entry)
        return entry

    def read_signatures(self, session: Session) -> Signatures:
        """Read what is signed up to the last entry; to be asked before the transaction appends.

        What is read stays read, so nothing that may still be undone is taken.
        """
        if session.info.get(_HAS_APPENDED):
            raise RuntimeError("signatures are to be read before anything is appended")
        head = session.get(HeadRow, 1)
        with self._lock:
            if head is not None and Read(head.number, head.hash) == self._last:
                return self._signatures
            if not self._is_ours(session):
                self._signatures, self._last = self._begin(), Read()
            for entry in read_entries(session, self._last.number):
                self._signatures.take(entry)
                self._last = Read(entry.number, hash_entry(entry))
            return self._signatures

    def _begin(self) -> Signatures:
        return begin(self.register, self.keys, self._needed)

    def _is_ours(self, session: Session) -> bool:
        """Tell whether the log goes on from what was read of it; a restored one may not.

        Who reads may see less than was read, as of a moment ago; who writes sees all.
        """
        row = session.get(EntryRow, self._last.number) if self._last.number else None
        if row is None:
            return not (self._last.number and session.info.get(IS_WRITING))
        return row.hash == self._last.hash

    def export(self, session: Session) -> Export:
        """Export all that is public."""
        log = tuple(read_entries(session))
        hidden = list_hidden(log)
        rows = session.scalars(select(DetailsRow))
        return Export(
            register=self.register,
            city=self.city,
            keys=self.keys,
            log=log,
            details={one.hash: json.loads(one.data) for one in rows if one.hash not in hidden},
        )

    def _store(self, session: Session, entry: Entry, head: HeadRow | None) -> None:
        digest = hash_entry(entry)
        session.add(
            EntryRow(
                number=entry.number,
                time=entry.time,
                previous=entry.previous,
                hash=digest,
                kind=entry.kind.value,
                account=entry.account,
                content=rfc8785.dumps(entry.content).decode(),
                details=entry.details,
            )
        )
        if head is None:
            session.add(HeadRow(1, entry.number, digest, entry.time))
        else:
            head.number, head.hash, head.time = entry.number, digest, entry.time


def read_entries(session: Session, after: int = 0) -> Iterator[Entry]:
    """Read the entries after a number, in their order."""
    rows = session.scalars(
        select(EntryRow)
        .where(EntryRow.number > after)
        .order_by(EntryRow.number)
        .execution_options(yield_per=1_000)
    )
    return map(read_row, rows)


def read_row(row: EntryRow) -> Entry:
    """Read an entry from its row."""
    return Entry(
        number=row.number,
        time=row.time,
        previous=row.previous,
        kind=EntryKind(row.kind),
        account=row.account,
        content=json.loads(row.content),
        details=row.details,
    )


def replay(session: Session) -> None:
    """Make every table that the log makes again from it, up to the last entry."""
    clear_projection(session)
    for entry in list(read_entries(session)):
        project_entry(session, entry)


def tell_time(session: Session) -> str:
    """Tell the time that an entry made now bears: ours, or that of the last entry if it is later.

    A clock that was put back writes no time twice, and what is signed is checked against this.
    """
    head = session.get(HeadRow, 1)
    return max(read_now(), head.time if head else "")


def tell_head_time(session: Session) -> str:
    """Tell the time as of which pages and files say who consents: that of the last entry.

    Whoever checks the export counts the same way: an entry of a time to come brings nothing
    forward.
    """
    head = session.get(HeadRow, 1)
    return min(read_now(), head.time if head else "")


def read_now() -> str:
    """Read the time as the log writes it."""
    return write_time(datetime.now(UTC))
