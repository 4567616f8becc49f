"""Studies of a whole city on pages: answered, or said why not; what takes long is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import Request, Response
from pydantic import BaseModel, BeforeValidator
from starlette.exceptions import HTTPException

from app.catalogue.catalogue import Catalogue
from app.errors import NotReadyError
from app.language.choice import get_wording
from app.review.population import describe_choices
from app.review.problems import explain_question
from app.review.schemas import Day, Population
from app.review.service import get_service
from app.web.faults import say_on_page
from geodata.assessment.model import CityModel
from geodata.assessment.request import RequestError
from geodata.dates import read_today
from geodata.streets.network import TravelMode
from geodata.wording import Wording

PATIENCE_S = 1.0
"""So long a page waits for its study; from then on it says that it is under way, and comes back."""

_AGAIN_S = 2

_LATER_S = 5
"""After which a page comes back whose study is not ready, or takes longer than its worker waits."""

_Empty = BeforeValidator(lambda text: text or None)


class StudyPageQuery(BaseModel):
    """Parameters of a page of a study; a form sends empty ones where nothing is chosen."""

    mode: Annotated[TravelMode, BeforeValidator(lambda text: text or "walk")] = TravelMode.WALK
    day: Annotated[Day | None, _Empty] = None
    population: Population = ""

    def choose_day(self) -> date:
        """Choose the day: today where none is asked for."""
        return self.day or read_today()

    def write(self) -> dict[str, str]:
        """Write the query as parameters of an address; the review reads the same."""
        asked = {"mode": self.mode.value, "day": self.choose_day().isoformat()}
        return asked | ({"population": self.population} if self.population else {})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page knows of its study."""

    found: dict[str, Any] | None = None
    """None where there is no answer, or not yet."""
    status: int = 200
    refusal: str | None = None
    """`status`, `refusal`: of the page, and the sentence that says why there is no answer."""
    is_under_way: bool = False
    is_final: bool = False
    """Whether the data that are there have no answer, however often a reader asks."""

    @property
    def again_s(self) -> int | None:
        """After how many seconds a page asks for its answer again; None: never.

        A script does, or an element of the template, and not the header Refresh: Chromium does
        not heed that at an address that has a fragment, such as a shared view of a map.
        """
        if self.is_under_way:
            return _AGAIN_S
        return _LATER_S if self._is_later and not self.is_final else None

    def finish(self, page: Response) -> Response:
        """Tell programs when to ask for a refused page again."""
        page.headers.update(self._retry())
        return page

    def refuse(self) -> HTTPException:
        """Refuse a file that there is no answer for, and say when to ask again."""
        return HTTPException(self.status, self.refusal, self._retry())

    def _retry(self) -> dict[str, str]:
        return {"Retry-After": str(_LATER_S)} if self._is_later else {}

    @property
    def _is_later(self) -> bool:
        return self.status == HTTPStatus.SERVICE_UNAVAILABLE


def describe_study(
    catalogue: Catalogue, query: StudyPageQuery, outcome: Outcome, wording: Wording
) -> dict[str, Any]:
    """Describe for a template what every page of a study shows: its form, and how far it is."""
    city = catalogue.manifest.city
    return {
        "asked": query.write(),
        "day": query.choose_day(),
        "modes": list(TravelMode),
        "outcome": outcome,
        "again_s": outcome.again_s,
        "found": outcome.found,
        "bank_names": wording.name_banks(city),
        "populations": describe_choices(city, query.population, wording),
    }


async def ask_study(
    request: Request,
    prepare: Callable[[CityModel], tuple[str, Callable[[], bytes]]],
    patience_s: float | None = PATIENCE_S,
) -> Outcome:
    """Ask for a study, or for what was answered before.

    Parameters
    ----------
    prepare
        Makes of the model the key of the answer and the work; may refuse, as `CityModel` does.
    patience_s
        As long as an answer is waited for; to its end where None.
    """
    service = get_service(request)
    try:
        key, work = prepare(service.get_model())
        answer = service.answer(request, service.slow, key, work)
        with suppress(TimeoutError):
            return Outcome(orjson.loads(await asyncio.wait_for(answer, patience_s)))
    except (RequestError, NotReadyError, HTTPException) as error:
        return refuse_study(request, error)
    return Outcome(is_under_way=True)


def refuse_study(request: Request, error: Exception) -> Outcome:
    """Say on a page why its question has no answer, and whether it may be asked again."""
    status, sentence = explain_question(error)
    is_final = isinstance(error, NotReadyError) and get_service(request).has_failed()
    return Outcome(None, status, say_on_page(sentence, get_wording(request)), is_final=is_final)
