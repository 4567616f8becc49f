"""What is known of a body's signed consent: words that the map reads, too."""

from __future__ import annotations

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
