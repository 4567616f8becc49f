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
from tests.app.register.desk import (
    ADMINISTRATOR,
    ANA,
    NORTH,
    NORTH_MODERATOR,
    SOUTH,
    SOUTH_MODERATOR,
    Desk,
    get_offices,
    get_town,
)
from tests.passkeys import PRESENT


@pytest.fixture
def project(desk):
    return desk.propose_accepted()


@pytest.fixture
def quick_project(quick_desk):
    return quick_desk.propose_accepted()


def export(desk):
    with desk.database.read() as session:
        return verify(desk.ledger.export(session))


def test_both_offices_sign_an_edit_lets_both_lapse_and_one_declines(desk, project):
    desk.sign(NORTH, project)
    desk.sign(SOUTH, project, "consents with conditions", conditions="Both pay half.")
    waiting = "signed, does not count yet"
    assert desk.consents(project) == {"municipality-north": waiting, "municipality-south": waiting}
    desk.change_signed(project, location="At the mill")
    lapsed = "lapsed: signed an earlier version"
    assert desk.consents(project) == {"municipality-north": lapsed, "municipality-south": lapsed}
    desk.sign(SOUTH, project, "declines", reason="Too dear.")
    assert desk.consents(project)["municipality-south"] == "declines"
    verdict = export(desk)
    assert verdict.is_valid
    (found,) = verdict.consents
    assert [one.state.value for one in found.consents] == [lapsed, "declines"]


def test_what_is_drawn_up_says_who_and_what(quick_desk, quick_project):
    prepared = quick_desk.prepare(NORTH, quick_project)
    said = prepared.statement
    assert "Municipality of North Mitrovica" in said.body.institution
    assert said.body.system.value == "kosovo"
    assert said.body.mandate
    assert said.revision == quick_desk.revision(quick_project)
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


def test_a_statement_is_entered_once(desk, project):
    said = desk.prepare(NORTH, project).statement
    desk.enter(NORTH, said)
    with pytest.raises(InvalidError, match="does not follow"):
        desk.enter(NORTH, said)


@pytest.mark.parametrize("caller", [ANA, NORTH_MODERATOR, ADMINISTRATOR, SOUTH])
def test_nobody_else_draws_up_or_enters_a_body_s_statement(quick_desk, quick_project, caller):
    said = quick_desk.prepare(NORTH, quick_project).statement
    with pytest.raises(ForbiddenError):
        quick_desk.enter(caller, said)
    if caller is not SOUTH:
        with pytest.raises(ForbiddenError):
            quick_desk.prepare(caller, quick_project)


def test_an_account_of_an_unpinned_body_signs_nothing(quick_desk, quick_project):
    clinic = Caller("clinic", Role.OFFICE, body="clinic")
    with pytest.raises(NotFoundError, match="not pinned"):
        quick_desk.prepare(clinic, quick_project)


def test_the_key_of_the_other_body_signs_nothing(quick_desk, quick_project):
    said = quick_desk.prepare(NORTH, quick_project).statement
    with pytest.raises(InvalidError, match="none of the body's"):
        quick_desk.enter(NORTH, said, by="municipality-south")


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "http://evil.localhost"}, {"party": "elsewhere"}, {"flags": PRESENT}],
)
def test_what_is_signed_elsewhere_or_without_the_user_is_refused(quick_desk, quick_project, wrong):
    said = quick_desk.prepare(NORTH, quick_project).statement
    with pytest.raises(InvalidError, match="did not sign"):
        quick_desk.enter(NORTH, said, **wrong)


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
    quick_desk, quick_project, changes, error
):
    said = quick_desk.prepare(NORTH, quick_project).statement
    passkey = get_offices()["municipality-north"].passkeys[0]
    given = {
        "statement": {**TypeAdapter(Statement).dump_python(said, mode="json"), **changes},
        "assertion": TypeAdapter(Assertion).dump_python(passkey.sign(said)),
    }
    with pytest.raises(error):
        quick_desk.write(signing.enter, quick_desk.town, NORTH, given)
    assert not quick_desk.read(lambda session: session.query(StatementRow).count())


def test_another_mandate_than_the_city_s_is_refused(quick_desk, quick_project):
    said = quick_desk.prepare(NORTH, quick_project).statement
    forged = replace(said, body=replace(said.body, mandate="Somebody else"))
    with pytest.raises(InvalidError, match="as the city says"):
        quick_desk.enter(NORTH, forged)


def test_a_version_that_was_changed_meanwhile_is_not_signed(desk, project):
    said = desk.prepare(NORTH, project).statement
    desk.revise(project, location="At the mill")
    with pytest.raises(ConflictError, match="changed meanwhile"):
        desk.enter(NORTH, said)


def test_a_proposal_is_not_signed_before_both_moderators_accepted_it(quick_desk):
    with pytest.raises(ConflictError, match="moderator of each bank"):
        quick_desk.prepare(NORTH, quick_desk.propose())


def test_only_a_consent_is_withdrawn_also_after_an_edit(desk, project):
    with pytest.raises(ConflictError, match="no consent"):
        desk.prepare(NORTH, project, "withdraws")
    desk.sign(NORTH, project)
    desk.change_signed(project, location="At the mill")
    desk.sign(NORTH, project, "withdraws")
    assert desk.consents(project)["municipality-north"] == "withdrawn"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"act": "agrees"}, "act"),
        ({"act": "consents with conditions"}, "conditions"),
        ({"act": "declines", "reason": "x" * 2_001}, "conditions"),
    ],
)
def test_what_cannot_be_said_is_named(quick_desk, quick_project, given, field):
    with pytest.raises(InvalidError) as caught:
        quick_desk.prepare(NORTH, quick_project, **given)
    assert caught.value.field == field


def test_what_is_no_statement_is_refused(quick_desk):
    for given in ({}, {"statement": {}, "assertion": {}}, {"statement": [], "assertion": "x"}):
        with pytest.raises(InvalidError, match="cannot be read"):
            quick_desk.write(signing.enter, quick_desk.town, NORTH, given)


@pytest.mark.parametrize("back", [timedelta(seconds=20), timedelta(hours=5)])
def test_a_clock_that_is_put_back_makes_no_entry_that_nobody_accepts(
    quick_desk, quick_project, monkeypatch, back
):
    earlier = write_time(read_time(log.read_now()) - back)
    for module in (log, signing):
        monkeypatch.setattr(module, "read_now", lambda: earlier)
    quick_desk.sign(NORTH, quick_project)
    assert export(quick_desk).is_valid
    assert quick_desk.consents(quick_project)["municipality-north"].startswith("signed")


def test_what_was_drawn_up_before_a_clock_was_put_right_is_refused(
    quick_desk, quick_project, monkeypatch
):
    said = quick_desk.prepare(NORTH, quick_project).statement
    late = write_time(read_time(said.expires) + timedelta(seconds=1))
    with monkeypatch.context() as patched:
        patched.setattr(log, "read_now", lambda: late)
        quick_desk.propose()
    with pytest.raises(ConflictError, match="time to sign is over"):
        quick_desk.enter(NORTH, said)
    assert export(quick_desk).is_valid


def test_consents_that_a_restored_database_lacks_are_forgotten(quick_desk, quick_project, tmp_path):
    copy = tmp_path / "backup"
    back_up(quick_desk.database, copy)
    quick_desk.sign(NORTH, quick_project)
    assert quick_desk.consents(quick_project)["municipality-north"].startswith("signed")
    restore(quick_desk.database, copy, may_replace=True)
    quick_desk.revise(quick_project, location="At the mill")
    assert quick_desk.consents(quick_project)["municipality-north"] == "has not signed"
    quick_desk.sign(NORTH, quick_project)
    assert export(quick_desk).is_valid


def test_what_is_undone_is_no_consent(desk, project):
    said = desk.prepare(NORTH, project).statement
    passkey = get_offices()["municipality-north"].passkeys[0]
    given = {
        "statement": TypeAdapter(Statement).dump_python(said, mode="json"),
        "assertion": TypeAdapter(Assertion).dump_python(passkey.sign(said)),
    }
    with suppress(ZeroDivisionError), desk.database.write() as session:
        signing.enter(session, desk.ledger, desk.town, NORTH, given)
        1 / 0  # noqa: B018
    assert desk.consents(project)["municipality-north"] == "has not signed"
    desk.sign(NORTH, project)
    assert export(desk).is_valid


def test_a_body_without_pinned_keys_is_waited_for(quick_database):
    keys = (get_offices()["municipality-north"].keys,)
    town = get_town()
    made = Desk(quick_database, Ledger("test-register", "mitrovica", keys, town.bodies), town)
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


def test_a_page_of_an_earlier_version_shows_what_was_signed_of_that(desk, project):
    desk.sign(NORTH, project)
    with desk.database.read() as session:
        before = get_project(session, project).revision
        desk.change_signed(project, location="At the mill")
        desk.sign(NORTH, project)
        desk.consents(project)  # reads the log further than this page sees
        told = tell_consents(session, desk.ledger, project)
    assert told.revision == before
    assert {one.state.value for one in told.consents} == {
        "lapsed: signed an earlier version",
        "has not signed",
    }


class TestChangesOfWhatIsSigned:
    """One person, of whatever role, does not let signatures lapse alone."""

    @pytest.mark.parametrize("caller", [NORTH, SOUTH, NORTH_MODERATOR, SOUTH_MODERATOR, ANA])
    def test_nobody_changes_it_alone(self, quick_desk, quick_project, caller):
        quick_desk.sign(NORTH, quick_project)
        with pytest.raises(ForbiddenError, match="moderator of each bank"):
            quick_desk.revise(quick_project, caller, location="At the mill")

    def test_it_is_changed_once_a_moderator_of_each_bank_accepted_it(self, desk, project):
        desk.sign(NORTH, project)
        name = desk.suggest(project, SOUTH_MODERATOR, location="At the mill")
        for caller in (NORTH, SOUTH, ANA):
            with pytest.raises(ForbiddenError):
                desk.settle(caller, name)
        desk.settle(SOUTH_MODERATOR, name)
        assert desk.consents(project)["municipality-north"] == "signed, does not count yet"
        with pytest.raises(ConflictError, match="your bank"):
            desk.settle(SOUTH_MODERATOR, name)
        desk.settle(NORTH_MODERATOR, name)
        assert desk.consents(project)["municipality-north"] == "lapsed: signed an earlier version"
        assert export(desk).is_valid
        assert not check_database(desk.database).faults

    def test_what_was_withdrawn_or_lapsed_binds_nobody(self, quick_desk, quick_project):
        quick_desk.sign(NORTH, quick_project)
        quick_desk.sign(NORTH, quick_project, "withdraws")
        quick_desk.revise(quick_project, location="At the mill")
        quick_desk.sign(SOUTH, quick_project)
        quick_desk.change_signed(quick_project, location="At the weir")
        quick_desk.revise(quick_project, SOUTH, location="At the dam")

    def test_one_moderator_s_acceptance_does_not_outlive_another_change(
        self, quick_desk, quick_project
    ):
        quick_desk.sign(NORTH, quick_project)
        name = quick_desk.suggest(quick_project, location="At the mill")
        quick_desk.settle(NORTH_MODERATOR, name)
        quick_desk.change_signed(quick_project, location="At the weir")
        with pytest.raises(StaleError):
            quick_desk.settle(SOUTH_MODERATOR, name)
