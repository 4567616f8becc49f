"""Takes up the public export of the city's register: accepted projects, what is signed, claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import shapely
from pydantic import TypeAdapter, ValidationError

from geodata.cities.profile import City
from geodata.cities.projects import Project
from geodata.cities.registries import Registries
from geodata.cities.sources import Source
from geodata.dates import PartialDate
from geodata.errors import RegisterError
from geodata.register.accepted import AcceptedProject, list_accepted
from geodata.register.accepted_claims import RegisteredClaim
from geodata.register.export import Export, read_export
from geodata.register.keys import BodyKeys, fingerprint
from geodata.register.verify import Verdict, verify
from geodata.sentences import sentence
from pipelines.attached import read_attached
from pipelines.registered_claims import read_registered

MOST_VERTICES = 20_000
"""Of a project's geometry: a map draws them all."""

_PROJECT = TypeAdapter(Project)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """An export to take up, and what came from elsewhere to check it by."""

    file: Path
    keys: tuple[BodyKeys, ...] = ()
    """As the city pins them."""
    head: str | None = None
    """One that was published elsewhere."""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What the city has after an export was taken up."""

    projects: tuple[Project, ...]
    """The bundled ones, in their versions of the register where it has them; then new ones."""
    signed: dict[str, str] = field(default_factory=dict)
    """Project → JSON of what was signed of it, when, and where that can be checked."""
    notes: tuple[str, ...] = ()
    claims: tuple[RegisteredClaim, ...] = ()
    """Accepted ones on who operates what."""
    assessments: dict[str, str] = field(default_factory=dict)
    """Project → JSON of the assessments that people attached to it, the newest first."""


def take_up(city: City, registries: Registries, given: RegisterFile) -> TakenUp:
    """Take up an export.

    Raises
    ------
    RegisterError
        When it is of another city, or anything in it is wrong: then nothing of it is taken.
    """
    export = read_export(given.file)
    verdict = _verify(export, city, given, [one.id for one in registries.keys])
    bundled = {one.id: one for one in registries.projects}
    projects, signed, notes = dict(bundled), {}, []
    for found in list_accepted(export, verdict):
        try:
            projects[found.id] = _read_project(found, bundled, registries, city, export)
        except (ValueError, RecursionError) as error:
            notes.append(f"Project {found.id} of the register was left out: {_explain(error)}.")
            continue
        signed[found.id] = _write_signed(found, export, verdict)
    claims, left_out = read_registered(export, registries.providers)
    attached, unread = read_attached(export, signed)
    notes += [*left_out, *unread]
    return TakenUp(tuple(projects.values()), signed, tuple(notes), claims, attached)


def _verify(export: Export, city: City, given: RegisterFile, needed: Iterable[str]) -> Verdict:
    if export.city != city.id:
        raise RegisterError(
            sentence(
                "%(file)s is of the register of %(other)s, not of %(city)s",
                file=str(given.file),
                other=export.city,
                city=city.id,
            )
        )
    pinned = {one.id: fingerprint(one) for one in given.keys}
    verdict = verify(export, pinned, given.head, now=datetime.now(UTC), needed=needed)
    if verdict.faults:
        first = verdict.faults[0]
        where = sentence("entry %(n)s: %(fault)s", n=first.entry or 0, fault=first.says)
        raise RegisterError(
            sentence(
                "%(file)s is not taken up: %(fault)s (uramost register verify names all)",
                file=str(given.file),
                fault=where if first.entry else first.says,
            )
        )
    return verdict


def _read_project(
    found: AcceptedProject,
    bundled: dict[str, Project],
    registries: Registries,
    city: City,
    export: Export,
) -> Project:
    """Read a project; what differs from the city's files names the register as a source, too."""
    if found.record is None:
        raise ValueError("what it says was erased")
    project = _PROJECT.validate_python(found.record)
    for fault in _list_faults(project, found, registries, city):
        raise ValueError(fault)
    before = bundled.get(found.id)
    if project.is_example or (before and _write(before) == _write(project)):
        return project
    source = Source(name=f"Register {export.register}", date=PartialDate.parse(found.changed[:10]))
    return replace(project, sources=(*project.sources, source))


def _list_faults(
    project: Project, found: AcceptedProject, registries: Registries, city: City
) -> Iterator[str]:
    """List what the city's own files could not name either."""
    if project.id != found.id:
        yield "it bears the id of another one"
    if shapely.get_num_coordinates(project.geometry) > MOST_VERTICES:
        yield "its geometry has too many points"
    if {one.side for one in project.partners} - {None, *(one.id for one in city.banks)}:
        yield "a partner is on a bank that the city does not have"
    if project.crossing not in {None, *(one.id for one in registries.crossings)}:
        yield "the city has no such crossing"


def _write(project: Project) -> tuple[bytes, bytes]:
    record = _PROJECT.dump_json(project, exclude={"geometry"})
    return record, b"" if project.geometry is None else shapely.to_wkb(project.geometry)


def _write_signed(found: AcceptedProject, export: Export, verdict: Verdict) -> str:
    signed = {
        "register": export.register,
        "revision": found.revision,
        "time": verdict.time,
        "head": verdict.head,
        "has_all_keys": found.has_all_keys,
        "bodies": [asdict(one) for one in found.signed],
    }
    return json.dumps(signed, ensure_ascii=False)


def _explain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        return f"{place}: {fault['msg'].removeprefix('Value error, ')}"
    return str(error) or "it is nested too deep"
