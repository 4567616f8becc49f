"""Backups, and restoring them, in both databases."""

import itertools
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import func, select

from app.register.backup import back_up, restore
from app.register.checking import check_database
from app.register.database import open_database
from app.register.log import read_entries
from app.register.models import AccountRow, DetailsRow, SessionRow
from geodata.errors import RegisterError
from geodata.register.log import EntryKind
from tests.app.register.postgres import make_database
from tests.app.register.writing import propose

_names = itertools.count(1)


@pytest.fixture
def other(database, request, tmp_path):
    """An empty database of the same kind."""
    if database.is_sqlite:
        url = f"sqlite:///{tmp_path / 'other' / 'register.sqlite'}"
    else:
        url = make_database(request.getfixturevalue("postgres"), f"restored{next(_names)}")
    made = open_database(None, url)
    yield made
    made.close()


def count(database, table):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def list_hashes(database):
    with database.read() as session:
        return [one.previous for one in read_entries(session)]


def test_a_backup_restores_all_but_logins(database, ledger, other, offices, tmp_path):
    with database.write() as session:
        propose(ledger, session, "footbridge")
        now = "2026-01-01T00:00:00Z"
        session.add(AccountRow("a1", "Anna", "a@example.org", "office", None, None, now))
        session.flush()
        session.add(SessionRow(hash="0" * 64, account="a1", created=now, seen=now))
    file = tmp_path / "backup"
    back_up(database, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restore(other, file, ledger.keys, may_replace=False)
    assert list_hashes(other) == list_hashes(database)
    assert count(other, AccountRow) == 1
    assert count(other, SessionRow) == 0
    assert [*tmp_path.glob("**/.backup-*")] == []


def test_a_backup_made_while_many_write_is_one_moment(database, ledger, other, tmp_path):
    stop, files = Event(), [tmp_path / f"backup{number}" for number in range(3)]

    def write(number):
        while not stop.is_set():
            with database.write() as session:
                propose(ledger, session, f"project-{number}", f"Version {next(_names)}.")

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        try:
            for file in files:
                before = len(list_hashes(database))
                back_up(database, file)
                restore(other, file, ledger.keys, may_replace=True)
                restored = list_hashes(other)
                assert len(restored) >= before
                assert restored == list_hashes(database)[: len(restored)]
        finally:
            stop.set()
    for one in writers:
        one.result()
    assert check_database(database, ledger.keys).faults == ()


def test_a_register_that_is_there_goes_only_if_that_is_said(database, ledger, tmp_path):
    file = tmp_path / "backup"
    back_up(database, file)
    with database.write() as session:
        propose(ledger, session, "footbridge")
    with pytest.raises(RegisterError, match="--replace"):
        restore(database, file, may_replace=False)
    assert len(list_hashes(database)) == 2
    restore(database, file, may_replace=True)
    assert len(list_hashes(database)) == 1


def test_a_damaged_backup_leaves_the_register_as_it_is(quick_database, offices, tmp_path):
    from app.register.log import Ledger

    ledger = Ledger("r", "town", tuple(one.keys for one in offices))
    with quick_database.write() as session:
        ledger.begin(session)
        for number in range(50):
            propose(ledger, session, f"project-{number}", "A long text. " * 50)
    file = tmp_path / "backup"
    back_up(quick_database, file)
    content = bytearray(file.read_bytes())
    middle = content.index(b"A long text. ", len(content) // 2)
    content[middle : middle + 4] = b"Evil"
    file.write_bytes(content)
    with pytest.raises(RegisterError, match="what was written in it was changed"):
        restore(quick_database, file, may_replace=True)
    assert check_database(quick_database, ledger.keys).faults == ()


@pytest.mark.parametrize("content", [b"", b"no backup" * 1000])
def test_what_is_no_backup_is_refused(database, ledger, tmp_path, content):
    file = tmp_path / "backup"
    file.write_bytes(content)
    with pytest.raises(RegisterError):
        restore(database, file, may_replace=True)
    assert check_database(database, ledger.keys).faults == ()


def test_a_backup_overwrites_nothing(database, ledger, tmp_path):
    file = tmp_path / "backup"
    file.write_text("precious")
    with pytest.raises(RegisterError, match="is there already"):
        back_up(database, file)
    assert file.read_text() == "precious"


def test_what_was_erased_is_in_no_later_backup(database, ledger, other, tmp_path):
    with database.write() as session:
        revision = propose(ledger, session, "footbridge", "My neighbour's name.").details
        ledger.append(session, EntryKind.ERASED, {"details": revision, "reason": "a name"})
    back_up(database, tmp_path / "backup")
    restore(other, tmp_path / "backup", may_replace=False)
    assert count(other, DetailsRow) == 0
