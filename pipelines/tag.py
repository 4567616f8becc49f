"""Tag every feature: its layers, bank, municipality, names and provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Objects
from geodata.cities.names import DISPUTED, PlaceName, write_claims
from geodata.cities.profile import City
from geodata.crossings.crossing import MODELLED
from geodata.crs import GEOGRAPHIC, project, require_crs
from geodata.divide.banks import Divide
from geodata.divide.sides import find_sides, measure_bank_distance
from geodata.fields import NAME_TAGS
from geodata.gazetteer.registered import RegisteredNames
from geodata.layers import LAYERS, SHAPES, Shape, find_layers, has_shape
from geodata.names import list_tagged_names


def tag_sides(features: gpd.GeoDataFrame, divide: Divide, crs: str) -> gpd.GeoDataFrame:
    """Add `side`, `left_share` and `bank_distance_m`.

    Parameters
    ----------
    features
        Any geometry, in the metric CRS of the divide.

    Raises
    ------
    CrsError
        When the features are in another CRS.
    """
    require_crs(features, crs)
    geometries = features.geometry.to_numpy()
    side, left_share = find_sides(divide, geometries)
    distance_m = measure_bank_distance(divide, geometries)
    return features.assign(
        side=side, left_share=left_share.round(4), bank_distance_m=distance_m.round(1)
    )


def tag_municipality(
    features: gpd.GeoDataFrame, outlines: Mapping[str, BaseGeometry]
) -> gpd.GeoDataFrame:
    """Add `municipality`: the id of the outline that holds the middle of each feature, or None.

    Its `municipality_claims` are empty: see `tag_disputes`.

    Parameters
    ----------
    outlines
        Municipality id → polygon, in the features' CRS; where two overlap the first one counts.
    """
    points = locate_middles(features.geometry.to_numpy())
    municipality = np.full(len(features), None, dtype=object)
    for name, outline in reversed(list(outlines.items())):
        shapely.prepare(outline)
        municipality[shapely.intersects(outline, points)] = name
    return features.assign(municipality=municipality, municipality_claims=None)


def tag_disputes(places: gpd.GeoDataFrame, names: Sequence[PlaceName]) -> gpd.GeoDataFrame:
    """Say `DISPUTED` as the municipality of places that sources count to several, and who to which.

    Parameters
    ----------
    places
        Features that are a place themselves, with `tags` and `municipality`.
    names
        The registry of names, which has the claims.
    """
    registered = RegisteredNames([one for one in names if one.is_contested])
    found = [registered.find(list_tagged_names(tags))[:1] for tags in places["tags"]]
    claims = [next(map(write_claims, entries), None) for entries in found]
    is_disputed = np.array([claim is not None for claim in claims], dtype=bool)
    return places.assign(
        municipality=places["municipality"].mask(is_disputed, DISPUTED),
        municipality_claims=pd.Series(claims, places.index, object),
    )


def find_outlines(features: gpd.GeoDataFrame, city: City) -> dict[str, BaseGeometry]:
    """Find the outline of each municipality: its OSM relation, else the profile's own outline.

    Parameters
    ----------
    features
        With `element` and `id`, in the city's metric CRS.

    Returns
    -------
    dict
        Municipality id → polygon, metric; without those that neither the data nor the profile has.
    """
    is_relation = (features["element"] == "relation").to_numpy()
    is_area = has_shape(features.geom_type, Shape.AREA) & ~features.is_empty.to_numpy()
    relations = features[is_relation & is_area].set_index("id").geometry
    outlines = {}
    for municipality in city.municipality:
        if municipality.osm_relation in relations.index:
            outlines[municipality.id] = relations.loc[municipality.osm_relation]
        elif municipality.outline is not None:
            outlines[municipality.id] = project(municipality.outline, GEOGRAPHIC, city.crs)
    return outlines


def locate_middles(geometries: Objects) -> Objects:
    """Find a point of each geometry: on an area, half-way along a line."""
    points = shapely.point_on_surface(geometries)
    is_line = shapely.get_type_id(geometries) == shapely.GeometryType.LINESTRING
    points[is_line] = shapely.line_interpolate_point(geometries[is_line], 0.5, normalized=True)
    return points


def tag_names(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the names kept apart by language, `operator` and `is_modelled` from each one's `tags`."""
    columns = {
        column: [tags.get(key) for tags in features["tags"]] for column, key in NAME_TAGS.items()
    }
    return features.assign(
        **columns,
        operator=[tags.get("operator") for tags in features["tags"]],
        is_modelled=[tags.get("source") == MODELLED for tags in features["tags"]],
    )


def split_layers(features: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Give every layer its features; one that fits several layers is in each of them."""
    rows: dict[str, list[int]] = {layer.name: [] for layer in LAYERS}
    shapes = [SHAPES.get(name) for name in features.geom_type]
    for row, (tags, shape) in enumerate(zip(features["tags"], shapes, strict=True)):
        if shape is not None:
            for layer in find_layers(tags, shape):
                rows[layer.name].append(row)
    return {
        name: features.iloc[selected].assign(layer=name).reset_index(drop=True)
        for name, selected in rows.items()
    }
