"""A footbridge over the river of the little city, proposed, accepted and signed in a register."""

from __future__ import annotations

from geodata.register.log import EntryKind
from geodata.register.statements import Act
from tests.geodata.register.ledger import Ledger
from tests.passkeys import make_office

SOURCE = {"name": "A study"}
RECORD = {
    "id": "footbridge",
    "name": {"en": "New footbridge"},
    "kind": "footbridge",
    "geometry": {"type": "LineString", "coordinates": [[15.01, 48.009], [15.01, 48.011]]},
    "history": [{"status": "proposed", "sources": [SOURCE], "certainty": "M"}],
    "sources": [SOURCE],
    "certainty": "M",
}


BODIES = ("lower", "upper")
"""Whose consent the little city needs; of its municipalities."""


def name_bodies(folder):
    """Let the profile of the little city name them."""
    path = folder / "little.toml"
    (folder / "consents.toml").write_text("".join(f'[[key]]\nid = "{one}"\n' for one in BODIES))
    path.write_text('consents = "consents.toml"\n' + path.read_text())


def begin(kind=Ledger):
    return kind(*map(make_office, BODIES), city="little")


def propose(ledger, record=RECORD, project="footbridge"):
    return ledger.add(EntryKind.PROJECT_PROPOSED, {"project": project}, {"record": record}).details


def accept(ledger, *banks, project="footbridge"):
    for bank in banks:
        content = {"project": project, "bank": bank, "banks": 2}
        ledger.add(EntryKind.PROJECT_ACCEPTED, content)


def agree(**changes):
    """Let both banks accept it and both offices sign it, long enough ago."""
    ledger = begin()
    revision = propose(ledger)
    accept(ledger, "north", "south")
    ledger.sign(ledger.north, Act.CONSENTS, revision)
    ledger.sign(ledger.south, Act.CONSENTS_WITH_CONDITIONS, revision, **changes)
    ledger.wait()
    return ledger
