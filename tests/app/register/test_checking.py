"""Checking a database: what is right is clean, and what somebody changed in it is named."""

import json

import pytest
from sqlalchemy import text

from app.register.checking import check_database
from app.register.database import open_database
from geodata.register.log import EntryKind
from tests.app.register.writing import contribute, propose


@pytest.fixture
def filled(database, ledger):
    with database.write() as session:
        revision = propose(ledger, session, "footbridge").details
        propose(ledger, session, "footbridge", "A wider one.")
        contribute(ledger, session, EntryKind.COMMENT_POSTED, "project/footbridge")
        ledger.append(session, EntryKind.ERASED, {"details": revision, "reason": "a name"})
    return database


def change(database, *statements):
    """Change a database as somebody does who holds all of it: without its triggers."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
            for (name,) in names.all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE entry DISABLE TRIGGER ALL"))
        for one in statements:
            connection.execute(text(one))


def check(database, ledger):
    return list(check_database(database, ledger.keys).faults)


def test_a_register_that_was_used_is_clean(filled, ledger):
    checked = check_database(filled, ledger.keys)
    assert checked.faults == ()
    assert checked.entries == 5


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE entry SET account = 'x' WHERE number = 3", "entry 3: it is not what its hash"),
        ("UPDATE entry SET kind = 'x' WHERE number = 3", "entry 3: it cannot be read"),
        ("DELETE FROM entry WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM entry WHERE number = 5", "the head that is stored is not the last entry"),
        ("UPDATE head SET number = 9", "the head that is stored is not the last entry"),
        ("DELETE FROM details", "what was written in it is missing"),
        ("UPDATE details SET data = '[]'", "what was written in it was changed"),
        ("UPDATE project SET state = 'accepted'", "table project is not what the log says"),
        ("DELETE FROM contribution", "table contribution is not what the log says"),
        ("DELETE FROM alembic_version", "there are no tables of a register"),
        ("UPDATE alembic_version SET version_num = '9'", "the tables are of version 9"),
    ],
)
def test_what_somebody_changed_is_named(filled, ledger, statement, says):
    change(filled, statement)
    assert any(says in one for one in check(filled, ledger)), check(filled, ledger)


def test_erased_text_that_came_back_is_named(filled, ledger):
    with filled.read() as session:
        erased = session.execute(text("SELECT details FROM entry WHERE number = 2")).scalar()
    data = json.dumps({"salt": "0" * 32}).replace("'", "")
    change(
        filled,
        f"INSERT INTO details (hash, data) VALUES ('{erased}', '{data}')".replace(":", "\\:"),
    )
    assert "entry 2: what was written in it was erased, and is there" in check(filled, ledger)


def test_other_keys_than_the_city_pins_are_named(filled, ledger):
    (fault,) = check_database(filled, ledger.keys[:1]).faults
    assert fault == "the register began with other keys than the city pins now"


def test_an_empty_database_is_no_register(url):
    database = open_database(None, url)
    (fault,) = check_database(database).faults
    assert "uramost db upgrade" in fault
    database.close()


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "register.sqlite").write_bytes(b"no database" * 1000)
    database = open_database(tmp_path)
    (fault,) = check_database(database).faults
    assert "not a database" in fault
    database.close()
