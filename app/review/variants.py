"""Variants by name, side by side: as the part of a page that a script sorts, and as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from app.catalogue.served import get_catalogue
from app.errors import NotReadyError
from app.language.choice import get_wording
from app.review.assessments import assess_once
from app.review.cache import make_key
from app.review.form import list_kept, read_form, read_question
from app.review.problems import explain_question
from app.review.service import get_service
from app.review.variant_columns import Column, Found, Value, list_columns
from app.web.faults import say_on_page
from app.web.pages import Pages
from app.web.tables import write_csv
from geodata.assessment.homes import measure_home_minutes
from geodata.assessment.model import CityModel
from geodata.assessment.remarks import About, Remark, say_remarks
from geodata.assessment.request import Question, RequestError
from geodata.assessment.scenarios import settle_population
from geodata.dates import read_today
from geodata.wording import Wording

router = APIRouter(include_in_schema=False)

_LEAST_MIN = 1
"""Who saves less is not counted, and neither is who loses less."""

_MOST_COLUMNS = 100


class VariantsQuery(BaseModel):
    """Parameters of the table; the variants themselves are each a `keep`."""

    sort: Annotated[int, Query(ge=0, le=_MOST_COLUMNS)] = 0
    """Column, the first one being the names."""
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant and what was found of it, or why there is nothing."""

    name: str
    query: str
    found: Found | None
    refusal: str = ""

    @property
    def address(self) -> str:
        """Its question as the query of an address, without its name."""
        pairs = parse_qsl(self.query)
        return urlencode([pair for pair in pairs if pair[0] not in {"keep", "name"}])


@router.get("/review/parts/variants")
async def show_variants(request: Request, query: Annotated[VariantsQuery, Query()]) -> Response:
    """Show the variants of an address side by side."""
    variants, columns = await _gather(request)
    sorted_ = sort_variants(variants, columns, query)
    pages: Pages = request.app.state.pages
    values = {
        "notes": say_notes(sorted_, get_wording(request)),
        "columns": columns,
        "variants": sorted_,
        "refused": [one for one in variants if not one.found],
        "kept": urlencode([("keep", one.query) for one in variants]),
        "sort": query.sort if query.sort <= len(columns) else 0,
        "is_down": query.is_down,
        "populations": list({str(one["figures"]): one for one in map(_read, sorted_)}.values()),
    }
    return pages.render_part(request, "review/variants.html", get_catalogue(request), values)


@router.get("/review/variants.csv")
async def write_variants(request: Request, query: Annotated[VariantsQuery, Query()]) -> Response:
    """Write the same table as CSV; those without figures stand last, with why they have none."""
    variants, columns = await _gather(request)
    _ = get_wording(request).gettext
    titles = [_("Variant"), *(one.title for one in columns), _("Note")]
    titles.append(_("Why there are no figures"))
    found = sort_variants(variants, columns, query)
    rows = [
        [
            one.name,
            *(_round(column.read(one.found or {})) for column in columns),
            " ".join(say_notes([one], get_wording(request))),
            "",
        ]
        for one in found
    ]
    nothing = [""] * (len(columns) + 1)
    rows += [[one.name, *nothing, one.refusal] for one in variants if not one.found]
    headers = {"Content-Disposition": 'attachment; filename="variants.csv"'}
    text = write_csv(titles, rows)
    return Response(text.encode(), 200, headers, "text/csv; charset=utf-8")


def say_notes(variants: Sequence[Variant], wording: Wording) -> list[str]:
    """Say what the figures of services do not count, once for all variants."""
    told = [Remark(**one) for variant in variants for one in _read(variant)["remarks"]]
    own = [one for one in told if one.about == About.OWN_RESIDENTS]
    return list(dict.fromkeys(say_remarks(own, {}, wording.language)))


async def _gather(request: Request) -> tuple[list[Variant], list[Column]]:
    wording, city = get_wording(request), get_catalogue(request).manifest.city
    variants = [one async for one in _assess_all(request, wording)]
    all_found = [one.found for one in variants if one.found]
    return variants, list_columns(all_found, wording, wording.name_banks(city))


async def _assess_all(request: Request, wording: Wording) -> AsyncIterator[Variant]:
    """Assess each variant of an address, or say why that cannot be done."""
    service = get_service(request)
    for at, (query, name) in enumerate(list_kept(request.query_params)):
        called = name or wording.gettext("Variant %(number)s") % {"number": at + 1}
        try:
            question = read_question(read_form(QueryParams(query))).read(read_today())
            model = service.get_model()
            question = settle_population(model, question)
            key = make_key("variant", model.snapshot_id, question)
            work = partial(render_variant, model, question)
            found = orjson.loads(await service.answer(request, service.quick, key, work))
        except (RequestValidationError, RequestError, NotReadyError, HTTPException) as error:
            _, sentence = explain_question(error)
            yield Variant(called, query, None, say_on_page(sentence, wording))
        else:
            yield Variant(called, query, found)


def render_variant(model: CityModel, question: Question) -> bytes:
    """Assess a question, with the people who save or lose at least a minute on their mean trip."""
    saved = measure_home_minutes(model, question).saved_min
    weight = model.spread(question.people, question.population).weight
    found = {
        "assessment": assess_once(model, question),
        "save": float(weight[np.nan_to_num(saved) >= _LEAST_MIN].sum()),
        "lose": float(weight[np.nan_to_num(saved) <= -_LEAST_MIN].sum()),
    }
    return orjson.dumps(found, option=orjson.OPT_SERIALIZE_NUMPY)


def sort_variants(
    variants: Sequence[Variant], columns: Sequence[Column], query: VariantsQuery
) -> list[Variant]:
    """Sort those with an answer by a column; by none they stay as they were kept."""
    found = [one for one in variants if one.found]
    if 1 <= query.sort <= len(columns):
        read = columns[query.sort - 1].read
        found.sort(key=lambda one: _rank(read(one.found or {})))
    return found[::-1] if query.is_down else found


def _rank(value: Value) -> tuple[bool, float | str]:
    """Make a key by which what is not known comes first."""
    return value is not None, value if value is not None else 0


def _read(variant: Variant) -> dict[str, Any]:
    assessment: dict[str, Any] = (variant.found or {})["assessment"]
    return assessment


def _round(value: Value) -> Value:
    return round(value, 3) if isinstance(value, float) else value
