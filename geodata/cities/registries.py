"""A city's curated registries, read together and checked against its profile and each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.cities.agreements import Agreement, AgreementFile
from geodata.cities.consents import ConsentFile, Key, Statement
from geodata.cities.crossings import CrossingFact, CrossingFile
from geodata.cities.institutions import Institution, InstitutionFile, SystemRemark
from geodata.cities.lines import find_entry_line
from geodata.cities.names import NameFile, PlaceName
from geodata.cities.needs import Need, NeedFile
from geodata.cities.profile import City
from geodata.cities.projects import Project, ProjectFile
from geodata.cities.providers import Provider, ProviderFile
from geodata.cities.records import Record, check_unique_ids, read_toml
from geodata.cities.rules import Rule, RuleFile, Topic
from geodata.cities.text_files import read_text
from geodata.cities.unknown import UnknownFact, UnknownFile
from geodata.errors import CityFileError


@dataclass(frozen=True, slots=True)
class Registries:
    """What people have written down about a city."""

    providers: tuple[Provider, ...] = ()
    crossings: tuple[CrossingFact, ...] = ()
    projects: tuple[Project, ...] = ()
    institutions: tuple[Institution, ...] = ()
    remarks: tuple[SystemRemark, ...] = ()
    keys: tuple[Key, ...] = ()
    """Whose consent projects need; each municipality's where no file says."""
    statements: tuple[Statement, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    needs: tuple[Need, ...] = ()
    rules: tuple[Rule, ...] = ()
    """On money, then on languages."""
    names: tuple[PlaceName, ...] = ()
    unknown: tuple[UnknownFact, ...] = ()


def load_registries(city: City) -> Registries:
    """Read the registries that a profile names; those that it does not name are empty.

    Raises
    ------
    CityFileError
        When a file is malformed, or names something that does not exist.
    """
    institutions = _read(city.institutions, InstitutionFile)
    consents = _read(city.consents, ConsentFile)
    found = Registries(
        _read(city.providers, ProviderFile).provider,
        _read(city.crossings, CrossingFile).crossing,
        _read(city.projects, ProjectFile).project,
        institutions.institution,
        institutions.remark,
        consents.key or tuple(Key(id=one.id) for one in city.municipality),
        consents.statement,
        _read(city.agreements, AgreementFile).agreement,
        _read(city.needs, NeedFile).need,
        tuple(_read_rules(city)),
        _read(city.names, NameFile).name,
        _read(city.unknown, UnknownFile).unknown,
    )
    for path, key, named, known in _list_references(city, found):
        _check(path, key, named, known)
    return found


def _read(path: Path | None, record: type[Record]) -> Record:
    return read_toml(path, record) if path else record()


def _read_rules(city: City) -> Iterator[Rule]:
    """Read the rules of both topics, whose ids differ."""
    rules = [
        replace(one, topic=topic)
        for topic, path in ((Topic.MONEY, city.money), (Topic.LANGUAGE, city.languages))
        for one in _read(path, RuleFile).rule
    ]
    try:
        check_unique_ids(rules)
    except ValueError as error:
        raise CityFileError(f"{city.languages}: {error}") from error
    return iter(rules)


_Reference = tuple[Path | None, str, Iterable[tuple[str, str]], Collection[str]]


def _list_references(city: City, found: Registries) -> Iterator[_Reference]:
    """List what each file names in another one: its path, key, pairs of entry and name, and ids."""
    municipalities = {one.id for one in city.municipality}
    sides = {bank.id for bank in city.banks}
    crossings = {one.id for one in found.crossings}
    projects = {one.id for one in found.projects}
    bodies = {one.id for one in found.institutions} or municipalities
    areas = ((one.id, area) for one in found.providers for area in one.service_area)
    named = ((key, name) for key, area in areas for name in area.municipalities)
    yield city.providers, "service_area", named, municipalities
    partners = ((one.id, who.side) for one in found.projects for who in one.partners if who.side)
    yield city.projects, "partners", partners, sides
    built = ((one.id, one.crossing) for one in found.projects if one.crossing)
    yield city.projects, "crossing", built, crossings
    at = ((one.id, side) for one in found.institutions for side in one.sides)
    yield city.institutions, "sides", at, sides
    of = ((one.id, one.municipality) for one in found.institutions if one.municipality)
    yield city.institutions, "municipality", of, municipalities
    claims = ((one.id, claim.municipality) for one in found.names for claim in one.municipality)
    yield city.names, "municipality", claims, municipalities
    beside = ((one.id, one.side) for one in found.names if one.side)
    yield city.names, "side", beside, sides
    yield city.consents, "id", ((one.id, one.id) for one in found.keys), bodies
    keys = {one.id for one in found.keys}
    for key, ids in (
        ("crossings", crossings),
        ("projects", projects),
        ("bodies", keys),
        ("contests", keys),
    ):
        yield city.consents, key, _list_named(found.statements, key), ids
    yield city.agreements, "projects", _list_named(found.agreements, "projects"), projects
    yield city.needs, "projects", _list_named(found.needs, "projects"), projects


def _list_named(
    entries: Iterable[Statement | Agreement | Need], key: str
) -> Iterator[tuple[str, str]]:
    return ((one.id, name) for one in entries for name in getattr(one, key))


def _check(
    path: Path | None, key: str, named: Iterable[tuple[str, str]], known: Collection[str]
) -> None:
    """Refuse a reference to what does not exist."""
    for entry, name in named:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            line = find_entry_line(read_text(path), entry, key) if path else None
            where = f" (line {line})" if line else ""
            raise CityFileError(
                f"{path}: {entry}.{key}: {name!r} is unknown (known: {listed}){where}"
            )
