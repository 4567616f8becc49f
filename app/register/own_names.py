"""Names of people: none is, or looks or sounds like, that of a body whose signatures count."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

from app.register.errors import InvalidError
from geodata.gazetteer.folding import fold_name
from geodata.names import Names
from geodata.sentences import sentence

_LOOKS = str.maketrans(
    "авекмнорстухіјѕґԁԛԝ013456αβγεηικνορτυχϲϳμօոսհցıȷɑɡɩ",
    "abekmhopctyxijsrdqwolzasbabyenikvoptuxcjmonuhgijagi",
)
"""Small letters and digits → the Latin letter that they look like."""
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
"""Greek capitals, whose small letters look like others."""
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
_STROKES = str.maketrans("ij1", "lll")
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
            _is_alike(one, _join(fold_name(known)))
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
    shown = "".join(map(_grow, name)).translate(_CAPITALS).casefold().translate(_LOOKS)
    return {_join(fold_name(one.replace("_", " "))) for one in (name, shown)}


def _grow(sign: str) -> str:
    """Take a small capital for the letter that it is."""
    known = unicodedata.name(sign, "")
    return known.removeprefix(_SMALL_CAPITAL) if known.startswith(_SMALL_CAPITAL) else sign


def _join(folded: str) -> str:
    """Join words, and take for one stroke what looks like one: i, j, l and 1."""
    return folded.replace(" ", "").translate(_STROKES)


def _is_alike(one: str, body: str) -> bool:
    if len(body) >= _TELLING and body in one:
        return True
    matcher = SequenceMatcher(None, one, body, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
