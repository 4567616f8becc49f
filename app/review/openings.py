"""The check against bridges that did open, for the page that shows it beside other things."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.errors import MisfitError
from app.language.choice import get_wording
from app.review.answers import render_openings
from app.review.cache import make_openings_key
from app.review.studies import PATIENCE_S, Outcome, ask_study
from app.web.faults import say_on_page
from geodata.assessment.model import CityModel
from geodata.cities.population import choose_population
from geodata.sentences import get_sentence, sentence
from geodata.streets.network import TravelMode

log = logging.getLogger(__name__)

_FAILED = 500


async def ask_openings(request: Request, catalogue: Catalogue, asked: str) -> Outcome:
    """Ask for the check on foot by some totals of people; one that fails is said in a sentence.

    Raises
    ------
    MisfitError
        When there are no such totals; names ``population`` and lists what there is.
    """
    try:
        choose_population(catalogue.manifest.city.population, asked)
    except ValueError as error:
        raise MisfitError("population", get_sentence(error)) from None

    def prepare(model: CityModel) -> tuple[str, Any]:
        population = model.choose_population(asked).id
        work = partial(render_openings, model, TravelMode.WALK, population)
        return make_openings_key(model.snapshot_id, TravelMode.WALK, population), work

    try:
        return await ask_study(request, prepare, PATIENCE_S)
    except Exception:
        log.exception("Snapshot %s cannot be checked.", catalogue.id)
        failed = sentence("The check of data version %(id)s failed; see the log.", id=catalogue.id)
        return Outcome(status=_FAILED, refusal=say_on_page(failed, get_wording(request)))
