"""Tables as they are given away: a name, a title, fields with their meaning, and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Mask
from geodata.errors import SnapshotError
from geodata.fields import TABLE_FIELDS, Field, get_fields
from geodata.layers import Layer, get_layer
from geodata.snapshot.store import Snapshot
from geodata.snapshot.tables import read_flat_table

TABLE_TITLES = {
    "crossings": "Crossings",
    "providers": "Providers",
    "claims": "Claims about who serves what",
    "projects": "Projects",
    "banks": "Banks and the line between them",
    "institutions": "Institutions",
    "statements": "Statements on projects",
    "agreements": "Agreements",
    "needs": "Needs that people named",
    "rules": "Rules on money and languages",
    "names": "Names of places",
    "name_counts": "Features by the languages of their names",
    "currency_counts": "Cash points by currency",
}
"""Table beside the layers → its English heading."""

_DESCRIPTIONS = {
    "crossings": "structures over the river line, with status and access on a day",
    "providers": "the registry of those who serve people, with sources and dates",
    "claims": "who is said to serve which feature, by what evidence",
    "projects": "what people could build or agree across the river line",
    "banks": "the study area, its two banks, the water between them and the river line",
    "institutions": "public institutions and civic bodies by system, with status and sources",
    "statements": "who is reported to have said what of which project",
    "agreements": "agreements between two sides, and what each says on infrastructure",
    "needs": "what people said they need: when, where and asked by whom",
    "rules": "dated rules and events on money and on languages",
}
WITHOUT_PLACES = frozenset({"providers", "claims", "statements", "agreements", "needs", "rules"})
"""Tables whose rows never have a geometry."""


@dataclass(frozen=True, slots=True)
class Subset:
    """What rows of tables are wanted; what is not given restricts nothing."""

    box: BaseGeometry | None = None
    """In EPSG:4326, (lon, lat): only what it touches."""
    rows: tuple[tuple[str, bytes], ...] = ()
    """Table → a bit for each of its rows, as `Subset.choose` packs them; others are wanted
    whole."""

    @classmethod
    def choose(cls, masks: Mapping[str, Mask]) -> Subset:
        """Choose rows of some tables, by masks of shape (n,), in the order of the snapshot.

        It stays small, can be compared and sent to another process.
        """
        return cls(rows=tuple((name, np.packbits(mask).tobytes()) for name, mask in masks.items()))


EVERYTHING = Subset()


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table with all that a file should say of it."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    frame: gpd.GeoDataFrame
    """The columns of `fields`, in their order, and `geometry`; in EPSG:4326 as it is read."""
    has_places: bool
    """False for a table whose rows never have a geometry."""

    def project(self, crs: str) -> ExportTable:
        """Bring its places into another coordinate system."""
        if not self.has_places or self.frame.crs == crs:
            return self
        return replace(self, frame=self.frame.to_crs(crs))

    @property
    def row_ids(self) -> list[str]:
        """An id for each row, unique in the table: that of OpenStreetMap for features."""
        numbers = self.frame["id"]
        if "element" not in self.frame:
            return [str(one) for one in numbers]
        return [f"{kind}/{one}" for kind, one in zip(self.frame["element"], numbers, strict=True)]


def list_export_names(snapshot: Snapshot) -> list[str]:
    """List what can be exported of a snapshot: its layers, then the tables beside them."""
    return [*snapshot.layer_names, *TABLE_FIELDS]


def read_export_table(snapshot: Snapshot, name: str, day: date) -> ExportTable:
    """Read a layer or a table beside the layers.

    Parameters
    ----------
    day
        The day that crossings are told for.

    Raises
    ------
    SnapshotError
        When the snapshot has nothing of that name; says what there is.
    """
    if name not in list_export_names(snapshot):
        known = ", ".join(list_export_names(snapshot))
        raise SnapshotError(f"snapshot {snapshot.id} has no layer {name!r} (there is: {known})")
    is_table = name in TABLE_FIELDS
    return ExportTable(
        name,
        title_of(name),
        describe_table(name),
        get_fields(name),
        read_flat_table(snapshot, name, day) if is_table else snapshot.read_layer(name),
        has_places=name not in WITHOUT_PLACES,
    )


def title_of(name: str) -> str:
    """Give the English heading of a layer or a table; its name where it has none."""
    layer = find_layer(name)
    return layer.title if layer else TABLE_TITLES.get(name, name)


def describe_table(name: str) -> str:
    """Describe a layer or a table in one English sentence."""
    layer = find_layer(name)
    if layer is None:
        return _DESCRIPTIONS.get(name, name)
    return f"{layer.title} of OpenStreetMap by the bank they stand on; tags: {layer.wiki}"


def find_layer(name: str) -> Layer | None:
    """Find a layer by its name; None for a table or a layer of another version."""
    try:
        return get_layer(name)
    except KeyError:
        return None


def cut_table(table: ExportTable, subset: Subset) -> ExportTable:
    """Keep the rows that are wanted; a box restricts nothing where rows have no place."""
    frame = table.frame
    wanted = np.ones(len(frame), dtype=bool)
    if subset.box is not None and table.has_places:
        wanted &= frame.geometry.intersects(subset.box).to_numpy()
    for name, bits in subset.rows:
        if name == table.name:
            packed = np.frombuffer(bits, dtype=np.uint8)
            wanted &= np.unpackbits(packed, count=len(frame)).astype(bool)
    return replace(table, frame=frame[wanted])


def read_export_tables(
    snapshot: Snapshot, names: Iterable[str], day: date, subset: Subset
) -> list[ExportTable]:
    """Read several tables, each cut to what is wanted of it."""
    return [cut_table(read_export_table(snapshot, name, day), subset) for name in names]
