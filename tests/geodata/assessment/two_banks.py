"""Networks and links made up of rows, for comparisons with searches over the whole network."""

import numpy as np

from geodata.streets.network import Links, StreetNetwork, TravelMode, make_matrix


def make_links(rows):
    """Links of rows (from, to, seconds) or (from, to, seconds, crossing)."""
    start, end, seconds, *crossing = zip(*rows, strict=True) if rows else ((), (), ())
    return Links(
        np.array(start, dtype=np.int32),
        np.array(end, dtype=np.int32),
        np.array(seconds, dtype=float),
        np.array(crossing[0] if crossing else [""] * len(rows), dtype=object),
    )


def make_network(left, right, edges):
    """A network of `left` and then `right` nodes with directed edges (from, to, seconds)."""
    n = left + right
    streets = make_links(edges)
    return StreetNetwork(
        mode=TravelMode.WALK,
        crs="EPSG:32634",
        ids=np.arange(n),
        points=np.zeros((n, 2)),
        is_left=np.arange(n) < left,
        seconds=make_matrix(streets.start, streets.end, streets.seconds, n),
        links=make_links([]),
    )
