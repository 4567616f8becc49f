"""The streets of the made-up city as a network: a grid with gaps on two banks, and its bridges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

from geodata.assessment.engine.trips import Residents
from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

SIDE = 123
"""Street corners along one side of the city, as in `setup.city`: 15,129 of them."""

BRIDGES = 6
BLOCK_M = 70.0
STREET_KMH = 30.0
BRIDGE_KMH = 50.0


@dataclass(frozen=True)
class Streets:
    """A network, its bridges as links both ways, and nodes from which all of it can be reached."""

    network: StreetNetwork
    links: Links
    homes: NDArray[np.int32]

    def rebuild(self, links: Links) -> csr_array:
        """Make one matrix of streets and links, as every other engine needs it."""
        streets = self.network.seconds.tocoo()
        return make_matrix(
            np.r_[streets.row, links.start].astype(np.int32),
            np.r_[streets.col, links.end].astype(np.int32),
            np.r_[streets.data, links.seconds],
            streets.shape[0],
        )

    def choose_homes(self, count: int, seed: int = 3) -> tuple[Residents, Residents]:
        """Choose so many homes on either bank, with weights."""
        rng = np.random.default_rng(seed)
        is_left = self.network.is_left[self.homes]
        banks = [
            np.sort(rng.choice(self.homes[bank], count, replace=False)).astype(np.int32)
            for bank in (is_left, ~is_left)
        ]
        weights = [rng.lognormal(3, 1, count) for _ in banks]
        left, right = (Residents(*one) for one in zip(banks, weights, weights, strict=True))
        return left, right

    def choose_candidates(self, count: int, seed: int = 5) -> Links:
        """Choose links from left to right between streets within 400 m of the river, all short."""
        rng = np.random.default_rng(seed)
        points, is_left = self.network.points[self.homes], self.network.is_left[self.homes]
        is_near = np.abs(points[:, 1] - points[:, 1].max() / 2) < 400
        left, right = self.homes[is_near & is_left], self.homes[is_near & ~is_left]
        start, end = [], []
        while len(start) < count:
            node = rng.choice(left)
            gap_m = np.hypot(*(self.network.points[right] - self.network.points[node]).T)
            if (gap_m < 650).any():
                start.append(node)
                end.append(rng.choice(right[gap_m < 650]))
        length_m = np.hypot(*(self.network.points[start] - self.network.points[end]).T)
        return join_ways(np.array(start), np.array(end), length_m / BRIDGE_KMH * 3.6)


def make_streets(side: int = SIDE, seed: int = 7) -> Streets:
    """Make a city of side × side corners; three streets of five are there, one of ten one-way."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    points = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=2) * BLOCK_M
    points = (points + rng.normal(0, 9, points.shape)).reshape(-1, 2)
    edges = np.r_[
        np.c_[number[:, :-1].ravel(), number[:, 1:].ravel()],
        np.c_[number[:-1].ravel(), number[1:].ravel()],
    ]
    row = edges // side
    bank_row = side // 2
    is_over = (row[:, 0] < bank_row) & (row[:, 1] == bank_row)
    edges = edges[~is_over & (rng.random(len(edges)) < 0.6)]
    edges = np.r_[edges, edges[rng.random(len(edges)) > 0.1][:, ::-1]].astype(np.int32)
    seconds = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T) / STREET_KMH * 3.6
    columns = np.linspace(0, side - 1, BRIDGES + 2).astype(int)[1:-1]
    south, north = number[bank_row - 1, columns], number[bank_row, columns]
    over_s = np.hypot(*(points[south] - points[north]).T) / BRIDGE_KMH * 3.6
    links = join_ways(np.r_[south, north], np.r_[north, south], np.r_[over_s, over_s])
    network = StreetNetwork(
        mode=TravelMode.DRIVE,
        crs="EPSG:32634",
        ids=np.arange(side * side),
        points=points,
        is_left=np.arange(side * side) >= bank_row * side,
        seconds=make_matrix(edges[:, 0], edges[:, 1], seconds, side * side),
        links=links,
    )
    streets = Streets(network, links, np.empty(0, np.int32))
    _, part = connected_components(streets.rebuild(links), connection="strong")
    homes = np.flatnonzero(part == np.bincount(part).argmax())
    return Streets(network, links, homes.astype(np.int32))


def join_ways(
    start: NDArray[np.int_], end: NDArray[np.int_], seconds: NDArray[np.float64]
) -> Links:
    """Join one-way links; each has a crossing of its own."""
    crossing = np.array([f"{min(a, b)}-{max(a, b)}" for a, b in zip(start, end, strict=True)])
    return Links(start.astype(np.int32), end.astype(np.int32), seconds, crossing.astype(object))


def add_both_ways(links: Links, added: Links) -> Links:
    """Add links in both directions."""
    return Links(
        np.r_[links.start, added.start, added.end],
        np.r_[links.end, added.end, added.start],
        np.r_[links.seconds, added.seconds, added.seconds],
        np.r_[links.crossing, added.crossing, added.crossing],
    )
