"""Heads that the register signs: they hold it to one log."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from geodata.errors import RegisterError
from geodata.register.heads import SignedHead, check_head, sign_head
from geodata.register.published import read_fingerprints, read_head
from geodata.register.verify import verify
from tests.geodata.register.ledger import Ledger


@pytest.fixture(scope="module")
def key():
    return Ed25519PrivateKey.generate()


def sign(key, ledger):
    last = ledger.log[-1]
    return sign_head(key, ledger.register, last.number, ledger.head, last.time)


def test_an_export_bears_the_head_that_its_register_signed(key):
    ledger = Ledger()
    ledger.propose()
    export = replace(ledger.export(), signed_head=sign(key, ledger))
    assert verify(export, ledger.fingerprints, ledger.head).is_valid


def test_a_head_of_another_log_is_named(key):
    ledger = Ledger()
    old = sign(key, ledger)
    ledger.propose()
    faults = verify(replace(ledger.export(), signed_head=old)).faults
    assert [str(one.says) for one in faults] == [
        "the head that the register signed is not the last entry"
    ]


@pytest.mark.parametrize("change", [{"number": 2}, {"hash": "f" * 64}, {"register": "other"}])
def test_a_changed_head_is_not_signed(key, change):
    head = replace(sign(key, Ledger()), **change)
    with pytest.raises(RegisterError, match="did not sign"):
        check_head(head)


def test_a_signed_head_in_a_file_is_checked_before_it_is_believed(key, tmp_path):
    ledger, path = Ledger(), tmp_path / "head.json"
    head, writer = sign(key, ledger), TypeAdapter(SignedHead)
    path.write_bytes(writer.dump_json(head))
    assert read_head(str(path)) == ledger.head
    path.write_bytes(writer.dump_json(replace(head, hash="f" * 64)))
    with pytest.raises(RegisterError, match="did not sign"):
        read_head(str(path))


def test_two_fingerprints_of_one_body_are_refused():
    with pytest.raises(RegisterError, match="two fingerprints that differ"):
        read_fingerprints([f"town={'0' * 64}", f"town={'1' * 64}"])
