"""Erases again, when a backup is restored, what was erased since it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.register.database import Database
from app.register.log import Ledger, read_entries
from app.register.models import AccountRow, DetailsRow
from geodata.errors import RegisterError
from geodata.register.export import read_export
from geodata.register.keys import BodyKeys
from geodata.register.log import Entry, EntryKind, hash_entry
from geodata.sentences import sentence


@dataclass(frozen=True, slots=True)
class Known:
    """What a newer log tells of erasures, by ids alone."""

    log: frozenset[str] = frozenset()
    """Hashes of its entries."""
    erased: Mapping[str, Entry] = field(default_factory=dict)
    """Hash of details → the entry that erased them."""
    accounts: frozenset[str] | None = None
    """Those that were still there; None where it is not known."""
    file: Path | None = None
    """The export that was named for this, which then has to be newer."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was erased again."""

    texts: int
    accounts: int


def read_known(database: Database) -> Known | None:
    """Read it of the register whose place a backup takes; None where there is none to be read."""
    try:
        with database.read() as session:
            entries = list(read_entries(session))
            accounts = frozenset(session.scalars(select(AccountRow.id)))
    except (SQLAlchemyError, ValueError):  # lost, damaged, or no register
        return None
    return _collect(entries, accounts) if entries else None


def read_known_export(file: Path) -> Known:
    """Read it of a public export, as the map and other people keep it; it tells of no accounts.

    Raises
    ------
    RegisterError
        When the file is no export.
    """
    return replace(_collect(read_export(file).log), file=file)


def forget(session: Session, keys: Sequence[BodyKeys], known: Known) -> Forgotten:
    """Erase again, in a database that is restored; each erasure is a new entry of its log.

    Raises
    ------
    RegisterError
        When an export was named that does not go on from the log that is restored.
    """
    entries = list(read_entries(session))
    goes_on = hash_entry(entries[-1]) in known.log
    if known.file and not goes_on:
        fault = sentence(
            "%(file)s does not go on from this backup: name a newer export", file=str(known.file)
        )
        raise RegisterError(fault)
    begun = entries[0].content
    ledger = Ledger(str(begun["register"]), str(begun["city"]), tuple(keys))
    digests = set(session.scalars(select(DetailsRow.hash))) & known.erased.keys()
    for digest in sorted(digests, key=lambda one: known.erased[one].number):
        entry = known.erased[digest]
        ledger.append(session, EntryKind.ERASED, entry.content, account=entry.account)
    return Forgotten(len(digests), _delete_accounts(session, known.accounts if goes_on else None))


def _delete_accounts(session: Session, kept: frozenset[str] | None) -> int:
    gone = set(session.scalars(select(AccountRow.id))) - kept if kept is not None else set()
    for name in gone:
        session.execute(delete(AccountRow).where(AccountRow.id == name))
    return len(gone)


def _collect(entries: Iterable[Entry], accounts: frozenset[str] | None = None) -> Known:
    log = list(entries)
    erased = {str(one.content["details"]): one for one in log if one.kind is EntryKind.ERASED}
    return Known(frozenset(map(hash_entry, log)), erased, accounts)
