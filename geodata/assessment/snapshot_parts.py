"""What the what-if reads of a snapshot: its banks, its places of a kind, its lines, metric."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.arrays import Floats
from geodata.divide.banks import Divide, restore_divide
from geodata.layers import UTILITY_LINES
from geodata.snapshot.manifest import CitySummary
from geodata.snapshot.store import Snapshot


def locate_places(snapshot: Snapshot, layer: str, key: str, value: str) -> Floats:
    """Find the places of a kind, metric, shape (k, 2); older snapshots lack some layers."""
    if layer not in snapshot.layer_names:
        return np.empty((0, 2))
    frame = snapshot.read_layer(layer, ["tags", "geometry"])
    chosen = [json.loads(tags).get(key) == value for tags in frame["tags"]]
    crs = snapshot.manifest.city.crs
    centres = frame[np.array(chosen, dtype=bool)].geometry.to_crs(crs).centroid
    return np.asarray(np.c_[centres.x, centres.y], dtype=float)


def load_divide(banks: gpd.GeoDataFrame, city: CitySummary) -> Divide:
    """Load the two banks and the line between them from the table of a snapshot."""
    parts = banks.set_index("part").geometry.to_crs(city.crs)
    return restore_divide(parts.to_dict(), left_id=city.left.id, right_id=city.right.id)


def read_lines(snapshot: Snapshot, crs: str) -> gpd.GeoDataFrame:
    """Read the lines that a structure could carry, metric."""
    names = [name for name in UTILITY_LINES if name in snapshot.layer_names]
    columns = ["layer", "side", "provider", "operator", "geometry"]
    frames = [snapshot.read_layer(name, columns) for name in names]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    if not filled:
        return gpd.GeoDataFrame({name: [] for name in columns}, geometry="geometry", crs=crs)
    return gpd.GeoDataFrame(pd.concat(filled, ignore_index=True)).to_crs(crs)
