"""Is the map itself fair? How completely either bank is mapped, within its built-up area.

The map of a divided city may be finer on one bank than on the other, and what is computed from it
with it. For each layer the share of features with a tag is compared between the banks, each with
its number of cases. The built-up area of a bank are the squares of a 100 m grid in which a building
stands: outside of it, fields would thin the figures out. How many buildings there are per km² is
told beside it and is no measure of fairness: banks are built differently. Where the source tells
when features were last edited, the median day of each bank is told with its number of cases.

After the completeness of attributes in ISO 19157, https://www.iso.org/standard/78900.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.arrays import Ids, Mask
from geodata.layers import ALL_LAYERS, Layer
from geodata.snapshot.store import Snapshot

CELL_M = 100.0
LEAST_CASES = 30
"""Of each bank, below which shares are not compared."""

UNEVEN_SHARE = 1 / 3
"""Banks differ where the smaller share is less than the larger one by more of it."""

_ROUNDING = 1e-12
BUILDINGS = "buildings"
SERVICE_LINES = "service lines"
"""Lines and pipes of every service together."""

_TAGS = {
    "operator": r'"(?:operator|network|brand|owner)(?::wikidata)?":',
    "name": r'"name(?::[a-z]{2,3}(?:[-_]\w+)*)?":',
    "address": r'"addr:(?:housenumber|street|place)":',
    "levels": r'"building:levels":',
}
"""What is looked for → what the tags of a feature with it hold, as JSON."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many features of a layer have a tag on either bank; in a `Parity`, where built up."""

    layer: str
    """Its name, or `SERVICE_LINES`."""
    tag: str
    """``operator``, ``name``, ``address`` or ``levels``."""
    cases: tuple[int, int]
    """Features of the left and of the right bank."""
    having: tuple[int, int]
    """Those of them with the tag."""

    @property
    def shares(self) -> tuple[float, float] | None:
        """The shares of both banks; None where one has no case."""
        if not all(self.cases):
            return None
        left, right = (part / whole for part, whole in zip(self.having, self.cases, strict=True))
        return left, right

    @property
    def is_compared(self) -> bool:
        """Whether both banks have enough cases, and one of them the tag at all."""
        return min(self.cases) >= LEAST_CASES and any(self.having)

    @property
    def is_uneven(self) -> bool:
        """Whether the banks differ by more than a third, with enough cases on both."""
        shares = self.shares
        if shares is None or not self.is_compared:
            return False
        return 1 - min(shares) / max(shares) > UNEVEN_SHARE + _ROUNDING


@dataclass(frozen=True, slots=True)
class Edits:
    """When the features of a layer were last edited on either bank, within its built-up area."""

    layer: str
    cases: tuple[int, int]
    """Features of the left and of the right bank whose last edit is known."""
    median_day: tuple[str | None, str | None]
    """ISO 8601; None where there is none."""


@dataclass(frozen=True, slots=True)
class BuiltUp:
    """The built-up area of a bank."""

    bank: str
    km2: float
    buildings: int
    buildings_per_km2: float | None
    """None where nothing is built."""


@dataclass(frozen=True, slots=True)
class Parity:
    """How completely either bank is mapped."""

    snapshot_id: str
    city: str
    is_modelled: bool
    built_up: tuple[BuiltUp, BuiltUp]
    """Of the left and of the right bank."""
    completeness: tuple[Completeness, ...]
    uneven: tuple[Completeness, ...]
    """Those in which the banks differ by more than a third, with 30 cases on both."""
    edits: tuple[Edits, ...]
    attribution: str
    """Whose data it is found in."""
    """Of the layers of which any last edit is known: not every source tells it."""

    def to_dict(self) -> dict[str, object]:
        """Turn it into plain lists and dictionaries for JSON."""
        return asdict(self)

    def is_uneven(self, layer: str, tag: str) -> bool:
        """Tell whether the banks differ in a tag of a layer."""
        return any((one.layer, one.tag) == (layer, tag) for one in self.uneven)


def compare_levels(buildings: gpd.GeoDataFrame, banks: tuple[str, str]) -> Completeness:
    """Compare how many buildings of either bank state their storeys: every one is built up.

    Parameters
    ----------
    buildings
        `side` and `tags`.
    """
    has_tag = buildings["tags"].astype("str").str.contains(_TAGS["levels"]).to_numpy(dtype=bool)
    sides = buildings["side"].to_numpy(dtype=object)
    return _count(BUILDINGS, "levels", [sides == bank for bank in banks], has_tag)


def compare_operators(lines: gpd.GeoDataFrame, banks: tuple[str, str]) -> Completeness:
    """Compare how many lines of either bank state who operates them.

    Parameters
    ----------
    lines
        `side`, `provider` and `operator`.
    """
    is_stated = lines[["provider", "operator"]].notna().any(axis=1).to_numpy(dtype=bool)
    sides = lines["side"].to_numpy(dtype=object)
    return _count(SERVICE_LINES, "operator", [sides == bank for bank in banks], is_stated)


def measure_parity(snapshot: Snapshot) -> Parity:
    """Measure how completely either bank of a snapshot is mapped."""
    city = snapshot.manifest.city
    banks = city.left.id, city.right.id
    buildings = _read(snapshot, BUILDINGS)
    cells = _number_cells(buildings, city.crs)
    sides = buildings["side"].to_numpy(dtype=object)
    built = [np.unique(cells[sides == bank]) for bank in banks]
    known = snapshot.read_table("edits")
    edited = known.set_index(["element", "id"])["edited"]
    found: list[Completeness] = []
    edits: list[Edits] = []
    for layer, frame, here in _read_built_up(snapshot, banks, (built[0], built[1])):
        found += _compare(layer, frame, here)
        if len(edited):
            edits += _find_edits(layer.name, frame, here, edited)
    left, right = (
        _describe(bank, len(own), int((sides == bank).sum()))
        for bank, own in zip(banks, built, strict=True)
    )
    return Parity(
        snapshot.id,
        city.id,
        snapshot.manifest.origin.is_modelled,
        (left, right),
        tuple(found),
        tuple(one for one in found if one.is_uneven),
        tuple(edits),
        snapshot.manifest.attribution,
    )


def _describe(bank: str, cells: int, buildings: int) -> BuiltUp:
    km2 = cells * (CELL_M / 1000) ** 2
    return BuiltUp(bank, km2, buildings, buildings / km2 if km2 else None)


def _read_built_up(
    snapshot: Snapshot, banks: tuple[str, str], built: tuple[Ids, Ids]
) -> Iterator[tuple[Layer, gpd.GeoDataFrame, list[Mask]]]:
    """Read every layer, and tell which features lie in the built-up area of either bank."""
    for layer in ALL_LAYERS:
        if layer.name not in snapshot.layer_names or not snapshot.manifest.counts[layer.name]:
            continue
        frame = _read(snapshot, layer.name)
        cells, sides = _number_cells(frame, snapshot.manifest.city.crs), frame["side"].to_numpy()
        yield (
            layer,
            frame,
            [(sides == bank) & np.isin(cells, own) for bank, own in zip(banks, built, strict=True)],
        )


def _compare(layer: Layer, frame: gpd.GeoDataFrame, here: list[Mask]) -> Iterator[Completeness]:
    wanted = [
        *(["operator"] if layer.service else []),
        "name",
        *(["address", "levels"] if layer.name == BUILDINGS else []),
    ]
    for tag in wanted:
        has_tag = frame["tags"].astype("str").str.contains(_TAGS[tag]).to_numpy(dtype=bool)
        yield _count(layer.name, tag, here, has_tag)


def _find_edits(
    layer: str, frame: gpd.GeoDataFrame, here: list[Mask], edited: pd.Series
) -> Iterator[Edits]:
    keys = pd.MultiIndex.from_frame(frame[["element", "id"]])
    days = pd.to_datetime(edited.reindex(keys), format="%Y-%m-%d").to_numpy(dtype="datetime64[D]")
    left, right = (days[one & ~np.isnat(days)] for one in here)
    if len(left) or len(right):
        yield Edits(layer, (len(left), len(right)), (_find_median(left), _find_median(right)))


def _find_median(days: NDArray[np.datetime64]) -> str | None:
    """Find the day before which half of some days are; the earlier of two in the middle."""
    return str(np.sort(days)[(len(days) - 1) // 2]) if len(days) else None


def _count(layer: str, tag: str, here: list[Mask], has_tag: Mask) -> Completeness:
    left, right = (int(one.sum()) for one in here)
    having_left, having_right = (int((one & has_tag).sum()) for one in here)
    return Completeness(layer, tag, (left, right), (having_left, having_right))


def _read(snapshot: Snapshot, layer: str) -> gpd.GeoDataFrame:
    return snapshot.read_layer(layer, ["element", "id", "side", "tags", "geometry"])


def _number_cells(features: gpd.GeoDataFrame, crs: str) -> Ids:
    """Tell the number of the square in which the middle of each feature lies, shape (k,)."""
    if not len(features):
        return np.empty(0, dtype=np.int64)
    centres = features.geometry.to_crs(crs).centroid
    corners = np.floor(np.c_[centres.x, centres.y] / CELL_M).astype(np.int64)
    return np.asarray(corners[:, 0] * 1_000_000 + corners[:, 1])
