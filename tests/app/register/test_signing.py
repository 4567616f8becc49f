"""What an office signs: drawn up, checked as every reader of the export will, entered once."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from app.register import log, signing
from app.register.backup import back_up, restore
from app.register.caller import Caller
from app.register.checking import check_database
from app.register.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StaleError,
)
from app.register.log import Ledger
from app.register.models import StatementRow
from app.register.roles import Role
from app.register.versions import get_project, tell_consents
from geodata.register.canonical import NOTHING
from geodata.register.consents import read_time, write_time
from geodata.register.statements import Assertion, Statement, hash_statement, make_challenge
from geodata.register.verify import verify
from tests.app.register.team import (
    ADMINISTRATOR,
    ANA,
    NORTH,
    NORTH_MODERATOR,
    SOUTH,
    SOUTH_MODERATOR,
    Team,
    get_offices,
    get_town,
)
from tests.passkeys import PRESENT


@pytest.fixture
def project(team):
    return team.propose_accepted()


@pytest.fixture
def quick_project(quick_team):
    return quick_team.propose_accepted()


def export(team):
    with team.database.read() as session:
        return verify(team.ledger.export(session))


def test_both_offices_sign_an_edit_lets_both_lapse_and_one_declines(team, project):
    team.sign(NORTH, project)
    team.sign(SOUTH, project, "consents with conditions", conditions="Both pay half.")
    waiting = "signed, does not count yet"
    assert team.consents(project) == {"municipality-north": waiting, "municipality-south": waiting}
    team.change_signed(project, location="At the mill")
    lapsed = "lapsed: signed an earlier version"
    assert team.consents(project) == {"municipality-north": lapsed, "municipality-south": lapsed}
    team.sign(SOUTH, project, "declines", reason="Too dear.")
    assert team.consents(project)["municipality-south"] == "declines"
    verdict = export(team)
    assert verdict.is_valid
    (found,) = verdict.consents
    assert [one.state.value for one in found.consents] == [lapsed, "declines"]


def test_what_is_drawn_up_says_who_and_what(quick_team, quick_project):
    prepared = quick_team.prepare(NORTH, quick_project)
    said = prepared.statement
    assert "Municipality of North Mitrovica" in said.body.institution
    assert said.body.system.value == "kosovo"
    assert said.body.mandate
    assert said.revision == quick_team.revision(quick_project)
    assert said.previous == NOTHING
    assert prepared.hash.replace(" ", "") == hash_statement(said)
    assert {len(one) for one in prepared.hash.split()} == {4}
    options = prepared.options
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    from webauthn.helpers import base64url_to_bytes

    assert base64url_to_bytes(options["challenge"]) == make_challenge(said)
    keys = [one["id"] for one in options["allowCredentials"]]
    assert keys == [get_offices()["municipality-north"].passkeys[0].id]


def test_a_statement_is_entered_once(team, project):
    said = team.prepare(NORTH, project).statement
    team.enter(NORTH, said)
    with pytest.raises(InvalidError, match="does not follow"):
        team.enter(NORTH, said)


@pytest.mark.parametrize("caller", [ANA, NORTH_MODERATOR, ADMINISTRATOR, SOUTH])
def test_nobody_else_draws_up_or_enters_a_body_s_statement(quick_team, quick_project, caller):
    said = quick_team.prepare(NORTH, quick_project).statement
    with pytest.raises(ForbiddenError):
        quick_team.enter(caller, said)
    if caller is not SOUTH:
        with pytest.raises(ForbiddenError):
            quick_team.prepare(caller, quick_project)


def test_an_account_of_an_unpinned_body_signs_nothing(quick_team, quick_project):
    clinic = Caller("clinic", Role.OFFICE, body="clinic")
    with pytest.raises(NotFoundError, match="not pinned"):
        quick_team.prepare(clinic, quick_project)


def test_the_key_of_the_other_body_signs_nothing(quick_team, quick_project):
    said = quick_team.prepare(NORTH, quick_project).statement
    with pytest.raises(InvalidError, match="none of the body's"):
        quick_team.enter(NORTH, said, by="municipality-south")


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "http://evil.localhost"}, {"party": "elsewhere"}, {"flags": PRESENT}],
)
def test_what_is_signed_elsewhere_or_without_the_user_is_refused(quick_team, quick_project, wrong):
    said = quick_team.prepare(NORTH, quick_project).statement
    with pytest.raises(InvalidError, match="did not sign"):
        quick_team.enter(NORTH, said, **wrong)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"act": "declines"}, InvalidError),
        ({"reason": "Another one"}, InvalidError),
        ({"nonce": "0" * 32}, InvalidError),
        ({"expires": "2099-01-01T00:00:00Z"}, ConflictError),
        ({"expires": "2020-01-01T00:00:00Z"}, ConflictError),
        ({"revision": "0" * 64}, ConflictError),
    ],
)
def test_a_statement_changed_after_it_was_signed_is_refused(
    quick_team, quick_project, changes, error
):
    said = quick_team.prepare(NORTH, quick_project).statement
    passkey = get_offices()["municipality-north"].passkeys[0]
    given = {
        "statement": {**TypeAdapter(Statement).dump_python(said, mode="json"), **changes},
        "assertion": TypeAdapter(Assertion).dump_python(passkey.sign(said)),
    }
    with pytest.raises(error):
        quick_team.write(signing.enter, quick_team.town, NORTH, given)
    assert not quick_team.read(lambda session: session.query(StatementRow).count())


def test_another_mandate_than_the_city_s_is_refused(quick_team, quick_project):
    said = quick_team.prepare(NORTH, quick_project).statement
    forged = replace(said, body=replace(said.body, mandate="Somebody else"))
    with pytest.raises(InvalidError, match="as the city says"):
        quick_team.enter(NORTH, forged)


def test_a_version_that_was_changed_meanwhile_is_not_signed(team, project):
    said = team.prepare(NORTH, project).statement
    team.revise(project, location="At the mill")
    with pytest.raises(ConflictError, match="changed meanwhile"):
        team.enter(NORTH, said)


def test_a_proposal_is_not_signed_before_both_moderators_accepted_it(quick_team):
    with pytest.raises(ConflictError, match="moderator of each bank"):
        quick_team.prepare(NORTH, quick_team.propose())


def test_only_a_consent_is_withdrawn_also_after_an_edit(team, project):
    with pytest.raises(ConflictError, match="no consent"):
        team.prepare(NORTH, project, "withdraws")
    team.sign(NORTH, project)
    team.change_signed(project, location="At the mill")
    team.sign(NORTH, project, "withdraws")
    assert team.consents(project)["municipality-north"] == "withdrawn"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"act": "agrees"}, "act"),
        ({"act": "consents with conditions"}, "conditions"),
        ({"act": "declines", "reason": "x" * 2_001}, "conditions"),
    ],
)
def test_what_cannot_be_said_is_named(quick_team, quick_project, given, field):
    with pytest.raises(InvalidError) as caught:
        quick_team.prepare(NORTH, quick_project, **given)
    assert caught.value.field == field


def test_what_is_no_statement_is_refused(quick_team):
    for given in ({}, {"statement": {}, "assertion": {}}, {"statement": [], "assertion": "x"}):
        with pytest.raises(InvalidError, match="cannot be read"):
            quick_team.write(signing.enter, quick_team.town, NORTH, given)


@pytest.mark.parametrize("back", [timedelta(seconds=20), timedelta(hours=5)])
def test_a_clock_that_is_put_back_makes_no_entry_that_nobody_accepts(
    quick_team, quick_project, monkeypatch, back
):
    earlier = write_time(read_time(log.read_now()) - back)
    for module in (log, signing):
        monkeypatch.setattr(module, "read_now", lambda: earlier)
    quick_team.sign(NORTH, quick_project)
    assert export(quick_team).is_valid
    assert quick_team.consents(quick_project)["municipality-north"].startswith("signed")


def test_what_was_drawn_up_before_a_clock_was_put_right_is_refused(
    quick_team, quick_project, monkeypatch
):
    said = quick_team.prepare(NORTH, quick_project).statement
    late = write_time(read_time(said.expires) + timedelta(seconds=1))
    with monkeypatch.context() as patched:
        patched.setattr(log, "read_now", lambda: late)
        quick_team.propose()
    with pytest.raises(ConflictError, match="time to sign is over"):
        quick_team.enter(NORTH, said)
    assert export(quick_team).is_valid


def test_consents_that_a_restored_database_lacks_are_forgotten(quick_team, quick_project, tmp_path):
    copy = tmp_path / "backup"
    back_up(quick_team.database, copy)
    quick_team.sign(NORTH, quick_project)
    assert quick_team.consents(quick_project)["municipality-north"].startswith("signed")
    restore(quick_team.database, copy, may_replace=True)
    quick_team.revise(quick_project, location="At the mill")
    assert quick_team.consents(quick_project)["municipality-north"] == "has not signed"
    quick_team.sign(NORTH, quick_project)
    assert export(quick_team).is_valid


def test_what_is_undone_is_no_consent(team, project):
    said = team.prepare(NORTH, project).statement
    passkey = get_offices()["municipality-north"].passkeys[0]
    given = {
        "statement": TypeAdapter(Statement).dump_python(said, mode="json"),
        "assertion": TypeAdapter(Assertion).dump_python(passkey.sign(said)),
    }
    with suppress(ZeroDivisionError), team.database.write() as session:
        signing.enter(session, team.ledger, team.town, NORTH, given)
        1 / 0  # noqa: B018
    assert team.consents(project)["municipality-north"] == "has not signed"
    team.sign(NORTH, project)
    assert export(team).is_valid


def test_a_body_without_pinned_keys_is_waited_for(quick_database):
    keys = (get_offices()["municipality-north"].keys,)
    town = get_town()
    made = Team(quick_database, Ledger("test-register", "mitrovica", keys, town.bodies), town)
    with quick_database.write() as session:
        made.ledger.begin(session)
    project = made.propose_accepted()
    made.sign(NORTH, project)
    with made.database.read() as session:
        later = made.ledger.read_signatures(session).tell(project, "2099-01-01T00:00:00Z")
    assert not later.has_all_keys
    states = {one.body: one.state.value for one in later.consents}
    assert states["municipality-north"] == "consents"
    assert states["municipality-south"] == "has not signed"


def test_a_page_of_an_earlier_version_shows_what_was_signed_of_that(team, project):
    team.sign(NORTH, project)
    with team.database.read() as session:
        before = get_project(session, project).revision
        team.change_signed(project, location="At the mill")
        team.sign(NORTH, project)
        team.consents(project)  # reads the log further than this page sees
        told = tell_consents(session, team.ledger, project)
    assert told.revision == before
    assert {one.state.value for one in told.consents} == {
        "lapsed: signed an earlier version",
        "has not signed",
    }


class TestChangesOfWhatIsSigned:
    """One person, of whatever role, does not let signatures lapse alone."""

    @pytest.mark.parametrize("caller", [NORTH, SOUTH, NORTH_MODERATOR, SOUTH_MODERATOR, ANA])
    def test_nobody_changes_it_alone(self, quick_team, quick_project, caller):
        quick_team.sign(NORTH, quick_project)
        with pytest.raises(ForbiddenError, match="moderator of each bank"):
            quick_team.revise(quick_project, caller, location="At the mill")

    def test_it_is_changed_once_a_moderator_of_each_bank_accepted_it(self, team, project):
        team.sign(NORTH, project)
        name = team.suggest(project, SOUTH_MODERATOR, location="At the mill")
        for caller in (NORTH, SOUTH, ANA):
            with pytest.raises(ForbiddenError):
                team.settle(caller, name)
        team.settle(SOUTH_MODERATOR, name)
        assert team.consents(project)["municipality-north"] == "signed, does not count yet"
        with pytest.raises(ConflictError, match="your bank"):
            team.settle(SOUTH_MODERATOR, name)
        team.settle(NORTH_MODERATOR, name)
        assert team.consents(project)["municipality-north"] == "lapsed: signed an earlier version"
        assert export(team).is_valid
        assert not check_database(team.database).faults

    def test_what_was_withdrawn_or_lapsed_binds_nobody(self, quick_team, quick_project):
        quick_team.sign(NORTH, quick_project)
        quick_team.sign(NORTH, quick_project, "withdraws")
        quick_team.revise(quick_project, location="At the mill")
        quick_team.sign(SOUTH, quick_project)
        quick_team.change_signed(quick_project, location="At the weir")
        quick_team.revise(quick_project, SOUTH, location="At the dam")

    def test_one_moderator_s_acceptance_does_not_outlive_another_change(
        self, quick_team, quick_project
    ):
        quick_team.sign(NORTH, quick_project)
        name = quick_team.suggest(quick_project, location="At the mill")
        quick_team.settle(NORTH_MODERATOR, name)
        quick_team.change_signed(quick_project, location="At the weir")
        with pytest.raises(StaleError):
            quick_team.settle(SOUTH_MODERATOR, name)
