"""Verifying an export by the command line: what it says and how it ends."""

import json

import pytest

from geodata.register.export import write_export
from geodata.register.heads import group_digits
from geodata.register.statements import Act
from tests.geodata.register.ledger import Ledger
from tests.keys_file import write_keys_file


@pytest.fixture(scope="module")
def agreed():
    """A project that both offices consented to, long enough ago."""
    ledger = Ledger()
    revision = ledger.propose()
    ledger.sign(ledger.north, Act.CONSENTS, revision)
    ledger.sign(ledger.south, Act.CONSENTS, revision)
    ledger.wait()
    return ledger


@pytest.fixture
def file(agreed, tmp_path):
    path = tmp_path / "register.json"
    path.write_bytes(write_export(agreed.export()))
    return path


@pytest.fixture
def paper(agreed, tmp_path):
    """Fingerprints as they are copied from paper."""
    path = tmp_path / "paper.txt"
    lines = (f"{body} = {group_digits(one).upper()}" for body, one in agreed.fingerprints.items())
    path.write_text("# as posted at both town halls\n\n" + "\n".join(lines))
    return path


def test_without_anything_from_elsewhere_it_says_what_is_unproven(uramost, file):
    outcome = uramost("register", "verify", file)
    assert outcome.code == 3
    assert "signatures valid; keys and freshness unproven" in outcome.out
    assert "footbridge: has both keys" in outcome.out


def test_keys_on_paper_and_a_published_head_prove_it(uramost, file, paper, agreed):
    head = group_digits(agreed.head)
    outcome = uramost("register", "verify", file, "--keys", paper, "--head", head)
    assert outcome.code == 0
    assert "signatures valid; keys and freshness proven" in outcome.out


def test_keys_can_be_given_as_pairs_and_as_the_file_of_a_city(uramost, file, agreed, tmp_path):
    pairs = [f"--keys={body}={one}" for body, one in agreed.fingerprints.items()]
    assert "freshness unproven" in uramost("register", "verify", file, *pairs).out
    keys = write_keys_file(tmp_path / "keys.toml", agreed.offices)
    outcome = uramost("register", "verify", file, "--keys", keys)
    assert (outcome.code, "; freshness unproven" in outcome.out) == (3, True)


def test_each_fault_is_named_with_its_entry(uramost, file, paper):
    document = json.loads(file.read_text())
    document["log"][2]["content"]["statement"]["act"] = "declines"
    file.write_text(json.dumps(document))
    outcome = uramost("register", "verify", file, "--keys", paper)
    assert outcome.code == 1
    assert "entry 3: the key did not sign this statement" in outcome.out
    assert "entry 4: it does not follow from the entry before" in outcome.out
    assert "has both keys" not in outcome.out


def test_a_head_that_the_log_does_not_hold_is_a_fault(uramost, file, paper):
    outcome = uramost("register", "verify", file, "--keys", paper, "--head", "0" * 64)
    assert outcome.code == 1
    assert "the log does not hold the head that was published" in outcome.out


def test_json_says_the_same(uramost, file):
    outcome = uramost("register", "verify", file, "--json")
    found = json.loads(outcome.out)
    assert found["says"] == "signatures valid; keys and freshness unproven"
    (project,) = found["projects"]
    assert project["has_all_keys"]
    assert [one["state"] for one in project["bodies"]] == ["consents", "consents"]


def test_fingerprints_of_a_city_are_printed_in_groups_of_four(uramost, agreed, tmp_path):
    keys = write_keys_file(tmp_path / "keys.toml", agreed.offices)
    out = uramost("register", "fingerprint", keys).out
    assert f"north-office = {group_digits(agreed.fingerprints['north-office'])}" in out
    assert json.loads(uramost("register", "fingerprint", keys, "--json").out) == agreed.fingerprints


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--keys", "nowhere.txt"], "neither a file nor a body with its fingerprint"),
        (["--keys", "north-office=12"], "64 digits"),
        (["--head", "12"], "64 digits"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(uramost, file, arguments, says):
    outcome = uramost("register", "verify", file, *arguments)
    assert outcome.code == 1
    assert says in outcome.err


def test_a_file_that_is_no_export_is_refused_in_a_sentence(uramost, tmp_path):
    path = tmp_path / "other.json"
    path.write_text("{}")
    outcome = uramost("register", "verify", path)
    assert (outcome.code, "is no export of a register" in outcome.err) == (1, True)
