"""The map of the institutions that OpenStreetMap has, beside the crossings."""

from __future__ import annotations

from app.catalogue.catalogue import Catalogue
from app.maps.base import CROSSINGS, INSTITUTIONS, MapParts, draw_over
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {"roads", "water_areas", "waterways", "green_areas"}


def draw_institutions(catalogue: Catalogue, assets: Assets, wording: Wording) -> MapParts:
    """Draw the institutions that are matched to features."""
    return draw_over(catalogue, assets, wording, _BESIDE, (INSTITUTIONS, CROSSINGS))
