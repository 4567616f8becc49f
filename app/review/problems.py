"""Questions that do not fit the city: the part at fault is named as who asked it called it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.errors import MisfitError
from app.review.query import name_in_address
from app.review.schemas import name_on_wire
from app.web.problems import answer_error, explain
from geodata.assessment.request import RequestError


def add_review_handlers(app: FastAPI) -> None:
    """Answer what the what-if refuses as every other error is answered."""
    app.add_exception_handler(RequestError, _answer_misfit)


def explain_question(error: Exception) -> tuple[int, str]:
    """Tell status and sentence of what is wrong with a question in an address."""
    if isinstance(error, RequestError):
        error = _name_misfit(error, in_address=True)
    status, sentence, _ = explain(error)
    return status, sentence


async def _answer_misfit(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestError):
        error = _name_misfit(error, in_address=request.method == "GET")
    return await answer_error(request, error)


def _name_misfit(error: RequestError, *, in_address: bool) -> MisfitError:
    name = name_on_wire(error.field)
    return MisfitError(name_in_address(name) if in_address else name, error.fault)
