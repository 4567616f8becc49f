"""Pages of the register: rendered for who asks, with the token that forms carry."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.register.identity import peek_caller
from app.register.sessions import make_csrf, read_cookie, set_cookie
from app.web.pages import Pages
from app.web.site import find_prefix

FIELD = "csrf"
"""Name of the field of a form with the token."""

_PRIVATE = "private, no-store"


class Forms:
    """Writes the field that each form needs; sets a cookie with the answer if there is none."""

    def __init__(self, request: Request) -> None:
        self._secret = read_cookie(request)
        self.new_secret = ""

    def write_field(self) -> Markup:
        """Write the hidden field with the token."""
        if not self._secret:
            self._secret = self.new_secret = secrets.token_urlsafe(32)
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return field.format(FIELD, make_csrf(self._secret))


def render(
    request: Request, template: str, values: Mapping[str, object], status: int = 200
) -> Response:
    """Render a page of the register; ``{{ csrf() }}`` belongs in each of its forms."""
    pages: Pages = request.app.state.pages
    forms, caller = Forms(request), peek_caller(request)
    context = {"csrf": forms.write_field, "caller": caller, "field": None, **values}
    response = pages.render(request, template, None, context, status)
    if forms.new_secret:
        set_cookie(response, forms.new_secret)
    if caller.account or forms.new_secret:
        response.headers["Cache-Control"] = _PRIVATE
    return response


def redirect(request: Request, path: str) -> RedirectResponse:
    """Lead on to a page of the register, by GET, once a form was taken."""
    return RedirectResponse(find_prefix(request) + path, 303)


def choose_next(path: str, otherwise: str = "/") -> str:
    """Choose where a login leads: a path of this register, whatever a link asked for."""
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_path and path.isascii() and path.isprintable() else otherwise
