"""A register in which nobody writes: it enters itself that a consent begins to count."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from app.register import consent_start
from app.register.consent_start import enter_counting, keep_counting
from app.register.log import Ledger, read_entries
from app.register.versions import tell_consents
from geodata.errors import RegisterError
from geodata.register.log import EntryKind
from geodata.register.verify import verify
from tests.app.register.team import NORTH, SOUTH, get_offices

SIGNED, COUNTS = "2026-11-04T12:00:00Z", "2026-11-07T12:00:00Z"
WAITING = {"signed, does not count yet"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time that the register reads, which a test sets."""

    class Clock:
        now = SIGNED

        def read(self):
            return self.now

    clock = Clock()
    for module in ("log", "signing", "consent_start"):
        monkeypatch.setattr(f"app.register.{module}.read_now", clock.read)
    return clock


@pytest.fixture
def project(team):
    """Signed by both offices."""
    project = team.propose_accepted()
    team.sign(NORTH, project)
    team.sign(SOUTH, project)
    return project


def list_entries(team):
    with team.database.read() as session:
        found = [one for one in read_entries(session) if one.kind is EntryKind.CONSENT_COUNTS]
        session.expunge_all()
        return found


def tell_page_and_file(team, project):
    """Tell what pages say, and what whoever checks the export finds."""
    with team.database.read() as session:
        page = tell_consents(session, team.ledger, project)
        verdict = verify(team.ledger.export(session))
    assert verdict.is_valid, verdict.faults
    file = next(one for one in verdict.consents if one.project == project)
    assert page == file
    return {one.state.value for one in page.consents}


def test_page_and_file_say_the_same_at_every_moment(team, project, clock):
    clock.now = "2026-11-07T11:59:59Z"
    assert enter_counting(team.database, team.ledger) == 0
    assert tell_page_and_file(team, project) == WAITING
    clock.now = COUNTS
    assert tell_page_and_file(team, project) == WAITING  # until it is entered
    assert enter_counting(team.database, team.ledger) == 2
    assert tell_page_and_file(team, project) == {"consents"}
    assert {one.content["body"] for one in list_entries(team)} == {NORTH.body, SOUTH.body}


def test_it_is_entered_once_however_many_look(team, project, clock):
    clock.now = COUNTS
    keys = tuple(one.keys for one in get_offices().values())
    ledgers = [Ledger("test-register", "mitrovica", keys) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda ledger: enter_counting(team.database, ledger), ledgers))
    assert len(list_entries(team)) == 2
    assert enter_counting(team.database, team.ledger) == 0


def test_what_counts_since_another_entry_is_entered_all_the_same(team, project, clock):
    clock.now = COUNTS
    team.propose()
    assert tell_page_and_file(team, project) == {"consents"}
    assert enter_counting(team.database, team.ledger) == 2


def test_a_consent_that_lapsed_or_was_withdrawn_never_begins_to_count(team, project, clock):
    team.sign(NORTH, project, "withdraws")
    clock.now = COUNTS
    assert enter_counting(team.database, team.ledger) == 1
    other = team.propose_accepted()
    team.sign(SOUTH, other)
    team.change_signed(other, location="At the mill")
    clock.now = "2026-11-30T12:00:00Z"
    assert enter_counting(team.database, team.ledger) == 0


def test_a_clock_that_was_ahead_brings_nothing_forward(team, project, clock):
    clock.now = "2026-12-24T12:00:00Z"
    team.propose()
    clock.now = "2026-11-05T12:00:00Z"
    with team.database.read() as session:
        told = tell_consents(session, team.ledger, project)
    assert {one.state.value for one in told.consents} == WAITING
    assert enter_counting(team.database, team.ledger) == 0


@pytest.mark.parametrize(
    "fault",
    [OperationalError("", {}, Exception("busy")), RegisterError("an entry cannot be read")],
    ids=["busy", "damaged"],
)
def test_it_looks_again_and_again_whatever_it_meets(quick_team, clock, monkeypatch, fault):
    project = quick_team.propose_accepted()
    quick_team.sign(NORTH, project)
    looked = []
    monkeypatch.setattr(consent_start, "EVERY_S", 0)

    async def run():
        loop, is_done = asyncio.get_running_loop(), asyncio.Event()

        def look(database, ledger):
            looked.append(enter_counting(database, ledger))
            clock.now = COUNTS
            if len(looked) == 1:
                raise fault
            if len(looked) == 3:
                loop.call_soon_threadsafe(is_done.set)

        monkeypatch.setattr(consent_start, "enter_counting", look)
        task = asyncio.create_task(keep_counting(quick_team.database, quick_team.ledger))
        await is_done.wait()
        task.cancel()

    asyncio.run(asyncio.wait_for(run(), 60))
    assert looked[:3] == [0, 1, 0]


def test_a_server_does_so_while_it_runs(server):
    tasks = asyncio.all_tasks(server.servers[0].get_loop())
    assert "keep_counting" in {one.get_coro().__name__ for one in tasks}
