"""A register of Mitrovica with people of both banks, each of whose acts is a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from app.register import discussion, moderation, projects, signing
from app.register.caller import Caller
from app.register.database import Database
from app.register.log import Ledger
from app.register.records import FieldChanges
from app.register.roles import Role
from app.register.town import Town, make_town
from app.register.versions import get_project, tell_consents
from geodata.cities.profile import load_city
from geodata.cities.registries import load_registries
from geodata.register.statements import Assertion, Statement
from tests.passkeys import Office, make_office

BRIDGE = {"type": "LineString", "coordinates": [[20.8655, 42.8935], [20.8660, 42.8925]]}
RECORD = {
    "kind": "footbridge",
    "name": {"en": "Mill footbridge", "sq": "Ura e mullirit"},
    "history": [
        {"status": "idea", "date": "2026-11-01", "sources": [{"name": "us"}], "certainty": "L"}
    ],
    "sources": [{"name": "us"}],
    "certainty": "L",
    "geometry": BRIDGE,
}

ANA = Caller("ana", Role.CONTRIBUTOR, name="Ana")
BEN = Caller("ben", Role.CONTRIBUTOR, name="Ben")
UTILITY = Caller("utility", Role.PROVIDER, name="Utility")
NORTH_MODERATOR = Caller("mod-north", Role.MODERATOR, bank="north", name="N")
SOUTH_MODERATOR = Caller("mod-south", Role.MODERATOR, bank="south", name="S")
NORTH = Caller("office-north", Role.OFFICE, body="municipality-north", name="North office")
SOUTH = Caller("office-south", Role.OFFICE, body="municipality-south", name="South office")
ADMINISTRATOR = Caller("admin", Role.ADMINISTRATOR, name="Admin")


@cache
def get_town() -> Town:
    city = load_city("mitrovica")
    return make_town(city, load_registries(city))


@cache
def get_offices() -> dict[str, Office]:
    return {name: make_office(name) for name in ("municipality-north", "municipality-south")}


@dataclass
class Team:
    """Services of one register, called as routes call them."""

    database: Database
    ledger: Ledger
    town: Town

    def write(self, service, *arguments, **named):
        """Call a service in a transaction of its own."""
        with self.database.write() as session:
            return service(session, self.ledger, *arguments, **named)

    def read(self, reader, *arguments, **named):
        with self.database.read() as session:
            found = reader(session, *arguments, **named)
            session.expunge_all()  # so that rows can be read after the transaction
            return found

    def propose(self, caller=ANA, **changes):
        record = {**RECORD, **changes}
        return self.write(projects.propose, self.town, caller, {"record": record})

    def accept(self, project):
        for moderator in (NORTH_MODERATOR, SOUTH_MODERATOR):
            self.decide(moderator, project)

    def decide(self, caller, project, *, is_accepted=True, base=None, reason=""):
        return self.write(
            projects.decide,
            self.town,
            caller,
            project,
            base=base or self.revision(project),
            is_accepted=is_accepted,
            reason=reason,
        )

    def propose_accepted(self):
        project = self.propose()
        self.accept(project)
        return project

    def revision(self, project):
        return self.read(get_project, project).revision

    def change(self, project, values, base=None):
        sources = dict.fromkeys(values, "Minutes of the meeting")
        return FieldChanges(base or self.revision(project), values, sources)

    def revise(self, project, caller=NORTH, base=None, **changes):
        return self.write(
            projects.revise,
            self.town,
            caller,
            project,
            self.change(project, changes, base),
        )

    def settle(self, caller, name, *, is_accepted=True, reason=""):
        settle = discussion.settle_suggestion
        self.write(settle, self.town, caller, name, is_accepted=is_accepted, reason=reason)

    def change_signed(self, project, **changes):
        """Change what an office signed: a moderator of each bank accepts the change."""
        name = self.suggest(project, NORTH, **changes)
        for moderator in (NORTH_MODERATOR, SOUTH_MODERATOR):
            self.settle(moderator, name)

    def suggest(self, project, caller=BEN, **changes):
        return self.write(
            discussion.suggest,
            self.town,
            caller,
            project,
            self.change(project, changes),
        )

    def comment(self, subject, text="Good.", caller=BEN):
        return self.write(discussion.comment, caller, subject, text, "en")

    def remove(self, subject, caller=NORTH_MODERATOR, **named):
        return self.write(
            moderation.remove, self.town, caller, subject, reason="An insult.", **named
        )

    def prepare(self, caller, project, act="consents", **named):
        return self.write(signing.prepare, self.town, caller, project, act=act, **named)

    def sign(self, caller, project, act="consents", **named):
        prepared = self.prepare(caller, project, act, **named)
        return self.enter(caller, prepared.statement)

    def enter(self, caller, statement: Statement, by: str | None = None, **signed):
        passkey = get_offices()[by or statement.body.id].passkeys[0]
        given = {
            "statement": TypeAdapter(Statement).dump_python(statement, mode="json"),
            "assertion": TypeAdapter(Assertion).dump_python(passkey.sign(statement, **signed)),
        }
        return self.write(signing.enter, self.town, caller, given)

    def consents(self, project):
        found = self.read(tell_consents, self.ledger, project)
        return {one.body: one.state.value for one in found.consents}


def make_team(database: Database) -> Team:
    keys = tuple(one.keys for one in get_offices().values())
    team = Team(database, Ledger("test-register", "mitrovica", keys), get_town())
    with database.write() as session:
        team.ledger.begin(session)
    return team
