"""Names of the files in a data folder, and what the system says of them."""

from __future__ import annotations

import os

CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
LAYERS = "layers"
TILES = "tiles.pmtiles"
RELIEF = "relief.png"
INDICATORS = "indicators.json"


def name_layer_file(layer: str) -> str:
    """Name the file of a layer in its snapshot."""
    return f"{LAYERS}/{layer}.parquet"


def explain(error: OSError) -> str:
    """Say what the system says, as libraries put sentences of their own round it."""
    return os.strerror(error.errno) if error.errno else str(error)
