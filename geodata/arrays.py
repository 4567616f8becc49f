"""Arrays by what they hold; their shapes stand where they are used."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
"""Numbers that OpenStreetMap gave."""

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Nodes = NDArray[np.int32]
"""Indices of nodes, as graphs of SciPy have them."""

Objects = NDArray[np.object_]
"""Texts, geometries or None."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays of one length, each a field; one may be None."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def select(self, chosen: Mask | Indices | slice) -> Self:
        """Keep some rows, by a mask, by numbers and in their order, or in a row."""
        columns = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: column[chosen] for name, column in columns.items() if column is not None}
        return replace(self, **kept)
