"""The map on which bridges are drawn and judged: banks, crossings of a day, projects, streets."""

from __future__ import annotations

from datetime import date

from app.catalogue.catalogue import Catalogue
from app.maps.base import PROJECTS, MapParts, describe_crossings, draw_over
from app.web.assets import Assets
from geodata.wording import Wording

_BESIDE = {"roads", "paths", "water_areas", "waterways", "green_areas"}


def draw_review(catalogue: Catalogue, assets: Assets, wording: Wording, day: date) -> MapParts:
    """Draw what candidates are judged against; ``static/js/review_map.js`` draws candidates."""
    above = [*describe_crossings(catalogue, day), PROJECTS]
    return draw_over(catalogue, assets, wording, _BESIDE, above)
