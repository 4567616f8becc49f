"""Tokens of programs: what they tell, and what one can be."""

import re

import pytest

from app.register.models import (
    TokenRow,
)


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
