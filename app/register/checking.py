"""Checks a database of the register: the file, its form, the log, and every table made from it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy import Row, create_engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.register.database import Database, make_config
from app.register.log import read_row
from app.register.models import PROJECTED, Base, DetailsRow, EntryRow, HeadRow
from app.register.projection import project_entry
from geodata.errors import RegisterError
from geodata.register.consents import begin
from geodata.register.keys import BodyKeys, fingerprint
from geodata.register.log import Entry, EntryKind, check_chain, hash_details, hash_entry
from geodata.register.verify import check_signatures
from geodata.sentences import Sentence, sentence

MOST_FAULTS = 100
"""So many are listed; one would do to restore a backup."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    faults: tuple[str, ...]
    entries: int
    head: str | None
    """Hash of the last entry; None of a register that has not begun."""
    time: str | None


def check_database(database: Database, keys: Sequence[BodyKeys] | None = None) -> Checked:
    """Check a database without changing it; writers need not wait.

    Parameters
    ----------
    keys
        As the city pins them: the signatures in the log are checked, too.
    """
    try:
        return _check(database, keys)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        return Checked((sentence("the database cannot be read: %(why)s", why=why),), 0, None, None)


def _check(database: Database, keys: Sequence[BodyKeys] | None) -> Checked:
    with database.read() as session:
        fault = _check_form(session)
        if fault:
            return Checked((fault,), 0, None, None)
        head = session.get(HeadRow, 1)
        faults = [*_check_storage(session)]
        entries = list(_read_log(session, faults))
        faults += _check_log(session, entries)
        if not faults:
            faults += [*_check_details(session, entries), *_check_tables(session, entries)]
        if keys is not None and entries and not faults:
            faults += _check_signatures(entries, keys)
        known = (head.hash, head.time) if head else (None, None)
        return Checked(tuple(map(str, faults[:MOST_FAULTS])), len(entries), *known)


def _check_form(session: Session) -> str | None:
    """Tell whether the tables have the form that this program knows."""
    connection = session.connection()
    now = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(make_config(connection)).get_current_head()
    if now == newest:
        return None
    if now is None:
        return sentence("there are no tables of a register: run uramost db upgrade")
    return sentence(
        "the tables are of version %(now)s, and this program knows %(newest)s",
        now=now,
        newest=newest or "",
    )


def _check_storage(session: Session) -> Iterator[str]:
    """Let SQLite read its whole file; PostgreSQL checks each page as it is read."""
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield sentence("the file is damaged: %(what)s", what=str(said))
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield sentence("a row of %(table)s belongs to nothing", table=str(table))


def _read_log(session: Session, faults: list[str]) -> Iterator[Entry]:
    """Read all entries; note those that cannot be read, or do not have the hash beside them."""
    for row in session.scalars(select(EntryRow).order_by(EntryRow.number)):
        try:
            entry = read_row(row)
            is_right = hash_entry(entry) == row.hash
        except (ValueError, RecursionError, ValidationError, RegisterError):
            faults.append(_at(row.number, sentence("it cannot be read")))
            continue
        if not is_right:
            faults.append(_at(row.number, sentence("it is not what its hash says")))
        yield entry


def _check_log(session: Session, entries: Sequence[Entry]) -> Iterator[str]:
    yield from (_at(number, fault) for number, fault in check_chain(entries))
    head = session.get(HeadRow, 1)
    last = entries[-1] if entries else None
    stored = (head.number, head.hash, head.time) if head else None
    found = (last.number, hash_entry(last), last.time) if last else None
    if stored != found:
        yield sentence("the head that is stored is not the last entry")


def _check_details(session: Session, entries: Sequence[Entry]) -> Iterator[str]:
    """Check that all that was written is there, but for what was erased, and unchanged."""
    erased = {str(one.content.get("details")) for one in entries if one.kind is EntryKind.ERASED}
    needed = {one.details: one.number for one in entries if one.details is not None}
    there = set()
    for row in session.scalars(select(DetailsRow).execution_options(yield_per=1_000)):
        there.add(row.hash)
        if row.hash not in needed:
            yield sentence("details %(hash)s belong to no entry", hash=row.hash)
        elif row.hash in erased:
            yield _at(needed[row.hash], sentence("what was written in it was erased, and is there"))
        elif not _is_right(row):
            yield _at(needed[row.hash], sentence("what was written in it was changed"))
    for digest in needed.keys() - there - erased:
        yield _at(needed[digest], sentence("what was written in it is missing"))


def _is_right(row: DetailsRow) -> bool:
    try:
        return hash_details(json.loads(row.data)) == row.hash
    except (ValueError, AttributeError, RecursionError, RegisterError):
        return False


def _check_tables(session: Session, entries: Sequence[Entry]) -> Iterator[str]:
    """Make every table from the log in memory, and compare it with the one that is stored."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as made:
        for entry in entries:
            try:
                project_entry(made, entry)
            except (SQLAlchemyError, LookupError, ValueError, TypeError):
                made.rollback()
                yield _at(entry.number, sentence("the tables cannot be made from it"))
                return
        for table in PROJECTED:
            right, stored = _read_rows(made, table), _read_rows(session, table)
            if right != stored:
                yield sentence(
                    "table %(table)s is not what the log says: %(lacks)s rows are missing, and "
                    "%(extra)s are there that should not be",
                    table=table.__tablename__,
                    lacks=(right - stored).total(),
                    extra=(stored - right).total(),
                )
    engine.dispose()


def _read_rows(session: Session, table: type[Base]) -> Counter[Row[Any]]:
    columns = [getattr(table, one.key) for one in inspect(table).column_attrs]
    return Counter(session.execute(select(*columns)))


def _check_signatures(entries: Sequence[Entry], keys: Sequence[BodyKeys]) -> Iterator[str]:
    """Check what is signed with the keys that the city pins."""
    begun = entries[0].content
    if begun.get("keys") != {one.id: fingerprint(one) for one in keys}:
        yield sentence("the register began with other keys than the city pins now")
        return
    signatures = begin(str(begun.get("register")), keys)
    for fault in check_signatures(entries, signatures):
        yield _at(fault.entry, fault.says)


def _at(number: int | None, fault: Sentence) -> Sentence:
    return sentence("entry %(n)s: %(fault)s", n=number or 0, fault=fault)
