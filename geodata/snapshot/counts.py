"""Counts the features of a snapshot by the languages of their names, and by currencies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from geodata.snapshot.store import Snapshot

CASH_POINTS = "banks_and_atms"
"""Layer whose features give or take money."""

_CURRENCY = "currency:"
"""Begins the OSM keys of currencies; https://wiki.openstreetmap.org/wiki/Key:currency."""
_REFUSED = {"no", ""}

_PATTERNS = {
    "sq": r'"name:(?:sq|aln)":',
    "sr": r'"name:sr(?:[-_]\w+)?":',
    "any": r'"name(?::[a-z]{2,3}(?:[-_]\w+)*)?":',
}
"""What the tags of a feature with such a name hold, as JSON; not ``name:etymology``."""


def count_names(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Count the features of each layer and side by the languages of their names.

    Yields
    ------
    dict
        The values of `geodata.fields.NAME_COUNT_FIELDS`: ``features`` is ``with_sq`` + ``with_sr``
        − ``with_both`` + ``with_other`` + ``without``.
    """
    for layer in snapshot.layer_names:
        if not snapshot.manifest.counts[layer]:
            continue
        frame = snapshot.read_layer(layer, ("side", "tags", "is_modelled"))
        tags = frame["tags"].astype("str").str
        sq, sr, any_name = (tags.contains(pattern) for pattern in _PATTERNS.values())
        counted = pd.DataFrame(
            {
                "with_sq": sq,
                "with_sr": sr,
                "with_both": sq & sr,
                "with_other": any_name & ~sq & ~sr,
                "without": ~any_name,
                "modelled": frame["is_modelled"].astype(bool),
                "features": True,
            }
        )
        for side, sums in counted.groupby(frame["side"].astype("str")).sum().iterrows():
            numbers = {str(name): int(value) for name, value in sums.items()}
            yield _describe(f"{layer}:{side}", numbers) | {"layer": layer, "side": side}


def count_currencies(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Count cash points by side and by each currency that OpenStreetMap states.

    Yields
    ------
    dict
        The values of `geodata.fields.CURRENCY_COUNT_FIELDS`; one that takes two currencies stands
        in both lines.
    """
    if not snapshot.manifest.counts.get(CASH_POINTS):
        return
    frame = snapshot.read_layer(CASH_POINTS, ("side", "tags", "is_modelled"))
    found: Counter[tuple[str, str]] = Counter()
    modelled: Counter[tuple[str, str]] = Counter()
    for side, text, is_modelled in frame.itertuples(index=False):
        for currency in list_currencies(json.loads(text)) or [""]:
            found[side, currency] += 1
            modelled[side, currency] += bool(is_modelled)
    for side, currency in sorted(found):
        numbers = {"features": found[side, currency], "modelled": modelled[side, currency]}
        described = _describe(f"{side}:{currency or 'none'}", numbers)
        yield described | {"side": side, "currency": currency or None}


def list_currencies(tags: dict[str, str]) -> list[str]:
    """List the currencies that a feature's tags say it takes, by alphabet."""
    return sorted(
        key.removeprefix(_CURRENCY)
        for key, value in tags.items()
        if key.startswith(_CURRENCY) and value not in _REFUSED
    )


def _describe(row_id: str, numbers: dict[str, int]) -> dict[str, Any]:
    """Describe a row; it is modelled where something that it counts is."""
    modelled = numbers.pop("modelled")
    return {"id": row_id, **numbers, "is_modelled": modelled > 0}


COUNTS: dict[str, Callable[[Snapshot], Iterator[dict[str, Any]]]] = {
    "name_counts": count_names,
    "currency_counts": count_currencies,
}
"""Table → how its rows are counted; no file of a snapshot holds them."""
