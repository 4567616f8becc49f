"""Everything in a snapshot that bears a name, indexed once to be searched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geodata.cities.names import PlaceName
from geodata.crossings.crossing import Crossing
from geodata.gazetteer.entries import Named, clip_names, place
from geodata.gazetteer.index import NameIndex
from geodata.gazetteer.registered import RegisteredNames
from geodata.layers import ALL_LAYERS, Sector, Shape

CROSSINGS, PROJECTS, PROVIDERS = "crossings", "projects", "providers"
INSTITUTIONS, NAMES = "institutions", "names"
"""Layers of a `Named` that are none of the layer table's."""

_RANKS = {CROSSINGS: 0, PROJECTS: 2, PROVIDERS: 3, INSTITUTIONS: 3, NAMES: 1}
_SECTOR_RANKS = {Sector.PLACES: 1, Sector.BOUNDARIES: 2, Sector.RIVER: 3, Sector.BUILDINGS: 9}
_LAYERS = {layer.name: layer for layer in ALL_LAYERS}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Named things and the index of their names."""

    named: Sequence[Named]
    index: NameIndex

    def find(self, query: str, limit: int) -> list[Named]:
        """Find what is called so, the nearest first: see `NameIndex.find`."""
        return [self.named[at] for at in self.index.find(query, limit)]


def build_gazetteer(
    features: Sequence[Named],
    crossings: Iterable[Crossing],
    projects: gpd.GeoDataFrame,
    providers: pd.DataFrame,
    facts: gpd.GeoDataFrame,
    names: Sequence[PlaceName] = (),
) -> Gazetteer:
    """Build the gazetteer of a snapshot from its features and its tables.

    A feature that bears a name of the registry is found by all its names; an entry of the registry
    that nothing bears is found itself.
    """
    registered = RegisteredNames(names)
    entries = [registered.find(one.names.values()) for one in features]
    borne = {entry.id for found in entries for entry in found}
    institutions = facts[facts["kind"] == INSTITUTIONS]
    named = [
        *(_name_crossing(one) for one in crossings if one.name),
        *map(_name_project, projects["record"], projects.geometry),
        *map(_name_provider, providers["record"]),
        *map(_name_institution, institutions["record"], institutions.geometry),
        *map(_name_place, (one for one in names if one.id not in borne)),
        *features,
    ]
    first = len(named) - len(features)
    spelled = [[*one.names.values(), *one.others] for one in named]
    for at, found in enumerate(entries, first):
        spelled[at] += [name for entry in found for name in entry.spellings]
    return Gazetteer(named, NameIndex(spelled, [_choose_rank(one) for one in named]))


def _name_place(entry: PlaceName) -> Named:
    """Name a place of the registry that is not on the map."""
    return Named(
        *(entry.id, NAMES, None, clip_names(entry.name), entry.aliases, entry.side),
        unofficial={code: how.value for code, how in entry.unofficial.items()},
    )


def _name_crossing(crossing: Crossing) -> Named:
    own = [way.tags.get("name") for way in crossing.ways]
    also = crossing.fact.also if crossing.fact else ()
    return Named(
        crossing.id,
        CROSSINGS,
        crossing.kind.value,
        clip_names(crossing.name),
        tuple(name for name in (*own, *also) if name),
        is_modelled=crossing.is_modelled,
        **place(crossing.geometry),
    )


def _name_project(record: str, geometry: BaseGeometry | None) -> Named:
    entry = json.loads(record)
    names = clip_names(entry["name"])
    return Named(entry["id"], PROJECTS, entry["kind"], names, **place(geometry))


def _name_provider(record: str) -> Named:
    entry = json.loads(record)
    names, others = clip_names(entry["name"]), tuple(entry["aliases"])
    return Named(entry["id"], PROVIDERS, entry["service"], names, others)


def _name_institution(record: str, geometry: BaseGeometry | None) -> Named:
    entry = json.loads(record)
    names, others = clip_names(entry["name"]), tuple(entry["aliases"])
    return Named(entry["id"], INSTITUTIONS, entry["kind"], names, others, **place(geometry))


def _choose_rank(one: Named) -> int:
    """Choose what comes first among equally near names: crossings, places, … streets, buildings."""
    layer = _LAYERS.get(one.layer)
    if layer is None:
        return _RANKS.get(one.layer, len(_RANKS))
    return _SECTOR_RANKS.get(layer.sector, 5 if Shape.POINT in layer.shapes else 6)
