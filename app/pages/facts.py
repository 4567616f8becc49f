"""The pages of what is written down about a city: institutions, agreements, needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.maps.facts import draw_institutions
from app.web.pages import get_tools
from geodata.cities.providers import Service, System

router = APIRouter(include_in_schema=False)

Facts = list[dict[str, Any]]


@router.get("/institutions")
def show_institutions(request: Request) -> Response:
    """Show the institutions by system, bank and service, and those that the map has."""
    catalogue = get_catalogue(request)
    pages, assets, wording = get_tools(request)
    institutions = catalogue.facts["institutions"]
    city = catalogue.manifest.city
    sides = [city.left.id, city.right.id]
    values = {
        "page": "institutions",
        "map": draw_institutions(catalogue, assets, wording),
        "systems": group_by_system(institutions),
        "matrix": count_by_service(institutions, sides),
        "sides": [*sides, ""],
        "banks_named": wording.name_banks(city),
        "remarks": {one["system"]: one for one in catalogue.facts["remarks"]},
    }
    return pages.render(request, "pages/institutions.html", catalogue, values)


@router.get("/agreements")
def show_agreements(request: Request) -> Response:
    """Show the agreements in the order of their dates, and the projects that follow from each."""
    catalogue = get_catalogue(request)
    agreements = sorted(catalogue.facts["agreements"], key=read_date)
    values = {"agreements": agreements, "projects": name_projects(catalogue)}
    return _render(request, "agreements", catalogue, values)


@router.get("/needs")
def show_needs(request: Request) -> Response:
    """Show what people said they need, the latest first, and the projects that answer it."""
    catalogue = get_catalogue(request)
    needs = sorted(catalogue.facts["needs"], key=read_date, reverse=True)
    return _render(
        request, "needs", catalogue, {"needs": needs, "projects": name_projects(catalogue)}
    )


def _render(
    request: Request, name: str, catalogue: Catalogue, values: Mapping[str, object]
) -> Response:
    pages, _, _ = get_tools(request)
    return pages.render(request, f"pages/{name}.html", catalogue, {"page": name, **values})


def read_date(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Read by what facts are put in the order of their dates."""
    return fact["date"], fact["id"]


def name_projects(catalogue: Catalogue) -> dict[str, Any]:
    """Name each project, id → its names."""
    return {one["id"]: one["name"] for one in catalogue.projects}


def group_by_system(institutions: Iterable[dict[str, Any]]) -> dict[str, Facts]:
    """Group institutions by system, in the order of `System`; each group as it was written."""
    groups: dict[str, Facts] = {system.value: [] for system in System}
    for one in institutions:
        groups[one["system"]].append(one)
    return {system: found for system, found in groups.items() if found}


def count_by_service(
    institutions: Iterable[dict[str, Any]], sides: Iterable[str]
) -> dict[str, dict[tuple[str, str], int]]:
    """Count institutions by service, system and bank.

    Returns
    -------
    dict
        Service → (system, bank) → number; the bank is empty where no source gives a place. One
        that works on both banks counts on each.
    """
    known = set(sides)
    found: dict[str, dict[tuple[str, str], int]] = {}
    for service in Service:
        cells: dict[tuple[str, str], int] = defaultdict(int)
        for one in institutions:
            if one["service"] == service:
                for side in [side for side in one["sides"] if side in known] or [""]:
                    cells[one["system"], side] += 1
        if cells:
            found[service.value] = dict(cells)
    return found
