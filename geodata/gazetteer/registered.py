"""Brings the registry of names and what bears one of its names together, however it is spelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from geodata.cities.names import PlaceName
from geodata.gazetteer.folding import fold_name

_JOINT = re.compile(r"\s*/\s*|\s+[-–]\s+")
"""Between two names that OSM mappers write in one, as in ``Ibër / Ibar``."""


class RegisteredNames:
    """The entries of a registry of names, to be found by any of their names."""

    def __init__(self, entries: Sequence[PlaceName]) -> None:
        self.entries = entries
        self._bearers: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(entries):
            for name in dict.fromkeys(map(fold_name, entry.spellings)):
                self._bearers[name].append(at)

    def find(self, names: Iterable[str]) -> list[PlaceName]:
        """Find the entries that have one of some names, whole or as a part of a joint one."""
        if not self.entries:
            return []
        parts = (part for name in names for part in (name, *_JOINT.split(name)))
        found = dict.fromkeys(at for part in parts for at in self._bearers.get(fold_name(part), ()))
        return [self.entries[at] for at in found]
