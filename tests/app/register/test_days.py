"""Any past day can be shown: a project and the log as they stood at its end."""

from datetime import date

import pytest

from app.register import days
from app.register.consent_start import enter_counting
from app.register.errors import NotFoundError
from app.register.log import Ledger
from app.register.versions import get_project
from tests.app.register.team import NORTH, NORTH_MODERATOR, SOUTH, SOUTH_MODERATOR


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time that the log writes: noon of a day, which a test moves on."""

    class Clock:
        day = "2026-11-01"

        def read(self):
            return f"{self.day}T12:00:00Z"

    clock = Clock()
    for module in ("log", "signing", "consent_start"):
        monkeypatch.setattr(f"app.register.{module}.read_now", clock.read)
    return clock


@pytest.fixture
def project(clock, team):
    """Proposed on the 2nd, accepted on the 3rd, signed on the 4th, counts on the 7th."""
    clock.day = "2026-11-02"
    project = team.propose()
    clock.day = "2026-11-03"
    team.decide(NORTH_MODERATOR, project)
    team.decide(SOUTH_MODERATOR, project)
    clock.day = "2026-11-04"
    team.sign(NORTH, project)
    team.sign(SOUTH, project)
    clock.day = "2026-11-07"
    assert enter_counting(team.database, team.ledger) == 2
    clock.day = "2026-11-09"
    team.change_signed(project, location="At the mill")
    return project


def show(team, project, day):
    with team.database.read() as session:
        row = get_project(session, project)
        past = days.show_past(session, team.ledger, row, date(2026, 11, day))
        session.expunge_all()
        return past


@pytest.mark.parametrize(
    ("day", "version", "state", "signed"),
    [
        (2, 1, "proposed", "has not signed"),
        (3, 1, "accepted", "has not signed"),
        (4, 1, "accepted", "signed, does not count yet"),
        (6, 1, "accepted", "signed, does not count yet"),
        (7, 1, "accepted", "consents"),
        (8, 1, "accepted", "consents"),
        (9, 2, "accepted", "lapsed: signed an earlier version"),
        (30, 2, "accepted", "lapsed: signed an earlier version"),
    ],
)
def test_a_project_is_shown_as_it_stood(team, project, day, version, state, signed):
    past = show(team, project, day)
    assert (past.state.version, past.state.state) == (version, state)
    assert {one.state.value for one in past.consents.consents} == {signed}
    assert past.consents.has_all_keys == (signed == "consents")
    assert past.details["record"].get("location") == ("At the mill" if version == 2 else None)


def test_a_body_without_pinned_keys_is_waited_for_on_every_day(team, project):
    (north, _), bodies = team.ledger.keys, list(team.town.bodies)
    team.ledger = Ledger("test-register", "mitrovica", (north,), bodies)
    past = show(team, project, 8)
    assert [one.body for one in past.consents.consents] == sorted(bodies)


def test_a_day_before_it_was_proposed_is_refused_in_words(team, project):
    with pytest.raises(NotFoundError, match="was not in the register yet"):
        show(team, project, 1)
    with team.database.read() as session, pytest.raises(NotFoundError, match="had not begun"):
        days.find_last(session, date(2020, 1, 1))


def test_pages_show_a_day_and_refuse_what_is_none(server):
    with server.visit() as visitor:
        today = server.register.town.projects[0].id
        path = f"/projects/{today}"
        assert 'name="day"' in visitor.get(path).text
        past = visitor.get(f"{path}?day=2100-01-01&lang=en")
        assert past.status_code == 200
        assert "As it stood at the end of" in past.text
        assert visitor.get(f"{path}?day=").status_code == 200
        for wrong in ("soon", "2026-02-30", "20260101"):
            assert 400 <= visitor.get(f"{path}?day={wrong}").status_code < 500
            assert 400 <= visitor.get(f"/log?day={wrong}").status_code < 500
        assert visitor.get(f"{path}?day=2000-01-01").status_code == 404
        assert visitor.get("/log?day=2000-01-01").status_code == 404
        log = visitor.get("/log?day=2100-01-01&lang=en").text
        assert "As it stood at the end of" in log
