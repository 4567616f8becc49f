"""Answers of browsers for a new passkey that are none."""

import hashlib
import json

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url

from app.register.challenges import make_challenge
from app.register.errors import InvalidError
from app.register.login_keys import check_new_key
from app.register.settings import RegisterSettings


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", '{"response": {}}', "{" * 50, '{"response": 1}']
)
def test_what_is_no_passkey_is_refused(server, answer):
    account, _ = server.add("contributor")
    with server.visit(account) as visitor:
        fields = {"credential": answer, "label": "x"}
        assert visitor.post("/mine/passkeys", fields).status_code == 422
        assert visitor.post("/login/passkey", fields).status_code == 422


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
