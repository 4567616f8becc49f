"""Accounts: invited by the administrator, kept by their owners, deleted without a trace."""

import hashlib
import json
import re
import smtplib

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url

from app.register.accounts import add_account, get_account, set_active
from app.register.challenges import make_challenge
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.log import read_entries
from app.register.login_keys import check_new_key
from app.register.models import AccountRow, LoginKeyRow, SessionRow, TokenRow
from app.register.post import write_message
from app.register.roles import Role
from app.register.settings import RegisterSettings
from tests.app.register.served_register import PASSWORD


@pytest.fixture
def administrator(server):
    account, _ = server.add("administrator", name="Administrator")
    with server.visit(account) as visitor:
        visitor.account = account
        yield visitor


def test_an_invited_person_chooses_name_and_password_and_is_in(server, administrator):
    fields = {"name": "B. K.", "email": "Besa@Example.org", "role": "contributor"}
    page = administrator.post("/accounts", fields).text
    path = re.search(r"http://localhost:\d+(/invitation/[\w-]+)", page)[1]
    with server.visit() as visitor:
        visitor.get(path)
        answer = visitor.post(path, {"name": "Besa Krasniqi", "password": PASSWORD})
        assert answer.headers["location"] == "/mine"
        mine = visitor.get("/mine").text
        assert "Besa Krasniqi" in mine
        assert "besa@example.org" in mine
        assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "", "role": "contributor"}, 422),
        ({"name": "x" * 121, "role": "contributor"}, 422),
        ({"name": "two\nlines", "role": "contributor"}, 422),
        ({"name": "Ana", "role": "king"}, 422),
        ({"name": "Ana", "role": "reader"}, 422),
        ({"name": "Ana", "role": "office"}, 422),
        ({"name": "Ana", "role": "office", "body": "kfor"}, 422),
        ({"name": "Ana", "role": "moderator", "bank": "east"}, 422),
        ({"name": "Ana", "role": "contributor", "email": "no address"}, 422),
        ({"name": "Ana", "role": "contributor", "email": "a@b.example\r\nBcc: c@d.example"}, 422),
        ({"name": "Ana", "role": "contributor", "email": "a@b.example", "more": "x"}, 422),
        ({"name": "Ana", "role": "contributor", "email": "TAKEN@example.org"}, 409),
        ({"name": "Ana", "role": "office", "body": "municipality-south"}, 200),
        ({"name": "Ana", "role": "moderator", "bank": "south"}, 200),
        ({"name": "Ana", "role": "contributor", "bank": "south"}, 200),
    ],
)
def test_only_what_an_account_can_be_is_taken(server, administrator, fields, status):
    server.add("contributor", email="taken@example.org")
    assert administrator.post("/accounts", fields).status_code == status


def test_the_last_administrator_stays(server, administrator):
    for path in ("active", "delete"):
        answer = administrator.post(f"/accounts/{administrator.account}/{path}")
        assert answer.status_code == 409
        assert "last administrator" in answer.text
    assert administrator.post("/mine/delete", {"is_sure": "yes"}).status_code == 409
    server.add("administrator")
    assert administrator.post("/mine/delete", {"is_sure": "yes"}).status_code == 303


def test_of_a_deleted_account_nothing_stays(server):
    account, email = server.add("contributor", name="Somebody of a name")
    with server.visit(account) as visitor:
        visitor.post("/mine/tokens", {"label": "GIS", "scope-read": "yes", "days": "1"})
        assert visitor.post("/mine/delete").status_code == 422
        answer = visitor.post("/mine/delete", {"is_sure": "yes"})
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert visitor.log_in(email).status_code == 422
    with server.read() as session:
        for table in (AccountRow, LoginKeyRow, SessionRow, TokenRow):
            assert session.query(table).count() == 0
    with server.register.database.engine.connect() as connection:
        dump = "\n".join(connection.connection.iterdump())
    assert "Somebody of a name" not in dump
    assert email not in dump


def test_accounts_stand_in_no_log(server):
    server.add("contributor")
    with server.read() as session:
        assert len(list(read_entries(session))) == 1


def test_what_is_of_others_cannot_be_removed(server):
    owner, _ = server.add("contributor")
    other, _ = server.add("contributor")
    with server.visit(owner) as visitor, server.visit(other) as thief:
        visitor.post("/mine/tokens", {"label": "GIS", "scope-read": "yes", "days": "1"})
        with server.write() as session:
            key = LoginKeyRow("k" * 40, owner, "p" * 40, "Phone", "2026-01-01T00:00:00Z")
            session.add(key)
            token = session.query(TokenRow).one().hash
        assert thief.post("/mine/tokens/remove", {"token": token}).status_code == 404
        assert thief.post("/mine/passkeys/remove", {"passkey": "k" * 40}).status_code == 404
        assert visitor.post("/mine/passkeys/remove", {"passkey": "k" * 40}).status_code == 303
        assert visitor.post("/mine/tokens/remove", {"token": token}).status_code == 303


def test_the_last_way_to_log_in_stays(server):
    account, _ = server.add("office", password=None)
    with server.write() as session:
        session.add(LoginKeyRow("k" * 40, account, "p" * 40, "Phone", "2026-01-01T00:00:00Z"))
    with server.visit(account) as visitor:
        answer = visitor.post("/mine/passkeys/remove", {"passkey": "k" * 40})
        assert answer.status_code == 409
        assert "only way" in answer.text


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", '{"response": {}}', "{" * 50, '{"response": 1}']
)
def test_what_is_no_passkey_is_refused(server, answer):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        fields = {"credential": answer, "label": "x"}
        assert visitor.post("/mine/passkeys", fields).status_code == 422
        assert visitor.post("/login/passkey", fields).status_code == 422


def test_a_new_password_needs_the_current_one_and_ends_other_logins(server):
    account, email = server.add("contributor")
    with server.visit(account) as visitor, server.visit(account) as elsewhere:
        fields = {"current": "wrong", "password": "quite another one"}
        assert visitor.post("/mine/password", fields).status_code == 422
        fields["current"] = PASSWORD
        assert visitor.post("/mine/password", {**fields, "password": email}).status_code == 422
        assert visitor.post("/mine/password", {**fields, "password": "a" * 20}).status_code == 422
        assert visitor.post("/mine/password", fields).status_code == 303
        assert visitor.get("/mine").status_code == 200
        assert elsewhere.get("/mine").status_code == 303


def test_logins_elsewhere_can_be_ended(server):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor, server.visit(account) as elsewhere:
        assert "Elsewhere" in visitor.get("/mine").text
        assert visitor.post("/mine/logins/end").status_code == 303
        assert "Elsewhere" not in visitor.get("/mine").text
        assert elsewhere.get("/mine").status_code == 303


def test_a_token_tells_a_program_who_it_is_until_it_is_deleted(server):
    account, _ = server.add("provider")
    with server.visit(account) as visitor, server.visit() as program:
        fields = {"label": "GIS", "scope-read": "yes", "scope-claim": "yes", "days": "30"}
        page = visitor.post("/mine/tokens", fields)
        assert page.headers["cache-control"] == "no-store"
        token = re.search(r"uramost_[\w-]+", page.text)[0]
        assert token not in visitor.get("/mine").text
        headers = {"Authorization": f"Bearer {token}"}
        told = program.get("/api/register/me", **headers).json()
        assert told == {
            "account": account,
            "role": "provider",
            "body": None,
            "bank": None,
            "scopes": ["claim", "read"],
        }
        assert program.get("/mine", **headers, Accept="application/json").status_code == 403
        with server.write() as session:
            session.query(TokenRow).one().expires = "2020-01-01T00:00:00Z"
        assert program.get("/api/register/me", **headers).status_code == 401
    for wrong in ("Bearer x", "Bearer", "Basic YTpi", "x"):
        with server.visit(Authorization=wrong) as program:
            assert program.get("/api/register/me").status_code == 401


@pytest.mark.parametrize(
    "change",
    [{"days": "0"}, {"days": "366"}, {"days": "x"}, {"days": "²"}, {"label": ""}, {"scope": "no"}],
)
def test_only_what_a_token_can_be_is_taken(server, change):
    account, _ = server.add("contributor")
    fields = {"label": "GIS", "scope-read": "yes", "days": "30", **change}
    if "scope" in change:
        del fields["scope-read"]
    with server.visit(account) as visitor:
        assert visitor.post("/mine/tokens", fields).status_code == 422


def test_an_account_has_few_tokens(server):
    account, _ = server.add("contributor")
    fields = {"label": "GIS", "scope-read": "yes", "days": "30"}
    with server.visit(account) as visitor:
        found = [visitor.post("/mine/tokens", fields).status_code for _ in range(11)]
    assert found == [200] * 10 + [422]


def test_services_refuse_what_routes_would(server):
    with server.write() as session:
        with pytest.raises(NotFoundError):
            get_account(session, "nobody")
        with pytest.raises(InvalidError, match="needs an institution"):
            add_account(session, server.register.places, name="A", email=None, role=Role.OFFICE)
        row = add_account(
            session, server.register.places, name="A", email=None, role=Role.ADMINISTRATOR
        )
        with pytest.raises(ConflictError):
            set_active(session, row, is_active=False)


def test_an_email_holds_no_headers_of_strangers():
    message = write_message(RegisterSettings(), "ana@example.org", "Subject", "Text\n")
    assert message["To"] == "ana@example.org"
    for to, subject in (("a@b.example\nBcc: c@d.example", "x"), ("a@b.example", "x\nBcc: y@z.se")):
        with pytest.raises(ValueError, match=r"newline|linefeed|header"):
            write_message(RegisterSettings(), to, subject, "Text")


def test_an_email_that_fails_is_logged_without_its_address(monkeypatch, caplog):
    from app.register.post import send

    def refuse(*_args, **_options):
        raise smtplib.SMTPException("ana@example.org was refused")

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    send(RegisterSettings(smtp_host="mail.example"), "a1", "ana@example.org", "Subject", "Text")
    assert "account a1" in caplog.text
    assert "ana@" not in caplog.text


def test_the_log_names_requests_and_no_person(server, listen):
    written = listen("app.register.logs")
    account, email = server.add("contributor", name="Somebody of a name")
    with server.visit(account) as visitor:
        answer = visitor.post("/mine/name", {"name": "Another name"})
        visitor.post("/reset/a-secret-of-a-link", {"password": PASSWORD})
    first, second = written.get(timeout=30), written.get(timeout=30)
    line = json.loads(first)
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["account"], line["status"]) == (account, 303)
    assert json.loads(second)["path"] == "/reset/{secret}"
    for secret in (email, "Somebody", "Another", "a-secret", "127.0.0.1", PASSWORD):
        assert secret not in first + second


def test_whatever_a_browser_answers_for_a_new_passkey_is_refused_in_a_sentence():
    """Keys, certificates and bytes of strangers are read by libraries, which may raise anything."""
    settings, secret = RegisterSettings(), "s" * 43
    keys = ({}, {1: 2, 3: -7, -1: 9, -2: b"", -3: b""}, {1: 3, 3: -257, -1: b"", -2: b""}, [1], 5)
    for kind in (
        "none",
        "packed",
        "tpm",
        "android-key",
        "android-safetynet",
        "apple",
        "x",
        1,
        None,
    ):
        for key in keys:
            for statement in ({}, {"sig": b"x", "alg": -7, "x5c": [b"x"]}, [], None):
                answer = write_new_key(settings, secret, kind, statement, cbor2.dumps(key))
                with pytest.raises(InvalidError, match="not right"):
                    check_new_key(settings, answer, secret)


def write_new_key(settings, secret, kind, statement, key):
    host = hashlib.sha256(settings.relying_party.encode()).digest()
    data = host + b"\x45" + bytes(4) + bytes(16) + b"\0\x20" + bytes(32) + key
    client = {
        "type": "webauthn.create",
        "challenge": bytes_to_base64url(make_challenge(secret)),
        "origin": settings.origin,
    }
    made = cbor2.dumps({"fmt": kind, "attStmt": statement, "authData": data})
    return json.dumps(
        {
            "id": bytes_to_base64url(bytes(32)),
            "rawId": bytes_to_base64url(bytes(32)),
            "type": "public-key",
            "response": {
                "clientDataJSON": bytes_to_base64url(json.dumps(client).encode()),
                "attestationObject": bytes_to_base64url(made),
            },
        }
    )
