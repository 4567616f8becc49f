"""Free-text search: words in any script, case and accents, in whatever names a feature."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from app.catalogue.collection import Collection
from app.catalogue.texts import Texts
from geodata.arrays import Mask
from geodata.fields import NAME_FIELDS
from geodata.gazetteer.folding import fold_name

SEARCHED = (
    *("name", *(one.name for one in NAME_FIELDS)),
    *("operator", "provider", "layer", "kind", "service", "area", "note"),
)
"""Fields that are looked through, where a collection has them."""

_folded: WeakKeyDictionary[Collection, tuple[Texts, ...]] = WeakKeyDictionary()
"""Collection → the folded texts of its features, each distinct text once; they go with it."""


def find_words(words: tuple[str, ...], collection: Collection) -> Mask:
    """Tell which features bear every one of some folded words, shape (n,)."""
    texts = _fold_texts(collection)
    found = np.ones(len(collection.everything), dtype=bool)
    for word in words:
        found &= np.logical_or.reduce([text.find(word).yes for text in texts])
    return found


def _fold_texts(collection: Collection) -> tuple[Texts, ...]:
    """Fold what names the features of a collection, once."""
    if collection not in _folded:
        columns = [collection.columns[name] for name in SEARCHED if name in collection.columns]
        _folded[collection] = tuple(
            one.change(fold_name) for one in columns if isinstance(one, Texts)
        )
    return _folded[collection]
