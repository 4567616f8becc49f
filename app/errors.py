"""What cannot be answered, each with one sentence that says why; `app.web.problems` answers so."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.sentences import about, sentence

_LONGEST_ERROR = 300


class NotReadyError(RuntimeError):
    """There is no snapshot to serve; the sentence says why."""


class GoneError(LookupError):
    """There was such a data version perhaps, and it is not kept."""


class UnknownLayerError(LookupError):
    """No layer of that name is in the snapshot."""


class UnknownProjectError(LookupError):
    """No project of that id is in the snapshot."""


class UnknownPageError(LookupError):
    """There is such a page on other servers, and not on this one; says why."""


class UnknownTileError(LookupError):
    """There is no such archive or tile."""


class UnknownFeatureError(LookupError):
    """The collection has no feature of that id."""


class MisfitError(ValueError):
    """A question can be read, but does not fit the city that is served.

    Attributes
    ----------
    field
        The part of the request that does not fit, as who asked it called it.
    """

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(about(field, fault))
        self.field = field


def refuse_layer(name: str, known: Iterable[str]) -> UnknownLayerError:
    """Make the error that names a layer that is not there, and those that are."""
    return UnknownLayerError(
        sentence(
            "There is no layer %(name)s. There are: %(known)s.",
            name=repr(name[:40]),
            known=", ".join(known),
        )
    )


def describe_error(error: BaseException) -> str:
    """Describe an unexpected error to who keeps a server, in one short line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:_LONGEST_ERROR] if said else type(error).__name__
