"""Any change of an export, anywhere: it is refused, or it changes no consent and no word of it."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RegisterError
from geodata.register.export import read_export, write_export
from geodata.register.statements import Act
from geodata.register.verify import verify
from tests.geodata.register.ledger import Ledger


@pytest.fixture(scope="module")
def agreed():
    """An export with two projects: one that both offices consented to, one that one declined."""
    ledger = Ledger()
    bridge, pipe = ledger.propose(), ledger.propose("pipe", "A pipe.")
    ledger.sign(ledger.north, Act.CONSENTS, bridge)
    ledger.sign(ledger.south, Act.CONSENTS_WITH_CONDITIONS, bridge)
    ledger.sign(ledger.north, Act.CONSENTS, pipe, project="pipe")
    ledger.sign(ledger.south, Act.DECLINES, pipe, project="pipe")
    ledger.wait()
    return ledger


def list_places(value, path=()):
    """List the paths to everything in a JSON value."""
    yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from list_places(inner, (*path, key))


def change(document, path, how):
    """Change what stands at a path."""
    *above, last = path
    holder = document
    for key in above:
        holder = holder[key]
    value = holder[last]
    if how == "delete":
        del holder[last]
    elif how == "empty":
        holder[last] = type(value)()
    elif how == "twice" and isinstance(holder, list):
        holder.insert(last, copy.deepcopy(value))
    elif how == "swap" and isinstance(holder, list) and len(holder) > 1:
        other = (last + 1) % len(holder)
        holder[last], holder[other] = holder[other], holder[last]
    elif isinstance(value, str) and value:
        holder[last] = ("b" if value[0] == "a" else "a") + value[1:]
    else:
        holder[last] = "x"


def is_accepted(path, ledger):
    """Tell whether a file is read and nothing is wrong with it."""
    try:
        export = read_export(path)
    except RegisterError:
        return None
    verdict = verify(export, ledger.fingerprints, ledger.head)
    return verdict if verdict.is_valid else None


@given(data=st.data())
def test_no_change_makes_another_consent(agreed, tmp_path_factory, data):
    whole = json.loads(write_export(agreed.export()))
    path = data.draw(st.sampled_from(list(list_places(whole))[1:]))
    how = data.draw(st.sampled_from(["letter", "delete", "empty", "twice", "swap"]))
    changed = copy.deepcopy(whole)
    change(changed, path, how)
    file = tmp_path_factory.getbasetemp() / "changed.json"
    file.write_text(json.dumps(changed))
    verdict = is_accepted(file, agreed)
    if verdict is not None:
        original = verify(agreed.export(), agreed.fingerprints, agreed.head)
        assert verdict.consents == original.consents
        read, written = read_export(file), agreed.export()
        assert (read.log, read.details) == (written.log, written.details)
        assert set(read.keys) == set(written.keys)  # in any order


@given(st.binary(max_size=40), st.integers(0, 10**6), st.integers(0, 40))
def test_no_bytes_end_in_anything_but_a_sentence(agreed, tmp_path_factory, put, at, over):
    text = write_export(agreed.export())
    at %= len(text)
    file = tmp_path_factory.getbasetemp() / "broken.json"
    file.write_bytes(text[:at] + put + text[at + over :])
    verdict = is_accepted(file, agreed)
    if verdict is not None:
        assert verdict.consents == verify(agreed.export()).consents
