"""Coordinate reference systems of the API: their names, order of axes, and how to get there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from geodata.arrays import Floats, Objects
from geodata.crs import COORDINATE_DECIMALS, GEOGRAPHIC, densify, get_transformer, project
from geodata.sentences import sentence

_METRE_DECIMALS = 3
_FARTHEST = 1e9  # no system has coordinates beyond: in metres, 25 times around the Earth


@dataclass(frozen=True, slots=True)
class System:
    """A system that features can be asked for in."""

    uri: str
    """Its name in the API."""
    code: str
    """What pyproj knows it by."""
    has_north_first: bool
    """Whether its axes are northing, easting, or latitude, longitude."""
    decimals: int
    """Of its coordinates: a centimetre or better."""

    def write(self, shapes: Objects) -> Objects:
        """Bring geometries from (lon, lat) into this system and its order of axes, rounded."""
        transformer = get_transformer(GEOGRAPHIC, self.code)

        def move(at: Floats) -> Floats:
            moved = np.column_stack(transformer.transform(*at.T))
            return np.round(moved[:, ::-1] if self.has_north_first else moved, self.decimals)

        written: Objects = shapely.transform(shapes, move)
        return written

    def read(self, shape: BaseGeometry) -> BaseGeometry:
        """Bring a geometry of this system, in its order of axes, to (lon, lat).

        Raises
        ------
        ValueError
            When it lies where the system is not defined.
        """
        if self.has_north_first:
            shape = shapely.transform(shape, lambda at: at[:, ::-1])
        if self.code != GEOGRAPHIC:
            shape = project(shape, self.code, GEOGRAPHIC)
        places = shapely.get_coordinates(shape)
        if not (np.isfinite(places).all() and (np.abs(places) <= (180, 90)).all()):
            raise ValueError(sentence("lies outside of its coordinate reference system"))
        return shape

    def read_box(self, left: float, bottom: float, right: float, top: float) -> BaseGeometry:
        """Bring a box of this system, easting first, to (lon, lat), its edges bent as there.

        Raises
        ------
        ValueError
            When it lies where the system is not defined.
        """
        if max(map(abs, (left, bottom, right, top))) > _FARTHEST:
            raise ValueError(sentence("lies outside of its coordinate reference system"))
        # What is written is rounded: a box of such coordinates should find what lies on its edge.
        reach = 10.0**-self.decimals
        box = shapely.box(left - reach, bottom - reach, right + reach, top + reach)
        bent = densify(box, max(right - left, top - bottom, 1.0) / 32)
        turned = shapely.transform(bent, lambda at: at[:, ::-1]) if self.has_north_first else bent
        return self.read(turned)


CRS84 = System(
    uri="http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    code=GEOGRAPHIC,
    has_north_first=False,
    decimals=COORDINATE_DECIMALS,
)
"""Longitude, latitude: what GeoJSON is in, and what everything here is stored in."""


@lru_cache(maxsize=8)
def list_systems(*metric: str) -> tuple[System, ...]:
    """List the systems on offer, the stored one first, a city's metric ones last."""
    codes = dict.fromkeys(["EPSG:4326", "EPSG:3857", *metric])
    return (CRS84, *(_describe(code) for code in codes if pyproj.CRS(code).to_authority()))


def list_city_systems(catalogue: Catalogue) -> tuple[System, ...]:
    """List the systems on offer for the city that is served."""
    city = catalogue.manifest.city
    return list_systems(city.crs, *city.grids)


def find_system(name: str, systems: tuple[System, ...]) -> System:
    """Find a system by its URI, or by a short name such as ``EPSG:4326``.

    Raises
    ------
    ValueError
        When it is not on offer; names those that are.
    """
    for system in systems:
        if name in {system.uri, _shorten(system.uri), f"[{_shorten(system.uri)}]"}:
            return system
    known = ", ".join(one.uri for one in systems)
    raise ValueError(sentence("should be one of %(known)s", known=known))


def _describe(code: str) -> System:
    crs = pyproj.CRS(code)
    authority, number = crs.to_authority()
    first = crs.axis_info[0]
    return System(
        f"http://www.opengis.net/def/crs/{authority}/0/{number}",
        code,
        first.direction == "north",
        COORDINATE_DECIMALS if first.unit_name == "degree" else _METRE_DECIMALS,
    )


def _shorten(uri: str) -> str:
    authority, _, code = uri.rsplit("/", 3)[1:]
    return f"{authority}:{code}"
