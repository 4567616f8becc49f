"""Features as RFC 7946 wants them: (lon, lat), seven decimals, right-handed rings, no NaN."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata import ATTRIBUTION, LICENCE_URL
from geodata.arrays import Indices, Objects
from geodata.geojson import normalise_geometries, write_geometries

MEDIA_TYPE = "application/geo+json"

_GZIP_LEVEL = 5
"""Much faster than the highest level for a few per cent of size."""


@dataclass(frozen=True)
class FeatureSet:
    """Features that are encoded once and served many times."""

    features: tuple[bytes, ...]
    """Each feature as JSON."""
    tree: shapely.STRtree
    """Spatial index of their geometries, in the same order."""
    spans: NDArray[np.int64]
    """Where the geometry of each feature begins and ends in its JSON, shape (n, 2)."""
    attribution: str = ATTRIBUTION
    """Whose data they are."""

    @cached_property
    def compressed(self) -> bytes:
        """All features, gzipped: what most readers ask for."""
        return compress(self.dump())

    @cached_property
    def _joined(self) -> tuple[memoryview, list[int]]:
        """All features in one piece, commas between them, and where each begins in it."""
        ends = itertools.accumulate((len(one) + 1 for one in self.features), initial=0)
        return memoryview(b",".join(self.features)), list(ends)

    def cut(self, first: int, end: int) -> memoryview:
        """Cut features that follow each other out of all: sooner done than to join them anew."""
        joined, starts = self._joined
        return joined[starts[first] : starts[end] - 1] if first < end else joined[:0]

    def find(self, box: BaseGeometry) -> Indices:
        """Find the rows of the features that a box, in EPSG:4326, touches, in their order."""
        return np.sort(self.tree.query(box, predicate="intersects"))

    def dump(self, rows: Indices | None = None) -> bytes:
        """Write a FeatureCollection of all features, or of those of some rows."""
        index = np.arange(len(self.features)) if rows is None else rows
        chosen = [self.features[i] for i in index]
        members = {
            "type": "FeatureCollection",
            **_measure_bbox(self.tree.geometries[index]),
            "attribution": self.attribution,
            "licence": LICENCE_URL,
            "numberMatched": len(chosen),
            "numberReturned": len(chosen),
        }
        return orjson.dumps(members)[:-1] + b',"features":[' + b",".join(chosen) + b"]}"


def compress(body: bytes) -> bytes:
    """Compress with gzip, the same bytes for the same body."""
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _measure_bbox(shapes: Objects) -> dict[str, list[float]]:
    """Measure what geometries cover; nothing where there are none."""
    placed = shapes[~shapely.is_missing(shapes)]
    return {"bbox": shapely.total_bounds(placed).tolist()} if len(placed) else {}


def encode_features(
    ids: Sequence[str],
    geometries: Sequence[BaseGeometry | None],
    records: Iterable[Mapping[str, Any]],
) -> FeatureSet:
    """Encode features; values that JSON does not know, such as NaN, become null.

    Parameters
    ----------
    geometries
        In EPSG:4326, (lon, lat), as many as `ids`; None for a feature without a place.
    records
        The properties of each feature.
    """
    shapes = normalise_geometries(geometries)
    texts = write_geometries(shapes)
    heads = [b'{"type":"Feature","id":' + orjson.dumps(one) + b',"geometry":' for one in ids]
    features = tuple(
        head
        + text
        + b',"properties":'
        + orjson.dumps(record, option=orjson.OPT_SERIALIZE_NUMPY)
        + b"}"
        for head, text, record in zip(heads, texts, records, strict=True)
    )
    starts = np.fromiter(map(len, heads), np.int64, len(heads))
    ends = starts + np.fromiter(map(len, texts), np.int64, len(texts))
    tree = shapely.STRtree(shapes)
    tree.query(shapely.Point(0, 0))  # builds the index now, not under the first request
    return FeatureSet(features, tree, np.column_stack([starts, ends]))
