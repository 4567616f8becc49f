"""What was erased for good stays so when a backup from before is restored."""

import pytest
from sqlalchemy import delete

from app.register.backup import back_up, restore
from app.register.checking import check_database
from app.register.log import read_entries
from app.register.models import AccountRow, DetailsRow
from app.register.restored_erasures import Forgotten, read_known, read_known_export
from geodata.errors import RegisterError
from geodata.register.export import write_export
from geodata.register.log import EntryKind
from tests.app.register.writing import contribute

REASON = "personal data of somebody"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def backup(database, ledger, tmp_path):
    """From before the text and the account of Ben were erased; Anna's stay."""
    with database.write() as session:
        digests = [
            contribute(ledger, session, EntryKind.COMMENT_POSTED, "place/20.1,42.1", text).details
            for text in ("Ben's address.", "A bench.")
        ]
        for name in ("anna", "ben"):
            session.add(AccountRow(name, name, None, "contributor", None, None, NOW))
    file = tmp_path / "backup"
    back_up(database, file)
    with database.write() as session:
        content = {"details": digests[0], "reason": REASON}
        ledger.append(session, EntryKind.ERASED, content, account="ben")
        session.execute(delete(AccountRow).where(AccountRow.id == "ben"))
    return file


def write_newer(database, ledger, path):
    with database.read() as session:
        path.write_bytes(write_export(ledger.export(session)))
    return path


def read_texts(database):
    with database.read() as session:
        return [one.data for one in session.query(DetailsRow)]


def list_accounts(database):
    with database.read() as session:
        return {one.id for one in session.query(AccountRow)}


def test_a_restore_erases_again_what_the_replaced_register_erased(database, ledger, backup):
    known = read_known(database)
    again = restore(database, backup, ledger.keys, may_replace=True, known=known)
    assert again == Forgotten(texts=1, accounts=1)
    assert not any("address" in one for one in read_texts(database))
    assert any("A bench." in one for one in read_texts(database))
    assert list_accounts(database) == {"anna"}
    assert check_database(database, ledger.keys).faults == ()
    with database.read() as session:
        last = [*read_entries(session)][-1]
    assert (last.kind, last.account, last.content["reason"]) == (EntryKind.ERASED, "ben", REASON)


def test_a_newer_export_tells_it_where_the_register_is_lost(database, ledger, backup, tmp_path):
    newer = write_newer(database, ledger, tmp_path / "register.json")
    again = restore(database, backup, ledger.keys, may_replace=True, known=read_known_export(newer))
    assert again == Forgotten(texts=1, accounts=0)
    assert not any("address" in one for one in read_texts(database))
    assert list_accounts(database) == {"anna", "ben"}  # an export tells of nobody


def test_an_export_that_is_older_than_the_backup_is_refused(quick_database, tmp_path, request):
    ledger = request.getfixturevalue("quick_team").ledger
    older = write_newer(quick_database, ledger, tmp_path / "older.json")
    with quick_database.write() as session:
        contribute(ledger, session, EntryKind.COMMENT_POSTED, "place/20.1,42.1")
    back_up(quick_database, tmp_path / "backup")
    known = read_known_export(older)
    with pytest.raises(RegisterError, match="does not go on from this backup"):
        restore(quick_database, tmp_path / "backup", None, may_replace=True, known=known)


def test_nothing_is_known_of_a_database_that_is_lost_or_damaged(quick_database, tmp_path):
    assert read_known(quick_database) is None
    quick_database.close()
    (tmp_path / "quick.sqlite").write_bytes(b"no database, but long enough to be read " * 99)
    assert read_known(quick_database) is None


def test_another_registers_erasures_touch_nothing_here(database, ledger, backup, quick_team):
    with quick_team.database.write() as session:
        text = contribute(quick_team.ledger, session, EntryKind.COMMENT_POSTED, "place/20.1,42.1")
        content = {"details": text.details, "reason": REASON}
        quick_team.ledger.append(session, EntryKind.ERASED, content)
    known = read_known(quick_team.database)
    again = restore(database, backup, ledger.keys, may_replace=True, known=known)
    assert again == Forgotten(texts=0, accounts=0)
    assert list_accounts(database) == {"anna", "ben"}
