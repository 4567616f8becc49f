"""Accounts: invited by the administrator, kept by their owners, deleted without a trace."""

import re

import pytest

from app.register.accounts import add_account, get_account, set_active
from app.register.errors import ConflictError, InvalidError, NotFoundError
from app.register.models import (
    PROJECTED,
    AccountRow,
    Base,
    DraftRow,
    LoginKeyRow,
    SessionRow,
    TokenRow,
)
from app.register.roles import Role
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


def test_accounts_stand_in_no_log(server, administrator):
    before = administrator.get("/readyz").json()
    fields = {"name": "Besa", "email": "besa@example.org", "role": "contributor"}
    administrator.post("/accounts", fields)
    administrator.post("/mine/name", {"name": "Ana"})
    assert administrator.get("/readyz").json() == before


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


def test_people_can_read_all_that_is_kept_of_them_and_no_secret(server):
    account, email = server.add("contributor", name="Ana")
    with server.write() as session:
        session.add(DraftRow("d1", account, '{"name": "A bridge"}', "2026-01-01T00:00:00Z"))
    with server.visit(account) as visitor:
        visitor.post("/mine/tokens", {"label": "GIS", "scope-read": "yes", "days": "1"})
        answer = visitor.get("/mine/data.json")
    kept = answer.json()
    assert kept["account"]["email"] == email
    assert kept["account"]["has_password"]
    assert kept["token"][0]["label"] == "GIS"
    assert kept["draft"][0]["data"] == '{"name": "A bridge"}'
    assert "argon2" not in answer.text
    assert "hash" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    of_persons = {
        one.__tablename__ for one in Base.__subclasses__() if "account" in one.__table__.c
    }
    of_persons -= {"entry", "link", *(one.__tablename__ for one in PROJECTED)}
    assert kept.keys() == {"account", *of_persons}
