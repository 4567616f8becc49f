"""The page of crossings closed singly and in pairs: a matrix, and its table as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import describe_crossings, name_crossing
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.review import answers
from app.review.cache import make_key
from app.review.closures_table import (
    MOST_NEIGHBOURHOODS,
    SAME_MIN,
    Ranking,
    has_trips,
    make_matrix,
)
from app.review.service import get_service
from app.review.services import name_services
from app.review.studies import PATIENCE_S, Outcome, StudyPageQuery, ask_study, describe_study
from app.web.pages import get_tools
from app.web.tables import write_csv
from geodata.assessment.model import CityModel
from geodata.assessment.neighbourhoods import Neighbourhood
from geodata.assessment.remarks import remark_own_residents, say_remarks
from geodata.assessment.reports.service_tables import say_neighbourhood
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

_COLUMNS = (
    "rank", "closed", "names", "mode", "day", "bank", "residents", "newly_cut_off", "cut_off",
    "added_min_per_trip", "mean_min", "services_lost_or_10_min_later", "note", "unit", "population",
    "snapshot", "attribution",
)  # fmt: skip


@router.get("/crossings/closures")
async def show_closures(request: Request, query: Annotated[StudyPageQuery, Query()]) -> Response:
    """Show what closing each crossing, and each two of them, would take from people."""
    catalogue = get_catalogue(request)
    outcome = await _ask(request, query, PATIENCE_S)
    return await run_in_threadpool(_render, request, catalogue, query, outcome)


@router.get("/crossings/closures.csv")
async def get_table(request: Request, query: Annotated[StudyPageQuery, Query()]) -> Response:
    """Give all closures as a table, a row a bank."""
    catalogue = get_catalogue(request)
    outcome = await _ask(request, query, None)
    if outcome.found is None:
        raise outcome.refuse()
    name = f"closures-{query.mode}-{query.choose_day()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-cache",
    }
    text = _write_table(outcome.found, _name_crossings(catalogue, query), get_wording(request))
    return Response(text.encode(), 200, headers, "text/csv; charset=utf-8")


async def _ask(request: Request, query: StudyPageQuery, patience_s: float | None) -> Outcome:
    language = get_wording(request).language

    def prepare(model: CityModel) -> tuple[str, Any]:
        population = model.choose_population(query.population).id
        asked = query.mode, query.choose_day(), population, language
        report = get_service(request).slow.go_on
        work = partial(answers.render_closures, model, *asked, report=report)
        return make_key("closures", model.snapshot_id, *asked), work

    return await ask_study(request, prepare, patience_s)


def _render(
    request: Request, catalogue: Catalogue, query: StudyPageQuery, outcome: Outcome
) -> Response:
    pages, _, wording = get_tools(request)
    found = outcome.found
    day = query.choose_day()
    there = describe_crossings(catalogue.crossings, day)
    values = {
        "page": "crossings",
        "matrix": make_matrix(found) if found and has_trips(found) else None,
        "crossings": {one["id"]: one for one in there},
        "left_out": _group_left_out(found) if found else {},
        "names": _name_crossings(catalogue, query, wording),
        "same_min": SAME_MIN,
        "places": _name_places(found, wording) if found else {},
        "most_places": MOST_NEIGHBOURHOODS,
        "services": name_services(wording.language),
    }
    values |= describe_study(catalogue, query, outcome, wording)
    page = pages.render(request, "review/closures.html", catalogue, values, outcome.status)
    return outcome.finish(page)


def _name_crossings(
    catalogue: Catalogue, query: StudyPageQuery, wording: Wording | None = None
) -> dict[str, str]:
    """Name the crossings of the day, in one language where one is given, else in all of theirs."""
    return {
        one["id"]: name_crossing(one, wording) if wording else str(one["title"] or one["id"])
        for one in describe_crossings(catalogue.crossings, query.choose_day())
    }


def _group_left_out(found: Ranking) -> dict[str, list[str]]:
    """Group the crossings that a ranking leaves out by the reason."""
    groups: dict[str, list[str]] = {}
    for one in found["left_out"]:
        groups.setdefault(one["reason"], []).append(one["crossing"])
    return groups


def _name_places(found: Ranking, wording: Wording) -> dict[str, str]:
    return {
        one["id"]: say_neighbourhood(Neighbourhood(**one), wording.language)
        for one in found["neighbourhoods"]
    }


def _write_table(found: Ranking, names: Mapping[str, str], wording: Wording) -> str:
    services = name_services(wording.language)
    rows = (
        [
            rank,
            " + ".join(one["crossings"]),
            " + ".join(names.get(name, name) for name in one["crossings"]),
            found["mode"],
            found["day"],
            bank["bank"],
            round(bank["residents"]),
            round(bank["newly_cut_off"]),
            round(bank["cut_off"]),
            _round(bank["lost_person_min_per_trip"]),
            _round(bank["mean_cross_river_min"]),
            "; ".join(services[kind] for kind in _list_lost(one, bank["bank"])),
            _say_note(_list_lost(one, bank["bank"]), wording),
            found["weights_unit"],
            found["population"],
            found["snapshot_id"],
            found["attribution"],
        ]
        for group in (found["singles"], found["pairs"])
        for rank, one in enumerate(group, 1)
        for bank in one["banks"]
    )
    return write_csv(_COLUMNS, rows)


def _list_lost(closure: Mapping[str, Any], bank: str) -> list[str]:
    return [one["service"] for one in closure["services"] if one["bank"] == bank]


def _say_note(kinds: list[str], wording: Wording) -> str:
    """Say which of some kinds of services do not serve everybody who comes."""
    return " ".join(say_remarks([*remark_own_residents(kinds)], {}, wording.language))


def _round(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 2)
