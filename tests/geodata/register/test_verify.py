"""Verifying an export: what is right is accepted; who holds the whole database forges nothing."""

import functools
from dataclasses import replace

import cbor2
import pytest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from geodata.errors import RegisterError
from geodata.register.canonical import NOTHING
from geodata.register.export import read_export, write_export
from geodata.register.log import EntryKind, hash_details
from geodata.register.signatures import check_signature
from geodata.register.statements import Act
from geodata.register.states import SignedState
from geodata.register.verify import verify
from tests.geodata.register.ledger import Ledger
from tests.passkeys import PRESENT, Office, make_office


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def agreed(ledger):
    """A project that both offices consented to, long enough ago."""
    revision = ledger.propose()
    ledger.sign(ledger.north, Act.CONSENTS, revision)
    ledger.sign(ledger.south, Act.CONSENTS, revision)
    ledger.wait()
    return ledger


def check(ledger, **known):
    return verify(ledger.export(), known.get("keys", ledger.fingerprints), known.get("head"))


def say(verdict):
    return [str(one.says) for one in verdict.faults]


def tell(verdict, project="footbridge"):
    (found,) = (one for one in verdict.consents if one.project == project)
    return found


class TestWhatIsRight:
    def test_a_project_has_both_keys_once_both_signed_its_version(self, agreed):
        verdict = check(agreed, head=agreed.head)
        assert verdict.is_valid
        assert verdict.is_fresh
        assert verdict.are_keys_proven
        assert tell(verdict).has_all_keys

    def test_one_signature_is_one_key(self, ledger):
        ledger.sign(ledger.north, Act.CONSENTS, ledger.propose())
        ledger.wait()
        found = tell(check(ledger))
        assert not found.has_all_keys
        states = [one.state for one in found.consents]
        assert states == [SignedState.CONSENTS, SignedState.NONE]

    def test_a_consent_counts_only_after_three_days(self, ledger):
        revision = ledger.propose()
        ledger.sign(ledger.north, Act.CONSENTS, revision)
        ledger.sign(ledger.south, Act.CONSENTS, revision)
        found = tell(check(ledger))
        assert not found.has_all_keys
        assert {one.state for one in found.consents} == {SignedState.WAITING}
        assert found.consents[0].counts_from == "2026-01-04T03:00:00Z"

    def test_the_log_tells_once_that_a_consent_counts_and_only_if_it_does(self, ledger):
        def add(**changes):
            content = {"project": "footbridge", "body": ledger.north.body, "entry": signed}
            ledger.add(EntryKind.CONSENT_COUNTS, {**content, **changes})
            return say(check(ledger))

        signed = ledger.sign(ledger.north, Act.CONSENTS, ledger.propose()).number
        ledger.wait()
        assert add() == []
        told_twice = ["the log already says that this consent counts"]
        assert add() == told_twice
        wrong = ["it says that a consent counts that does not"]
        strange = [{"entry": 1}, {"body": "south"}, {"project": []}, {"body": {}}, {"entry": None}]
        for number, changes in enumerate(strange, 1):
            assert add(**changes) == told_twice + number * wrong

    @pytest.mark.parametrize("act", [Act.DECLINES, Act.WITHDRAWS, Act.CONSENTS])
    def test_no_entry_makes_count_what_does_not(self, ledger, act):
        signed = ledger.sign(ledger.north, act, ledger.propose()).number
        content = {"project": "footbridge", "body": ledger.north.body, "entry": signed}
        ledger.add(EntryKind.CONSENT_COUNTS, content)
        assert say(check(ledger)) == ["it says that a consent counts that does not"]

    def test_any_edit_lets_both_keys_lapse(self, agreed):
        agreed.propose(text="A footbridge of 91 m.")
        found = tell(check(agreed))
        assert {one.state for one in found.consents} == {SignedState.LAPSED}

    @pytest.mark.parametrize(
        ("act", "state"),
        [
            (Act.WITHDRAWS, SignedState.WITHDRAWN),
            (Act.DECLINES, SignedState.DECLINES),
            (Act.CONSENTS_WITH_CONDITIONS, SignedState.CONSENTS_WITH_CONDITIONS),
        ],
    )
    def test_the_last_statement_of_a_body_decides(self, agreed, act, state):
        revision = tell(check(agreed)).revision
        agreed.sign(agreed.south, act, revision)
        agreed.wait()
        assert tell(check(agreed)).consents[1].state is state

    def test_the_file_reads_back_as_it_was_written(self, agreed, tmp_path):
        path = tmp_path / "export.json"
        path.write_bytes(write_export(agreed.export()))
        assert read_export(path) == agreed.export()
        assert verify(read_export(path), agreed.fingerprints, agreed.head).is_valid

    def test_without_anything_from_elsewhere_keys_and_freshness_are_unproven(self, agreed):
        verdict = verify(agreed.export())
        assert verdict.is_valid
        assert not verdict.are_keys_proven
        assert not verdict.is_fresh

    def test_entries_newer_than_the_published_head_are_counted(self, agreed):
        published = agreed.head
        agreed.propose("other")
        agreed.propose("other", "again")
        verdict = check(agreed, head=published)
        assert verdict.is_fresh
        assert verdict.newer == 2


class TestForgery:
    """Whoever holds the database and the server's secrets, but no passkey of a body."""

    def test_a_changed_text_is_named(self, agreed):
        details = agreed.details[tell(check(agreed)).revision]
        details["record"] = {"summary": "A motorway."}
        assert say(check(agreed)) == ["details were changed, or belong to no entry"]

    def test_a_text_under_its_own_hash_is_another_version(self, agreed):
        details = {"salt": "0" * 32, "record": {"summary": "A motorway."}}
        digest = hash_details(details)
        at = next(n for n, one in enumerate(agreed.log) if one.details)
        agreed.details[digest] = details
        del agreed.details[agreed.log[at].details]
        entries = [*agreed.log[:at], replace(agreed.log[at], details=digest), *agreed.log[at + 1 :]]
        agreed.rechain(entries)
        assert "it names a head that the log never had" in say(check(agreed))

    @pytest.mark.parametrize("act", [Act.DECLINES, Act.CONSENTS])
    def test_a_signature_holds_for_one_act_alone(self, ledger, act):
        revision = ledger.propose()
        signed = ledger.draw_up(ledger.north, Act.WITHDRAWS, revision)
        assertion = ledger.north.passkeys[0].sign(signed)
        ledger.enter(replace(signed, act=act), assertion)
        assert say(check(ledger)) == ["the key did not sign this statement"]

    def test_a_signature_holds_for_one_version_alone(self, ledger):
        first, second = ledger.propose(), ledger.propose(text="Another one.")
        signed = ledger.draw_up(ledger.north, Act.CONSENTS, first)
        ledger.enter(replace(signed, revision=second), ledger.north.passkeys[0].sign(signed))
        assert say(check(ledger)) == ["the key did not sign this statement"]

    @pytest.mark.parametrize(
        "changes",
        [{"project": "other"}, {"nonce": "1" * 32}, {"reason": "Both banks gain."}],
        ids=lambda one: next(iter(one)),
    )
    def test_a_signature_holds_for_every_word_of_the_statement(self, ledger, changes):
        revision = ledger.propose()
        ledger.propose("other")
        signed = ledger.draw_up(ledger.north, Act.CONSENTS, revision)
        changed = replace(signed, **changes)
        ledger.enter(changed, ledger.north.passkeys[0].sign(signed))
        assert not check(ledger).is_valid

    def test_a_consent_is_not_entered_once_more_after_a_withdrawal(self, agreed):
        consent = next(one for one in agreed.log if one.kind is EntryKind.STATEMENT_SIGNED)
        revision = tell(check(agreed)).revision
        agreed.sign(agreed.north, Act.WITHDRAWS, revision)
        agreed.add(EntryKind.STATEMENT_SIGNED, consent.content)
        says = "it does not follow from the body's last statement on the project"
        assert say(check(agreed)) == [says]

    def test_one_body_does_not_sign_for_the_other(self, ledger):
        statement = ledger.draw_up(ledger.south, Act.CONSENTS, ledger.propose())
        ledger.enter(statement, ledger.north.passkeys[0].sign(statement))
        assert say(check(ledger)) == ["the key is none of the body's"]

    def test_a_key_of_the_same_id_and_other_numbers_is_refused(self, ledger):
        statement = ledger.draw_up(ledger.south, Act.CONSENTS, ledger.propose())
        ledger.enter(statement, make_office(ledger.south.body).passkeys[0].sign(statement))
        assert say(check(ledger)) == ["the key did not sign this statement"]

    def test_swapped_public_keys_differ_from_what_the_body_published(self, agreed):
        known = agreed.fingerprints
        forged = Ledger(south=make_office("south-office"))
        revision = forged.propose()
        forged.sign(forged.north, Act.CONSENTS, revision)
        forged.sign(forged.south, Act.CONSENTS, revision)
        assert check(forged).is_valid  # in itself nothing shows
        says = {str(one.says) for one in check(forged, keys=known).faults}
        assert "the keys of south-office are not those that it published" in says

    def test_a_body_that_is_left_out_is_missed(self, agreed):
        export = replace(agreed.export(), keys=(agreed.north.keys,))
        says = [str(one.says) for one in verify(export, agreed.fingerprints).faults]
        assert "the keys of south-office are missing" in says

    def test_a_body_that_is_added_is_not_known(self, ledger):
        export = replace(ledger.export(), keys=(*ledger.export().keys, make_office("x").keys))
        says = [str(one.says) for one in verify(export, ledger.fingerprints).faults]
        assert "x is none of the bodies whose keys are known" in says

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"origin": "https://evil.example"}, "the key did not sign this statement"),
            ({"party": "evil.example"}, "the key did not sign this statement"),
            ({"flags": PRESENT}, "the key did not sign this statement"),
            ({"flags": 0}, "the key did not sign this statement"),
            ({"is_framed": True}, "it was signed inside a page of another site"),
        ],
        ids=["origin", "relying party", "not verified", "not present", "framed"],
    )
    def test_where_and_how_it_was_signed_counts(self, ledger, changes, says):
        statement = ledger.draw_up(ledger.north, Act.CONSENTS, ledger.propose())
        ledger.enter(statement, ledger.north.passkeys[0].sign(statement, **changes))
        assert say(check(ledger)) == [says]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"register": "other-register"}, "it was signed for another register"),
            ({"expires": "2026-01-01T00:00:00Z"}, "it had expired when it was entered"),
            ({"expires": "2026-01-01T03:30:00Z"}, "it was entered earlier than it can have been"),
            ({"expires": "2030-01-01T00:00:00Z"}, "it was entered earlier than it can have been"),
            ({"head": "f" * 64}, "it names a head that the log never had"),
            ({"revision": "f" * 64}, "the project never had this version"),
            ({"previous": "f" * 64}, "it does not follow from the body's last statement"),
        ],
        ids=["register", "expired", "backdated", "kept", "head", "revision", "previous"],
    )
    def test_a_signed_statement_that_does_not_fit_is_named(self, ledger, changes, says):
        ledger.sign(ledger.north, Act.CONSENTS, ledger.propose(), **changes)
        (said,) = say(check(ledger))
        assert said.startswith(says)

    def test_a_consent_does_not_come_back_with_its_old_version(self, agreed):
        """What both signed lapsed by an edit, so the version of before is not put back."""
        revision = tell(check(agreed)).revision
        agreed.propose(text="A footbridge of 91 m.")
        details = agreed.details[revision]
        text = {key: value for key, value in details.items() if key != "salt"}
        entry = agreed.add(EntryKind.PROJECT_REVISED, {"project": "footbridge"}, text)
        agreed.log[-1] = replace(entry, details=revision)
        del agreed.details[entry.details]
        assert say(check(agreed)) == ["the project had this version before"]

    @pytest.mark.parametrize(
        ("kind", "project"),
        [(EntryKind.PROJECT_PROPOSED, "footbridge"), (EntryKind.PROJECT_REVISED, "other")],
    )
    def test_a_project_is_proposed_once_and_first(self, agreed, kind, project):
        agreed.add(kind, {"project": project}, {"record": {}})
        assert say(check(agreed)) == ["a project is proposed once, and changed after that"]

    @pytest.mark.parametrize(
        "time", ["2026-02-30T00:00:00Z", "2026-01-01T29:00:00Z", "２０２６-01-01T00:00:00Z"]
    )
    def test_a_time_that_does_not_exist_is_refused(self, agreed, time, tmp_path):
        path = tmp_path / "export.json"
        written = write_export(agreed.export()).decode()
        path.write_text(written.replace(agreed.log[-1].time, time))
        with pytest.raises(RegisterError, match="is no export"):
            read_export(path)

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
    def test_what_only_python_takes_for_json_is_refused(self, ledger, number, tmp_path):
        ledger.add(EntryKind.NEED_PROPOSED, {"a": "HERE"})
        path = tmp_path / "export.json"
        path.write_text(write_export(ledger.export()).decode().replace('"HERE"', number))
        with pytest.raises(RegisterError, match="is no export"):
            read_export(path)

    @pytest.mark.parametrize("content", [{"details": []}, {"details": {}}, {"subject": []}])
    def test_entries_of_odd_content_end_in_no_error(self, agreed, content):
        agreed.add(EntryKind.ERASED, content)
        agreed.add(EntryKind.REMOVED, content)
        assert check(agreed).is_valid

    @pytest.mark.parametrize(
        "content",
        [
            functools.reduce(lambda inner, _: {"a": inner}, range(2_000), {}),
            {"a": float("nan")},
            {"a": 2**60},
            {"a": "\ud800"},
            {"\ud800": 1},
        ],
        ids=["nested too deep", "NaN", "large", "half a sign", "half a sign as key"],
    )
    def test_content_that_has_no_one_spelling_is_refused(self, agreed, content):
        entry = replace(agreed.log[-1], number=8, content=content)
        agreed.log.append(entry)
        with pytest.raises(RegisterError, match="canonical JSON"):
            check(agreed)


class TestLog:
    @pytest.mark.parametrize("at", range(1, 4))
    def test_a_deleted_entry_is_missed(self, agreed, at):
        del agreed.log[at]
        assert not check(agreed).is_valid

    def test_a_deleted_statement_is_missed_even_if_the_rest_is_chained_anew(self, agreed):
        published = agreed.head
        agreed.rechain([one for one in agreed.log if one.number != 4])
        assert "the log does not hold the head that was published" in say(
            check(agreed, head=published)
        )

    def test_two_entries_in_the_other_order_are_named(self, agreed):
        published = agreed.head
        one, two = agreed.log[2:4]
        agreed.log[2:4] = [two, one]
        assert not check(agreed).is_valid
        agreed.rechain(agreed.log)
        assert not check(agreed, head=published).is_valid

    def test_a_log_rolled_back_lacks_the_published_head(self, agreed):
        published = agreed.head
        del agreed.log[-1]
        assert "the log does not hold the head that was published" in say(
            check(agreed, head=published)
        )

    def test_a_fork_lacks_the_head_of_the_other_branch(self, agreed):
        fork = Ledger(agreed.north, agreed.south)
        fork.log, fork.details = list(agreed.log), dict(agreed.details)
        fork.last = dict(agreed.last)
        agreed.propose(text="Here.")
        fork.propose(text="There.")
        assert check(agreed, head=fork.head).faults

    def test_an_erased_text_leaves_the_chain_whole(self, agreed):
        revision = tell(check(agreed)).revision
        del agreed.details[revision]
        says = "what was written in it is missing, yet neither erased nor removed"
        assert say(check(agreed)) == [says]
        agreed.add(EntryKind.ERASED, {"details": revision, "reason": "a name"})
        verdict = check(agreed)
        assert verdict.is_valid
        assert verdict.erased == 1
        assert tell(verdict).has_all_keys

    def test_what_was_removed_is_not_shown_until_it_is_restored(self, agreed):
        comment = {"id": "c1", "subject": "project/footbridge"}
        posted = agreed.add(EntryKind.COMMENT_POSTED, comment, {"text": "An insult."})
        agreed.add(EntryKind.REMOVED, {"subject": "contribution/c1", "reason": "an insult"})
        del agreed.details[posted.details]
        assert check(agreed).is_valid
        agreed.add(EntryKind.RESTORED, {"subject": "contribution/c1", "reason": "an appeal"})
        assert not check(agreed).is_valid

    def test_a_backdated_entry_is_named(self, ledger):
        ledger.propose()
        ledger.add(EntryKind.NEED_PROPOSED, {}, {"text": "-"}, hours=-1)
        assert "it is older than the entry before" in say(check(ledger))

    def test_a_second_begin_is_named(self, ledger):
        ledger.add(EntryKind.REGISTER_BEGUN, ledger.log[0].content)
        assert not check(ledger).is_valid


class TestKeys:
    @pytest.fixture
    def ledger(self):
        return Ledger(north=make_office("north-office", keys=3))

    @pytest.fixture
    def spare(self, ledger):
        return make_office("north-office spare").passkeys[0]

    def test_two_keys_of_three_replace_the_third(self, ledger, spare):
        lost, *kept = ledger.north.passkeys
        ledger.change_keys(ledger.north, kept, act="removes a key", removed=lost.id)
        ledger.change_keys(ledger.north, kept, act="adds a key", key=spare.public)
        revision = ledger.propose()
        statement = ledger.draw_up(ledger.north, Act.CONSENTS, revision)
        ledger.enter(statement, spare.sign(statement))
        assert check(ledger).is_valid
        again = ledger.draw_up(ledger.north, Act.CONSENTS, revision)
        ledger.enter(again, lost.sign(again))
        assert say(check(ledger)) == ["the key is none of the body's"]

    def test_one_key_of_three_changes_none(self, ledger, spare):
        one = ledger.north.passkeys[:1]
        ledger.change_keys(ledger.north, [*one, *one], act="adds a key", key=spare.public)
        assert say(check(ledger)) == ["2 keys of the body have to sign this"]

    def test_a_key_of_the_other_body_changes_none(self, ledger, spare):
        signers = [ledger.north.passkeys[0], ledger.south.passkeys[0]]
        ledger.change_keys(ledger.north, signers, act="adds a key", key=spare.public)
        assert say(check(ledger)) == ["the key is none of the body's"]

    def test_a_change_is_not_made_twice(self, ledger, spare):
        two = ledger.north.passkeys[:2]
        entry = ledger.change_keys(ledger.north, two, act="adds a key", key=spare.public)
        ledger.add(EntryKind.KEYS_CHANGED, entry.content)
        assert say(check(ledger)) == ["it does not follow from the body's last change of keys"]

    @pytest.mark.parametrize("written", ["as it is", "another way"])
    def test_one_device_under_two_names_is_not_two_keys(self, ledger, written):
        office = ledger.south
        key = office.passkeys[0].public
        if written == "another way":
            cose = cbor2.loads(base64url_to_bytes(key.public_key))
            turned = dict(reversed(cose.items()))
            key = replace(key, public_key=bytes_to_base64url(cbor2.dumps(turned)))
        ledger.change_keys(
            office, office.passkeys, act="adds a key", key=replace(key, id="another-name-of-it")
        )
        assert say(check(ledger)) == ["the body has this key already"]

    def test_keys_pinned_twice_do_not_change_keys_alone(self, spare):
        one = make_office("north-office").passkeys[0]
        ledger = Ledger(north=Office("north-office", [one, replace(one, name="again")]))
        ledger.change_keys(ledger.north, ledger.north.passkeys, act="adds a key", key=spare.public)
        assert say(check(ledger)) == ["2 keys of the body have to sign this"]

    @pytest.mark.parametrize("public_key", ["A" * 40, "oWFhYWI" * 4])
    def test_what_is_no_key_is_not_added(self, ledger, spare, public_key):
        key = replace(spare.public, public_key=public_key)
        ledger.change_keys(ledger.south, ledger.south.passkeys, act="adds a key", key=key)
        assert say(check(ledger)) == ["the public key cannot be read"]

    def test_the_last_key_stays(self, ledger):
        south = ledger.south
        ledger.change_keys(south, south.passkeys, act="removes a key", removed=south.passkeys[0].id)
        assert say(check(ledger)) == ["the last key of a body cannot be removed"]

    def test_a_body_moves_to_a_site_of_its_own(self, ledger):
        new = make_office("north-office new", host="sign.north.example").passkeys[0]
        two = ledger.north.passkeys[:2]
        ledger.change_keys(
            ledger.north, two, act="moves to another relying party", key=new.public, party=new.party
        )
        statement = ledger.draw_up(ledger.north, Act.CONSENTS, ledger.propose())
        ledger.enter(statement, new.sign(statement))
        assert check(ledger).is_valid


class TestFiles:
    @pytest.mark.parametrize(
        "text",
        [b"", b"{", b"[]", b'{"format": "other"}', b"\xff", b"[" * 100_000, b'{"log": [{}]}'],
    )
    def test_another_file_is_refused_in_a_sentence(self, tmp_path, text):
        path = tmp_path / "export.json"
        path.write_bytes(text)
        with pytest.raises(ValueError, match=r"is no export of a register$"):
            read_export(path)

    def test_a_key_that_comes_twice_is_refused(self, agreed, tmp_path):
        path = tmp_path / "export.json"
        path.write_bytes(b'{"city": "other", ' + write_export(agreed.export())[1:])
        with pytest.raises(ValueError, match="is no export of a register"):
            read_export(path)

    def test_a_missing_file_says_so(self, tmp_path):
        with pytest.raises(ValueError, match="cannot be read"):
            read_export(tmp_path / "none.json")


def test_hashes_of_nothing_stand_for_no_entry(ledger):
    ledger.sign(ledger.north, Act.CONSENTS, NOTHING)
    assert say(check(ledger)) == ["the project never had this version"]


@pytest.mark.parametrize("written", [{1: "x" * 12}, ["x" * 12], "x" * 12, {1: 2, 3: -7, -1: 9}])
def test_a_pinned_key_that_is_none_is_a_fault_and_no_failure(ledger, written):
    statement = ledger.draw_up(ledger.north, Act.CONSENTS, ledger.propose())
    signed = ledger.north.passkeys[0].sign(statement)
    keys = ledger.north.keys
    key = replace(keys.keys[0], public_key=bytes_to_base64url(cbor2.dumps(written)).ljust(16, "A"))
    with pytest.raises(RegisterError):
        check_signature(replace(keys, keys=(key,)), statement, signed)
