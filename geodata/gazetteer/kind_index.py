"""An index of kinds of things, such as hospitals, by what four languages call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from geodata.gazetteer.folding import fold_name, list_foldings
from geodata.gazetteer.kinds import ALSO

Term = tuple[str, str]
"""Context and term, as `geodata.wording.Wording.say` takes them."""

Phrase = tuple[str, ...]
"""Folded words."""

_SHORTEST_START = 3
"""Letters of a word that is begun, at least."""

_ENDINGS = {4: 1, 5: 2}
"""Letters that two words share → how many may follow in each: an ending of case or number."""
_LONGEST_ENDING = 3


class KindIndex:
    """Things by their kinds.

    Parameters
    ----------
    terms
        For each thing its kind; None where it has none.
    say
        Says a term in every language that people search in.
    """

    def __init__(self, terms: Iterable[Term | None], say: Callable[[Term], Iterable[str]]) -> None:
        owners: dict[Term, list[int]] = defaultdict(list)
        for owner, term in enumerate(terms):
            if term:
                owners[term].append(owner)
        self._kinds = [
            (_fold([*say(term), *ALSO.get(term, ())]), things) for term, things in owners.items()
        ]

    def find_tiers(self, query: str) -> Iterator[list[int]]:
        """List the things whose kind fits a query: its whole title, words of it, their starts."""
        words = fold_name(query).split()
        fits = [(_fit_any(words, phrases), things) for phrases, things in self._kinds]
        for tier in range(3):
            yield [owner for fit, things in fits if words and fit == tier for owner in things]


def _fold(said: Iterable[str]) -> list[Phrase]:
    """List the folded words of all that a kind is called."""
    folded = {one for phrase in said for one in list_foldings(phrase)}
    return [tuple(one.split()) for one in sorted(folded)]


def _fit_any(words: Sequence[str], phrases: Iterable[Phrase]) -> int | None:
    fits = (_fit(words, phrase) for phrase in phrases)
    return min((fit for fit in fits if fit is not None), default=None)


def _fit(words: Sequence[str], phrase: Sequence[str]) -> int | None:
    """Tell how words fit a phrase: 0 they are all of it, 1 words of it, 2 starts of words."""
    if all(any(_is_same(word, one) for one in phrase) for word in words):
        return 0 if len(words) == len(phrase) else 1
    if all(any(_is_same(word, one) or _begins(word, one) for one in phrase) for word in words):
        return 2
    return None


def _begins(word: str, other: str) -> bool:
    return len(word) >= _SHORTEST_START and other.startswith(word)


def _is_same(word: str, other: str) -> bool:
    """Tell whether two folded words are one but for their endings: schools, bolnice, shkollat."""
    if word == other:
        return True
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other)))  # noqa: B905
    allowed = _ENDINGS.get(shared, _LONGEST_ENDING if shared > max(_ENDINGS) else -1)
    return max(len(word), len(other)) - shared <= allowed
