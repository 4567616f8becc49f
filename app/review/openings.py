"""The check against bridges that did open, for the page that shows it beside other things."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.errors import MisfitError, NotReadyError
from app.review.answers import render_openings
from app.review.cache import make_openings_key
from app.review.service import get_service
from geodata.cities.population import choose_population
from geodata.sentences import get_sentence
from geodata.streets.network import TravelMode

LONGEST_S = 3.0
"""How long a page waits for figures by other totals of people than those made ready."""


async def recall_openings(request: Request, catalogue: Catalogue, asked: str) -> bytes | None:
    """Recall the check on foot by some totals of people; None where it is not known yet.

    By the default ones it was made ready with the snapshot. By others it takes a blink, and goes
    on for who asks next where it takes longer.

    Raises
    ------
    MisfitError
        When there are no such totals; names ``population`` and lists what there is.
    """
    service = get_service(request)
    try:
        population = choose_population(catalogue.manifest.city.population, asked).id
    except ValueError as error:
        raise MisfitError("population", get_sentence(error)) from None
    key = make_openings_key(catalogue.id, TravelMode.WALK, population)
    known = service.recall(key)
    try:
        model = service.get_model()
        if known or population == model.homes.population or model.snapshot_id != catalogue.id:
            return known
        work = partial(render_openings, model, TravelMode.WALK, population)
        answer = service.answer(request, service.slow, key, work)
        return await asyncio.wait_for(answer, LONGEST_S)
    except (NotReadyError, HTTPException, TimeoutError):
        return known
