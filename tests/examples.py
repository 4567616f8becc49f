"""How many random examples a test tries, and how many of all combinations."""

import itertools

import pytest
from hypothesis import settings

USUAL = 100  # what a test tries that asks for nothing, unless make test-all wants more


def examples(count: int) -> int:
    """Tell how many to try now, where `count` are enough every day: settings(max_examples=…)."""
    return max(1, count * settings.default.max_examples // USUAL)


def is_thorough() -> bool:
    """Tell whether make test-all runs."""
    return settings.default.max_examples > USUAL


def once_each(values, read_kind):
    """List values for parametrize: those of a kind that came before are marked slow."""
    kinds = [read_kind(one) for one in values]
    return [
        pytest.param(one, marks=pytest.mark.slow if kind in kinds[:at] else ())
        for at, (one, kind) in enumerate(zip(values, kinds, strict=True))
    ]


def each_once(*lists, kind_of=lambda value: value):
    """List all combinations for parametrize: each value of a list once, all others marked slow.

    Of values of the first list that are of one kind, the first one is taken.
    """
    kinds = [kind_of(one) for one in lists[0]]
    places = range(max(map(len, lists)))
    usual = {
        tuple(at % len(one) for one in lists)
        for at in places
        if kinds.index(kinds[at % len(kinds)]) == at % len(kinds)
    }
    return [
        pytest.param(
            *(one[at] for one, at in zip(lists, places, strict=True)),
            marks=() if places in usual else pytest.mark.slow,
        )
        for places in itertools.product(*(range(len(one)) for one in lists))
    ]
