"""The way from bank to bank, station by station along the divide."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geodata.arrays import Floats, Nodes, Objects
from geodata.assessment.engine.kernels import multiply_min_plus
from geodata.assessment.engine.portals import Scenario
from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC
from geodata.divide.banks import Divide
from geodata.streets.network import SPEED_KMH, StreetNetwork, TravelMode
from geodata.streets.snapping import snap_points

STATION_M = 25.0
CROSSABLE_M = 400.0
"""Of walking: a station whose banks are further apart is a barrier."""

CROSSABLE_S = CROSSABLE_M * 3.6 / SPEED_KMH[TravelMode.WALK]
_SHORTEST_M = 1.0  # straight lines are taken for no shorter, so that a detour stays a number


@dataclass(frozen=True, slots=True)
class Stations:
    """Stations on the divide with the nearest street of a mode on either bank; shape (k,) each."""

    at_m: Floats
    """Along the divide."""
    lonlat: Floats
    """In EPSG:4326, shape (k, 2)."""
    left: Nodes
    right: Nodes
    """`left`, `right`: nodes; -1 where no street is near."""
    straight_m: Floats
    """Between these nodes, in a straight line; NaN where one is missing."""


def place_stations(divide: Divide, network: StreetNetwork) -> Stations:
    """Place a station every `STATION_M` along the divide, its parts one after the other."""
    at_m, points = locate_stations(divide)
    places = shapely.get_coordinates(points)
    every = np.ones(len(places), dtype=bool)
    left, _ = snap_points(network, places, every)
    right, _ = snap_points(network, places, ~every)
    has_both = (left >= 0) & (right >= 0)
    apart_m = np.hypot(*(network.points[left[has_both]] - network.points[right[has_both]]).T)
    straight_m = np.full(len(places), np.nan)
    straight_m[has_both] = np.maximum(apart_m, _SHORTEST_M)
    located = gpd.GeoSeries.from_xy(*places.T, crs=network.crs).to_crs(GEOGRAPHIC)
    lonlat = np.c_[located.x, located.y].round(COORDINATE_DECIMALS)
    return Stations(at_m, lonlat, left, right, straight_m)


def locate_stations(divide: Divide) -> tuple[Floats, Objects]:
    """Find where stations lie along the divide, in m, and their points in its CRS."""
    at_m, points, begun_m = [], [], 0.0
    for part in divide.line.geoms:
        along_m = np.arange(0.0, part.length, STATION_M)
        at_m.append(begun_m + along_m)
        points.append(shapely.line_interpolate_point(part, along_m))
        begun_m += part.length
    return np.concatenate(at_m), np.concatenate(points)


def measure_stations(scenario: Scenario, stations: Stations) -> Floats:
    """Measure the quicker direction from bank to bank at each station, in s, shape (k,).

    Infinite where there is no way or no street.
    """
    over = _measure_pairs(scenario, stations.left, stations.right)
    back = _measure_pairs(scenario, stations.right, stations.left)
    return np.minimum(over, back)


def share_crossable(seconds: Floats, speed_factor: float = 1.0) -> float | None:
    """Tell the share of stations that `CROSSABLE_M` of walking suffice to cross.

    Parameters
    ----------
    speed_factor
        By which the usual speed of walking was multiplied.
    """
    limit_s = CROSSABLE_S / speed_factor + 1e-6
    return float(np.mean(seconds <= limit_s)) if len(seconds) else None


def _measure_pairs(scenario: Scenario, origins: Nodes, destinations: Nodes) -> Floats:
    """Measure the way over the divide from each origin to its own destination."""
    seconds = np.full(len(origins), np.inf)
    is_near = (origins >= 0) & (destinations >= 0)
    if len(scenario.portals) and is_near.any():
        leaves, out = scenario.measure_to(origins[is_near])
        arrives, back = scenario.measure_from(destinations[is_near])
        over = scenario.seconds[np.ix_(leaves, arrives)]
        reach = multiply_min_plus(np.ascontiguousarray(out.T), over)
        seconds[is_near] = (reach + back.T).min(axis=1, initial=np.inf)
    return seconds
