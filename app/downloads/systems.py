"""Coordinate systems that files can be had in: degrees, the city's own, and national grids."""

from __future__ import annotations

from dataclasses import dataclass

import pyproj

from app.catalogue.catalogue import Catalogue
from app.filters.crs import find_system, list_city_systems
from app.ogc.query import refuse
from geodata.crs import GEOGRAPHIC
from geodata.exports.formats import Drawing, Format
from geodata.sentences import sentence


@dataclass(frozen=True, slots=True)
class Grid:
    """A system in metres that a city's files are offered in."""

    code: str
    name: str
    """What the EPSG registry calls it, the same in every language."""


def list_grids(catalogue: Catalogue) -> list[Grid]:
    """List the systems in metres: the city's own, then its national grids."""
    city = catalogue.manifest.city
    codes = dict.fromkeys((city.crs, *city.grids))
    return [Grid(code, pyproj.CRS(code).name) for code in codes]


def choose_crs(name: str | None, form: Format | Drawing, catalogue: Catalogue) -> str:
    """Choose the system of a file.

    Raises
    ------
    RequestValidationError
        When it is not on offer, or the format is always in longitude and latitude.
    """
    if isinstance(form, Drawing):
        return _choose_grid(name, catalogue)
    if name is None:
        return GEOGRAPHIC
    try:
        code = find_system(name, list_city_systems(catalogue)).code
    except ValueError as error:
        raise refuse("crs", str(error)) from error
    if code != GEOGRAPHIC and not form.names_system:
        raise refuse(
            "crs",
            sentence(
                "this format is always in longitude and latitude: take gpkg, fgb, parquet or dxf"
            ),
        )
    return code


def _choose_grid(name: str | None, catalogue: Catalogue) -> str:
    """Choose the system of a drawing, which is in metres."""
    known = [grid.code for grid in list_grids(catalogue)]
    if name is None:
        return known[0]
    if name not in known:
        raise refuse("crs", sentence("should be one of %(known)s", known=", ".join(known)))
    return name
