"""Free-text search: words in any script, case and accents, in whatever names a feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.catalogue.texts import Texts
from geodata.gazetteer.folding import fold_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.catalogue.collection import Collection

SEARCHED = (
    *("name", "name_sq", "name_sr", "name_sr_latn", "name_en"),
    *("operator", "provider", "layer", "kind", "service", "area", "note"),
)
"""Fields that are looked through, where a collection has them."""


@dataclass(frozen=True, slots=True)
class Haystack:
    """The folded texts of every feature, each distinct text once."""

    texts: tuple[Texts, ...]

    @classmethod
    def of(cls, collection: Collection) -> Haystack:
        """Fold what names the features of a collection."""
        columns = [collection.columns[name] for name in SEARCHED if name in collection.columns]
        return cls(tuple(one.change(fold_name) for one in columns if isinstance(one, Texts)))

    def find(self, words: tuple[str, ...]) -> NDArray[np.bool_]:
        """Tell which features bear every one of some folded words, shape (n,)."""
        found = np.ones(len(self.texts[0].codes), dtype=bool)
        for word in words:
            found &= np.logical_or.reduce([text.find(word).yes for text in self.texts])
        return found
