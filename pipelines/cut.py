"""Cut: find what divides the city among the pulled features, and the banks that it makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.dividing_ways import WATERWAYS, DivideKind, DividingWays
from geodata.cities.profile import City
from geodata.crs import GEOGRAPHIC, project, project_all, require_crs
from geodata.divide.banks import Divide, build_divide
from geodata.divide.sides import BEYOND
from geodata.divide.tangles import MOST_CROSSINGS, is_tangled
from geodata.errors import DivideError
from geodata.gazetteer.folding import fold_spelling
from geodata.layers import Shape, has_shape
from geodata.names import list_tagged_names
from pipelines.dividing_ways import draw_pieces, select_ways

_NAMES_LISTED = 8
_BESIDE_M = 50.0


def find_divide(features: gpd.GeoDataFrame, city: City, area: BaseGeometry) -> Divide:
    """Find what divides a city: its waterways among the features, or the line of its profile.

    Parameters
    ----------
    features
        With `tags`, in the city's metric CRS.
    area
        Study area, same CRS.

    Raises
    ------
    DivideError
        When no waterway bears one of the profile's names (says which do exist), or the line does
        not cut the area in two.
    CrsError
        When the features are in another CRS.
    """
    require_crs(features, city.crs)
    ways = city.divide.chosen_ways
    if ways is not None:
        pieces = _find_pieces(features, ways, area)
    else:
        pieces = project_all(list(shapely.get_parts(city.divide.line)), GEOGRAPHIC, city.crs)
    water, buildings = find_water(features)
    if city.divide.line_kind is not DivideKind.RIVER:
        water = []  # a railway over a river has no water
    left, right = city.banks
    return build_divide(area, pieces, water, buildings, left_id=left.id, right_id=right.id)


def find_water(features: gpd.GeoDataFrame) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Find the areas of water, and those of buildings, which no line is carried through."""
    is_area = has_shape(features.geom_type, Shape.AREA)
    is_water, is_building = (
        features["tags"].map(tells).astype(bool) & is_area for tells in (_is_water, _is_building)
    )
    return list(features.geometry[is_water]), list(features.geometry[is_building])


def _find_pieces(
    features: gpd.GeoDataFrame, ways: DividingWays, area: BaseGeometry
) -> list[BaseGeometry]:
    """Find the lines of the elements that divide the city; of an area, its outline."""
    found = np.flatnonzero(select_ways(features, ways))
    said = _describe_ways(ways)
    if not len(found):
        raise DivideError(
            f"no {said} in the study area ({_list_known(features, ways)}); "
            "name another, or draw a line (divide.line)"
        )
    pieces = draw_pieces(features.geometry.iloc[found], area)
    if is_tangled(pieces):
        raise DivideError(
            f"the {said} crosses itself more than {MOST_CROSSINGS:,} times "
            "here: mend it, or draw a line (divide.line)"
        )
    return pieces


def _describe_ways(ways: DividingWays) -> str:
    """Say what is looked for."""
    if ways.kind is DivideKind.RIVER and ways.names and not ways.ids:
        return f"river or canal named {' or '.join(ways.names)}"
    tags = ", ".join(f"{key}={'|'.join(values)}" for key, values in ways.tags.items())
    named = f" named {' or '.join(ways.names)}" if ways.names else ""
    among = f" among {', '.join(ways.ids[:_NAMES_LISTED])}" if ways.ids else ""
    return f"way of {tags}{named}{among}"


def _list_known(features: gpd.GeoDataFrame, ways: DividingWays) -> str:
    """List what there is of the kind that is looked for."""
    if ways.kind is DivideKind.RIVER:
        return _list_waters(features, {fold_spelling(name) for name in ways.names})
    names = {
        name: False
        for tags in features["tags"]
        if ways.has_tags(tags)
        for name in list_tagged_names(tags)[:1]
    }
    return f"found: {_list_names(names) or 'none with a name'}"


def _list_waters(features: gpd.GeoDataFrame, wanted: Collection[str]) -> str:
    """List which waters there are by kind, first those that bear a wanted name."""
    is_area = has_shape(features.geom_type, Shape.AREA)
    known: dict[str, dict[str, bool]] = {}
    for row, tags in enumerate(features["tags"]):
        kind = tags.get("waterway", "")
        if is_area[row]:
            kind = "water area" if _is_water(tags) else ""
        names = list_tagged_names(tags) if kind else []
        is_wanted = any(fold_spelling(name) in wanted for name in names)
        for name in names if is_wanted else names[:1]:
            known.setdefault(kind, {})[name] = fold_spelling(name) in wanted
    said = [
        f"{kind}: {_list_names(known[kind])}"
        for kind in sorted(known, key=lambda kind: (kind not in WATERWAYS, kind))
    ]
    return f"found: {'; '.join(said) or 'none with a name'}"


def _list_names(names: Mapping[str, bool]) -> str:
    ordered = sorted(names, key=lambda name: (not names[name], name))
    return ", ".join(ordered[:_NAMES_LISTED]) + (" …" if len(ordered) > _NAMES_LISTED else "")


def _is_water(tags: Mapping[str, str]) -> bool:
    return tags.get("natural") == "water" or tags.get("waterway") == "riverbank"


def _is_building(tags: Mapping[str, str]) -> bool:
    return tags.get("building", "no") != "no"


def describe_divide(divide: Divide, features: gpd.GeoDataFrame, city: City) -> list[str]:
    """Say where the river ends within the study area, and where its line is not mapped.

    Parameters
    ----------
    features
        With `tags`, in the metric CRS of the divide.
    """
    is_river = city.divide.line_kind is DivideKind.RIVER
    notes = [] if is_river else [_say_kind(city.divide.line_kind)]
    line = "river line" if is_river else "dividing line"
    ends = shapely.get_parts(shapely.intersection(divide.line, divide.beyond.boundary))
    for end in ends[~shapely.is_empty(ends)]:
        share = divide.beyond.area / divide.area.area
        named = _list_names_beside(end, features, city)
        notes.append(
            f"The {line} ends within the study area, at {_write_place(end, city)}: what lies "
            f"past its ends, {share:.0%} of the area, is on neither bank. "
            f"{f'Waterways that meet it there: {named}. ' if named else ''}"
            f"{'Name tributaries in the profile, too, or draw' if is_river else 'Draw'} a line."
        )
    notes += [
        f"The {line} is carried on for {part.length:,.0f} m where nobody mapped it, at "
        f"{_write_place(part, city)}: what passes only there is no crossing."
        for part in shapely.get_parts(divide.assumed)
        if part.length > 1
    ]
    return notes


def _say_kind(kind: DivideKind) -> str:
    """Say what pages mean, whose words are those of cities on rivers."""
    named = "a line" if kind is DivideKind.LINE else f"a {kind}"
    return f"What divides this city is {named}: where pages speak of the river, it is meant."


def _list_names_beside(place: BaseGeometry, features: gpd.GeoDataFrame, city: City) -> str:
    """List the names of other waterways that come near to an end of the river."""
    near = features[features.geometry.dwithin(place, _BESIDE_M)]
    names = {tags["name"] for tags in near["tags"] if "waterway" in tags and "name" in tags} - set(
        city.divide.waterways
    )
    return ", ".join(sorted(names)[:_NAMES_LISTED])


def _write_place(place: BaseGeometry, city: City) -> str:
    """Write a place as people type it into maps: latitude, longitude."""
    lon, lat = shapely.get_coordinates(project(place.centroid, city.crs, GEOGRAPHIC))[0]
    return f"{lat:.5f}, {lon:.5f}"


def tabulate_banks(divide: Divide, crs: str) -> gpd.GeoDataFrame:
    """Make the snapshot's table of the divide's parts, EPSG:4326: `part`, `side`, geometry."""
    parts = [
        ("study_area", None, divide.area),
        ("left", divide.left_id, divide.left),
        ("right", divide.right_id, divide.right),
        ("water", None, divide.water),
        ("divide", None, divide.line),
    ]
    rare = [("beyond", BEYOND, divide.beyond), ("assumed", None, divide.assumed)]
    parts += [part for part in rare if not part[-1].is_empty]
    frame = gpd.GeoDataFrame(
        parts, columns=["part", "side", "geometry"], geometry="geometry", crs=crs
    )
    return frame.to_crs(GEOGRAPHIC)
