"""Key numbers of a brief: the first to see, and a table with the banks side by side."""

from __future__ import annotations

from collections.abc import Iterator

from app.brief.sheet import Lead, Numbers
from geodata.assessment.indicators import OTHER_BANK
from geodata.assessment.reports.report import make_city_table, make_key_table
from geodata.assessment.reports.service_tables import say_service
from geodata.assessment.results import Assessment, BankAssessment, ServiceChange
from geodata.assessment.services import STEPS_MIN
from geodata.assessment.words import (
    say,
    say_name,
    say_target,
    say_weighed,
    write_duration,
    write_number,
)
from geodata.names import clean_name
from geodata.sentences import begin_sentence
from geodata.snapshot.manifest import CitySummary

WITHIN_MIN = 15


def name_banks(city: CitySummary, language: str) -> tuple[str, str]:
    """Name the left and the right bank."""
    left, right = (clean_name(say_name(bank.name, language)) for bank in (city.left, city.right))
    return left, right


def list_numbers(result: Assessment, city: CitySummary, language: str) -> Numbers:
    """List the key numbers of both banks, before, after and the difference."""
    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    table = make_key_table(result, banks, language, WITHIN_MIN)
    both = make_city_table(result, language)
    return Numbers(table.headings[:4], name_banks(city, language), table.rows, both.rows)


def list_leads(result: Assessment, city: CitySummary, language: str) -> Iterator[Lead]:
    """List the figures to see first: who gains most, and what a trip over the river saves.

    Where no way to a service changes, what a trip saves and who comes over in time.
    """
    names = name_banks(city, language)

    def pair(label: str, values: Iterator[str]) -> Lead:
        return Lead(label, tuple(zip(names, values, strict=True)))

    gain = _find_gain(result)
    if gain is not None:
        service, key, residents = gain
        kind = say_service(service.service, language, is_from=service.is_from)
        label = f"{begin_sentence(kind)}: {say(key, language).format(STEPS_MIN[0])}"
        told = (write_number(one, language, 0) for one in residents)
        yield pair(f"{label} ({say(result.weights_unit, language)})", told)
    saved = (one.saved_person_min_per_trip for one in result.banks)
    yield pair(say("saved", language), (write_duration(one, language, sign=True) for one in saved))
    if gain is not None:
        return
    reach = say_weighed("reach within", result.weights_unit, language).format(WITHIN_MIN)
    unit = say(result.weights_unit, language)
    label = f"{reach}: {say_target(OTHER_BANK, language)} ({unit})"
    more = (_find_reached(one) for one in result.banks)
    yield pair(label, (write_number(one, language, 0, sign=True) for one in more))


def _find_gain(result: Assessment) -> tuple[ServiceChange, str, tuple[float, ...]] | None:
    """Find the service to which the way changes for most residents, and for how many of each bank.

    None where nobody's way to any changes by as much as the first of `STEPS_MIN`.
    """
    found = [
        (sum(residents), service, key, residents)
        for service in result.services
        for key in ("save", "lose")
        for residents in [
            tuple((one.save if key == "save" else one.lose)[0] for one in service.banks)
        ]
    ]
    most, *_ = best = max(found, key=lambda one: one[0], default=(0.0, None, "", ()))
    return (best[1], best[2], best[3]) if best[1] is not None and round(most) else None


def _find_reached(bank: BankAssessment) -> float | None:
    """Find by how many more residents reach the other bank in time."""
    found = [
        one.residents.difference
        for one in bank.reach
        if one.target == OTHER_BANK and one.within_min == WITHIN_MIN
    ]
    return found[0] if found else None
