"""Names of people: none is, or looks or sounds like, that of a body whose signatures count."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from app.register.errors import InvalidError
from geodata.gazetteer.folding import fold_name
from geodata.names import Names
from geodata.sentences import sentence

_LOOKS = str.maketrans("авекмнорстухіјѕґԁԛԝ013456", "abekmhopctyxijsrdqwolzasb")
"""Letters and digits → the Latin letter that they look like."""
_ALIKE = 0.9
_TELLING = 12
"""So long a name of a body tells it from all else, wherever it stands in a longer name."""


def check_unlike(name: str, bodies: Mapping[str, Names], body: str | None) -> None:
    """Check that a name is not that of a body, in either script, or nearly so.

    Parameters
    ----------
    body
        Whose office the person is of: it may bear that name.

    Raises
    ------
    InvalidError
        When it is.
    """
    skeletons = _list_skeletons(name)
    for other, names in bodies.items():
        if other != body and any(
            _is_alike(one, fold_name(known).replace(" ", ""))
            for known in set(names.values())
            for one in skeletons
        ):
            raise InvalidError(
                "name",
                sentence(
                    "This is nearly the name of an institution, which only its own office may use: "
                    "write your own name"
                ),
            )


def _list_skeletons(name: str) -> set[str]:
    """List a name as it sounds in either script, and as it looks with letters of both."""
    looked = fold_name(name.casefold().translate(_LOOKS))
    return {one.replace(" ", "") for one in (fold_name(name), looked)}


def _is_alike(one: str, body: str) -> bool:
    if len(body) >= _TELLING and body in one:
        return True
    matcher = SequenceMatcher(None, one, body, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
