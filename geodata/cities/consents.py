"""The keys of a project: what the bodies whose consent it needs are reported to have said.

A key belongs to a body with a mandate, never to a bank or a people. What newspapers report is no
signature: it is *reported*, *disputed* or *not found*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass as plain_dataclass
from enum import StrEnum

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from geodata.cities.facts import Event
from geodata.cities.names import OwnWork
from geodata.cities.records import STRICT_RECORD, RegistryFile, Slug
from geodata.names import LanguageCode, Names, Text


class Stance(StrEnum):
    """What a statement says of a project."""

    SIGNED = "signed"
    DECLINED = "declined"
    WITHDREW = "withdrew"
    PRESENT = "was present"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    ASKS_FOR_INCLUSION = "asks to be included"
    NOT_INVOLVED = "not involved"
    INVESTIGATES = "investigates"
    NO_POSITION = "no position found"


class KeyState(StrEnum):
    """What is known of the consent of one body to one project."""

    REPORTED = "reported"
    DISPUTED = "reported and disputed"
    REFUSAL_REPORTED = "refusal reported"
    WITHDRAWAL_REPORTED = "withdrawal reported"
    NOT_FOUND = "not found"


ACTS = {
    Stance.SIGNED: KeyState.REPORTED,
    Stance.DECLINED: KeyState.REFUSAL_REPORTED,
    Stance.WITHDREW: KeyState.WITHDRAWAL_REPORTED,
}
"""Only an act of a body tells of its key; support and presence do not."""


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Statement(Event):
    """One ``[[statement]]`` of a ``consents.toml``: somebody on a project, by its sources.

    `date` may be an interval. Exactly one of `bodies` and `by` says whose statement it is.
    """

    stance: Stance | None = None
    """None for what only bears on a key, such as an election."""
    projects: tuple[Slug, ...] = ()
    crossings: tuple[Slug, ...] = ()
    """What it is about; a statement on a crossing concerns the project that built it."""
    bodies: tuple[Slug, ...] = ()
    """Bodies with a key that made it."""
    by: Text | None = None
    """Who else made it."""
    contests: tuple[Slug, ...] = ()
    """Bodies whose key it disputes."""
    not_found: Text | None = None
    """What was looked for about it and not found."""
    act: Names | None = None
    """Name of what was signed."""
    unofficial: dict[LanguageCode, OwnWork] = Field(default_factory=dict)
    """Language of `act` → how we made the name that no source gives in it."""

    @model_validator(mode="after")
    def _check(self) -> Statement:
        if bool(self.bodies) == bool(self.by):
            raise ValueError("needs either bodies or by")
        if self.stance in ACTS and not self.bodies:
            raise ValueError("an act needs the bodies whose act it is")
        return self


@dataclass(frozen=True, config=STRICT_RECORD, kw_only=True)
class Key:
    """One ``[[key]]``: a body whose consent projects across the river need."""

    id: Slug
    """Of the institution; of the municipality where the city lists no institutions."""


@dataclass(frozen=True, config=STRICT_RECORD)
class ConsentFile(RegistryFile):
    """A ``consents.toml``: the lists of its ``[[key]]`` and ``[[statement]]`` tables."""

    key: tuple[Key, ...] = ()
    statement: tuple[Statement, ...] = ()


@plain_dataclass(frozen=True, slots=True)
class ProjectKey:
    """What is known of one body's consent to one project."""

    body: str
    state: KeyState
    statements: tuple[str, ...]
    """Ids of the body's own statements on it, the earliest first."""
    contested_by: tuple[str, ...]
    """Ids of the statements that dispute them."""


def select_statements(
    project: str, crossing: str | None, statements: Iterable[Statement]
) -> list[Statement]:
    """Select the statements on a project or on the crossing that it built, the earliest first."""
    found = [one for one in statements if project in one.projects or crossing in one.crossings]
    return sorted(found, key=lambda one: (one.date, one.id))


def tell_keys(keys: Iterable[Key], statements: Sequence[Statement]) -> list[ProjectKey]:
    """Tell the keys of a project from the statements on it, the earliest first.

    The last act of a body decides; it is disputed where a statement contests its key.
    """
    return [_tell_key(key, statements) for key in keys]


def _tell_key(key: Key, statements: Sequence[Statement]) -> ProjectKey:
    own = [one for one in statements if key.id in one.bodies]
    contests = [one.id for one in statements if key.id in one.contests]
    acts = [ACTS[one.stance] for one in own if one.stance in ACTS]
    state = acts[-1] if acts else KeyState.NOT_FOUND
    if state is KeyState.REPORTED and contests:
        state = KeyState.DISPUTED
    ids = tuple(one.id for one in own)
    return ProjectKey(key.id, state, ids, tuple(contests))
