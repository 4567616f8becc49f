"""How alike the providers of both banks are: the overlap of their shares, service by service.

The overlap of two distributions is Σ min(l, r) over providers, l and r being the shares of the
features of a bank that each serves: 1 where both banks are served by the same ones in the same
proportions, 0 where none serves both (Renkonen 1938). Shares do not change with how much of a bank
is mapped, and an operator that the registry does not know counts by its own name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd

from geodata.gazetteer.folding import fold_name
from geodata.layers import ALL_LAYERS
from geodata.snapshot.store import Snapshot

_Counts = tuple[Counter[str], Counter[str]]

LEAST_KNOWN = 5
"""Features of a service with a known provider on either bank, below which it is not compared."""


@dataclass(frozen=True, slots=True)
class ProviderBalance:
    """How evenly those who are known to serve people serve both banks."""

    overlaps: dict[str, float]
    """Service → overlap, 0-1, of those with enough features on both banks."""
    known: tuple[int, int]
    """Features of the left and of the right bank of which a provider is known."""

    @property
    def value(self) -> float | None:
        """The mean over services, each counting alike; None where none can be compared."""
        return sum(self.overlaps.values()) / len(self.overlaps) if self.overlaps else None


def measure_provider_balance(snapshot: Snapshot) -> ProviderBalance:
    """Measure how alike the providers of both banks are."""
    by_service = _count_providers(snapshot)
    overlaps = {
        service: _overlap(left, right)
        for service, (left, right) in sorted(by_service.items())
        if min(left.total(), right.total()) >= LEAST_KNOWN
    }
    known = [sum(pair[bank].total() for pair in by_service.values()) for bank in (0, 1)]
    return ProviderBalance(overlaps, (known[0], known[1]))


def _count_providers(snapshot: Snapshot) -> dict[str, _Counts]:
    """Count the features of each service and bank by who serves them."""
    city = snapshot.manifest.city
    found: dict[str, _Counts] = defaultdict(lambda: (Counter(), Counter()))
    for layer in ALL_LAYERS:
        if layer.service is None or not snapshot.manifest.counts.get(layer.name):
            continue
        frame = snapshot.read_layer(layer.name, ["side", "provider", "operator"])
        for bank, one in enumerate((city.left.id, city.right.id)):
            here = frame[frame["side"] == one]
            found[layer.service.value][bank].update(_list_providers(here))
    return found


def _list_providers(features: gpd.GeoDataFrame) -> Iterator[str]:
    """List who serves each feature of which that is known."""
    for provider, operator in zip(features["provider"], features["operator"], strict=True):
        if provider or operator:
            yield provider or fold_name(operator)


def _overlap(left: Counter[str], right: Counter[str]) -> float:
    return sum(min(left[one] / left.total(), right[one] / right.total()) for one in left)
