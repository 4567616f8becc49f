"""Assessments as files: one that a register takes, and those of a register answered once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.language.refusals import say_sentence
from app.review.cache import make_key
from app.review.openapi import STORED_DOCS
from app.review.query import QuestionInAddress
from app.review.service import get_service
from app.review.studies import Outcome, ask_study
from geodata.assessment.engine.gains import Report
from geodata.assessment.model import CityModel
from geodata.assessment.request import Question, RequestError
from geodata.assessment.scenarios import settle_population
from geodata.assessment.stored import dump_stored, read_stored
from geodata.assessment.stored_words import say_comparison
from geodata.assessment.storing import compute_again, store_assessment
from geodata.dates import read_today
from geodata.names import Language
from geodata.sentences import get_sentence
from geodata.wording import load_wording

router = APIRouter(tags=["review"])

Attached = Mapping[str, Any]
"""An assessment of a project, as `pipelines.attached` writes it."""


@router.get("/api/assessments/stored.json", response_class=Response, **STORED_DOCS)
async def get_stored(request: Request, query: Annotated[QuestionInAddress, Query()]) -> Response:
    """Get the main figures of an assessment with its question as a file that a register takes."""
    service = get_service(request)
    model = service.get_model()
    question = settle_population(model, query.read(read_today()))
    key = make_key("stored", model.snapshot_id, question)
    work = partial(_render, model, question, service.slow.go_on)
    headers = {
        "Content-Disposition": f'attachment; filename="assessment-{key[:8]}.json"',
        "Cache-Control": "no-cache",
    }
    body = await service.answer(request, service.slow, key, work)
    return Response(body, 200, headers, "application/json")


async def answer_attached(
    request: Request, attached: Sequence[Attached], language: Language
) -> Outcome:
    """Answer the questions of a project's assessments by the data that are served."""

    def prepare(model: CityModel) -> tuple[str, Any]:
        report = get_service(request).slow.go_on
        work = partial(_compare_all, model, attached, language, report)
        return make_key("attached", model.snapshot_id, attached, language), work

    return await ask_study(request, prepare)


def _render(model: CityModel, question: Question, report: Report) -> bytes:
    return dump_stored(store_assessment(model, question, report))


def _compare_all(
    model: CityModel, attached: Sequence[Attached], language: Language, report: Report
) -> bytes:
    compared = [_compare(model, one, language, report) for one in attached]
    return orjson.dumps({"snapshot_id": model.snapshot_id, "compared": compared})


def _compare(model: CityModel, one: Attached, language: Language, report: Report) -> dict[str, Any]:
    banks = {bank.id: bank.name for bank in (model.city.left, model.city.right)}
    stored = read_stored(one["assessment"])
    try:
        found = compute_again(model, stored, report)
    except RequestError as error:
        return {"refusal": say_sentence(get_sentence(error), load_wording(language))}
    return {
        "refusal": "",
        "is_same": found.is_same,
        "is_same_data": stored.snapshot_id == model.snapshot_id,
        "figures": [asdict(said) for said in say_comparison(found, banks, language)],
    }
