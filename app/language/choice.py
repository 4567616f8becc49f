"""The language of an answer: asked for, remembered, preferred, or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request

from app.language.preferences import join_header, read_weights
from geodata.names import LANGUAGES, SPOKEN
from geodata.wording import Wording, load_wording

COOKIE = "lang"

_BY_DEFAULT = ("en", *(code for code in SPOKEN if code != "en"))
"""The languages in the order in which one is chosen that readers like as much as another."""

_UNNAMED = 1e-6
"""Weight of a language that nobody names: more than one that is refused, less than all else."""


def choose_language(request: Request) -> str:
    """Choose the language of an answer: asked for, remembered, preferred, or English."""
    for asked in (request.query_params.get(COOKIE), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return choose_preferred(read_weights(join_header(request, "accept-language")))


def get_wording(request: Request) -> Wording:
    """Get the wording of an answer to a request."""
    return load_wording(choose_language(request))


def choose_preferred(weights: Mapping[str, float]) -> str:
    """Choose the language that a reader likes best, English where none is named or all the same.

    Parameters
    ----------
    weights
        Ranges of languages (RFC 4647) in small letters and in their order → weight; 0 refuses.
    """
    ranges = [(name.replace("_", "-").split("-"), one) for name, one in weights.items()]
    return max(_BY_DEFAULT, key=lambda language: _weigh(language.lower(), ranges))


def _weigh(language: str, ranges: Sequence[tuple[list[str], float]]) -> tuple[float, int]:
    """Weigh a language by the narrowest ranges that hold it; what comes first weighs more."""
    base, _, script = language.partition("-")
    for is_held in (
        lambda one: script and one[:2] == [base, script],
        lambda one: one[0] == base and not (script and one[1:2] and len(one[1]) == len(script)),
        lambda one: one == ["*"],
    ):
        if found := [(weight, -at) for at, (one, weight) in enumerate(ranges) if is_held(one)]:
            return max(found)
    return _UNNAMED, 0
