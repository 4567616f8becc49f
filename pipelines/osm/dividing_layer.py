"""What divides a city, as a layer that OpenStreetMap is asked for: it may be in no other one."""

from __future__ import annotations

from geodata.cities.dividing_ways import DividingWays
from geodata.layers import WIKI, Layer, Sector, Shape


def make_dividing_layer(ways: DividingWays) -> Layer:
    """Make a layer of the ways by which a profile divides its city."""
    return Layer(
        "dividing_ways",
        "What divides the city",
        Sector.RIVER,
        tuple({key: values} for key, values in ways.tags.items()),
        frozenset({Shape.LINE, Shape.AREA}),
        f"{WIKI}Map_features",
    )
