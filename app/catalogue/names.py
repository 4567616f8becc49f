"""Everything in a snapshot that has a name or a kind, indexed once to be searched."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from app.language.terms import say_everywhere
from geodata.arrays import Floats
from geodata.cities.names import PlaceName
from geodata.crossings.crossing import Crossing
from geodata.gazetteer.coordinates import Place
from geodata.gazetteer.entries import Named, clip_names, place
from geodata.gazetteer.index import NameIndex
from geodata.gazetteer.kind_index import KindIndex
from geodata.gazetteer.kinds import find_title
from geodata.gazetteer.registered import RegisteredNames
from geodata.layers import ALL_LAYERS, Sector, Shape

CROSSINGS, PROJECTS, PROVIDERS = "crossings", "projects", "providers"
INSTITUTIONS, NAMES = "institutions", "names"
"""Layers of a `Named` that are none of the layer table's."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius; https://en.wikipedia.org/wiki/Earth_radius"""

NEARER_M = 100.0
"""How much nearer a crossing counts than it is, so that it stays before its own streets."""

_RANKS = {CROSSINGS: 0, PROJECTS: 2, PROVIDERS: 3, INSTITUTIONS: 3, NAMES: 1}
_SECTOR_RANKS = {Sector.PLACES: 1, Sector.BOUNDARIES: 2, Sector.RIVER: 3, Sector.BUILDINGS: 9}
_LAYERS = {layer.name: layer for layer in ALL_LAYERS}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Things, the index of their names and the one of their kinds."""

    named: Sequence[Named]
    index: NameIndex
    kinds: KindIndex
    points: Floats
    """lon, lat of each thing, shape (n, 2); NaN where nobody says where it is."""

    def find(self, query: str, limit: int, near: Place | None = None) -> list[Named]:
        """Find what is called so or is such a thing, the nearest names first.

        Parameters
        ----------
        near
            A place, (lon, lat) in EPSG:4326: of things that fit as well, the nearest come first.
        """
        found: dict[int, None] = {}
        # Who types a whole name means it, even where it says what some things are.
        kinds_later = chain([[]], self.kinds.find_tiers(query))
        tiers = zip_longest(self.index.find_tiers(query), kinds_later, fillvalue=())
        for names, kinds in tiers:
            for at in self._order([*names, *kinds], near):
                found[at] = None
                if len(found) == limit:
                    return [self.named[at] for at in found]
        return [self.named[at] for at in found]

    def _order(self, fitting: list[int], near: Place | None) -> list[int]:
        if near is None or not fitting:
            return fitting
        is_crossing = np.array([self.named[at].layer == CROSSINGS for at in fitting])
        metres = measure_distances_m(self.points[fitting], near) - NEARER_M * is_crossing
        order = np.argsort(metres, kind="stable")
        return [fitting[at] for at in order]


def measure_distances_m(points: Floats, near: Place) -> Floats:
    """Measure how far points, (lon, lat), shape (n, 2), are from a place, on a sphere in metres.

    An equirectangular projection is exact to a few metres within a city:
    https://en.wikipedia.org/wiki/Equirectangular_projection
    """
    east, north = np.radians(points - near).T
    metres: Floats = EARTH_RADIUS_M * np.hypot(east * math.cos(math.radians(near[1])), north)
    return metres


def build_gazetteer(
    features: Sequence[Named],
    crossings: Iterable[Crossing],
    projects: gpd.GeoDataFrame,
    providers: pd.DataFrame,
    facts: gpd.GeoDataFrame,
    names: Sequence[PlaceName] = (),
) -> Gazetteer:
    """Build the gazetteer of a snapshot: see `list_entries`."""
    return index_entries(*list_entries(features, crossings, projects, providers, facts, names))


def list_entries(
    features: Sequence[Named],
    crossings: Iterable[Crossing],
    projects: gpd.GeoDataFrame,
    providers: pd.DataFrame,
    facts: gpd.GeoDataFrame,
    names: Sequence[PlaceName] = (),
) -> tuple[list[Named], list[list[str]]]:
    """List what of a snapshot is found, from its features and its tables, each with its names.

    `features` are named ones first, then others, which are found by their kind alone.
    A feature that bears a name of the registry is found by all its names; an entry of the registry
    that nothing bears is found itself.
    """
    registered = RegisteredNames(names)
    entries = [registered.find(one.names.values()) for one in features]
    borne = {entry.id for found in entries for entry in found}
    institutions = facts[facts["kind"] == INSTITUTIONS]
    named = [
        *map(_name_crossing, crossings),
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
    return named, spelled


def index_entries(named: Sequence[Named], spelled: Sequence[Sequence[str]]) -> Gazetteer:
    """Index things by every name that each is found by, and by their kinds."""
    points = np.array([one.point or (math.nan, math.nan) for one in named]).reshape(-1, 2)
    index = NameIndex(spelled, [_choose_rank(one) for one in named])
    kinds = KindIndex((one.what for one in named), lambda term: say_everywhere(term).values())
    return Gazetteer(named, index, kinds, points)


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
        what=("kind", find_title(CROSSINGS, {"kind": crossing.kind.value}) or ""),
        **place(crossing.geometry),
    )


def _name_project(record: str, geometry: BaseGeometry | None) -> Named:
    entry = json.loads(record)
    names = clip_names(entry["name"])
    what = ("project kind", entry["kind"])
    return Named(entry["id"], PROJECTS, entry["kind"], names, what=what, **place(geometry))


def _name_provider(record: str) -> Named:
    entry = json.loads(record)
    names, others = clip_names(entry["name"]), tuple(entry["aliases"])
    what = ("service", entry["service"])
    return Named(entry["id"], PROVIDERS, entry["service"], names, others, what=what)


def _name_institution(record: str, geometry: BaseGeometry | None) -> Named:
    entry = json.loads(record)
    names, others = clip_names(entry["name"]), tuple(entry["aliases"])
    what = ("institution kind", entry["kind"])
    return Named(
        *(entry["id"], INSTITUTIONS, entry["kind"], names, others), what=what, **place(geometry)
    )


def _choose_rank(one: Named) -> int:
    """Choose what comes first among equally near names: crossings, places, … streets, buildings."""
    layer = _LAYERS.get(one.layer)
    if layer is None:
        return _RANKS.get(one.layer, len(_RANKS))
    return _SECTOR_RANKS.get(layer.sector, 5 if Shape.POINT in layer.shapes else 6)
