"""The city that a register is about: its area, its banks, and the bodies that sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from app.register.errors import NotFoundError
from geodata.cities.institutions import Institution
from geodata.cities.needs import Need
from geodata.cities.profile import City
from geodata.cities.projects import Project
from geodata.cities.providers import Provider, System
from geodata.cities.registries import Registries
from geodata.dates import Answer, tell_in_force
from geodata.names import Names
from geodata.register.statements import Body
from geodata.sentences import sentence

_UNKNOWN_HOLDER = "not stated"


@dataclass(frozen=True)
class Town:
    """What the register needs of a city's files."""

    id: str
    name: Names
    area: BaseGeometry
    """In EPSG:4326, (lon, lat)."""
    crs: str
    """The metric CRS of every distance."""
    banks: dict[str, Names]
    """The left one first."""
    bodies: dict[str, Names]
    """The bodies whose consent projects need."""
    institutions: dict[str, Institution]
    providers: dict[str, Provider]
    projects: tuple[Project, ...]
    """Those that come with the city's files."""
    needs: tuple[Need, ...]

    def other_bank(self, bank: str) -> str:
        """Name the bank across the river."""
        return next(one for one in self.banks if one != bank)

    def describe_body(self, name: str, today: date) -> Body:
        """Describe a body as its statements do: institution, system, and who holds the mandate.

        Raises
        ------
        NotFoundError
            When it is none of those whose consent projects need.
        """
        if name not in self.bodies:
            raise NotFoundError(sentence("The city names no such body for its projects"))
        known = self.institutions.get(name)
        return Body(
            id=name,
            institution=" · ".join(dict.fromkeys(self.bodies[name].values())),
            system=known.system if known else System.UNKNOWN,
            mandate=_find_holder(known, today) if known else _UNKNOWN_HOLDER,
        )


def make_town(city: City, found: Registries) -> Town:
    """Take from a city's files what the register needs."""
    institutions = {one.id: one for one in found.institutions}
    municipalities = {one.id: one.name for one in city.municipality}
    named = {**municipalities, **{one.id: one.name for one in found.institutions}}
    return Town(
        id=city.id,
        name=city.name,
        area=city.study_area,
        crs=city.crs,
        banks={one.id: one.name for one in city.banks},
        bodies={one.id: named[one.id] for one in found.keys},
        institutions=institutions,
        providers={one.id: one for one in found.providers},
        projects=found.projects,
        needs=found.needs,
    )


def _find_holder(institution: Institution, today: date) -> str:
    """Find who holds a body's mandate on a day; the last who is not known to have left it."""
    held = [
        one
        for one in institution.mandates
        if tell_in_force(today, one.start, one.end) is not Answer.NO
    ]
    return held[-1].holder if held else _UNKNOWN_HOLDER
