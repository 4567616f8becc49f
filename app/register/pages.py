"""Pages of the register: rendered for who asks, with the token that forms carry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.register.identity import peek_caller
from app.register.roles import TITLES
from app.register.sessions import ensure_secret, get_new_secret, make_csrf, set_cookie
from app.web.pages import Pages
from app.web.site import find_prefix
from geodata.register.log import Erasure

FIELD = "csrf"
"""Name of the field of a form with the token."""

_PRIVATE = "private, no-cache"


def render(
    request: Request, template: str, values: Mapping[str, object], status: int = 200
) -> Response:
    """Render a page of the register; ``{{ csrf() }}`` belongs in each of its forms."""
    pages: Pages = request.app.state.pages
    caller, settings = peek_caller(request), request.app.state.settings
    context = {
        "csrf": partial(write_field, request),
        "caller": caller,
        "city": request.app.state.register.city,
        "places": request.app.state.register.places,
        "role_titles": TITLES,
        "erasures": list(Erasure),
        "is_demo": settings.is_demo,
        "fault": None,
        **values,
    }
    response = pages.render(request, template, None, context, status)
    if secret := get_new_secret(request):
        set_cookie(response, secret)
    if secret or caller.account:
        response.headers["Cache-Control"] = _PRIVATE
    return response


def write_field(request: Request) -> Markup:
    """Write the hidden field with the token of a form."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(FIELD, make_csrf(ensure_secret(request)))


def render_secret(
    request: Request, template: str, values: Mapping[str, object], status: int = 200
) -> Response:
    """Render a page that no browser may keep."""
    response = render(request, template, values, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def redirect(request: Request, path: str) -> RedirectResponse:
    """Lead on to a page of the register, by GET, once a form was taken."""
    return RedirectResponse(find_prefix(request) + path, 303)


def choose_next(path: str, otherwise: str = "/") -> str:
    """Choose where a login leads: a path of this register, whatever a link asked for."""
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_path and path.isascii() and path.isprintable() else otherwise
