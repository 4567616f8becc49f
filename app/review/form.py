"""What the review's form or link asks, read from the query of its address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from app.language.choice import COOKIE
from app.review.query import ReportQuery
from app.review.streets import FIELDS
from app.web.pages import TINTS
from geodata.dates import parse_day, read_today

MOST_KEPT = 8

_LONGEST_KEPT = 2_000

_LONGEST_NAME = 60

CHANGES = ("line", "close", "open", "restrict")
"""Parameters that each change something of the city; without any, nothing is asked."""

_REPEATED = (*CHANGES, "people")


def read_form(params: QueryParams) -> dict[str, Any]:
    """Read what a form or a link asks; fields that were left empty ask nothing."""
    others = {COOKIE, TINTS, "keep", "name", *FIELDS}
    given: dict[str, Any] = {
        name: value for name, value in params.items() if value and name not in others
    }
    repeated = {name: [one for one in params.getlist(name) if one] for name in _REPEATED}
    return given | repeated


def list_kept(params: QueryParams) -> list[tuple[str, str]]:
    """List the questions that are kept to be compared: queries of this page's address, with names.

    A question is called what its own parameter `name` says, and nothing where it has none.
    """
    kept = [one for one in params.getlist("keep") if 0 < len(one) <= _LONGEST_KEPT][:MOST_KEPT]
    return [(one, dict(parse_qsl(one)).get("name", "")[:_LONGEST_NAME]) for one in kept]


def read_question(asked: Mapping[str, Any]) -> ReportQuery:
    """Read what `read_form` found as a question.

    Raises
    ------
    RequestValidationError
        When it is none; names the parameter.
    """
    try:
        return ReportQuery.model_validate(asked)
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
        located = [{**fault, "loc": ("query", *fault["loc"])} for fault in faults]
        raise RequestValidationError(located) from None


def choose_day(asked: Mapping[str, Any]) -> date:
    """Choose the day whose crossings a page shows: today where none is asked for."""
    try:
        return parse_day(asked["day"])
    except (KeyError, ValueError):
        return read_today()
