"""Parts of a project as OC4IDS has them: partners, places, consents, steps and sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.consents import ACTS, ProjectKey
from geodata.cities.projects import Partner, Project, ProjectStatus
from geodata.cities.sources import Source
from geodata.dates import PartialDate
from geodata.exports.oc4ids_codes import (
    BANK,
    CONSENTS,
    DAC,
    DAC_URI,
    GAZETTEERS,
    PURPOSES,
    ROLES,
    SIGNED,
    STEPS,
    DocumentType,
    Gazetteer,
    GeometryType,
    MilestoneStatus,
    MilestoneType,
)
from geodata.exports.oc4ids_model import (
    Classification,
    Document,
    GazetteerEntry,
    Geometry,
    Location,
    Milestone,
    Organization,
)
from geodata.exports.project_register import ProjectRegister
from geodata.exports.project_words import (
    join_sentences,
    say_certainty,
    say_name,
    tell,
    write_address,
    write_moment,
)
from geodata.gazetteer.folding import fold_name
from geodata.geojson import normalise_geometries
from geodata.names import clean_text
from geodata.register.states import SignedBy
from geodata.wording import Wording


def write_purposes(project: Project, wording: Wording) -> tuple[Classification, ...]:
    """Write the purpose code of the Development Assistance Committee that a kind has."""
    purpose = PURPOSES[project.kind]
    if purpose is None:
        return ()
    said = wording.gettext(purpose.title)
    address = f"{DAC_URI}#{purpose.code}"
    return (Classification(scheme=DAC, id=purpose.code, description=said, uri=address),)


def write_parties(
    project: Project, register: ProjectRegister, wording: Wording
) -> tuple[Organization, ...]:
    """Write the partners, each once, with the bank that they stand on."""
    known = dict.fromkeys((one.name, one.side, one.role) for one in project.partners)
    parties: dict[str, Organization] = {}
    for name, side, role in known:
        partner = Partner(name=name, side=side, role=role)
        party_id = _choose_id(fold_name(name), parties)
        parties[party_id] = Organization(
            id=party_id,
            name=clean_text(wording.say("note", name), 1_200) or party_id,
            roles=(ROLES[partner.role],) if partner.role else (),
            classifications=_write_bank(side, register, wording) if side else (),
        )
    return tuple(parties.values())


def _write_bank(
    side: str, register: ProjectRegister, wording: Wording
) -> tuple[Classification, ...]:
    name = say_name(register.sides.get(side, {"und": side}), wording, side)
    return (Classification(scheme=BANK, id=side, description=name),)


def _choose_id(folded: str, taken: Iterable[str]) -> str:
    """Choose an id that nothing else has, of the words of a name."""
    wanted = re.sub(r"[^a-z0-9]+", "-", folded)[:60].strip("-") or "party"
    number = 1
    while (chosen := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return chosen


def write_locations(
    project: Project, register: ProjectRegister, wording: Wording
) -> tuple[Location, ...]:
    """Write where a project is: its shape, the words of the sources, elements of OpenStreetMap."""
    said = tell(wording, project.location) or None
    places = [
        Location(id=f"place-{number}", description=said, geometry=shape)
        for number, shape in enumerate(_write_shapes(project.geometry), 1)
    ]
    if said and not places:
        places = [Location(id="place-1", description=said)]
    entries = _write_elements(register.osm_ids.get(project.crossing or "", ()))
    return (*places, *(Location(id=f"osm-{one.scheme}", gazetteer=one) for one in entries))


def _write_shapes(place: BaseGeometry | None) -> Iterator[Geometry]:
    """Write a geometry by the types of the standard, which has no collections of several."""
    if place is None:
        return
    if place.geom_type == "GeometryCollection":
        for part in shapely.get_parts(place):
            yield from _write_shapes(part)
        return
    (shape,) = normalise_geometries([shapely.force_2d(place)])
    if shape is not None:
        told = json.loads(shapely.to_geojson(shape))
        yield Geometry(GeometryType(told["type"]), told["coordinates"])


def _write_elements(osm_ids: Sequence[str]) -> Iterator[GazetteerEntry]:
    found: dict[Gazetteer, list[str]] = {}
    for one in osm_ids:
        element, _, number = one.partition("/")
        if element in GAZETTEERS and number:
            found.setdefault(GAZETTEERS[element], []).append(number)
    for scheme, numbers in found.items():
        yield GazetteerEntry(scheme, tuple(dict.fromkeys(numbers)))


def write_milestones(
    project: Project, register: ProjectRegister, wording: Wording
) -> tuple[Milestone, ...]:
    """Write the consents that are known, as approvals, then the steps of the history."""
    keys = register.keys.get(project.id, ())
    consents = (_write_consent(key, register, wording) for key in keys if key.state in CONSENTS)
    signed = (
        _write_signed(one, register, wording)
        for one in register.signed.get(project.id, ())
        if one.state in SIGNED
    )
    return (*consents, *signed, *_write_steps(project, wording))


def _write_consent(key: ProjectKey, register: ProjectRegister, wording: Wording) -> Milestone:
    """Write what is reported of the consent of a body: its last act, and whether it is disputed."""
    own = [register.statements[one] for one in key.statements if one in register.statements]
    last = next((one for one in reversed(own) if one.stance in ACTS), None)
    status = CONSENTS[key.state]
    state = wording.say("key", key.state)
    dated = f"{state}, {wording.write_day(last.date)}" if last else state
    told = [tell(wording, last.says), say_certainty(last.certainty, wording)] if last else []
    name = say_name(register.bodies.get(key.body, {"und": key.body}), wording, key.body)
    return Milestone(
        id=f"consent-{key.body}",
        title=wording.gettext("Consent of the body: %(name)s") % {"name": name},
        type=MilestoneType.APPROVAL,
        description=join_sentences([dated, *told]),
        status=status,
        date_met=write_moment(last.date) if last and status is MilestoneStatus.MET else None,
    )


def _write_signed(one: SignedBy, register: ProjectRegister, wording: Wording) -> Milestone:
    """Write what a body signed in the register; a consent that does not count yet is due."""
    status = SIGNED[one.state]
    name = say_name(register.bodies.get(one.body, {"und": one.body}), wording, one.body)
    told = [wording.say("signed state", one.state), one.conditions, one.reason]
    is_due = status is MilestoneStatus.SCHEDULED
    return Milestone(
        id=f"signed-{one.body}",
        title=wording.gettext("Signed consent of the body: %(name)s") % {"name": name},
        type=MilestoneType.APPROVAL,
        description=join_sentences(told),
        status=status,
        due_date=one.counts_from if is_due else None,
        date_met=one.time if status is MilestoneStatus.MET else None,
    )


def _write_steps(project: Project, wording: Wording) -> Iterator[Milestone]:
    for number, step in enumerate(project.history, 1):
        if step.status not in STEPS:
            continue
        # That several agreed is told by their consents, which may be disputed.
        is_met = step.status is not ProjectStatus.AGREED
        told = [wording.write_day(step.date) if step.date else "", tell(wording, step.note)]
        yield Milestone(
            id=f"step-{number}",
            title=wording.say("project status", step.status),
            type=STEPS[step.status],
            description=join_sentences([*told, say_certainty(step.certainty, wording)]) or None,
            status=MilestoneStatus.MET if is_met else None,
            date_met=write_moment(step.date) if is_met else None,
        )


def write_documents(
    project: Project, register: ProjectRegister, wording: Wording
) -> tuple[Document, ...]:
    """Write every source of a project once, then those of the needs that it answers."""
    held = register.keys.get(project.id, ())
    keys = [one for key in held for one in (*key.statements, *key.contested_by)]
    acts = [register.statements[one] for one in dict.fromkeys(keys) if one in register.statements]
    parts = (project.history, project.partners, project.costs, acts)
    own = [*project.sources, *(one for part in parts for fact in part for one in fact.sources)]
    needs = [source for need in register.list_needs(project.id) for source in need.sources]
    told: dict[tuple[object, ...], tuple[Source, DocumentType | None]] = {}
    for source, kind in (
        *((one, None) for one in own),
        *((one, DocumentType.NEEDS_ASSESSMENT) for one in needs),
    ):
        key = (source.name, source.url, source.reference, source.date)
        told.setdefault(key, (source, kind))
    return tuple(
        _write_document(f"source-{number}", source, kind, wording)
        for number, (source, kind) in enumerate(told.values(), 1)
    )


def _write_document(
    document_id: str, source: Source, kind: DocumentType | None, wording: Wording
) -> Document:
    """Write a source; what its fields have no room for is told in words."""
    moment, address = write_moment(source.date), write_address(source)
    told = [
        wording.write_day(source.date) if source.date and not moment else "",
        source.reference or "",
        source.url or "" if not address else "",
        wording.say("seen", source.seen) if source.seen else "",
    ]
    return Document(
        id=document_id,
        document_type=kind,
        title=clean_text(source.name, 2_000) or document_id,
        description=clean_text("; ".join(one for one in told if one), 4_000) or None,
        url=address,
        date_published=moment,
    )


def write_need(project: Project, register: ProjectRegister, wording: Wording) -> str | None:
    """Write what people said that they need, when and where, as the purpose of a project."""
    needs = register.list_needs(project.id)
    said = [
        f"{wording.write_day(need.date)}. {tell(wording, need.place, need.says)}" for need in needs
    ]
    return join_sentences(said) or None


def is_after(end: PartialDate | None, start: PartialDate | None) -> bool:
    """Tell whether an end contradicts no start."""
    return not (end and start) or end.last >= start.first
