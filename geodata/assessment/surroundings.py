"""What lies around a tested bridge: water and buildings below it, open crossings beside it."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import shapely
from shapely.geometry import LineString

from geodata.assessment.request import LONGEST_CANDIDATE_M
from geodata.crossings.crossing import Crossing
from geodata.crs import GEOGRAPHIC, project_all
from geodata.divide.banks import TOUCH_M, Divide, prepare_copy
from geodata.streets.network import Links

BESIDE_M = 150.0
"""A bridge that is no further from an open crossing stands beside it."""


class Surroundings:
    """Buildings, crossings and water of a city, metric, to be found by a line.

    Parameters
    ----------
    buildings
        `element`, `id` and outlines; those further from the divide than any bridge is long are not
        kept.
    crossings
        Those without a place are left out.
    crs
        Metric CRS of the divide.
    """

    def __init__(
        self,
        buildings: gpd.GeoDataFrame,
        crossings: Sequence[Crossing],
        divide: Divide,
        crs: str,
    ) -> None:
        outlines = buildings.geometry.to_crs(crs).to_numpy()
        is_near = shapely.dwithin(prepare_copy(divide.line), outlines, LONGEST_CANDIDATE_M)
        ids = (buildings["element"] + "/" + buildings["id"].astype("str")).to_numpy(dtype=object)
        self._buildings, self._ids = shapely.STRtree(outlines[is_near]), ids[is_near]
        placed = [(one.id, one.geometry) for one in crossings if one.geometry is not None]
        self._crossings = [name for name, _ in placed]
        self._places = project_all([place for _, place in placed], GEOGRAPHIC, crs)
        self._water = divide.water

    def measure_over_water(self, line: LineString) -> float | None:
        """Measure what of a line is over the river, in m; None where none of it is mapped."""
        return float(shapely.intersection(line, self._water).length) or None

    def find_buildings(self, line: LineString) -> tuple[str, ...]:
        """Find the buildings that a line passes over: OSM ids, ``way/123``, sorted."""
        found = self._buildings.query(line, predicate="intersects")
        below = shapely.intersection(self._buildings.geometries[found], line)
        return tuple(sorted(self._ids[found[shapely.length(below) > TOUCH_M]].tolist()))

    def find_beside(self, line: LineString, links: Links) -> tuple[str, ...]:
        """Find the ids of the open crossings within `BESIDE_M` of a line, the nearest first."""
        open_ids = set(links.crossing)
        apart = [
            (float(place.distance(line)), name)
            for name, place in zip(self._crossings, self._places, strict=True)
            if name in open_ids
        ]
        return tuple(name for apart_m, name in sorted(apart) if apart_m <= BESIDE_M)
