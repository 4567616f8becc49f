"""Which services the decision card names: every one on the way to which something changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geodata.assessment.reports.service_tables import say_service
from geodata.assessment.results import Assessment, NearestChange, ServiceChange
from geodata.assessment.services import STEPS_MIN
from geodata.assessment.weights import PEOPLE
from geodata.assessment.words import say_name, say_target
from geodata.names import Names
from geodata.wording import Wording
from geodata.wording import mark as _

SMALLEST = 0.5
"""People, or square metres, of which no smaller number is told."""

_SENSES = {
    "save": _("For some people the nearest is at least 1 minute nearer: %(services)s."),
    "lose": _("For some people the nearest is at least 1 minute further: %(services)s."),
    "newly_connected": _("Some people get a way where there is none today: %(services)s."),
    "cut_off": _("Some people have no way any more: %(services)s."),
}
"""Field of `NearestChange` → what is said of who is in it."""


def say_changes(
    result: Assessment,
    banks: Mapping[str, Names],
    wording: Wording,
    told: tuple[str, str] | None = None,
) -> Iterator[str]:
    """Say for how many of each bank the nearest place of a kind changes by a minute or more.

    Parameters
    ----------
    told
        Service and bank that another sentence tells of.
    """
    for field, template in _SENSES.items():
        named = [
            said
            for service in result.services
            if (said := _name_changed(service, field, result, banks, wording, told))
        ]
        if named:
            yield wording.gettext(template) % {"services": "; ".join(named)}


def _name_changed(
    service: ServiceChange,
    field: str,
    result: Assessment,
    banks: Mapping[str, Names],
    wording: Wording,
    told: tuple[str, str] | None,
) -> str:
    """Name a service with the people of each bank; nothing where nobody is concerned."""
    parts = [
        f"{say_name(banks[bank.bank], wording.language)}: {_count(number, result, wording)}"
        for bank, change in zip(result.banks, service.banks, strict=True)
        if (number := _get_number(change, field)) >= SMALLEST
        and (service.service, bank.bank) != told
    ]
    name = say_service(service.service, wording.language, is_from=service.is_from)
    return f"{name} ({', '.join(parts)})" if parts else ""


def _get_number(change: NearestChange, field: str) -> float:
    found = getattr(change, field)
    return float(found[STEPS_MIN.index(1)] if isinstance(found, tuple) else found)


def _count(number: float, result: Assessment, wording: Wording) -> str:
    whole = round(number)
    if result.weights_unit != PEOPLE:
        said = wording.gettext("%(n)s m² of floor area")
    else:
        said = wording.ngettext("%(n)s person", "%(n)s people", whole)
    return said % {"n": wording.write_number(whole)}


def say_unchanged(services: list[str], wording: Wording) -> str:
    """Say that nobody's way to some services changes."""
    named = ", ".join(say_target(one, wording.language) for one in services)
    said = wording.gettext("Nobody’s way to the nearest changes by a minute or more: %(services)s.")
    return said % {"services": named}
