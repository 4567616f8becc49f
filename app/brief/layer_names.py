"""Writes names of sites on a print of the map, of layers with few enough in view to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry import Point

from app.brief.frame import Frame
from app.brief.labels import Labels
from app.catalogue.catalogue import Catalogue
from app.catalogue.texts import Texts
from geodata.arrays import Indices
from geodata.layers import HEAVY, Layer
from geodata.names import SPOKEN
from geodata.wording import Wording

MOST_NAMED = 30
"""Of one layer in view; of more, no name is written, rather than of some by chance."""


def write_layer_names(
    labels: Labels, catalogue: Catalogue, frame: Frame, layers: Iterable[Layer], wording: Wording
) -> None:
    """Write the names of features in a language, else as their signs have them."""
    for layer in layers:
        rows = catalogue.layers[layer.name].find(frame.geographic_box)
        if layer.name in HEAVY or len(rows) > MOST_NAMED:
            continue
        shapes = catalogue.layers[layer.name].tree.geometries[rows]
        placed = shapely.centroid(frame.place_all(shapes))
        names = _list_names(catalogue, layer, rows, SPOKEN[wording.language].field)
        for at, name in zip(placed, names, strict=True):
            labels.write(Point(at), name)


def _list_names(catalogue: Catalogue, layer: Layer, rows: Indices, field: str) -> Iterator[str]:
    columns = catalogue.collections[layer.name].columns
    told = [column for key in (field, "name") if isinstance(column := columns.get(key), Texts)]
    for row in rows:
        known = (one.distinct[one.codes[row]] for one in told if one.codes[row] >= 0)
        yield next(known, "")
