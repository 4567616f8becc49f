"""Which OpenStreetMap elements divide a city: chosen by tags, and among those by names or ids."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic.dataclasses import dataclass

from geodata.cities.records import STRICT_RECORD
from geodata.names import Text

ANY = "*"
"""Any value of a key."""

WATERWAYS = ("river", "canal")
"""Values of ``waterway`` that a profile's list of names is looked for in."""


class DivideKind(StrEnum):
    """What kind of line divides a city: pages speak of a river only where it is one."""

    RIVER = "river"
    RAILWAY = "railway"
    ROAD = "road"
    WALL = "wall"
    BORDER = "border"
    LINE = "line"
    """Anything else."""


KIND_OF_KEY = {
    "waterway": DivideKind.RIVER,
    "railway": DivideKind.RAILWAY,
    "highway": DivideKind.ROAD,
    "barrier": DivideKind.WALL,
    "boundary": DivideKind.BORDER,
}
"""Key of OpenStreetMap → kind of what it tags."""


def _read_values(value: object) -> object:
    """Take one value of a key for a list of it."""
    return (value,) if isinstance(value, str) else value


Values = Annotated[tuple[Text, ...], BeforeValidator(_read_values), Field(min_length=1)]
OsmId = Annotated[str, StringConstraints(pattern=r"^(way|relation)/[1-9]\d{0,17}$")]


@dataclass(frozen=True, config=STRICT_RECORD)
class DividingWays:
    """Elements of OpenStreetMap: all keys must fit; names and ids narrow them down."""

    tags: Annotated[dict[Text, Values], Field(min_length=1)]
    """Key → allowed values; ``*`` is any."""
    names: tuple[Text, ...] = ()
    """One of them, in any language; none where unnamed ones count, too."""
    ids: tuple[OsmId, ...] = ()
    """``way/123``, ``relation/4``."""

    @property
    def kind(self) -> DivideKind:
        """What kind of line its tags tell of."""
        kinds = (KIND_OF_KEY[key] for key in self.tags if key in KIND_OF_KEY)
        return next(kinds, DivideKind.LINE)

    @property
    def query_tags(self) -> dict[str, bool | list[str]]:
        """The tags to ask OpenStreetMap for, as osmnx takes them."""
        return {key: True if ANY in some else list(some) for key, some in self.tags.items()}

    def has_tags(self, tags: Mapping[str, str]) -> bool:
        """Tell whether an element is of this kind, whatever its name and id."""
        return all(
            key in tags and (ANY in allowed or tags[key] in allowed)
            for key, allowed in self.tags.items()
        )


def name_waterways(names: tuple[str, ...]) -> DividingWays:
    """Choose rivers and canals by their names."""
    return DividingWays({"waterway": WATERWAYS}, names)
