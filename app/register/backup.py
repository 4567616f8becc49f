"""Backs up and restores a database of the register while it is at work, SQLite and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import delete, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from app.register.checking import check_database
from app.register.database import Database
from app.register.models import HeadRow, LinkRow, SessionRow, TokenRow
from app.register.restored_erasures import Forgotten, Known, forget
from geodata.errors import RegisterError
from geodata.register.keys import BodyKeys
from geodata.sentences import sentence
from geodata.snapshot.durable import sync_file, sync_folder

_UNDONE = (SessionRow, LinkRow, TokenRow)
"""What may have been ended since a backup was made: nobody gets in again by what it holds."""

_NAME = "backup"


def back_up(database: Database, file: Path) -> None:
    """Write a backup of a moment; writers need not wait.

    It holds e-mail addresses and hashes of passwords, so its owner alone may read it.

    Raises
    ------
    RegisterError
        When it cannot be written, or is there already.
    """
    if file.exists():
        raise RegisterError(sentence("%(file)s is there already", file=str(file)))
    with _work_beside(file) as made:
        if database.is_sqlite:
            _copy_sqlite(_get_path(database), made)
        else:
            _run_program("pg_dump", database, "--format=custom", f"--file={made}")
        made.chmod(0o600)
        sync_file(made)
        made.replace(file)
        sync_folder(file.parent)


def restore(
    database: Database,
    file: Path,
    keys: Sequence[BodyKeys] | None = None,
    *,
    may_replace: bool,
    known: Known | None = None,
) -> Forgotten:
    """Put a backup in the place of a database, and bring it to the present form.

    Logins, links that work once, and tokens are left out: some may have been ended since then.

    Parameters
    ----------
    keys
        As the city pins them, to check what is signed.
    may_replace
        Whether a register that is in the database may go.
    known
        What was erased since the backup was made: it is erased again.

    Returns
    -------
    How much was erased again.

    Raises
    ------
    RegisterError
        When the file is no backup or a damaged one, or another register would go. A database of
        SQLite is then as before.
    """
    if not file.is_file():
        raise RegisterError(sentence("%(file)s is not there", file=str(file)))
    if not may_replace and has_register(database):
        raise RegisterError(
            sentence("the database holds a register: give --replace to put the backup in its place")
        )
    if not database.is_sqlite:
        clean = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run_program("pg_restore", database, *clean, f"--dbname={_write_url(database)}", str(file))
        return _finish(database, file, keys, known)
    target = _get_path(database)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _work_beside(target) as made:
        _copy_sqlite(file, made)
        copy = Database(f"sqlite:///{made}")
        try:
            forgotten = _finish(copy, file, keys, known)
        finally:
            copy.close()
        database.close()
        _copy_sqlite(made, target)
    return forgotten


def has_register(database: Database) -> bool:
    """Tell whether a register has begun in a database."""
    if database.is_sqlite and not _get_path(database).exists():
        return False
    if not inspect(database.engine).has_table(HeadRow.__tablename__):
        return False
    with database.read() as session:
        return session.get(HeadRow, 1) is not None


def _finish(
    database: Database, file: Path, keys: Sequence[BodyKeys] | None, known: Known | None
) -> Forgotten:
    """Bring what was restored to the present form, end all logins, erase again, and check it."""
    forgotten = Forgotten(0, 0)
    try:
        if not has_register(database):
            raise RegisterError(sentence("%(file)s is no backup of a register", file=str(file)))
        database.upgrade()
        with database.write() as session:
            for table in _UNDONE:
                session.execute(delete(table))
            if known is not None:
                forgotten = forget(session, keys or (), known)
    except SQLAlchemyError as error:
        raise RegisterError(sentence("%(file)s cannot be read", file=str(file))) from error
    checked = check_database(database, keys)
    if checked.faults:
        fault = sentence("%(file)s is damaged: %(what)s", file=str(file), what=checked.faults[0])
        raise RegisterError(fault)
    return forgotten


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy all pages as they are at one moment, into one file without a log beside it.

    https://www.sqlite.org/backup.html
    """
    try:
        # Opened to read and write, since a log beside it may have to be taken in first.
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target, timeout=30)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        fault = sentence("%(file)s cannot be copied: %(why)s", file=str(source), why=str(error))
        raise RegisterError(fault) from error


def _run_program(name: str, database: Database, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password stands in no command that others can list."""
    program = shutil.which(name)
    if program is None:
        fault = sentence(
            "%(program)s is not installed: apt install postgresql-client", program=name
        )
        raise RegisterError(fault)
    command = [program, *arguments]
    if name == "pg_dump":
        command.append(_write_url(database))
    password = make_url(database.url).password
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - no shell
    if done.returncode:
        said = done.stderr.strip().splitlines()
        fault = sentence("%(program)s failed (%(why)s)", program=name, why=said[0] if said else "?")
        raise RegisterError(fault)


def _write_url(database: Database) -> str:
    """Write the address as PostgreSQL's own programs read it, without the password."""
    url: URL = make_url(database.url)
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return plain.render_as_string()


def _get_path(database: Database) -> Path:
    name = make_url(database.url).database
    if not name:
        raise RegisterError(sentence("a database in memory has no file"))
    return Path(name)


@contextmanager
def _work_beside(file: Path) -> Iterator[Path]:
    """Give a name in a folder beside a file, which is removed with all that is left in it."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{_NAME}-", dir=file.absolute().parent) as folder:
            yield Path(folder) / _NAME
    except OSError as error:
        fault = sentence(
            "%(file)s cannot be written: %(why)s", file=str(file), why=error.strerror or str(error)
        )
        raise RegisterError(fault) from error
