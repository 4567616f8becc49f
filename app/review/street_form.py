"""The form that asks for two streets: what it was filled with, and the bridge between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.catalogue.served import get_catalogue
from app.concurrency.turns import name_client
from app.errors import NotReadyError
from app.language.choice import COOKIE, get_wording
from app.review.form import list_kept
from app.review.problems import explain_question
from app.review.schemas import Slug
from app.review.service import get_service
from app.review.streets import FIELDS, LONGEST_NAME, StreetReader, StreetRefusalError
from app.web.faults import say_on_page
from app.web.pages import TINTS
from app.web.site import find_prefix
from geodata.names import Language

SAID = "review-drawn"
"""Where the page says how a bridge was drawn."""


class StreetsQuery(BaseModel):
    """Parameters of what a field of the form suggests."""

    model_config = ConfigDict(extra="forbid")

    bank: Slug
    q: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    lang: Language | None = None


@dataclass(frozen=True, slots=True)
class StreetField:
    """A field of the form."""

    name: str
    bank: str
    """Id of the bank."""
    value: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class StreetForm:
    """The form as it was sent, and what came of it."""

    fields: tuple[StreetField, ...]
    carried: Sequence[tuple[str, str]]
    """Names and values of the question that the form keeps."""
    line: str = ""
    said: str = ""
    """How the bridge was drawn, or why it was not; empty where none was asked for."""
    status: int = 200

    @property
    def is_refused(self) -> bool:
        """Tell whether a bridge was asked for that could not be drawn."""
        return bool(self.said) and not self.line

    def lead_back(self, request: Request) -> Response:
        """Lead to the same question with the bridge in it."""
        given = [(name, value) for name, value in request.query_params.multi_items() if value]
        query = urlencode([*given, ("line", self.line)])
        to = f"{find_prefix(request)}/review?{query}#{SAID}"
        return RedirectResponse(to, 303, {"Cache-Control": "no-cache"})


def make_reader(request: Request) -> StreetReader:
    """Make what reads the names of streets in the snapshot that is served.

    Raises
    ------
    NotReadyError
        When nothing can be reviewed yet.
    """
    bounds = get_catalogue(request).manifest.bounds
    return StreetReader(get_service(request).get_model(), bounds, get_wording(request))


async def read_streets(request: Request, asked: Mapping[str, Any]) -> StreetForm:
    """Read the form, and draw the bridge that it asks for."""
    values = [request.query_params.get(name, "") for name in FIELDS]
    line, said, status = "", "", 200
    try:
        reader = make_reader(request)
        if any(name in request.query_params for name in FIELDS):
            draw = partial(reader.draw, values, str(asked.get("mode", "")))
            drawn = await get_service(request).quick.run(draw, name_client(request)[0])
            line, said = drawn.line, drawn.said
    except NotReadyError:  # the page says so
        reader = None
    except StreetRefusalError as error:
        said, status = error.said, error.status
    except HTTPException as error:
        status, sentence = explain_question(error)
        said = say_on_page(sentence, get_wording(request))
    fields = await run_in_threadpool(_make_fields, request, reader, values)
    return StreetForm(fields, _list_carried(request), line, said, status)


def _make_fields(
    request: Request, reader: StreetReader | None, values: Sequence[str]
) -> tuple[StreetField, ...]:
    """Make the fields, the left bank's first, each with the streets nearest to the river."""
    city = get_catalogue(request).manifest.city
    return tuple(
        StreetField(name, bank, value, reader.suggest("", bank) if reader else ())
        for name, bank, value in zip(FIELDS, (city.left.id, city.right.id), values, strict=True)
    )


def _list_carried(request: Request) -> list[tuple[str, str]]:
    params, dropped = request.query_params, {*FIELDS, COOKIE, TINTS, "keep"}
    given = [(name, value) for name, value in params.multi_items() if value and name not in dropped]
    return [*given, *(("keep", one) for one, _ in list_kept(params))]
