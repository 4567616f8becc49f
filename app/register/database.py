"""Opens the register's database: SQLite in the data folder, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from app.register.models import HeadRow

FILE = "register.sqlite"
"""Name of the SQLite file in a data folder."""

IS_WRITING = "is_writing"
"""What a session knows of itself, if it writes."""

_BUSY_S = 30
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A database, and sessions with it.

    Parameters
    ----------
    url
        Such as ``sqlite:////srv/data/register.sqlite`` or ``postgresql://user@host/name``.
    """

    def __init__(self, url: str) -> None:
        self.url = _choose_driver(url)
        self.engine = _make_engine(self.url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._writes = count(1)
        self.writes = 0
        """Changes with each transaction that wrote something in this process, once it ended."""

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    def upgrade(self) -> None:
        """Bring the tables to the present form; a new database gets all of them."""
        with self.engine.begin() as connection:
            command.upgrade(make_config(connection), "head")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read in one transaction, which sees the database as it was when it began.

        What was read can be looked at after it.
        """
        with self._sessions() as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write in one transaction, one writer after the other; nothing is kept if it fails."""
        try:
            with self._sessions() as session:
                session.info[IS_WRITING] = True
                with session.begin():
                    lock_head(session)
                    yield session
        finally:
            self.writes = next(self._writes)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def lock_head(session: Session) -> HeadRow | None:
    """Wait until no other writer is under way; the lock ends with the transaction."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"is_writing": True})
    return session.scalar(select(HeadRow).with_for_update())


def open_database(data: Path, url: str | None = None) -> Database:
    """Open the database at an address, or the SQLite file of a data folder."""
    return Database(url or f"sqlite:///{(data / FILE).resolve()}")


def make_config(connection: Connection) -> Config:
    """Say to Alembic where the migrations are, and on which connection they run."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _choose_driver(url: str) -> str:
    made = make_url(url)
    if made.drivername in {"postgresql", "postgres"}:
        made = made.set(drivername="postgresql+psycopg")
    return made.render_as_string(hide_password=False)


def _make_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True
        )
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_S, "check_same_thread": False},
        pool_size=20,
        hide_parameters=True,  # errors are logged, and what is written may tell of persons
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Write ahead, so that readers wait for nobody; acknowledged writes survive a power cut.

    https://www.sqlite.org/wal.html. The driver begins no transactions: `_begin_sqlite` does.
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin; who writes takes the lock first, as it cannot be taken after something was read."""
    options: dict[str, Any] = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("is_writing") else "BEGIN")
