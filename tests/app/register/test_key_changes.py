"""A body changes its keys by signatures of its own keys: nobody else can, nor one key of two."""

import html
import json
import re

import pytest
from pydantic import TypeAdapter

from app.register import key_changes
from app.register.errors import ForbiddenError, InvalidError, NotFoundError
from app.register.key_changes import PreparedChange, list_own_keys
from app.register.log import Ledger
from geodata.register.statements import Assertion, KeyChange
from geodata.register.verify import verify
from tests.app.register.desk import ADMINISTRATOR, ANA, NORTH, SOUTH, Desk, get_town
from tests.passkeys import Passkey, make_office

_ASSERTION = TypeAdapter(Assertion)


def write_lines(key):
    lines = [f"{name} = {json.dumps(value)}" for name, value in vars(key).items()]
    return "\n".join(["[[body.keys]]", *lines])


@pytest.fixture
def north():
    return make_office("municipality-north", keys=2)


@pytest.fixture
def desk(database, north):
    keys = (north.keys, make_office("municipality-south").keys)
    made = Desk(database, Ledger("test-register", "mitrovica", keys), get_town())
    with database.write() as session:
        made.ledger.begin(session)
    return made


@pytest.fixture
def new(north):
    return Passkey("municipality-north 9", north.passkeys[0].party)


def prepare(desk, caller=NORTH, **given):
    return desk.read(key_changes.prepare_change, desk.ledger, caller, **given)


def sign(desk, prepared, *passkeys, caller=NORTH):
    signed = [_ASSERTION.dump_python(one.sign(prepared.change)) for one in passkeys]
    return desk.write(key_changes.sign_change, caller, prepared.written, signed)


def list_labels(desk, caller=NORTH):
    return [one.label for one in desk.read(list_own_keys, desk.ledger, caller).keys]


def test_a_body_moves_to_another_site_with_one_new_key(desk, north, new):
    prepared = prepare(desk, added=write_lines(new.public), address="https://Keys.example.org/")
    assert prepared.change.party.id == "keys.example.org"
    assert prepared.change.party.origins == ("https://keys.example.org",)
    sign(desk, prepared, *north.passkeys)
    assert list_labels(desk) == ["municipality-north 9"]
    assert desk.read(list_own_keys, desk.ledger, NORTH).party == prepared.change.party
    with desk.database.read() as session:
        assert verify(desk.ledger.export(session)).is_valid


@pytest.mark.parametrize(
    "address", ["keys.example.org", "http://keys.example.org", "https://", "https://a.org/path"]
)
def test_what_is_no_address_of_a_site_is_refused(desk, new, address):
    with pytest.raises(InvalidError, match="address of the site"):
        prepare(desk, added=write_lines(new.public), address=address)


def test_who_moves_pastes_a_key(desk, north):
    with pytest.raises(InvalidError, match="pastes a key"):
        prepare(desk, removed=north.passkeys[0].id, address="https://keys.example.org")


def test_two_keys_add_a_third_which_then_signs_for_a_lost_one(desk, north, new):
    first, second = north.passkeys
    prepared = prepare(desk, added=write_lines(new.public), reason="A second office.")
    assert prepared.needed == 2
    halfway = sign(desk, prepared, first)
    assert isinstance(halfway, PreparedChange)
    asked = [one["id"] for one in halfway.options["allowCredentials"]]
    assert asked == [second.id]
    assert list_labels(desk) == ["municipality-north 0", "municipality-north 1"]
    sign(desk, prepared, first, second)
    assert list_labels(desk)[-1] == "municipality-north 9"
    lost = prepare(desk, removed=first.id, reason="Lost.")
    sign(desk, lost, second, new)
    assert list_labels(desk) == ["municipality-north 1", "municipality-north 9"]
    with desk.database.read() as session:
        assert verify(desk.ledger.export(session)).is_valid


def test_a_change_is_made_once(desk, north, new):
    prepared = prepare(desk, added=write_lines(new.public))
    sign(desk, prepared, *north.passkeys)
    with pytest.raises(InvalidError, match="does not follow"):
        sign(desk, prepared, *north.passkeys)


def test_one_key_does_not_sign_twice(desk, north, new):
    prepared = prepare(desk, added=write_lines(new.public))
    with pytest.raises(InvalidError, match="signed already"):
        sign(desk, prepared, north.passkeys[0], north.passkeys[0])


def test_a_new_key_does_not_sign_for_itself(desk, north, new):
    prepared = prepare(desk, added=write_lines(new.public))
    with pytest.raises(InvalidError, match="none of the body's"):
        sign(desk, prepared, north.passkeys[0], new)


@pytest.mark.parametrize("caller", [ANA, ADMINISTRATOR, SOUTH])
def test_nobody_else_changes_a_body_s_keys(desk, north, new, caller):
    prepared = prepare(desk, added=write_lines(new.public))
    with pytest.raises(ForbiddenError):
        sign(desk, prepared, *north.passkeys, caller=caller)
    assert len(list_labels(desk)) == 2


@pytest.mark.parametrize(
    "added",
    [
        "",
        "x",
        "[[body.keys]]",
        'id = "short"',
        "[[body.keys]]\n[[body.keys]]",
        "body = 1",
        "[" * 9_000,
    ],
)
def test_what_is_no_key_is_refused(desk, added):
    with pytest.raises(InvalidError):
        prepare(desk, added=added)


def test_the_last_key_is_not_removed(desk, north):
    (key,) = desk.read(list_own_keys, desk.ledger, SOUTH).keys
    with pytest.raises(InvalidError, match="last key"):
        prepare(desk, SOUTH, removed=key.id)
    with pytest.raises(InvalidError, match="no such key"):
        prepare(desk, SOUTH, removed=north.passkeys[0].id)


def test_the_page_takes_one_signature_after_the_other(signing_server, offices_of_town):
    server, office = signing_server, offices_of_town.known["municipality-north"]
    account, _ = server.add("office", body="municipality-north")
    new = Passkey("municipality-north 9", office.passkeys[0].party)
    with server.visit(account) as visitor:
        page = visitor.post("/keys/change", {"added": write_lines(new.public)}).text
        for passkey in office.passkeys:
            fields = {
                name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])
                for name in ("change", "signed")
            }
            change = read_change(json.loads(fields["change"]))
            credential = write_credential(passkey.sign(change))
            answer = visitor.post("/keys/change", {**fields, "credential": credential})
            page = answer.text
        assert answer.status_code == 303, page
        assert "municipality-north 9" in visitor.get("/keys/change").text
        again = visitor.post("/keys/change", {"change": "[]", "credential": "{}"})
        assert again.status_code == 422


def write_credential(signed):
    """As a browser writes what a passkey answers."""
    response = {
        "authenticatorData": signed.authenticator_data,
        "clientDataJSON": signed.client_data,
        "signature": signed.signature,
    }
    return json.dumps({"id": signed.key, "response": response})


def read_change(written):
    return TypeAdapter(KeyChange).validate_python(written)


def test_a_body_without_pinned_keys_begins_with_the_city_s_file(quick_desk):
    from app.register.caller import Caller
    from app.register.roles import Role

    with pytest.raises(NotFoundError, match="not pinned"):
        quick_desk.read(list_own_keys, quick_desk.ledger, Caller("c", Role.OFFICE, body="clinic"))
