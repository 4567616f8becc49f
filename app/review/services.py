"""What the kinds of services that assessments tell of are called."""

from __future__ import annotations

from geodata.assessment.place_kinds import PLACES, RESPONDERS
from geodata.assessment.reports.service_tables import say_service
from geodata.names import Language


def name_services(language: Language) -> dict[str, str]:
    """Name each kind: those that people go to, and those that come to people."""
    return {
        kind: say_service(kind, language, is_from=kind in RESPONDERS)
        for kind in (*PLACES, *RESPONDERS)
    }
