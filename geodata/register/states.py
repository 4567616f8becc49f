"""What is known of a body's signed consent: what the map reads of it, without the checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SignedState(StrEnum):
    """What is known of one body's consent to the revision that a project has now."""

    CONSENTS = "consents"
    CONSENTS_WITH_CONDITIONS = "consents with conditions"
    WAITING = "signed, does not count yet"
    DECLINES = "declines"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed: signed an earlier version"
    NONE = "has not signed"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """What one body signed, at the time of the export."""

    body: str
    state: SignedState
    time: str | None
    """Of its latest statement."""
    counts_from: str | None
    conditions: str
    reason: str
