"""Compares two sources near the river: by OpenStreetMap's ids, and by place where those are silent.

What both know need not be right, and what one alone knows need not be wrong: nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.arrays import Floats, Mask, Objects
from geodata.crs import GEOGRAPHIC
from geodata.snapshot.store import Snapshot
from geodata.witness.known import KINDS, Known, read_known, refuse_strangers

WITHIN_M = 500.0
"""How near to the river things are compared."""

CROSSING_M = 30.0
"""Two crossings of the river no further apart than this, for the same use, are one place."""

SAME_M = 1.0
STREET_M = 10.0
STREET_SHARE = 0.5
"""A street is known to the other source, too, of which this share runs within `SAME_M` of its
streets, or within `STREET_M` of those that no id pairs with another street: not beside the road
that a lost footway runs along."""

HOME_SHARE = 0.3
"""So is a home of which this share lies on buildings of the other source."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many things of a kind the two sources know."""

    kind: str
    in_one: int
    in_other: int
    by_id: int
    """Things of the first that the other has under the same id of OpenStreetMap."""
    by_place: int
    """Further ones that lie in the same place in both."""
    only_one: int
    only_other: int


@dataclass(frozen=True)
class SourceComparison:
    """What each of two sources knows near the river."""

    snapshots: tuple[str, str]
    sources: tuple[str, str]
    attributions: tuple[str, str]
    city: str
    within_m: float
    agreements: tuple[Agreement, ...]
    found: gpd.GeoDataFrame
    """What only one knows, EPSG:4326: `kind`, `only_in`, `id`, `overture_id`, `name`, `what`,
    `nearest_m` (to the nearest of its kind in the other source; None where there is none),
    `from_river_m`, `length_m`, `area_m2`, `attribution`."""

    def to_dict(self) -> dict[str, Any]:
        """Turn it into plain lists and dictionaries for JSON."""
        rows = self.found.drop(columns="geometry").astype(object)
        listed = rows.where(rows.notna(), None).to_dict("records")
        return {
            "city": self.city,
            "snapshots": list(self.snapshots),
            "sources": list(self.sources),
            "attributions": list(self.attributions),
            "within_m": self.within_m,
            "agreements": [asdict(one) for one in self.agreements],
            "only": listed,
        }


def compare_sources(one: Snapshot, other: Snapshot, within_m: float = WITHIN_M) -> SourceComparison:
    """Compare what two snapshots of a city know near its river, where both were built for.

    Raises
    ------
    SnapshotError
        When they are not of one city.
    """
    refuse_strangers(one, other)
    first, second = read_known(one), read_known(other)
    river = shapely.union(first.divide, second.divide)
    near = shapely.intersection_all([first.area, second.area, shapely.buffer(river, within_m)])
    shapely.prepare(near)
    sources = name_sources(first, second)
    agreements, parts = [], []
    for kind in KINDS:
        here, there = (known.things[kind] for known in (first, second))
        agreement, only = _compare_kind(kind, here, there, near)
        agreements.append(agreement)
        for frame, source, known in zip(only, sources, (first, second), strict=True):
            parts.append(_describe(frame, kind, source, known.snapshot.manifest.attribution, river))
    found = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry")
    return SourceComparison(
        (one.id, other.id),
        sources,
        (one.manifest.attribution, other.manifest.attribution),
        one.manifest.city.id,
        within_m,
        tuple(agreements),
        found.set_crs(one.manifest.city.crs, allow_override=True).to_crs(GEOGRAPHIC),
    )


def name_sources(one: Known, other: Known) -> tuple[str, str]:
    """Name both sources; two of one name by their snapshots, too."""
    if one.source != other.source:
        return one.source, other.source
    return f"{one.source} ({one.snapshot.id})", f"{other.source} ({other.snapshot.id})"


def _compare_kind(
    kind: str, here: gpd.GeoDataFrame, there: gpd.GeoDataFrame, near: shapely.Geometry
) -> tuple[Agreement, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
    only, counts = [], []
    here, there = (
        own.assign(is_paired=_share_ids(own, others))
        for own, others in ((here, there), (there, here))
    )
    for own, others in ((here, there), (there, here)):
        close = own[shapely.intersects(near, own.geometry.to_numpy())]
        by_id = close["is_paired"].to_numpy()
        rest = close[~by_id]
        by_place = _PLACES[kind](rest, others)
        nearest = _measure_nearest(rest, others)
        only.append(rest.assign(nearest_m=nearest)[~by_place])
        counts.append((len(close), int(by_id.sum()), int(by_place.sum())))
    (in_one, by_id_count, by_place_count), (in_other, _, _) = counts
    agreement = Agreement(
        kind, in_one, in_other, by_id_count, by_place_count, len(only[0]), len(only[1])
    )
    return agreement, (only[0], only[1])


def _share_ids(own: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Mask:
    known = frozenset().union(*others["osm"])
    return np.array([not known.isdisjoint(names) for names in own["osm"]], dtype=bool)


def _share_crossings(own: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Mask:
    tree = shapely.STRtree(others.geometry.to_numpy())
    mine, theirs = tree.query(own.geometry.to_numpy(), "dwithin", CROSSING_M)
    use, other_use = own["what"].to_numpy(), others["what"].to_numpy()
    shared = np.zeros(len(own), dtype=bool)
    shared[mine[use[mine] == other_use[theirs]]] = True
    return shared


def _share_streets(own: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Mask:
    lines, known = own.geometry.to_numpy(), others.geometry.to_numpy()
    reach_m = np.where(others["is_paired"], SAME_M, STREET_M)
    tree = shapely.STRtree(known)
    mine, theirs = tree.query(lines, "dwithin", STREET_M)
    return np.array(
        [
            _is_covered(line, known[met], reach_m[met])
            for at, line in enumerate(lines)
            for met in (theirs[mine == at],)
        ],
        dtype=bool,
    )


def _is_covered(line: shapely.Geometry, others: Objects, reach_m: Floats) -> bool:
    if not len(others):
        return False
    around = shapely.union_all(shapely.buffer(others, reach_m))
    covered_m = shapely.length(shapely.intersection(line, around))
    return bool(covered_m >= STREET_SHARE * shapely.length(line))


def _share_homes(own: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Mask:
    areas, known = (shapely.make_valid(one.geometry.to_numpy()) for one in (own, others))
    tree = shapely.STRtree(known)
    mine, theirs = tree.query(areas, "intersects")
    overlap = np.zeros(len(own))
    np.add.at(overlap, mine, shapely.area(shapely.intersection(areas[mine], known[theirs])))
    return np.asarray(overlap >= HOME_SHARE * shapely.area(areas), dtype=bool)


_PLACES: Mapping[str, Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Mask]] = {
    "crossings": _share_crossings,
    "streets": _share_streets,
    "homes": _share_homes,
}


def _measure_nearest(own: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Floats:
    """Measure how far the nearest of the other source lies; NaN where it has none at all."""
    distances = np.full(len(own), np.nan)
    if len(others):
        tree = shapely.STRtree(others.geometry.to_numpy())
        (mine, _), metres = tree.query_nearest(
            own.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        distances[mine] = metres
    return distances


def _describe(
    frame: gpd.GeoDataFrame, kind: str, source: str, attribution: str, river: shapely.Geometry
) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    lengths, areas = shapely.length(shapes), shapely.area(shapes)
    described = frame.drop(columns=["osm", "is_paired"]).assign(
        kind=kind,
        only_in=source,
        nearest_m=frame["nearest_m"].round(1),
        from_river_m=shapely.distance(shapes, river).round(1),
        length_m=np.where((areas == 0) & (lengths > 0), lengths.round(1), np.nan),
        area_m2=np.where(areas > 0, areas.round(1), np.nan),
        attribution=attribution,
    )
    order = ["kind", "only_in", "id", "overture_id", "name", "what", "nearest_m", "from_river_m"]
    columns = [*order, "length_m", "area_m2", "attribution", "geometry"]
    return described[columns].sort_values(["from_river_m", "id"])
