"""What every request of the register works with: its database, log, city and settings."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from app.register.accounts import Places
from app.register.database import Database, open_database
from app.register.log import Ledger, read_entries
from app.register.projects import begin_projects
from app.register.settings import RegisterSettings
from app.register.throttle import Throttle
from app.register.town import Town, make_town
from geodata.cities.profile import City, load_city
from geodata.cities.registries import Registries, load_registries
from geodata.errors import RegisterError
from geodata.register.keys import fingerprint, load_keys
from geodata.register.log import Entry
from geodata.sentences import sentence


@dataclass(frozen=True)
class Register:
    """One register, as long as its process runs."""

    settings: RegisterSettings
    city: City
    town: Town
    database: Database
    ledger: Ledger
    throttle: Throttle
    registries: Registries
    """What the city's files say: its projects, institutions and so on."""

    @property
    def places(self) -> Places:
        """What accounts may act for: the bodies whose consent projects need, and the banks."""
        names = {one.id: one.name for one in self.city.municipality}
        names |= {one.id: one.name for one in self.registries.institutions}
        return Places(
            bodies={one.id: names[one.id] for one in self.registries.keys if one.id in names},
            banks={one.id: one.name for one in self.city.banks},
        )

    def prepare(self) -> None:
        """Make the tables, the log's first entry and the city's projects, unless they are there.

        Raises
        ------
        RegisterError
            When the log began as that of another register, or with other keys.
        """
        self.database.upgrade()
        with self.database.write() as session:
            self.ledger.begin(session)
            self._check_begin(next(iter(read_entries(session))))
            begin_projects(session, self.ledger, self.town)

    def _check_begin(self, first: Entry) -> None:
        """Check that the first entry names this register, and the keys that are pinned now.

        A body changes its keys by signing that: the file stays as it was.
        """
        pinned = {one.id: fingerprint(one) for one in self.ledger.keys}
        if first.content["register"] != self.ledger.register:
            raise RegisterError(sentence("this database is that of another register"))
        if first.content["keys"] != pinned:
            raise RegisterError(
                sentence(
                    "this register began with other keys than those that are pinned now: keep "
                    "that file as it was, or begin a new register in another folder"
                )
            )


def open_register(settings: RegisterSettings) -> Register:
    """Open the register that settings describe; nothing is written yet.

    Raises
    ------
    CityFileError
        When there is no such city, or its keys are malformed.
    """
    city = load_city(settings.city)
    settings.data.mkdir(parents=True, exist_ok=True)
    found = load_registries(city)
    ledger = Ledger(
        settings.register_id or f"{city.id}-register",
        city.id,
        load_keys(settings.city, settings.keys),
        [one.id for one in found.keys],
    )
    database = open_database(settings.data, settings.database_url)
    town = make_town(city, found)
    return Register(settings, city, town, database, ledger, Throttle(), found)


def get_register(request: Request) -> Register:
    """Get the register that a request is answered from."""
    register: Register = request.app.state.register
    return register
