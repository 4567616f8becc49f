"""The figures of a snapshot: counts by layer and side, by provider and side, and its crossings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import geopandas as gpd

from geodata.claims import Basis
from geodata.crossings.crossing import load_crossings
from geodata.divide.sides import NO_BANKS
from geodata.names import list_names
from geodata.snapshot.store import Snapshot

UNLISTED = "(unlisted operators)"
UNTAGGED = "(no operator tagged)"


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One crossing as a list shows it on a day."""

    id: str
    names: tuple[str, ...]
    kind: str
    use: str
    status: str
    is_modelled: bool
    osm_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``uramost show`` prints."""

    sides: tuple[str, ...]
    """Values of `side`, banks first: the order of columns."""
    by_layer: dict[str, dict[str, int]]
    by_provider: dict[str, dict[str, int]]
    """`by_layer`, `by_provider`: layer or provider → side → number of features; layers without
    features are left out."""
    crossings: tuple[CrossingLine, ...]


def summarise(snapshot: Snapshot, day: date) -> Summary:
    """Count a snapshot's features and list its crossings as they are on a day.

    A feature of several layers counts once in each of them, and once in each with a provider.
    """
    city = snapshot.manifest.city
    by_layer: dict[str, Counter[str]] = {}
    by_provider: dict[str, Counter[str]] = {}
    for name in snapshot.layer_names:
        layer = snapshot.read_layer(name, ["side", "provider", "provider_basis"])
        if len(layer):
            by_layer[name] = Counter(layer["side"])
            for provider, side in zip(_label_providers(layer), layer["side"], strict=True):
                if provider is not None:
                    by_provider.setdefault(provider, Counter())[side] += 1
    return Summary(
        (city.left.id, city.right.id, *NO_BANKS),
        {name: dict(counts) for name, counts in by_layer.items()},
        {name: dict(by_provider[name]) for name in sorted(by_provider, key=_order_providers)},
        tuple(_list_crossings(snapshot, day)),
    )


def _label_providers(layer: gpd.GeoDataFrame) -> Iterable[str | None]:
    """Label each feature by its provider; None where nobody is expected to provide."""
    special = {Basis.UNLISTED.value: UNLISTED, Basis.NONE.value: UNTAGGED}
    for provider, basis in zip(layer["provider"], layer["provider_basis"], strict=True):
        yield provider if isinstance(provider, str) else special.get(basis)


def _order_providers(name: str) -> tuple[bool, str]:
    return name.startswith("("), name


def _list_crossings(snapshot: Snapshot, day: date) -> Iterable[CrossingLine]:
    for crossing in load_crossings(snapshot.read_table("crossings")):
        status = crossing.status(day)
        yield CrossingLine(
            crossing.id,
            list_names(crossing.name),
            crossing.kind.value,
            crossing.use.value,
            "not there yet" if status is None else status.value,
            crossing.is_modelled,
            tuple(crossing.osm_ids),
        )
