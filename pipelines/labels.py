"""Label: what a map writes beside its lines: names of streets, rivers and places, house numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crs import GEOGRAPHIC
from geodata.names import SPOKEN, Names

FIRST_ZOOMS = {"line_names": 10, "place_names": 9, "house_numbers": 15}
"""Layer of labels → lowest zoom of its tiles."""

NO_NAMES: Names = {}

_NAMES = ["name", *(one.field for one in SPOKEN.values())]
_LINES = {"roads": "highway", "paths": "highway", "waterways": "waterway"}
"""Layer whose names are written along its lines → key that says how important one is."""

_HIGHWAYS = (
    *("motorway", "trunk", "primary", "secondary", "tertiary"),
    *("unclassified", "residential", "living_street", "pedestrian"),
)
"""The most important first; others follow."""


def make_labels(
    layers: Mapping[str, gpd.GeoDataFrame], city: Names = NO_NAMES
) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers of labels that have features.

    Parameters
    ----------
    layers
        Layer → features as a snapshot has them, EPSG:4326.
    city
        Names of the city as its profile has them, which its own place bears.

    Returns
    -------
    dict of GeoDataFrame
        Layer of `LABEL_LAYERS` → EPSG:4326, with names by language and `kind`; ways of one name
        that meet are one line, so that a name is written once along all of them.
    """
    lines = [_join_lines(layers[name], key) for name, key in _LINES.items() if name in layers]
    places = [_name_city(_find_places(layers["places"]), city)] if "places" in layers else []
    numbers = [_find_numbers(layers["buildings"])] if "buildings" in layers else []
    found = {"line_names": lines, "place_names": places, "house_numbers": numbers}
    frames = {name: [one for one in parts if len(one)] for name, parts in found.items()}
    return {name: _join_frames(parts) for name, parts in frames.items() if parts}


def _join_frames(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Join frames; a name that is not there is None, whatever pandas made of it on the way."""
    joined = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=GEOGRAPHIC)
    words = joined.columns.drop("geometry")
    texts = joined[words].astype(object)
    return joined.assign(**texts.where(texts.notna(), None))


def _join_lines(frame: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """Join the lines of one name; the most important way says the kind of all."""
    named = frame[frame["name"].notna() & (frame.geom_type == "LineString")]
    kinds = [json.loads(text).get(key, "") for text in named["tags"]]
    ranked = named[[*_NAMES, "geometry"]].assign(rank=[_rank(one) for one in kinds], kind=kinds)
    rows = [
        {**dict(zip(_NAMES, names, strict=True)), "kind": group["kind"].iloc[0], "geometry": line}
        for names, group in ranked.sort_values("rank", kind="stable").groupby(
            _NAMES, dropna=False, sort=True
        )
        for line in _merge(group.geometry)
    ]
    return _make_frame(rows, [*_NAMES, "kind"])


def _rank(kind: str) -> int:
    main = kind.removesuffix("_link")
    return _HIGHWAYS.index(main) if main in _HIGHWAYS else len(_HIGHWAYS)


def _merge(lines: gpd.GeoSeries) -> Iterator[shapely.Geometry]:
    merged = shapely.line_merge(shapely.union_all(lines.to_numpy()))
    yield from shapely.get_parts(merged)


def _find_places(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    named = frame[frame["name"].notna()]
    kinds = [json.loads(text).get("place", "") for text in named["tags"]]
    spots = named.geometry.representative_point()
    return gpd.GeoDataFrame(
        named[_NAMES].assign(kind=kinds), geometry=spots, crs=GEOGRAPHIC
    ).reset_index(drop=True)


def _name_city(spots: gpd.GeoDataFrame, city: Names) -> gpd.GeoDataFrame:
    """Give the city's own place, which bears one of its names, all names of its profile."""
    is_city = spots[_NAMES].isin(set(city.values())).any(axis=1)
    for code, name in city.items():
        if code in SPOKEN:
            spots[SPOKEN[code].field] = spots[SPOKEN[code].field].mask(is_city, name)
    return spots


def _find_numbers(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    numbers = [json.loads(text).get("addr:housenumber") for text in frame["tags"]]
    spots = frame.geometry.representative_point()
    numbered = gpd.GeoDataFrame({"number": numbers}, geometry=spots.to_numpy(), crs=GEOGRAPHIC)
    return numbered[numbered["number"].notna()].reset_index(drop=True)


def _make_frame(rows: list[dict[str, object]], columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        rows, columns=[*columns, "geometry"], geometry="geometry", crs=GEOGRAPHIC
    )
