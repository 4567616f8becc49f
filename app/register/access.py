"""What a caller may do: each route names its action, and a table says who may do it."""

from __future__ import annotations

from starlette.requests import Request

from app.register.caller import Caller
from app.register.context import get_register
from app.register.errors import ForbiddenError, NotLoggedInError
from app.register.identity import identify
from app.register.roles import ACTIONS, Role
from app.register.throttle import Attempt, find_address
from geodata.sentences import sentence

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Allow:
    """A dependency that gives who asks, if they may do the action of a route."""

    def __init__(self, action: str) -> None:
        self.action = action
        self._permission = ACTIONS[action]

    def __call__(self, request: Request) -> Caller:
        """Give who asks.

        Raises
        ------
        NotLoggedInError
            When a login is needed.
        ForbiddenError
            When their role, or the scopes of their token, do not allow it.
        TooManyError
            When they, or many at their address, wrote too often.
        """
        caller = identify(request)
        if caller.role not in self._permission.roles:
            if caller.role is Role.READER:
                raise NotLoggedInError
            raise ForbiddenError(sentence("Your account may not do this."))
        if caller.is_token and self._permission.scope not in caller.scopes:
            raise ForbiddenError(sentence("This token may not do this."))
        if request.method not in _SAFE:
            throttle = get_register(request).throttle
            throttle.count(Attempt.WRITE, find_address(request), caller.account)
        return caller


def allow(action: str) -> Allow:
    """Allow an action of `ACTIONS` to those who may do it: ``Depends(allow("propose"))``."""
    return Allow(action)
