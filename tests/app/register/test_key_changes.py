"""A body changes its keys by signatures of its own keys: nobody else can, nor one key of two."""

import html
import json
import re
from hashlib import sha256

import pytest
from pydantic import TypeAdapter
from webauthn.helpers import base64url_to_bytes

from app.register import key_changes
from app.register.errors import ForbiddenError, InvalidError, NotFoundError
from app.register.key_changes import PreparedChange, list_own_keys
from app.register.key_history import list_key_history
from app.register.log import Ledger
from geodata.register.statements import Assertion, KeyChange
from geodata.register.verify import verify
from tests.app.register.team import ADMINISTRATOR, ANA, NORTH, SOUTH, Team, get_town
from tests.passkeys import Passkey, make_office

MOVES = "moves to another relying party"
_ASSERTION = TypeAdapter(Assertion)


def write_lines(key):
    lines = [f"{name} = {json.dumps(value)}" for name, value in vars(key).items()]
    return "\n".join(["[[body.keys]]", *lines])


@pytest.fixture
def north():
    return make_office("municipality-north", keys=2)


@pytest.fixture
def team(database, north):
    keys = (north.keys, make_office("municipality-south").keys)
    made = Team(database, Ledger("test-register", "mitrovica", keys), get_town())
    with database.write() as session:
        made.ledger.begin(session)
    return made


@pytest.fixture
def new(north):
    return Passkey("municipality-north 9", north.passkeys[0].party)


def prepare(team, caller=NORTH, **given):
    return team.read(key_changes.prepare_change, team.ledger, caller, **given)


def sign(team, prepared, *passkeys, caller=NORTH):
    signed = [_ASSERTION.dump_python(one.sign(prepared.change)) for one in passkeys]
    return team.write(key_changes.sign_change, caller, prepared.written, signed)


def list_labels(team, caller=NORTH):
    return [one.label for one in team.read(list_own_keys, team.ledger, caller).keys]


def test_a_body_moves_to_another_site_with_one_new_key(team, north, new):
    prepared = prepare(team, added=write_lines(new.public), address="https://Keys.example.org/")
    assert prepared.change.party.id == "keys.example.org"
    assert prepared.change.party.origins == ("https://keys.example.org",)
    sign(team, prepared, *north.passkeys)
    assert list_labels(team) == ["municipality-north 9"]
    assert team.read(list_own_keys, team.ledger, NORTH).party == prepared.change.party
    with team.database.read() as session:
        assert verify(team.ledger.export(session)).is_valid


@pytest.mark.parametrize(
    "address", ["keys.example.org", "http://keys.example.org", "https://", "https://a.org/path"]
)
def test_what_is_no_address_of_a_site_is_refused(team, new, address):
    with pytest.raises(InvalidError, match="address of the site"):
        prepare(team, added=write_lines(new.public), address=address)


def test_who_moves_pastes_a_key(team, north):
    with pytest.raises(InvalidError, match="pastes a key"):
        prepare(team, removed=north.passkeys[0].id, address="https://keys.example.org")


def test_two_keys_add_a_third_which_then_signs_for_a_lost_one(team, north, new):
    first, second = north.passkeys
    prepared = prepare(team, added=write_lines(new.public), reason="A second office.")
    assert prepared.needed == 2
    halfway = sign(team, prepared, first)
    assert isinstance(halfway, PreparedChange)
    asked = [one["id"] for one in halfway.options["allowCredentials"]]
    assert asked == [second.id]
    assert list_labels(team) == ["municipality-north 0", "municipality-north 1"]
    sign(team, prepared, first, second)
    assert list_labels(team)[-1] == "municipality-north 9"
    lost = prepare(team, removed=first.id, reason="Lost.")
    sign(team, lost, second, new)
    assert list_labels(team) == ["municipality-north 1", "municipality-north 9"]
    with team.database.read() as session:
        assert verify(team.ledger.export(session)).is_valid


def test_a_change_is_made_once(team, north, new):
    prepared = prepare(team, added=write_lines(new.public))
    sign(team, prepared, *north.passkeys)
    with pytest.raises(InvalidError, match="does not follow"):
        sign(team, prepared, *north.passkeys)


def test_one_key_does_not_sign_twice(team, north, new):
    prepared = prepare(team, added=write_lines(new.public))
    with pytest.raises(InvalidError, match="signed already"):
        sign(team, prepared, north.passkeys[0], north.passkeys[0])


def test_a_new_key_does_not_sign_for_itself(team, north, new):
    prepared = prepare(team, added=write_lines(new.public))
    with pytest.raises(InvalidError, match="none of the body's"):
        sign(team, prepared, north.passkeys[0], new)


@pytest.mark.parametrize("caller", [ANA, ADMINISTRATOR, SOUTH])
def test_nobody_else_changes_a_body_s_keys(team, north, new, caller):
    prepared = prepare(team, added=write_lines(new.public))
    with pytest.raises(ForbiddenError):
        sign(team, prepared, *north.passkeys, caller=caller)
    assert len(list_labels(team)) == 2


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
def test_what_is_no_key_is_refused(team, added):
    with pytest.raises(InvalidError):
        prepare(team, added=added)


def test_the_last_key_is_not_removed(team, north):
    (key,) = team.read(list_own_keys, team.ledger, SOUTH).keys
    with pytest.raises(InvalidError, match="last key"):
        prepare(team, SOUTH, removed=key.id)
    with pytest.raises(InvalidError, match="no such key"):
        prepare(team, SOUTH, removed=north.passkeys[0].id)


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


def list_history(team, body="municipality-north"):
    return team.read(list_key_history, team.ledger.keys)[body]


def test_every_key_stays_in_the_history_with_the_statements_that_it_came_and_went_by(
    team, north, new
):
    first, second = north.passkeys
    assert [(one.added, one.ended) for one in list_history(team)] == [(None, None)] * 2
    sign(team, prepare(team, added=write_lines(new.public), reason="A second."), first, second)
    sign(team, prepare(team, removed=first.id, reason="Lost."), second, new)
    moved = Passkey("municipality-north 10", first.party)
    change = prepare(team, added=write_lines(moved.public), address="https://keys.example.org")
    sign(team, change, second, new)
    known = list_history(team)
    assert [one.key for one in known if one.ended is None] == list(
        team.read(list_own_keys, team.ledger, NORTH).keys
    )
    assert [one.added and one.added.act for one in known] == [None, None, "adds a key", MOVES]
    assert [one.ended and one.ended.act for one in known] == ["removes a key", MOVES, MOVES, None]
    assert known[0].ended.reason == "Lost."
    assert known[0].ended.signed_with == ("municipality-north 1", "municipality-north 9")
    assert known[-1].added.hash == change.hash
    assert known[-1].party.id == "keys.example.org"
    digest = sha256(base64url_to_bytes(first.public.public_key)).hexdigest()
    assert known[0].fingerprint.split() == re.findall("....", digest)
    assert all(one.ended is None for one in list_history(team, "municipality-south"))


def test_the_page_shows_every_key_of_both_bodies_alike(signing_server, offices_of_town):
    with signing_server.visit() as reader:
        page = reader.get("/keys").text
    for office in offices_of_town.known.values():
        for passkey in office.passkeys:
            digest = sha256(base64url_to_bytes(passkey.public.public_key)).hexdigest()
            assert " ".join(re.findall("....", digest)) in page
    sections = re.findall(r'<section class="card">.*?</section>', page, re.DOTALL)
    shapes = {tuple(re.findall(r"<(\w+)", one.partition("</h2>")[2])) for one in sections}
    assert len(sections) == 2
    assert len(shapes) == 1


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


def test_a_body_without_pinned_keys_begins_with_the_city_s_file(quick_team):
    from app.register.caller import Caller
    from app.register.roles import Role

    with pytest.raises(NotFoundError, match="not pinned"):
        quick_team.read(list_own_keys, quick_team.ledger, Caller("c", Role.OFFICE, body="clinic"))
