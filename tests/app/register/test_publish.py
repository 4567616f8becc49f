"""The public export: whole, verifiable, signed, and without what moderators removed."""

import json
import stat
from dataclasses import replace

import httpx
import pytest

from app.register.publish import KEY_FILE, Publisher, load_signing_key
from geodata.errors import RegisterError
from geodata.register.export import read_export
from geodata.register.log import EntryKind
from geodata.register.verify import verify
from tests.app.register.writing import contribute, propose


@pytest.fixture
def publisher(database, ledger, tmp_path):
    return Publisher(database, ledger, load_signing_key(tmp_path))


def read(publisher, tmp_path):
    file = publisher.read()
    path = tmp_path / "register.json"
    path.write_bytes(file.content)
    return read_export(path), file.head


def test_an_export_verifies_and_names_its_head(publisher, database, ledger, tmp_path):
    with database.write() as session:
        propose(ledger, session, "footbridge")
    export, head = read(publisher, tmp_path)
    assert verify(export, dict(export.log[0].content["keys"]), head).is_valid
    assert export.signed_head.hash == head == export.head


def test_it_is_made_anew_only_when_the_log_has_grown(publisher, database, ledger):
    first = publisher.read()
    assert publisher.read() is first
    with database.write() as session:
        propose(ledger, session, "footbridge")
    assert publisher.read().head != first.head


def test_it_is_made_anew_only_so_often(database, ledger, tmp_path):
    patient = Publisher(database, ledger, load_signing_key(tmp_path), least_s=60)
    first = patient.read()
    with database.write() as session:
        propose(ledger, session, "footbridge")
    assert patient.read() is first


def test_export_and_head_are_served_and_asked_after(server):
    with httpx.Client(base_url=server.site) as client:
        answer = client.get("/register.json")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        plain = client.get("/register.json", headers={"Accept-Encoding": "identity"})
        assert plain.json() == answer.json()
        head = client.get("/head.json")
        assert head.json() == answer.json()["signed_head"]
        tag = {"If-None-Match": answer.headers["etag"]}
        assert client.get("/register.json", headers=tag).status_code == 304


def test_what_was_removed_is_not_in_it_and_comes_back_with_an_appeal(
    publisher, database, ledger, tmp_path
):
    with database.write() as session:
        entry = contribute(
            ledger, session, EntryKind.COMMENT_POSTED, "project/footbridge", "An insult."
        )
        subject = f"contribution/{entry.content['id']}"
        content = {"subject": subject, "reason": "an insult"}
        ledger.append(session, EntryKind.REMOVED, content)
    assert b"An insult." not in publisher.read().content
    assert verify(read(publisher, tmp_path)[0]).is_valid
    with database.write() as session:
        ledger.append(session, EntryKind.RESTORED, {"subject": subject, "reason": "an appeal"})
    assert b"An insult." in publisher.read().content
    assert verify(read(publisher, tmp_path)[0]).is_valid


def test_reports_and_accounts_are_not_in_it(publisher, database, ledger):
    with database.write() as session:
        contribute(ledger, session, EntryKind.REPORT_MADE, "project/footbridge", "My address is …")
    content = publisher.read().content
    assert "My address" not in content.decode()
    assert set(json.loads(content)) == {
        "format", "register", "city", "keys", "log", "details", "signed_head"
    }  # fmt: skip


def test_a_key_is_made_once_and_kept_from_others(tmp_path):
    made = load_signing_key(tmp_path).public_key()
    assert load_signing_key(tmp_path).public_key() == made
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [KEY_FILE]


def test_a_file_that_is_no_key_is_refused(tmp_path):
    (tmp_path / KEY_FILE).write_text("no key")
    with pytest.raises(RegisterError, match="no private key"):
        load_signing_key(tmp_path)


def test_another_registers_export_is_not_taken_for_this_one(publisher, tmp_path):
    export, _ = read(publisher, tmp_path)
    assert verify(replace(export, register="other")).faults
