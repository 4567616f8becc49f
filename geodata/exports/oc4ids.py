"""A city's projects in the Open Contracting for Infrastructure Data Standard 0.9.5.

Ids begin with ``oc4ids-uramost-``, then the city, a dot and the project. That prefix is not
registered: registered ones have six signs, so it can be nobody else's. Who publishes the projects
of an authority registers one with the Open Contracting Partnership.
https://standard.open-contracting.org/infrastructure/0.9.5/en/guidance/identifiers/
"""

from __future__ import annotations

from collections.abc import Sequence

from geodata import LICENCE_URL
from geodata.cities.projects import HistoryStep, Project, ProjectStatus
from geodata.errors import ExportError
from geodata.exports import oc4ids_model as model
from geodata.exports.oc4ids_codes import SECTORS, STATUSES, Role, Status
from geodata.exports.oc4ids_money import Contract, list_contracts, write_budget, write_contract
from geodata.exports.oc4ids_parts import (
    is_after,
    write_documents,
    write_locations,
    write_milestones,
    write_need,
    write_parties,
    write_purposes,
)
from geodata.exports.project_register import ProjectRegister
from geodata.exports.project_words import (
    describe,
    join_sentences,
    say_certainty,
    say_name,
    tell,
    write_moment,
)
from geodata.sentences import sentence
from geodata.wording import Wording

PREFIX = "oc4ids-uramost"
MEDIA_TYPE = "application/json"
NO_PROJECTS = sentence("There are no projects with sources here, so there is no OC4IDS file.")
STANDARD = "https://standard.open-contracting.org/infrastructure/0.9.5/en/"


def write_package(
    register: ProjectRegister, wording: Wording, uri: str, publisher_uri: str | None = None
) -> model.ProjectPackage:
    """Write the projects of a city in one language.

    Parameters
    ----------
    uri
        Where the package is, or what names it.
    publisher_uri
        Address of who publishes it.

    Raises
    ------
    ExportError
        When there is no project, without which the standard knows no package.
    """
    if not register.projects:
        raise ExportError(NO_PROJECTS)
    titles = {one.id: say_name(one.name, wording, one.id) for one in register.projects}
    contracts = list_contracts(register.projects)
    return model.ProjectPackage(
        uri=uri,
        published_date=register.created_at,
        version="0.9",
        publisher=model.Publisher("UraMost", publisher_uri),
        license=LICENCE_URL,
        projects=tuple(
            _write_project(one, register, wording, titles, contracts) for one in register.projects
        ),
    )


def name_project(city: str, project: str) -> str:
    """Name a project as nothing else is named; a dot is in no id of a city or project."""
    return f"{PREFIX}-{city}.{project}"


def choose_status(project: Project) -> Status | None:
    """Choose the standard's status: none without a decision of the owner.

    Only what was decided on can be cancelled.
    """
    status = STATUSES[project.status]
    is_decided = any(STATUSES[one.status] for one in project.history[:-1])
    return None if status is Status.CANCELLED and not is_decided else status


def _write_project(
    project: Project,
    register: ProjectRegister,
    wording: Wording,
    titles: dict[str, str],
    contracts: Sequence[Contract],
) -> model.Project:
    parties = write_parties(project, register, wording)
    own = [one for one in contracts if project.id in one.projects]
    clients = [one for one in parties if Role.PUBLIC_AUTHORITY in one.roles]
    processes = tuple(
        write_contract(one, f"{PREFIX}-{register.city}.contract.{one.id}", titles, parties, wording)
        for one in own
        if one.projects[0] == project.id
    )
    client = clients[0] if len(clients) == 1 else None
    return model.Project(
        id=name_project(register.city, project.id),
        language=wording.language,
        title=titles[project.id],
        description=describe(project, wording),
        status=choose_status(project),
        sector=SECTORS[project.kind],
        purpose=write_need(project, register, wording),
        additional_classifications=write_purposes(project, wording),
        public_authority=model.OrganizationReference(client.id, client.name) if client else None,
        parties=parties,
        budget=write_budget(project, wording),
        locations=write_locations(project, register, wording),
        implementation_period=_write_period(project),
        completion=_write_completion(project, wording),
        milestones=write_milestones(project, register, wording),
        documents=write_documents(project, register, wording),
        contracting_processes=processes,
        related_projects=_relate(project, register.city, titles, own),
    )


def _relate(
    project: Project, city: str, titles: dict[str, str], contracts: Sequence[Contract]
) -> tuple[model.RelatedProject, ...]:
    """Relate a project to those that share a contract with it; no code says how."""
    others = dict.fromkeys(one for held in contracts for one in held.projects if one != project.id)
    return tuple(
        model.RelatedProject(
            id=f"related-{number}",
            scheme="oc4ids",
            identifier=name_project(city, one),
            title=titles[one],
        )
        for number, one in enumerate(others, 1)
    )


def _find_step(project: Project, status: ProjectStatus) -> HistoryStep | None:
    return next((one for one in reversed(project.history) if one.status is status), None)


def _write_period(project: Project) -> model.Period | None:
    """Write from when until when it was built, each end only where it is known to the day."""
    begun = next(
        (one for one in project.history if one.status is ProjectStatus.UNDER_CONSTRUCTION), None
    )
    done = _find_step(project, ProjectStatus.COMPLETED)
    start, end = begun.date if begun else None, done.date if done else None
    period = model.Period(
        start_date=write_moment(start), end_date=write_moment(end) if is_after(end, start) else None
    )
    return period if begun and period != model.Period() else None


def _write_completion(project: Project, wording: Wording) -> model.Completion | None:
    """Write when a project was completed, in words where that is not known to the day."""
    if project.status is not ProjectStatus.COMPLETED:
        return None
    step = project.history[-1]
    day = wording.write_day(step.date) if step.date else wording.gettext("The date is not known.")
    told = [day, tell(wording, step.note), say_certainty(step.certainty, wording)]
    return model.Completion(end_date=write_moment(step.date), end_date_details=join_sentences(told))
