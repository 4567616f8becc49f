"""The page of the best sets of bridges: one, two and three places together, numbered on a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

from app.catalogue.catalogue import Catalogue
from app.catalogue.served import get_catalogue
from app.language.choice import get_wording
from app.maps.review import draw_review
from app.review import answers
from app.review.cache import make_key
from app.review.form import CHANGES, list_kept, read_form
from app.review.service import get_service
from app.review.studies import PATIENCE_S, Outcome, StudyPageQuery, ask_study, describe_study
from app.web.pages import get_tools
from geodata.assessment.model import CityModel
from geodata.assessment.request import Demand, TripsTo
from geodata.assessment.studies.plan import MOST_BRIDGES, Limits
from geodata.wording import Wording

_UNCOUNTED = ("close", "open", "restrict", "people", "beta_per_min")
"""Parts of a question of the review that the search for sets does not count."""

_REPEATED = (*CHANGES, "people")

router = APIRouter(include_in_schema=False)

Plan = Mapping[str, Any]
"""As ``/api/plan`` gives it."""


class PlanPageQuery(StudyPageQuery):
    """Parameters of the page; those of the review's form that do not matter here are left."""

    trips_to: Annotated[TripsTo, BeforeValidator(lambda text: text or "homes")] = TripsTo.HOMES
    length_km: Annotated[
        float | None, Field(gt=0, le=100), BeforeValidator(lambda text: text or None)
    ] = None


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place that a set has."""

    number: int
    """On the page and its map, from 1 along the river."""
    line: Sequence[Sequence[float]]
    name: str
    length_m: float

    def write_line(self) -> str:
        """Write the place as a candidate of an address."""
        return ",".join(str(degrees) for at in self.line for degrees in at)


@dataclass(frozen=True, slots=True)
class ShownSet:
    """A set of places that is best for somebody."""

    aims: tuple[str, ...]
    """``both`` or ids of banks."""
    bridges: int
    found: Mapping[str, Any]
    """A `geodata.assessment.studies.set_search.BestSet`."""
    places: tuple[ShownPlace, ...]

    def write_query(self, shared: Mapping[str, str], carried: Sequence[tuple[str, str]]) -> str:
        """Write the query of the review that these places are the bridges of."""
        lines = [("line", one.write_line()) for one in self.places]
        others = [pair for pair in carried if pair[0] != "line"]
        return urlencode([*lines, *shared.items(), *others], safe=",:/")


@router.get("/review/plan")
async def show_plan(request: Request, query: Annotated[PlanPageQuery, Query()]) -> Response:
    """Show which one, two or three places for bridges together save most."""
    catalogue = get_catalogue(request)
    outcome = await _ask(request, query)
    return await run_in_threadpool(_render, request, catalogue, query, outcome)


async def _ask(request: Request, query: PlanPageQuery) -> Outcome:
    language = get_wording(request).language
    limits = Limits(MOST_BRIDGES, query.length_km)

    def prepare(model: CityModel) -> tuple[str, Any]:
        population = model.choose_population(query.population).id
        demand = Demand(query.mode, query.trips_to, population=population)
        asked = demand, query.choose_day(), limits, language
        report = get_service(request).slow.go_on
        work = partial(answers.render_plan, model, *asked, report=report)
        return make_key("plan", model.snapshot_id, *asked), work

    return await ask_study(request, prepare, PATIENCE_S)


def _render(
    request: Request, catalogue: Catalogue, query: PlanPageQuery, outcome: Outcome
) -> Response:
    pages, assets, wording = get_tools(request)
    found, day = outcome.found, query.choose_day()
    sets = tuple(_list_sets(found, wording)) if found else ()
    shared = query.write()
    if query.trips_to is not TripsTo.HOMES:
        shared["trips_to"] = query.trips_to.value
    carried = _list_carried(request.query_params)
    values = {
        "page": "review",
        "map": draw_review(catalogue, assets, wording, day) if found else None,
        "length_km": query.length_km,
        "trips": list(TripsTo),
        "carried": carried,
        "back": urlencode([*shared.items(), *carried]),
        "has_uncounted": any(name in _UNCOUNTED for name, _ in carried),
        "sets": sets,
        "places": _list_places(sets),
    }
    values = describe_study(catalogue, query, outcome, wording) | values | {"asked": shared}
    page = pages.render(request, "review/plan.html", catalogue, values, outcome.status)
    return outcome.finish(page)


def _list_carried(params: QueryParams) -> list[tuple[str, str]]:
    """List what an address has of the review beside what this page asks, for the way back."""
    asked = read_form(params)
    pairs = [(name, one) for name in _REPEATED for one in asked[name]]
    if "beta_per_min" in asked:
        pairs.append(("beta_per_min", asked["beta_per_min"]))
    return [*pairs, *(("keep", one) for one, _ in list_kept(params))]


def _list_sets(plan: Plan, wording: Wording) -> Iterator[ShownSet]:
    """List the sets that are best for both banks or for one, those that are the same as one."""
    used = sorted({at for one in plan["sets"] if one["best"] for at in one["best"]["places"]})
    shown = {
        at: ShownPlace(
            number,
            plan["places"][at]["line"],
            _name_place(plan["places"][at], wording),
            plan["places"][at]["length_m"],
        )
        for number, at in enumerate(used, 1)
    }
    seen: dict[tuple[int, ...], ShownSet] = {}
    for one in plan["sets"]:
        if one["best"] is None:
            continue
        places = tuple(one["best"]["places"])
        aims = (*(seen[places].aims if places in seen else ()), one["aim"])
        found = seen[places].found if places in seen else one
        seen[places] = ShownSet(aims, one["bridges"], found, tuple(shown[at] for at in places))
    yield from seen.values()


def _list_places(sets: Sequence[ShownSet]) -> list[ShownPlace]:
    places = {place.number: place for one in sets for place in one.places}
    return [places[number] for number in sorted(places)]


def _name_place(place: Mapping[str, Any], wording: Wording) -> str:
    """Name a place by the streets at its ends, and by how far along the river it is without."""
    named = [one for one in place["streets"] if one]
    if len(named) == len(place["streets"]):
        return " – ".join(named)
    number = wording.write_number(place["station_m"] / 1_000, 2)
    at = wording.gettext("%(number)s km along the line between the banks") % {"number": number}
    return f"{named[0]} ({at})" if named else at
