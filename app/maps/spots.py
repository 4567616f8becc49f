"""Places of which readers ask who serves them: a street, a building, or typed coordinates."""

from __future__ import annotations

from shapely import Point

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.locality import find_locality
from app.catalogue.serving import Spot
from app.catalogue.texts import Texts
from geodata.gazetteer.coordinates import Place, is_on_earth

COORDINATES = "coordinates"
"""Kind of a place that was typed: its id is ``lat,lon``."""

SERVED = ("roads", "paths", "buildings", "places")
"""Layers of what people live at, of which they ask who serves them."""


def read_coordinates(thing: str) -> Place | None:
    """Read ``lat,lon`` in degrees as a place; None where it is none."""
    try:
        lat, lon = map(float, thing.split(","))
    except ValueError:
        return None
    return (lon, lat) if is_on_earth((lon, lat)) else None


def find_spot(catalogue: Catalogue, kind: str, thing: str) -> Spot | None:
    """Find a place by the kind and the id that its popup has; None where there is no such one."""
    if kind == COORDINATES:
        place = read_coordinates(thing)
        return locate_spot(catalogue, place) if place else None
    collection = catalogue.collections.get(kind) if kind in SERVED else None
    row = collection.ids.get(thing) if collection else None
    if collection is None or row is None:
        return None
    return Spot(
        collection.shapes[row],
        _read(collection, "side", row),
        _read(collection, "municipality", row),
        is_exact=kind != "places",
    )


def locate_spot(catalogue: Catalogue, place: Place) -> Spot:
    """Make the spot of a place, (lon, lat)."""
    found = find_locality(catalogue, place)
    return Spot(Point(place), found.side, found.municipality)


def _read(collection: Collection, field: str, row: int) -> str | None:
    column = collection.columns[field]
    if not isinstance(column, Texts) or column.codes[row] < 0:
        return None
    return column.distinct[int(column.codes[row])]
