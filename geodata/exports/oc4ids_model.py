"""Typed model of what a city's projects use of OC4IDS 0.9.5; it refuses what the standard refuses.

https://standard.open-contracting.org/infrastructure/0.9.5/en/reference/schema/ (Open Contracting
Partnership). Names are the standard's, in lower case with underscores; `dump_package` writes them
as the standard does and leaves out what is not known.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter
from pydantic.dataclasses import dataclass

from geodata.exports.oc4ids_codes import (
    ContractStatus,
    DocumentType,
    Gazetteer,
    GeometryType,
    MilestoneStatus,
    MilestoneType,
    Role,
    Sector,
    Status,
)
from geodata.exports.oc4ids_types import (
    CAMEL,
    Currency,
    LanguageOfTexts,
    Moment,
    Text,
    Unique,
    UniqueIds,
    Uri,
    check_ids,
)


@dataclass(frozen=True, config=CAMEL)
class Value:
    """An amount of money."""

    amount: Annotated[float, Field(ge=0)]
    currency: Currency


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Period:
    """From when until when, each end only where it is known to the day."""

    start_date: Moment | None = None
    end_date: Moment | None = None


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Classification:
    """A code of another list."""

    scheme: Text
    id: Text
    description: Text
    uri: Uri | None = None


@dataclass(frozen=True, config=CAMEL)
class OrganizationReference:
    """One of the parties, by its id."""

    id: Text
    name: Text


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Organization:
    """A party of a project."""

    id: Text
    name: Text
    roles: Annotated[tuple[Role, ...], Unique] = ()
    classifications: tuple[Classification, ...] = ()


@dataclass(frozen=True, config=CAMEL)
class Geometry:
    """A geometry of GeoJSON in (lon, lat), EPSG:4326."""

    type: GeometryType
    coordinates: Annotated[list[Any], Field(min_length=1)]


@dataclass(frozen=True, config=CAMEL)
class GazetteerEntry:
    """A place by its identifiers in a gazetteer."""

    scheme: Gazetteer
    identifiers: Annotated[tuple[Text, ...], Unique, Field(min_length=1)]


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Location:
    """Where a project is."""

    id: Text
    description: Text | None = None
    geometry: Geometry | None = None
    gazetteer: GazetteerEntry | None = None


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Document:
    """A source."""

    id: Text
    document_type: DocumentType | None = None
    title: Text
    description: Text | None = None
    url: Uri | None = None
    date_published: Moment | None = None


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Milestone:
    """Something that a project has to reach; the consent of a body is an approval."""

    id: Text
    title: Text
    type: MilestoneType | None = None
    description: Text | None = None
    due_date: Moment | None = None
    date_met: Moment | None = None
    status: MilestoneStatus | None = None


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class BudgetBreakdown:
    """One figure that a source gives."""

    id: Text
    description: Text
    amount: Value | None = None


@dataclass(frozen=True, config=CAMEL)
class BudgetBreakdowns:
    """Figures that are told side by side."""

    id: Text
    description: Text
    budget_breakdown: Annotated[tuple[BudgetBreakdown, ...], UniqueIds, Field(min_length=1)]


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Budget:
    """Costs that no contract settles."""

    description: Text
    amount: Value | None = None
    budget_breakdowns: Annotated[tuple[BudgetBreakdowns, ...], UniqueIds] = ()


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class ContractingProcessSummary:
    """What is known of a contract."""

    title: Text
    description: Text
    external_reference: Text
    status: ContractStatus | None = None
    suppliers: Annotated[tuple[OrganizationReference, ...], UniqueIds] = ()
    contract_value: Value | None = None


@dataclass(frozen=True, config=CAMEL)
class ContractingProcess:
    """A contract, which stands with one project alone."""

    id: Text
    summary: ContractingProcessSummary


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class RelatedProject:
    """Another project of the package."""

    id: Text
    scheme: Literal["oc4ids"]
    identifier: Text
    title: Text


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Completion:
    """When a project was completed."""

    end_date: Moment | None = None
    end_date_details: Text


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class Project:
    """One project; `status` is missing where its owner has decided nothing."""

    id: Annotated[str, StringConstraints(pattern=r"^oc4ids-\w+-.")]
    language: LanguageOfTexts
    title: Text
    description: Text
    status: Status | None = None
    sector: Annotated[tuple[Sector, ...], Unique] = ()
    purpose: Text | None = None
    additional_classifications: tuple[Classification, ...] = ()
    public_authority: OrganizationReference | None = None
    parties: Annotated[tuple[Organization, ...], UniqueIds] = ()
    budget: Budget | None = None
    locations: Annotated[tuple[Location, ...], UniqueIds] = ()
    implementation_period: Period | None = None
    completion: Completion | None = None
    milestones: Annotated[tuple[Milestone, ...], UniqueIds] = ()
    documents: Annotated[tuple[Document, ...], UniqueIds] = ()
    contracting_processes: Annotated[tuple[ContractingProcess, ...], UniqueIds] = ()
    related_projects: Annotated[tuple[RelatedProject, ...], UniqueIds] = ()


@dataclass(frozen=True, config=CAMEL)
class Publisher:
    """Who publishes."""

    name: Text
    uri: Uri | None = None


def _check_projects(projects: tuple[Project, ...]) -> tuple[Project, ...]:
    """Refuse a project or contract that comes twice, and what is related to nothing."""
    known = {one.id for one in projects}
    check_ids(projects)
    check_ids([process for one in projects for process in one.contracting_processes])
    for one in projects:
        if not {other.identifier for other in one.related_projects} <= known - {one.id}:
            raise ValueError(f"{one.id} is related to a project that is not here")
        if not _list_references(one) <= {(party.id, party.name) for party in one.parties}:
            raise ValueError(f"{one.id} names a party that it does not list")
    return projects


def _list_references(project: Project) -> set[tuple[str, str]]:
    found = [project.public_authority] if project.public_authority else []
    found += [one for process in project.contracting_processes for one in process.summary.suppliers]
    return {(one.id, one.name) for one in found}


@dataclass(frozen=True, config=CAMEL, kw_only=True)
class ProjectPackage:
    """All projects of a city."""

    uri: Uri
    published_date: Moment
    version: Literal["0.9"]
    publisher: Publisher
    license: Uri
    projects: Annotated[tuple[Project, ...], Field(min_length=1), AfterValidator(_check_projects)]


_PACKAGE = TypeAdapter(ProjectPackage)


def dump_package(package: ProjectPackage) -> dict[str, Any]:
    """Write a package as plain JSON values, without what is not known."""
    document: dict[str, Any] = _PACKAGE.dump_python(
        package, mode="json", by_alias=True, exclude_defaults=True
    )
    return document


def read_package(document: object) -> ProjectPackage:
    """Read a package of plain JSON values.

    Raises
    ------
    pydantic.ValidationError
        When it is none by this model.
    """
    return _PACKAGE.validate_python(document)
