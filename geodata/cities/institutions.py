"""Public institutions and civic bodies: where, of which system, of what state."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.facts import Fact, Named, Sources
from geodata.cities.providers import Service, System
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.cities.sources import Certainty
from geodata.dates import PartialDate
from geodata.names import Text


class InstitutionKind(StrEnum):
    """What an institution is."""

    MUNICIPALITY = "municipality"
    JOINT_BODY = "joint body"
    ADMINISTRATION = "administration"
    COURT = "court"
    POLICE = "police"
    TAX = "tax office"
    HOSPITAL = "hospital"
    UNIVERSITY = "university"
    POST = "post"
    BANK = "bank"
    UTILITY = "utility"
    ENTERPRISE = "public enterprise"
    CULTURE = "sport and culture"
    MISSION = "international mission"
    CIVIC = "civic organisation"


class InstitutionStatus(StrEnum):
    """The state of an institution, by its last source."""

    WORKS = "works"
    CONTESTED = "contested"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, config=STRICT_RECORD)
class Mandate:
    """Who speaks for a body, from until when."""

    holder: Text
    sources: Sources
    certainty: Certainty
    start: PartialDate | None = None
    end: PartialDate | None = None
    note: Text | None = None


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Institution(Fact, Named):
    """One ``[[institution]]`` of an ``institutions.toml``."""

    kind: InstitutionKind
    service: Service
    system: System
    """The legal order under which the sources say it works; private for what is of no state."""
    status: InstitutionStatus
    status_as_of: PartialDate | None = None
    """Date of the last source that tells its state."""
    closed_by: Text | None = None
    """Who closed it, as its sources say."""
    sides: tuple[Slug, ...] = ()
    """Banks where it works; empty where no source gives a place."""
    municipality: Slug | None = None
    """Municipality of the profile whose administration it is."""
    start: PartialDate | None = None
    end: PartialDate | None = None
    mandates: tuple[Mandate, ...] = ()
    location: Text | None = None
    """Where it works, in the words of the sources."""
    aliases: tuple[Text, ...] = ()
    """Every other way in which OSM mappers or signs write the name."""

    @model_validator(mode="after")
    def _check(self) -> Institution:
        if self.closed_by and self.status is not InstitutionStatus.CLOSED:
            raise ValueError("closed_by needs status = closed")
        return self


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class SystemRemark(Fact):
    """One ``[[remark]]``: what is to be said with every institution of a system."""

    system: System
    says: Text


@dataclass(frozen=True, config=STRICT_RECORD)
class InstitutionFile(RegistryFile):
    """An ``institutions.toml``: the lists of its ``[[institution]]`` and ``[[remark]]`` tables."""

    institution: tuple[Institution, ...] = ()
    remark: tuple[SystemRemark, ...] = ()
