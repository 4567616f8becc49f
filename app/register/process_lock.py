"""Lets only one process serve a register, as attempts and pages are kept in its memory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.engine import make_url

from app.register.database import Database
from geodata.errors import RegisterError
from geodata.sentences import sentence

SUFFIX = ".serving"
"""Of an empty file beside that of SQLite, which a process locks for as long as it lives."""

_NUMBER = 0x7572616D6F7374
"""Of the lock in a database of PostgreSQL, which ends with its connection."""


@contextmanager
def hold(database: Database) -> Iterator[None]:
    """Hold a register for this process alone; whatever ends the process gives it back.

    Raises
    ------
    RegisterError
        When another process serves it.
    """
    with _hold_file(database) if database.is_sqlite else _hold_server(database.engine) as is_held:
        if not is_held:
            raise RegisterError(
                sentence(
                    "another process serves this register: end it first, as one process counts "
                    "who tries to log in, and how often"
                )
            )
        yield


@contextmanager
def _hold_file(database: Database) -> Iterator[bool]:
    path = Path(make_url(database.url).database or "").with_suffix(SUFFIX)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _hold_server(engine: Engine) -> Iterator[bool]:
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        yield bool(connection.scalar(select(func.pg_try_advisory_lock(_NUMBER))))
        connection.execute(select(func.pg_advisory_unlock_all()))
