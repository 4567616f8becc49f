"""Reads forms and JSON that are sent, and checks the token that proves a form is of our page."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from app.register.errors import ForbiddenError, InvalidError, MediaTypeError
from app.register.faults import say_fault
from app.register.pages import FIELD
from app.register.security import FORM
from app.register.sessions import make_csrf, read_cookie
from geodata.sentences import sentence

MOST_FIELDS = 200

Model = TypeVar("Model", bound=BaseModel)


async def read_form(request: Request) -> dict[str, str]:
    """Read a form that one of our pages sent; of a field that stands twice, the last one.

    Raises
    ------
    MediaTypeError
        When it is no form.
    ForbiddenError
        When it lacks the token of the page.
    InvalidError
        When it cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise MediaTypeError(sentence("Only a form is read here."))
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise InvalidError("body", sentence("The form cannot be read.")) from error
    fields = {name: value.replace("\r\n", "\n").replace("\0", "") for name, value in pairs}
    check_csrf(request, fields.pop(FIELD, ""))
    return fields


Form = Annotated[dict[str, str], Depends(read_form)]
"""The fields of a form, whose token was checked."""


def check_csrf(request: Request, token: str) -> None:
    """Check the token of a form.

    Raises
    ------
    ForbiddenError
        When it does not belong to the cookie.
    """
    secret = read_cookie(request)
    if not (secret and hmac.compare_digest(make_csrf(secret).encode(), token.encode())):
        raise ForbiddenError(
            sentence(
                "This form is too old, or your browser keeps no cookies. Please open the page "
                "again and send it once more."
            )
        )


def fill(model: type[Model], fields: Mapping[str, object]) -> Model:
    """Fill a model from the fields of a form; an empty field is none.

    Raises
    ------
    InvalidError
        When a field cannot be taken; names it.
    """
    try:
        return model.model_validate({name: value for name, value in fields.items() if value != ""})
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(map(str, fault["loc"]))
        raise InvalidError(name, say_fault(dict(fault))) from error
