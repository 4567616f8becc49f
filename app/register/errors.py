"""What the register refuses, each with one sentence that says why and what to do."""

from __future__ import annotations

from typing import ClassVar

from geodata.sentences import sentence


class RefusedError(Exception):
    """Anything that the register refuses; its sentence is said in the reader's language."""

    status: ClassVar[int] = 400


class NotFoundError(RefusedError):
    """There is no such thing, or it is not for who asks."""

    status = 404


class NotLoggedInError(RefusedError):
    """It needs a login."""

    status = 401

    def __init__(self) -> None:
        super().__init__(sentence("Please log in first."))


class ForbiddenError(RefusedError):
    """Who asks may not do it."""

    status = 403


class ConflictError(RefusedError):
    """Somebody else was quicker; says what to do."""

    status = 409


class StaleError(RefusedError):
    """It was made for an earlier version than that of now."""

    status = 412


class TooLargeError(RefusedError):
    """It is longer than what is taken."""

    status = 413


class MediaTypeError(RefusedError):
    """It is written in a form that is not read here."""

    status = 415


class InvalidError(RefusedError):
    """A field of what was sent cannot be taken.

    Attributes
    ----------
    field
        Name of the field in the form or JSON.
    """

    status = 422

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(fault)
        self.field = field


class TooManyError(RefusedError):
    """It was tried too often.

    Attributes
    ----------
    retry_after_s
        When to try again.
    """

    status = 429

    def __init__(self, fault: str, retry_after_s: int) -> None:
        super().__init__(fault)
        self.retry_after_s = retry_after_s
