"""What appeared, vanished and changed between two snapshots of a city, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.snapshot.store import Snapshot


@dataclass(frozen=True, slots=True)
class LayerDiff:
    """Features of one layer as OSM ids, ``way/123``; `changed` in any column or in geometry."""

    layer: str
    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the layer is the same in both."""
        return not (self.appeared or self.vanished or self.changed)


def compare_snapshots(old: Snapshot, new: Snapshot) -> list[LayerDiff]:
    """Compare two snapshots; layers that neither has features of are left out."""
    names = dict.fromkeys([*new.layer_names, *old.layer_names])
    kept = old.manifest.counts, new.manifest.counts
    return [_compare_files(name, old, new) for name in names if any(one.get(name) for one in kept)]


def _compare_files(layer: str, old: Snapshot, new: Snapshot) -> LayerDiff:
    if old.get_checksum(layer) == new.get_checksum(layer):
        return LayerDiff(layer, (), (), ())
    before, after = (
        one.read_layer(layer) if layer in one.layer_names else None for one in (old, new)
    )
    return compare_layers(layer, before, after)


def compare_layers(
    layer: str, before: gpd.GeoDataFrame | None, after: gpd.GeoDataFrame | None
) -> LayerDiff:
    """Compare the features of a layer, by element and id; None for a layer that is not there."""
    old, new = _sign_features(before), _sign_features(after)
    both = old.index.intersection(new.index)
    return LayerDiff(
        layer,
        tuple(new.index.difference(old.index)),
        tuple(old.index.difference(new.index)),
        tuple(both[(old[both] != new[both]).to_numpy()]),
    )


def _sign_features(frame: gpd.GeoDataFrame | None) -> pd.Series[str]:
    """Make one text of everything that each feature says, by its OSM id."""
    if frame is None or not len(frame):
        return pd.Series([], index=pd.Index([], dtype="str"), dtype="str")
    ids = frame["element"] + "/" + frame["id"].astype("str")
    said = frame.drop(columns=frame.geometry.name).itertuples(index=False, name=None)
    shapes = frame.geometry.to_wkb(hex=True)
    text = [f"{row}{shape}" for row, shape in zip(said, shapes, strict=True)]
    return pd.Series(text, index=pd.Index(ids), dtype="str")
