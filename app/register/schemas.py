"""What people and programs send: proposals, changes and claims, as forms and JSON have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.register.errors import InvalidError
from geodata.cities.projects import ProjectKind
from geodata.cities.providers import Role
from geodata.cities.records import Slug
from geodata.cities.sources import Certainty
from geodata.dates import PartialDate
from geodata.register.accepted_claims import ClaimKind
from geodata.sentences import sentence

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
Web = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=1_000)]

_MOST_DOCUMENTS = 20
_GROUPS = frozenset({"name", "summary", "partner"})
"""Fields with a value for each language or bank."""


class Stage(StrEnum):
    """How far a project that somebody proposes has come."""

    IDEA = "idea"
    PROPOSED = "proposed"


class Sent(BaseModel):
    """What is sent: a misspelt field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


class ProjectQuery(BaseModel):
    """Which projects are listed; what is empty leaves none out."""

    kind: str = Field(default="", max_length=40)
    status: str = Field(default="", max_length=40)
    state: str = Field(default="", pattern="^(|accepted|proposed|declined)$")
    """Of moderation."""
    keys: str = Field(default="", pattern="^(|all|some)$")
    """``all`` for those that have all keys, ``some`` for those that any body signed."""
    q: str = Field(default="", max_length=100)
    """Words in any of its names, however they are written."""

    @property
    def looks_inside(self) -> bool:
        """Whether what a project says, or who signed it, decides if it is listed."""
        return bool(self.kind or self.status or self.keys or self.q)


class HomeQuery(ProjectQuery):
    """Which of them a page shows."""

    after: int = Field(default=0, ge=0, le=1_000_000)
    """So many stand on the pages before."""


class ProposalForm(Sent):
    """The form by which a project is proposed."""

    kind: ProjectKind
    stage: Stage = Stage.IDEA
    name: dict[str, Line] = Field(default_factory=dict)
    """Language → name."""
    summary: dict[str, Words] = Field(default_factory=dict)
    place: str = ""
    """Coordinates or GeoJSON."""
    location: Words = ""
    partner: dict[str, Line] = Field(default_factory=dict)
    """Bank → who takes part there."""
    cost_low: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None = None
    cost_high: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    cost_source: Line = ""
    source: Line = ""
    source_url: Web | None = None
    certainty: Certainty = "L"
    need: Slug | None = None
    documents: Words = ""
    """One a line: a title, and the address at its end."""
    conditions: Words = ""

    def write(self, geometry: Mapping[str, Any] | None) -> dict[str, Any]:
        """Write what a version says."""
        source = self._write_source()
        record = {
            "kind": self.kind.value,
            "name": self.name,
            "history": [{"status": self.stage.value, "date": _today(), **source}],
            "summary": self.summary,
            "geometry": geometry,
            "geometry_certainty": self.certainty if geometry else None,
            "location": self.location,
            "partners": [
                {"name": who, "side": bank, **source} for bank, who in self.partner.items()
            ],
            "costs": self._write_costs(),
            **source,
        }
        made = {
            "record": {name: value for name, value in record.items() if value},
            "needs": [self.need] if self.need else [],
            "documents": read_documents(self.documents),
            "conditions": self.conditions,
        }
        return {name: value for name, value in made.items() if value}

    def _write_source(self) -> dict[str, Any]:
        """Write who says all this; the proposal itself where nobody else does."""
        source: dict[str, Any] = {
            "name": self.source or "Proposal in the register",
            "date": _today(),
        }
        if self.source:
            source.pop("date")
        if self.source_url:
            source["url"] = self.source_url
        return {"sources": [source], "certainty": self.certainty}

    def _write_costs(self) -> list[dict[str, Any]]:
        low, high = self.cost_low, self.cost_high
        if low is None and high is None:
            return []
        if not self.cost_source:
            raise InvalidError("cost_source", sentence("Say who says so: a cost needs a source"))
        return [
            {
                "low": low if low is not None else high,
                "high": high if high is not None else low,
                "currency": self.currency,
                "sources": [{"name": self.cost_source}],
                "certainty": self.certainty,
            }
        ]


def group_fields(fields: Mapping[str, str]) -> dict[str, Any]:
    """Group the fields of a form: ``name.sq`` and ``name.en`` are one; empty ones are none.

    Raises
    ------
    InvalidError
        When a field has a key that has none, or the other way round: no form of ours sends that.
    """
    made: dict[str, Any] = {}
    for name, value in fields.items():
        group, _, key = name.partition(".")
        if bool(key) != (group in _GROUPS):
            raise InvalidError(name[:40], sentence("The form has no such field"))
        if not value.strip():
            continue
        if key:
            made.setdefault(group, {})[key] = value
        else:
            made[name] = value
    return made


def read_documents(text: str) -> list[dict[str, str]]:
    """Read documents, one a line: a title, and the address at its end.

    Raises
    ------
    InvalidError
        When a line has no address, or there are too many.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, url = line.rpartition(" ")
        if not url.startswith(("https://", "http://")):
            fault = sentence("Each line names a document and ends with its address: https://…")
            raise InvalidError("documents", fault)
        found.append({"title": title.strip() or url, "url": url})
    if len(found) > _MOST_DOCUMENTS:
        fault = sentence("At most %(most)s documents are taken", most=_MOST_DOCUMENTS)
        raise InvalidError("documents", fault)
    return found


class Proposal(Sent):
    """A project that a program proposes."""

    record: dict[str, Any]
    """As a project of a city's files; `id` is given by the register."""
    needs: list[Slug] = Field(default_factory=list)
    documents: list[dict[str, str]] = Field(default_factory=list)
    conditions: Words = ""


class Changes(Sent):
    """Changes by field that a program makes or suggests."""

    changes: Annotated[dict[str, Any], Field(min_length=1, max_length=20)]
    sources: dict[str, Any]
    """Field → who says so."""
    text: Words = ""


class ClaimForm(Sent):
    """Who operates a feature or an area, so somebody says."""

    subject: Annotated[str, StringConstraints(max_length=120)] = ""
    """``feature/way/1``; empty for an area."""
    says: ClaimKind
    provider: Slug
    role: Role
    since: PartialDate | None = None
    until: PartialDate | None = None
    place: str = ""
    source: Annotated[Line, Field(min_length=1)]
    source_url: Web | None = None
    text: Words = ""


class CommentForm(Sent):
    """A comment on something."""

    subject: Annotated[str, StringConstraints(max_length=120)]
    text: str
    language: str = "und"


class SignedForm(Sent):
    """A signed statement, as the signing page sends it."""

    statement: dict[str, Any]
    assertion: dict[str, Any]


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
