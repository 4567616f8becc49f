"""What everything in a snapshot is called: features by every name that OSM gives, and by kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Mask
from geodata.crs import COORDINATE_DECIMALS
from geodata.divide.sides import NO_BANKS
from geodata.gazetteer.index import LONGEST_NAME
from geodata.gazetteer.kinds import find_title
from geodata.layers import ALL_LAYERS, HEAVY, Shape
from geodata.names import UNSAID, Names

MOST_NAMES = 40
"""Names of one thing that are kept; OSM's largest cities bear more."""

_BEARS = r'"(?:[a-z]+_)?(?:name|ref)(?::[^"]*)?":'
_LANGUAGE = re.compile(r"name:([a-z]{2,3})(?:-([A-Z][a-z]{3}))?")
_OTHER = re.compile(
    r"(?:alt|official|short|old|loc|int|reg|nat|sorting)_name(?::.+)?|(?:loc_|local_|int_|nat_)?ref"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_PARTS_OF_CROSSINGS = frozenset({"bridges", "crossing_ways", "near_gaps"})
_LAYERS = {layer.name: layer for layer in ALL_LAYERS}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that bears a name."""

    id: str
    """Of the feature, crossing, project or provider."""
    layer: str
    kind: str | None
    """Value of the layer's main OSM key, or kind of crossing or project, or service."""
    names: Names
    """BCP 47 code → name, clipped to `LONGEST_NAME`; `UNSAID` for OSM's plain ``name``."""
    others: tuple[str, ...] = ()
    """Further names, numbers and operators that it is found by."""
    side: str | None = None
    point: tuple[float, float] | None = None
    """A place on it, (lon, lat) in EPSG:4326; None where nobody says where."""
    bbox: tuple[float, float, float, float] | None = None
    """left, bottom, right, top in degrees."""
    is_modelled: bool = False
    parts: int = 1
    """How many features of one name, layer and municipality stand behind a line."""
    unofficial: Mapping[str, str] = field(default_factory=dict)
    """Language of `names` → how the name was made that no source gives in it."""
    what: tuple[str, str] | None = None
    """Context and term of what one such thing is called, as `Wording.say` takes them."""


_Placed = tuple[Named, str | None, "BaseGeometry"]
"""A named feature, its municipality and its geometry."""


def list_named(frame: gpd.GeoDataFrame) -> list[Named]:
    """List the features of a layer that bear a name or a number; lines of one name once.

    Parameters
    ----------
    frame
        A layer of a snapshot, EPSG:4326.
    """
    rows = frame[_bears_name(frame)]
    if rows.empty:
        return []
    layer = _LAYERS.get(str(rows["layer"].iloc[0]))
    named = [one for one in _read_rows(rows) if one[0].names]
    if layer is None or layer.shapes != frozenset({Shape.LINE}):
        return [one for one, _, _ in named]
    return list(_merge(named))


def list_unnamed(frame: gpd.GeoDataFrame) -> list[Named]:
    """List the features of a layer that bear no name, to be found by what they are.

    Layers of very many features, such as buildings, have none: see `HEAVY`; nor have parts of
    crossings, which are found themselves.
    """
    if frame.empty or frame["layer"].iloc[0] in HEAVY | _PARTS_OF_CROSSINGS:
        return []
    return [one for one, _, _ in _read_rows(frame) if not one.names]


def _bears_name(frame: gpd.GeoDataFrame) -> Mask:
    has_tag = frame["tags"].astype(str).str.contains(_BEARS).to_numpy(dtype=bool)
    bears: Mask = np.asarray(frame["name"].notna(), dtype=bool) | has_tag
    return bears


def _read_rows(rows: gpd.GeoDataFrame) -> Iterator[_Placed]:
    """Read the rows of a layer."""
    layer = _LAYERS.get(str(rows["layer"].iloc[0]))
    keys = tuple(layer.query_tags) if layer else ()
    columns = ("element", "id", "layer", "side", "municipality", "is_modelled", "name", "tags")
    for (
        element,
        number,
        name_of_layer,
        side,
        municipality,
        is_modelled,
        name,
        text,
        geometry,
    ) in zip(*(rows[column] for column in columns), rows.geometry, strict=True):
        tags = json.loads(text)
        plain = name if isinstance(name, str) else None  # pandas has NaN where there is none
        names, others = read_names(tags, plain), _read_others(tags)
        title = find_title(name_of_layer, tags)
        one = Named(
            id=f"{element}/{number}",
            layer=name_of_layer,
            kind=next((tags[key] for key in keys if key in tags), None),
            names=names or ({UNSAID: others[0]} if others else {}),
            others=(*others, *_split(tags.get("operator", ""))),
            side=side,
            is_modelled=bool(is_modelled),
            what=("kind", title) if title else None,
            **place(geometry),
        )
        yield one, municipality, geometry


def place(geometry: BaseGeometry | None) -> dict[str, Any]:
    """Find the `point` and the `bbox` of a geometry in EPSG:4326; both None without one."""
    if geometry is None or geometry.is_empty:
        return {"point": None, "bbox": None}
    on = _find_place_on(geometry)
    bounds = np.round(geometry.bounds, COORDINATE_DECIMALS).tolist()
    return {
        "point": (round(on.x, COORDINATE_DECIMALS), round(on.y, COORDINATE_DECIMALS)),
        "bbox": tuple(bounds),
    }


def _find_place_on(geometry: BaseGeometry) -> Point:
    """Find a place inside of an area, or in the middle of the longest line."""
    if not geometry.geom_type.endswith("LineString"):
        return geometry.representative_point()
    longest = max(shapely.get_parts(geometry), key=shapely.length)
    return Point(longest.interpolate(0.5, normalized=True))


def clip_names(names: Mapping[str, str]) -> Names:
    """Clip the names of a thing to what anybody reads."""
    return {code: name[:LONGEST_NAME] for code, name in [*names.items()][:MOST_NAMES]}


def read_names(tags: Mapping[str, str], plain: str | None) -> Names:
    """Read the names of a feature; the plain one only where no language has the same."""
    names: dict[str, str] = {}
    for key, value in tags.items():
        if found := _LANGUAGE.fullmatch(key):
            names[_write_code(found[1], found[2], value)] = value
    if plain and plain not in names.values():
        names[UNSAID] = plain
    return clip_names(names)


def _write_code(language: str, script: str | None, name: str) -> str:
    """Write the code of a name; Serbian says its script, whether OSM does or not."""
    if language == "sr":
        script = script or ("Cyrl" if _CYRILLIC.search(name) else "Latn")
    return f"{language}-{script}" if script else language


def _read_others(tags: Mapping[str, str]) -> tuple[str, ...]:
    others = [part for key in tags if _OTHER.fullmatch(key) for part in _split(tags[key])]
    return tuple(others[:MOST_NAMES])


def _split(value: str) -> Iterator[str]:
    """Split a list ``a;b`` of OSM."""
    return (part.strip()[:LONGEST_NAME] for part in value.split(";") if part.strip())


def _merge(named: Iterable[_Placed]) -> Iterator[Named]:
    """Merge the parts of a street or a line: a street is many ways of one name."""

    def read_key(one: _Placed) -> tuple[Any, ...]:
        return (sorted(one[0].names.items()), str(one[1]))

    for _, group in groupby(sorted(named, key=read_key), read_key):
        parts = list(group)
        longest = max(parts, key=lambda part: part[2].length)[0]
        yield replace(
            longest,
            others=tuple({other: None for part in parts for other in part[0].others}),
            side=_join_sides({part[0].side for part in parts}),
            bbox=place(shapely.GeometryCollection([part[2] for part in parts]))["bbox"],
            parts=len(parts),
        )


def _join_sides(sides: set[str | None]) -> str | None:
    """Join the sides of a line's parts: it lies on a bank, or across when it is on both."""
    banks = sides - {*NO_BANKS, None}
    if "across" in sides or len(banks) > 1:
        return "across"
    return min(banks or sides, key=str)
