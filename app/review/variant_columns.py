"""The columns of the table of variants: title, value, and how a reader sees that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.review.services import name_services
from geodata.assessment.weights import PEOPLE
from geodata.wording import Wording

Found = Mapping[str, Any]
"""An assessment as JSON, with the people who save and lose at least a minute."""

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its title, its value for a variant, and how a reader sees that."""

    title: str
    read: Callable[[Found], Value]
    write: Callable[..., str] = str


def list_columns(
    all_found: Sequence[Found], wording: Wording, banks: Mapping[str, str]
) -> list[Column]:
    """List the columns beside the names; none where nothing was found."""
    if not all_found:
        return []
    units = {one["assessment"]["weights_unit"]: None for one in all_found}
    unit = say_unit(next(iter(units)), wording) if len(units) == 1 else ""
    people = _list_people(all_found[0], wording, banks, unit or _say_either(wording))
    services = _list_services(all_found, wording, unit or _say_either(wording))
    return [*people, *services, *([] if unit else [_make_unit(wording)])]


def _say_either(wording: Wording) -> str:
    """Say what residents are counted in where variants differ; a column has that of each."""
    return wording.gettext("people or m² of floor area")


def _make_unit(wording: Wording) -> Column:
    return Column(
        wording.gettext("Unit"), lambda one: say_unit(one["assessment"]["weights_unit"], wording)
    )


def _list_people(
    first: Found, wording: Wording, banks: Mapping[str, str], said_unit: str
) -> Iterator[Column]:
    _, number = wording.gettext, wording.write_number
    assessment, unit = first["assessment"], {"unit": said_unit}
    save = _("Save at least 1 min to the other bank, %(unit)s") % unit
    yield Column(save, lambda one: one["save"], number)
    lose = _("Lose at least 1 min to the other bank, %(unit)s") % unit
    yield Column(lose, lambda one: one["lose"], number)
    for at, bank in enumerate(assessment["banks"]):
        title = _("%(bank)s: saved per trip") % {"bank": banks.get(bank["bank"], bank["bank"])}
        yield Column(title, partial(_read_saved, at), wording.write_duration)
    for field, title in (
        ("gained", _("Newly connected, %(unit)s") % unit),
        ("cut", _("Cut off with no route left, %(unit)s") % unit),
    ):
        yield Column(title, partial(_add, field), number)
    yield Column(_("Length, m"), _add_lengths, number)


def _list_services(all_found: Sequence[Found], wording: Wording, unit: str) -> Iterator[Column]:
    """List a pair of columns for each service that any variant changes, and the demand."""
    _, number, named = wording.gettext, wording.write_number, name_services(wording.language)
    for one in all_found[0]["assessment"]["services"]:
        values = {"service": named[one["service"]], "unit": unit}
        nearer, further = (partial(_count, one["service"], field) for field in ("save", "lose"))
        if any(nearer(found) >= 0.5 or further(found) >= 0.5 for found in all_found):
            title = _("%(service)s: nearer by at least 1 min, %(unit)s")
            yield Column(title % values, nearer, number)
            title = _("%(service)s: further by at least 1 min, %(unit)s")
            yield Column(title % values, further, number)
    yield Column(
        _("How people travel"), lambda one: wording.say("travel mode", one["assessment"]["mode"])
    )
    yield Column(_("Day"), lambda one: one["assessment"]["day"])


def say_unit(unit: str, wording: Wording) -> str:
    """Say what residents are counted in."""
    return wording.gettext("people") if unit == PEOPLE else wording.gettext("m² of floor area")


def _read_saved(at: int, found: Found) -> float | None:
    saved: float | None = found["assessment"]["banks"][at]["saved_person_min_per_trip"]
    return saved


def _add(field: str, found: Found) -> float:
    return float(sum(bank[field] for bank in found["assessment"]["banks"]))


def _add_lengths(found: Found) -> float:
    return float(sum(one["length_m"] for one in found["assessment"]["candidates"]))


def _count(service: str, field: str, found: Found) -> float:
    """Count residents whose way to the nearest one of a service changes by at least a minute."""
    listed = found["assessment"]["services"]
    banks = [bank for one in listed if one["service"] == service for bank in one["banks"]]
    return float(sum(bank[field][0] for bank in banks))
