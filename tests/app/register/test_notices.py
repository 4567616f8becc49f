"""Both banks are told by e-mail of what is signed: by the pages where it is signed."""

import html
import json
import re

import pytest
from pydantic import TypeAdapter

from geodata.register.statements import KeyChange, Statement
from tests.app.register.served_register import RegisterServer
from tests.app.register.test_key_changes import write_credential, write_lines
from tests.app.register.test_post import run_post_office
from tests.passkeys import Passkey

BODY = "municipality-north"
TOLD = {"office-north", "office-south", "moderator-north", "moderator-south"}
PEOPLE = (
    ("office-north", "office", {"body": BODY}),
    ("office-south", "office", {"body": "municipality-south"}),
    ("moderator-north", "moderator", {"bank": "north"}),
    ("moderator-south", "moderator", {"bank": "south"}),
    ("contributor", "contributor", {}),
    ("administrator", "administrator", {}),
)


@pytest.fixture
def posted(tmp_path, offices_of_town):
    """A register that sends e-mails: it, what was sent, and the account of an office."""
    with (
        run_post_office() as (letters, settings),
        RegisterServer(tmp_path / "register", pin_keys=offices_of_town.pin, **settings) as server,
    ):
        accounts = {
            name: server.add(role, password=None, email=f"{name}@example.org", **place)[0]
            for name, role, place in PEOPLE
        }
        yield server, letters, accounts["office-north"]


def read_field(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def take(letters):
    """Take what one act sent: a letter to each who is told, and no more."""
    found = [letters.get(timeout=60) for _ in TOLD]
    assert {one["To"].partition("@")[0] for one in found} == TOLD
    assert letters.empty()
    (text,) = {one.get_content() for one in found}
    return found[0]["Subject"], text


def sign(visitor, project, passkey):
    page = visitor.get(f"/sign/{project}?act=consents").text
    written = read_field(page, "statement")
    statement = TypeAdapter(Statement).validate_json(written)
    fields = {"statement": written, "credential": write_credential(passkey.sign(statement))}
    return visitor.post(f"/sign/{project}", fields)


def test_a_signature_is_told_to_both_banks(posted, offices_of_town):
    server, letters, office = posted
    project = server.register.town.projects[0].id
    with server.visit(office) as visitor:
        answer = sign(visitor, project, offices_of_town.known[BODY].passkeys[0])
    assert answer.headers["location"] == f"/projects/{project}"
    subject, text = take(letters)
    assert "Signed in the register of projects" in subject
    assert text.count(f"{server.site}/projects/{project}\n") >= 3
    assert "Municipality of North Mitrovica" in text
    assert "signed a statement on a project" in text


def test_a_signature_that_is_refused_is_told_to_nobody(posted, offices_of_town):
    server, letters, office = posted
    project = server.register.town.projects[0].id
    with server.visit(office) as visitor:
        other = offices_of_town.known["municipality-south"].passkeys[0]
        assert sign(visitor, project, other).status_code == 422
        answer = sign(visitor, project, offices_of_town.known[BODY].passkeys[0])
    assert answer.status_code == 303
    take(letters)


def test_a_change_of_keys_is_told_once_it_is_made(posted, offices_of_town):
    server, letters, office = posted
    passkey = offices_of_town.known[BODY].passkeys[0]
    new = Passkey("A second office", passkey.party)
    with server.visit(office) as visitor:
        page = visitor.post("/keys/change", {"added": write_lines(new.public)}).text
        fields = {name: read_field(page, name) for name in ("change", "signed")}
        change = TypeAdapter(KeyChange).validate_python(json.loads(fields["change"]))
        credential = write_credential(passkey.sign(change))
        answer = visitor.post("/keys/change", {**fields, "credential": credential})
    assert answer.headers["location"] == "/keys/change"
    _, text = take(letters)
    assert "Municipality of North Mitrovica" in text
    assert "changed the keys that it signs with" in text
    assert f"{server.site}/keys\n" in text
