"""What divides a city, as a layer that OpenStreetMap is asked for: it may be in no other one."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.cities.dividing_ways import DividingWays
from geodata.layers import LAYERS, WIKI, Layer, Sector, Shape


def list_layers(divides: Iterable[DividingWays | None]) -> list[Layer]:
    """List the layers to read from OpenStreetMap: the usual ones, and one for each kind of ways."""
    return [*LAYERS, *(_make_dividing_layer(ways) for ways in divides if ways)]


def _make_dividing_layer(ways: DividingWays) -> Layer:
    """Make a layer of the ways by which a profile divides its city."""
    return Layer(
        "dividing_ways",
        "What divides the city",
        Sector.RIVER,
        tuple({key: values} for key, values in ways.tags.items()),
        frozenset({Shape.LINE, Shape.AREA}),
        f"{WIKI}Map_features",
    )
