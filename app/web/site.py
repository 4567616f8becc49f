"""The address of this server as readers know it, which may be behind the prefix of a proxy."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

SITE = "uramost.site"
"""Key of a request's scope: what stands before all paths of this server, a city's or not."""

SAFE = "/:@!$&'()*+,;=~"
"""What a path holds as it is."""

OF_SITE = (
    *("/static", "/healthz", "/readyz", "/favicon.ico"),
    *("/cities", "/cities.csv", "/cities.geojson"),
)
"""What belongs to no city."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a path is about: a city, or none.

    Attributes
    ----------
    city
        What serves the city; None for what is of no city.
    prefix
        What the paths of the city begin with; empty without one.
    is_in_city
        Whether the path names the city, or has no need to.
    path
        What follows.
    is_one_of_many
        Whether the server has several cities.
    """

    city: object | None
    prefix: str
    is_in_city: bool
    path: str
    is_one_of_many: bool = False


_NOWHERE = Place(None, "", is_in_city=True, path="/")


def find_place(request: Request) -> Place:
    """Find what a request is about."""
    place: Place = getattr(request.state, "place", _NOWHERE)
    return place


def is_of_site(path: str) -> bool:
    """Tell whether a path belongs to the server and to no city."""
    return any(is_under(path, one) for one in OF_SITE)


def find_site(request: Request) -> str:
    """Find what stands before all paths of this server: nothing, or a path without a last slash."""
    return quote(request.scope.get(SITE, ""), safe=SAFE)


def find_prefix(request: Request) -> str:
    """Find what stands before each path of the city: the server's prefix, and the city's id."""
    return quote(_read_prefix(request), safe=SAFE)


def find_root(request: Request) -> str:
    """Find the address of the city as readers know it, without a slash at its end."""
    public: str | None = request.app.state.settings.public_url
    if public:
        return public + take_off(find_prefix(request), find_site(request)).rstrip("/")
    host = request.headers.get("host") or ":".join(map(str, request.scope["server"] or ()))
    return f"{request.scope['scheme']}://{host}{find_prefix(request)}"


def find_path(request: Request) -> str:
    """Find the path that is asked for, without the prefix."""
    return take_off(request.scope["path"], _read_prefix(request))


def _read_prefix(request: Request) -> str:
    scope = request.scope
    return str(scope.get("app_root_path", scope.get("root_path", "")))


def take_off(path: str, prefix: str) -> str:
    """Take a prefix off a path that begins with it."""
    prefix = prefix.rstrip("/")
    return (path[len(prefix) :] or "/") if is_under(path, prefix) else path


def is_under(path: str, prefix: str) -> bool:
    """Tell whether a path is a prefix or goes on after it."""
    return path == prefix or path.startswith(f"{prefix}/")
