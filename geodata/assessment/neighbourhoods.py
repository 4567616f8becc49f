"""The neighbourhoods that residents are counted by: places of OpenStreetMap, else squares.

A home belongs to the smallest mapped area of a place around it, else to the nearest place on its
own bank, if that is near enough, else to its square of a grid. So no home is left out, and none is
counted with people over the river.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array

from geodata.arrays import Floats, Indices, Mask, Nodes, Objects
from geodata.assessment.engine.trips import Residents
from geodata.crs import GEOGRAPHIC
from geodata.gazetteer.entries import list_named
from geodata.names import Names

PLACES = frozenset(
    {"borough", "suburb", "quarter", "neighbourhood", "village", "hamlet", "isolated_dwelling"}
)
"""Values of ``place`` that are parts of a town, or small towns themselves.

https://wiki.openstreetmap.org/wiki/Key:place
"""

NEAR_M = 1_000.0
"""As far as a home is from the place that it is counted with, where no area is mapped."""

SQUARE_M = 250.0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Homes of one bank that are counted together."""

    id: str
    """OSM element and id, or ``square/BANK/EAST/NORTH``: its south-western corner in metres."""
    name: Names
    """Empty for a square."""
    bank: str
    """Id of the bank."""
    lon: float
    lat: float
    """`lon`, `lat`: the place, or the middle of the square, EPSG:4326."""


def divide_homes(
    points: Floats, is_left: Mask, places: gpd.GeoDataFrame, crs: str, banks: tuple[str, str]
) -> tuple[tuple[Neighbourhood, ...], Indices]:
    """Divide homes among the neighbourhoods of their banks.

    Parameters
    ----------
    points
        Of the homes, in the metric CRS, shape (k, 2).
    is_left
        Whether each is on the left bank, shape (k,).
    places
        The layer of a snapshot, EPSG:4326.
    banks
        Ids of the left and of the right bank.

    Returns
    -------
    tuple
        The neighbourhoods that have homes, and the number of each home's, shape (k,).
    """
    named = {one.id: one for one in list_named(places) if one.kind in PLACES and one.point}
    ids = (places["element"] + "/" + places["id"].astype("str")).to_numpy(dtype=object)
    parts = places[np.array([one in named for one in ids], dtype=bool)].to_crs(crs)
    outlines, sides = np.asarray(parts.geometry.array), parts["side"].to_numpy(dtype=object)
    known = [named[one] for one in ids if one in named]
    owner = np.full(len(points), -1)
    found: list[Neighbourhood] = []
    to_degrees = Transformer.from_crs(crs, GEOGRAPHIC, always_xy=True)
    for bank, name in enumerate(banks):
        here = np.flatnonzero(is_left == (bank == 0))
        own = np.flatnonzero(sides == name)
        at = _choose_places(points[here], outlines[own])
        for number in np.unique(at[at >= 0]).tolist():
            place = known[own[number]]
            owner[here[at == number]] = len(found)
            found.append(Neighbourhood(place.id, place.names, name, *place.point))
        for (east, north), mine in _cut_squares(points, here[at < 0]):
            owner[mine] = len(found)
            lon, lat = to_degrees.transform(east + SQUARE_M / 2, north + SQUARE_M / 2)
            found.append(Neighbourhood(f"square/{name}/{east:.0f}/{north:.0f}", {}, name, lon, lat))
    return tuple(found), owner


@dataclass(frozen=True, slots=True)
class Groups:
    """The residents of one bank, by neighbourhood, at the nodes where they live."""

    neighbourhoods: tuple[Neighbourhood, ...]
    weight: csr_array
    """Sparse (neighbourhoods, n): columns as `Residents.nodes`."""


def gather_groups(
    neighbourhoods: tuple[Neighbourhood, ...],
    numbers: Indices,
    home_nodes: Nodes,
    weight: Floats,
    banks: tuple[Residents, Residents],
    names: tuple[str, str],
) -> tuple[Groups, Groups]:
    """Gather the homes of each bank at their nodes, by neighbourhood.

    Parameters
    ----------
    numbers
        Neighbourhood of each home, shape (k,).
    home_nodes, weight
        Node and weight of each home, likewise; -1 where no street is near.
    names
        Ids of the banks.
    """

    def gather(residents: Residents, name: str) -> Groups:
        own = [at for at, one in enumerate(neighbourhoods) if one.bank == name]
        row_of = np.full(len(neighbourhoods), -1)
        row_of[own] = np.arange(len(own))
        column = np.searchsorted(residents.nodes, home_nodes)
        column[column == len(residents.nodes)] = 0
        is_here = (row_of[numbers] >= 0) & (residents.nodes[column] == home_nodes)
        rows, columns = row_of[numbers[is_here]], column[is_here]
        shape = len(own), len(residents.nodes)
        matrix = csr_array((weight[is_here], (rows, columns)), shape=shape)
        return Groups(tuple(neighbourhoods[at] for at in own), matrix)

    left, right = (
        gather(residents, name)
        if len(residents.nodes)
        else Groups((), csr_array((0, len(residents.nodes))))
        for residents, name in zip(banks, names, strict=True)
    )
    return left, right


def _choose_places(points: Floats, outlines: Objects) -> Indices:
    """Choose the place of each home among those of its bank; -1 for none."""
    chosen = np.full(len(points), -1)
    if not len(outlines) or not len(points):
        return chosen
    homes = shapely.points(points)
    tree = shapely.STRtree(shapely.point_on_surface(outlines))
    at, near = tree.query_nearest(homes, max_distance=NEAR_M, all_matches=False)
    chosen[at] = near
    is_area = shapely.area(outlines) > 0
    for number in np.argsort(-shapely.area(outlines), kind="stable")[: is_area.sum()]:
        chosen[shapely.contains_xy(outlines[number], *points.T)] = number
    return chosen


def _cut_squares(points: Floats, homes: Indices) -> Iterator[tuple[tuple[float, float], Indices]]:
    """Cut homes into squares of a grid that begins at the origin of the CRS."""
    corners = np.floor(points[homes] / SQUARE_M) * SQUARE_M
    squares, of_home = np.unique(corners, axis=0, return_inverse=True)
    for number, (east, north) in enumerate(squares.tolist()):
        yield (east, north), homes[of_home.ravel() == number]
