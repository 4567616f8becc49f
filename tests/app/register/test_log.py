"""The log in both databases: one writer after the other, and every table made again from it."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from app.register.log import Ledger, read_entries, read_now, replay
from app.register.models import PROJECTED, Base, ProjectRow
from geodata.register.consents import VALID_FOR, write_time
from geodata.register.log import EntryKind
from geodata.register.statements import write_statement
from geodata.register.verify import verify
from tests.app.register.writing import contribute, propose
from tests.geodata.register.ledger import Ledger as Drafts

WRITERS = 200


def read_tables(database):
    """All rows of the tables that the log makes."""
    with database.read() as session:
        return {
            table.__tablename__: sorted(
                tuple(map(str, one)) for one in session.execute(select(*inspect(table).columns))
            )
            for table in PROJECTED
        }


def test_migrations_make_the_tables_that_the_code_knows(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_upgrade_and_a_second_begin_change_nothing(database, ledger):
    database.upgrade()
    with database.write() as session:
        ledger.begin(session)
    with database.read() as session:
        assert len(list(read_entries(session))) == 1


def test_what_fails_leaves_no_entry(database, ledger):
    with suppress(ZeroDivisionError), database.write() as session:
        propose(ledger, session, "footbridge")
        1 / 0  # noqa: B018
    with database.read() as session:
        assert len(list(read_entries(session))) == 1
        assert session.get(ProjectRow, "footbridge") is None


def test_200_writers_of_one_project_lose_nothing(database, ledger):
    def write(number):
        with database.write() as session:
            return propose(ledger, session, "footbridge", f"Version of writer {number}.").number

    with ThreadPoolExecutor(32) as pool:
        numbers = list(pool.map(write, range(WRITERS)))
    assert sorted(numbers) == list(range(2, WRITERS + 2))
    with database.read() as session:
        assert session.get_one(ProjectRow, "footbridge").version == WRITERS
        exported = ledger.export(session)
    written = {one["record"]["summary"] for one in exported.details.values()}
    assert written == {f"Version of writer {number}." for number in range(WRITERS)}
    assert verify(exported).is_valid
    before = read_tables(database)
    with database.write() as session:
        replay(session)
    assert read_tables(database) == before


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["propose", "accept", "decline", "comment", "need", "remove", "restore", "erase"]
        ),
        st.integers(0, 3),
    ),
    max_size=30,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_every_table_is_made_again_from_the_log(quick_database, offices, acts):
    database, ledger = quick_database, Ledger("r", "town", tuple(one.keys for one in offices))
    with database.write() as session:
        ledger.begin(session)
        for act, number in acts:
            write(ledger, session, act, f"project-{number}")
    before = read_tables(database)
    with database.write() as session:
        replay(session)
    assert read_tables(database) == before
    with database.read() as session:
        assert verify(ledger.export(session)).is_valid


def write(ledger, session, act, project):
    """Do something to a project that is there, or propose it."""
    row = session.get(ProjectRow, project)
    if act == "propose" or row is None:
        propose(ledger, session, project)
    elif act in {"accept", "decline"}:
        kind = EntryKind.PROJECT_ACCEPTED if act == "accept" else EntryKind.PROJECT_DECLINED
        content = {"project": project, "bank": secrets.choice(["north", "south"]), "banks": 2}
        ledger.append(session, kind, content)
    elif act == "comment":
        contribute(ledger, session, EntryKind.COMMENT_POSTED, f"project/{project}")
    elif act == "need":
        contribute(ledger, session, EntryKind.NEED_PROPOSED, "")
    elif act == "erase":
        content = {"details": row.revision, "reason": "a name"}
        ledger.append(session, EntryKind.ERASED, content)
    else:
        kind = EntryKind.REMOVED if act == "remove" else EntryKind.RESTORED
        content = {"subject": f"project/{project}", "reason": "an insult"}
        ledger.append(session, kind, content)


def test_a_signature_is_checked_against_the_log_that_the_writer_sees(database, ledger, offices):
    north, _ = offices
    with database.write() as session:
        revision = propose(ledger, session, "footbridge").details
    with database.write() as session:
        signatures = ledger.read_signatures(session)
        drafts = Drafts(*offices, register="test-register")
        head = max(signatures.heads, key=signatures.heads.get)
        expires = write_time(datetime.now(UTC) + VALID_FOR)
        statement = drafts.draw_up(north, "consents", revision, head=head, expires=expires)
        assertion = north.passkeys[0].sign(statement)
        signatures.check(statement, assertion, read_now())
        content = {"statement": write_statement(statement), "assertion": vars(assertion)}
        ledger.append(session, EntryKind.STATEMENT_SIGNED, content)
        with pytest.raises(RuntimeError, match="before anything is appended"):
            ledger.read_signatures(session)
    with database.read() as session:
        verdict = verify(ledger.export(session), head=None)
    assert verdict.is_valid
    assert verdict.consents[0].consents[0].signed.statement == statement


def test_entries_cannot_be_changed_by_those_who_only_write(database, ledger):
    """A second belt; the proof is the chain."""
    with database.write() as session:
        propose(ledger, session, "footbridge")
    for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM entry"):
        with pytest.raises(Exception, match="never changed"), database.engine.begin() as one:
            one.exec_driver_sql(statement)
