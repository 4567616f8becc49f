"""A snapshot in memory, encoded once, so that requests only join bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.collection import Collection
from app.catalogue.encode import encode_day, encode_layer, load_tables
from app.catalogue.features import FeatureSet
from app.catalogue.names import Gazetteer, build_gazetteer
from app.catalogue.projects import describe_projects, encode_projects
from app.catalogue.tiles import TileArchive, open_archive
from geodata.assessment.snapshot_parts import load_divide
from geodata.cities.names import PlaceName, load_names
from geodata.cities.providers import read_providers
from geodata.cities.unknown import UnknownFact, load_unknown
from geodata.crossings.crossing import Crossing, load_crossings
from geodata.divide.banks import Divide
from geodata.exports.project_register import ProjectRegister, read_register
from geodata.gazetteer.entries import Named, list_named, list_unnamed
from geodata.names import Names
from geodata.snapshot.facts import read_facts
from geodata.snapshot.manifest import Manifest
from geodata.snapshot.store import Snapshot, verify_snapshot

_KEPT_DAYS = 8
"""Days whose crossings are remembered, as readers ask again for them or for a part of them."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is served of one snapshot; never changed, only replaced as a whole."""

    manifest: Manifest
    layers: dict[str, FeatureSet]
    """Layer → its features as maps draw them; so are ``projects``. Crossings depend on the day."""
    crossings: tuple[Crossing, ...]
    divide: BaseGeometry
    """In EPSG:4326, (lon, lat)."""
    banks: Divide
    """The same line with both banks, metric."""
    projects: list[dict[str, Any]]
    """Each project as plain JSON values."""
    registry: dict[str, dict[str, Any]]
    """Provider id → its whole entry as plain JSON values, in the order of the registry."""
    facts: dict[str, list[dict[str, Any]]]
    """Kind of written fact → its entries as plain JSON values: see `geodata.snapshot.facts`."""
    gazetteer: Gazetteer
    """All that bears a name, to be searched."""
    collections: dict[str, Collection]
    """Layers and tables with their columns, as the API serves them."""
    register: ProjectRegister
    """The projects that are no examples, as typed records, with what was said of them."""
    tiles: TileArchive | None = None
    """Vector tiles of the heavy layers; None where the snapshot has none."""
    relief: Path | None = None
    """Picture of the relief of the manifest's bounds; None where the snapshot has none."""
    names: tuple[PlaceName, ...] = ()
    """The registry of names."""
    unknown: tuple[UnknownFact, ...] = ()
    """What was looked for and not found."""
    _read_day: Callable[[date], Collection] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        read_day = lru_cache(maxsize=_KEPT_DAYS)(self._encode_day)
        object.__setattr__(self, "_read_day", read_day)

    def _encode_day(self, day: date) -> Collection:
        return encode_day(self.crossings, day).credit(self.manifest.attribution)

    @property
    def id(self) -> str:
        """Id of the snapshot."""
        return self.manifest.id

    def get_table(self, name: str, day: date) -> Collection:
        """Get a layer or table, whose crossings are as they were on a day."""
        return self._read_day(day) if name == "crossings" else self.collections[name]

    @property
    def bodies(self) -> dict[str, Names]:
        """Institution or municipality → its names: whose consent projects need."""
        municipalities = {one.id: one.name for one in self.manifest.city.municipalities}
        return municipalities | {one["id"]: one["name"] for one in self.facts["institutions"]}

    @property
    def providers(self) -> dict[str, Names]:
        """Provider id → its names."""
        return {key: entry["name"] for key, entry in self.registry.items()}


def load_catalogue(snapshot: Snapshot) -> Catalogue:
    """Verify a snapshot and read all of it into memory.

    Raises
    ------
    SnapshotError
        When a file is missing, differs from its checksum or cannot be read.
    """
    verify_snapshot(snapshot)
    attribution = snapshot.manifest.attribution
    collections, named = _read_layers(snapshot)
    places = cast("gpd.GeoDataFrame", snapshot.read_table("projects"))
    projects = describe_projects(places)
    banks = cast("gpd.GeoDataFrame", snapshot.read_table("banks"))
    tables = load_tables(snapshot, datetime.now(UTC).date())
    collections |= tables
    collections = {name: one.credit(attribution) for name, one in collections.items()}
    layers = {name: one.features for name, one in collections.items() if name not in tables}
    layers["banks"] = collections["banks"].features
    layers["projects"] = replace(encode_projects(places, projects), attribution=attribution)
    providers = snapshot.read_table("providers")
    written = cast("gpd.GeoDataFrame", snapshot.read_table("facts"))
    names = load_names(snapshot.read_table("names"))
    crossings = load_crossings(cast("gpd.GeoDataFrame", snapshot.read_table("crossings")))
    return Catalogue(
        snapshot.manifest,
        layers,
        crossings,
        shapely.union_all(banks.geometry[banks["part"] == "divide"]),
        load_divide(banks, snapshot.manifest.city),
        projects,
        read_providers(providers),
        read_facts(written),
        build_gazetteer(named, crossings, places, providers, written, names),
        collections,
        read_register(snapshot),
        open_archive(snapshot.tiles) if snapshot.tiles else None,
        snapshot.relief,
        names,
        load_unknown(snapshot.read_table("unknown")),
    )


def _read_layers(snapshot: Snapshot) -> tuple[dict[str, Collection], list[Named]]:
    """Read the layers one by one, and what in them is found: named things first."""
    collections: dict[str, Collection] = {}
    named: list[Named] = []
    unnamed: list[Named] = []
    for name in snapshot.layer_names:
        frame = snapshot.read_layer(name)
        collections[name] = encode_layer(name, frame)
        named += list_named(frame)
        unnamed += list_unnamed(frame)
    return collections, named + unnamed
