"""Says what is modelled, and how many crossings there are for people and for services."""

from __future__ import annotations

from geodata.crossings.counts import Count, CrossingCounts
from geodata.wording import Wording


def say_modelled(number: int, of: int, wording: Wording) -> str:
    """Say how many of a number of things are modelled: one word for all, nothing for none."""
    if number <= 0:
        return ""
    if number >= of:
        return wording.gettext("modelled")
    return ngettext("%(n)s of them modelled", "%(n)s of them modelled", number, wording)


def say_counts(counts: CrossingCounts, wording: Wording) -> str:
    """Say how many crossings are in use, those of people and of services apart."""
    number, foot_only, lines = (
        one.number for one in (counts.people, counts.foot_only, counts.services)
    )
    people = ngettext("%(n)s for people", "%(n)s for people", number, wording)
    if foot_only:
        people += ", " + ngettext(
            "%(n)s of them on foot only", "%(n)s of them on foot only", foot_only, wording
        )
    services = ngettext("%(n)s service line", "%(n)s service lines", lines, wording)
    parts = (
        _add_modelled(people, counts.people, wording),
        _add_modelled(services, counts.services, wording),
    )
    return "; ".join(parts)


def _add_modelled(said: str, count: Count, wording: Wording) -> str:
    modelled = say_modelled(count.modelled, count.number, wording)
    return f"{said} ({modelled})" if modelled else said


def ngettext(singular: str, plural: str, number: int, wording: Wording) -> str:
    """Say a message that depends on a number, and has it in it."""
    return wording.ngettext(singular, plural, number) % {"n": wording.write_number(number)}
