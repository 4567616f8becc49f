"""A city's curated registries, read together and checked against its profile and each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.cities.crossings import CrossingFact, CrossingFile
from geodata.cities.names import NameFile, PlaceName
from geodata.cities.profile import City
from geodata.cities.projects import Project, ProjectFile
from geodata.cities.providers import Provider, ProviderFile
from geodata.cities.records import read_toml
from geodata.cities.unknown import UnknownFact, UnknownFile
from geodata.errors import CityFileError


@dataclass(frozen=True, slots=True)
class Registries:
    """What people have written down about a city."""

    providers: tuple[Provider, ...] = ()
    crossings: tuple[CrossingFact, ...] = ()
    projects: tuple[Project, ...] = ()
    names: tuple[PlaceName, ...] = ()
    unknown: tuple[UnknownFact, ...] = ()


def load_registries(city: City) -> Registries:
    """Read the registries that a profile names; those that it does not name are empty.

    Raises
    ------
    CityFileError
        When a file is malformed, or names a municipality, side or crossing that does not exist.
    """
    providers = read_toml(city.providers, ProviderFile).provider if city.providers else ()
    crossings = read_toml(city.crossings, CrossingFile).crossing if city.crossings else ()
    projects = read_toml(city.projects, ProjectFile).project if city.projects else ()
    names = read_toml(city.names, NameFile).name if city.names else ()
    unknown = read_toml(city.unknown, UnknownFile).unknown if city.unknown else ()
    municipalities = {one.id for one in city.municipality}
    areas = [(one.id, area) for one in providers for area in one.service_area]
    named = ((key, name) for key, area in areas for name in area.municipalities)
    _check(city.providers, "service_area", named, municipalities)
    _check(city.projects, "consents", _list_consents(projects), municipalities)
    claims = ((one.id, claim.municipality) for one in names for claim in one.municipality)
    _check(city.names, "municipality", claims, municipalities)
    sides = {bank.id for bank in city.banks}
    _check(city.names, "side", ((one.id, one.side) for one in names if one.side), sides)
    _check(city.projects, "partners", _list_partner_sides(projects), sides)
    built = ((one.id, one.crossing) for one in projects if one.crossing)
    _check(city.projects, "crossing", built, {one.id for one in crossings})
    return Registries(providers, crossings, projects, names, unknown)


def _list_consents(projects: Iterable[Project]) -> Iterator[tuple[str, str]]:
    return ((one.id, consent.municipality) for one in projects for consent in one.consents)


def _list_partner_sides(projects: Iterable[Project]) -> Iterator[tuple[str, str]]:
    return ((one.id, who.side) for one in projects for who in one.partners if who.side)


def _check(
    path: Path | None, key: str, named: Iterable[tuple[str, str]], known: Collection[str]
) -> None:
    """Refuse a reference to what does not exist."""
    for entry, name in named:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise CityFileError(f"{path}: {entry}.{key}: {name!r} is unknown (known: {listed})")
