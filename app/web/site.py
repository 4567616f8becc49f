"""The address of this server as readers know it, which may be behind the prefix of a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request


def find_prefix(request: Request) -> str:
    """Find what stands before each path of this server: nothing, or a path without a last slash."""
    scope = request.scope
    return str(scope.get("app_root_path", scope.get("root_path", "")))


def find_root(request: Request) -> str:
    """Find the address of this server as readers know it, without a slash at its end."""
    public: str | None = request.app.state.settings.public_url
    if public:
        return public
    host = request.headers.get("host") or ":".join(map(str, request.scope["server"] or ()))
    return f"{request.scope['scheme']}://{host}{find_prefix(request)}"


def find_path(request: Request) -> str:
    """Find the path that is asked for, without the prefix."""
    return take_off(request.scope["path"], find_prefix(request))


def take_off(path: str, prefix: str) -> str:
    """Take a prefix off a path that begins with it."""
    prefix = prefix.rstrip("/")
    is_under = path == prefix or path.startswith(f"{prefix}/")
    return (path[len(prefix) :] or "/") if is_under else path
