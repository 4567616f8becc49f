"""What the API serves: the snapshot of a map, or what is public of a register, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.served import get_catalogue
from app.catalogue.tiles import TileArchive
from app.filters.crs import System, list_city_systems
from app.language.titles import say_description, say_title
from geodata.exports.formats import Format
from geodata.names import Names
from geodata.wording import Wording
from geodata.wording import mark as _


class Served(Protocol):
    """What the API needs to know of what it serves; it never changes under a request."""

    title: str
    """English, a text that is translated; so is `description`."""
    description: str

    @property
    def id(self) -> str:
        """Tells one state from another: readers keep what they have until it changes."""

    @property
    def city(self) -> Names:
        """Names of the city."""

    @property
    def attribution(self) -> str:
        """Whose the data are, and under which licence."""

    @property
    def systems(self) -> tuple[System, ...]:
        """Coordinate systems on offer, the stored one first."""

    @property
    def collections(self) -> Mapping[str, Collection]:
        """Collections by name."""

    @property
    def tiles(self) -> TileArchive | None:
        """Vector tiles, if any."""

    @property
    def catalogue(self) -> Catalogue | None:
        """The snapshot that pages tell the source of, if it is one."""

    def get_table(self, name: str, day: date) -> Collection:
        """Get a collection as it is on a day."""

    def say_title(self, name: str, wording: Wording) -> str:
        """Say the title of a collection."""

    def say_description(self, name: str, wording: Wording) -> str:
        """Say what a collection holds."""

    def list_files(self, name: str) -> Iterable[tuple[str, Format]]:
        """List the files of a collection: path and format."""


class ServedSnapshot:
    """The snapshot of a map."""

    title = "UraMost"
    description = _("What connects and what separates a divided city.")
    say_title = staticmethod(say_title)
    say_description = staticmethod(say_description)

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.id, self.tiles = catalogue.id, catalogue.tiles
        self.attribution = catalogue.manifest.attribution
        self.collections, self.get_table = catalogue.collections, catalogue.get_table

    @property
    def city(self) -> Names:
        """Names of the city."""
        return self.catalogue.manifest.city.name

    @property
    def systems(self) -> tuple[System, ...]:
        """Coordinate systems on offer, the stored one first."""
        return list_city_systems(self.catalogue)

    def list_files(self, name: str) -> Iterable[tuple[str, Format]]:
        """List the files of a collection: path and format."""
        return ((f"/data/{name}.{form}", form) for form in Format)


def get_served(request: Request) -> Served:
    """Get what a request is answered from: what its route has put there, or the snapshot.

    Raises
    ------
    NotReadyError
        When no snapshot could be loaded yet.
    """
    served: Served | None = getattr(request.state, "served", None)
    return served or ServedSnapshot(get_catalogue(request))
