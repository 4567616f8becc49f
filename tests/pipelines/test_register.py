"""Taking up a register's export: which projects a snapshot then has, and what it says is signed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geodata.cities.profile import load_city
from geodata.cities.projects import load_projects
from geodata.cities.registries import load_registries
from geodata.errors import RegisterError
from geodata.register.export import write_export
from geodata.register.log import EntryKind
from geodata.register.statements import Act
from geodata.snapshot.store import open_snapshot
from pipelines.register import RegisterFile, take_up
from tests.geodata.register.footbridge import (
    RECORD,
    SOURCE,
    accept,
    agree,
    begin,
    name_bodies,
    propose,
)
from tests.geodata.register.ledger import Ledger
from tests.keys_file import write_keys_file


class OneOffice(Ledger):
    """A register that began with the keys of one body."""

    @property
    def offices(self):
        return (self.north,)


@pytest.fixture
def ledger():
    return begin()


@pytest.fixture
def agreed():
    return agree()


@pytest.fixture
def take(little):
    name_bodies(little.folder)

    def run(ledger, keys=None, **changes):
        file = little.folder / "register.json"
        export = replace(ledger.export(), **changes)
        file.write_bytes(write_export(export))
        city = load_city(str(little.profile))
        pinned = tuple(one.keys for one in ledger.offices) if keys is None else keys
        return take_up(city, load_registries(city), RegisterFile(file, pinned))

    return run


def test_an_accepted_project_is_taken_up_with_what_both_offices_signed(take, agreed):
    taken = take(agreed)
    (project,) = taken.projects
    assert project.name == {"en": "New footbridge"}
    assert project.sources[-1].name == "Register test-register"
    signed = json.loads(taken.signed["footbridge"])
    assert signed["has_all_keys"]
    assert signed["head"] == agreed.head
    north, south = signed["bodies"]
    assert (north["body"], north["state"]) == ("lower", "consents")
    assert south["conditions"] == "Both banks pay half."
    assert taken.notes == ()


@pytest.mark.parametrize("banks", [(), ("north",), ("north", "north")])
def test_a_proposal_that_not_every_bank_accepted_stays_out(take, ledger, banks):
    propose(ledger)
    accept(ledger, *banks)
    assert take(ledger).projects == ()


def test_a_change_of_a_proposal_asks_both_banks_anew(take, ledger):
    revision = propose(ledger)
    accept(ledger, "north")
    content = {"project": "footbridge", "base": revision}
    ledger.add(EntryKind.PROJECT_REVISED, content, {"record": RECORD})
    accept(ledger, "south")
    assert take(ledger).projects == ()
    accept(ledger, "north")
    assert len(take(ledger).projects) == 1


def test_a_removed_project_stays_out_until_it_is_restored(take, agreed):
    content = {"subject": "project/footbridge", "reason": "an insult"}
    agreed.add(EntryKind.REMOVED, content)
    assert take(agreed).projects == ()
    agreed.add(EntryKind.RESTORED, content)
    assert len(take(agreed).projects) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "other"}, "bears the id of another one"),
        ({"kind": "rocket"}, "kind: "),
        ({"sources": []}, "needs sources and certainty"),
        (
            {"partners": [{"name": "X", "side": "east", "sources": [SOURCE], "certainty": "M"}]},
            "bank",
        ),
        ({"crossing": "nowhere"}, "no such crossing"),
        ({"geometry": {"type": "Point", "coordinates": [500, 1]}}, "positions [lon, lat]"),
    ],
)
def test_what_the_citys_own_files_could_not_say_is_left_out_with_a_note(take, ledger, change, says):
    propose(ledger, {**RECORD, **change})
    accept(ledger, "north", "south")
    taken = take(ledger)
    assert taken.projects == ()
    (note,) = taken.notes
    assert note.startswith("Project footbridge of the register was left out: ")
    assert says in note


def test_an_erased_version_is_left_out(take, ledger):
    revision = propose(ledger)
    accept(ledger, "north", "south")
    ledger.add(EntryKind.ERASED, {"details": revision, "reason": "a name"})
    del ledger.details[revision]
    assert "was erased" in take(ledger).notes[0]


def test_an_export_with_a_fault_is_not_taken_up(take, agreed):
    agreed.details[agreed.log[1].details]["record"] = {**RECORD, "kind": "bridge"}
    with pytest.raises(RegisterError, match="is not taken up: details were changed"):
        take(agreed)


def test_an_export_whose_keys_the_city_does_not_pin_is_not_taken_up(take, agreed):
    with pytest.raises(RegisterError, match="none of the bodies whose keys are known"):
        take(agreed, keys=())


def test_one_body_s_consent_is_not_that_of_all_that_the_city_names(take):
    """Its keys alone are pinned, so nothing else is wrong."""
    ledger = begin(OneOffice)
    revision = propose(ledger)
    accept(ledger, "north", "south")
    ledger.sign(ledger.north, Act.CONSENTS, revision)
    ledger.wait()
    signed = json.loads(take(ledger).signed["footbridge"])
    assert not signed["has_all_keys"]
    states = {one["body"]: one["state"] for one in signed["bodies"]}
    assert states == {"lower": "consents", "upper": "has not signed"}


def test_an_entry_of_a_time_to_come_lets_no_consent_count_sooner(take):
    ledger = begin()
    ledger.now = datetime.now(UTC) - timedelta(hours=4)
    revision = propose(ledger)
    accept(ledger, "north", "south")
    ledger.sign(ledger.north, Act.CONSENTS, revision)
    ledger.wait()
    signed = json.loads(take(ledger).signed["footbridge"])
    assert signed["bodies"][0]["state"] == "signed, does not count yet"


def test_an_export_of_another_city_is_not_taken_up(take, agreed):
    with pytest.raises(RegisterError, match="not of little"):
        take(agreed, city="elsewhere")


def test_a_build_takes_it_up(little, uramost, agreed):
    name_bodies(little.folder)
    file = little.folder / "register.json"
    file.write_bytes(write_export(agreed.export()))
    keys = write_keys_file(little.folder / "keys.toml", agreed.offices)
    given = ("--city", little.profile, "--source", little.source, "--data", little.data)
    outcome = uramost("build", *given, "--register", file, "--register-head", agreed.head)
    assert (outcome.code, outcome.complaints) == (0, [])  # keys.toml stands beside the profile
    table = open_snapshot(little.data).read_table("projects")
    assert [one.id for one in load_projects(table)] == ["footbridge"]
    assert json.loads(table["signed"].iloc[0])["has_all_keys"]
    wrong = uramost(
        "build", *given, "--register", file, "--register-keys", keys, "--register-head", "0" * 64
    )
    assert wrong.code == 1
    assert "the log does not hold the head that was published" in wrong.err
