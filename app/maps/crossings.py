"""The map of crossings on a day, over the ways that lead to them."""

from __future__ import annotations

from datetime import date

from app.catalogue.catalogue import Catalogue
from app.maps.base import MapParts, describe_crossings, draw_over
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {
    "roads",
    "paths",
    "rail",
    "bridges",
    "crossing_ways",
    "water_areas",
    "waterways",
    "green_areas",
}


def draw_crossings(catalogue: Catalogue, assets: Assets, wording: Wording, day: date) -> MapParts:
    """Draw the crossings that were there on a day, with their state on it."""
    return draw_over(catalogue, assets, wording, _BESIDE, describe_crossings(catalogue, day))
