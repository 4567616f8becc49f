"""Counts what is in a box of the map, layer by layer, for the list of layers beside it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import numpy as np
import shapely
from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import encode_crossings
from app.catalogue.features import FeatureSet
from app.catalogue.served import get_catalogue
from app.maps.base import CROSSINGS, INSTITUTIONS, PROJECTS, SERVICE_LINES, find_focus, list_layers
from app.web.pages import Pages
from app.web.parameters import CrossingQuery
from geodata.cities.crossings import Use
from geodata.dates import read_today

router = APIRouter(include_in_schema=False)

MARKED = (CROSSINGS, SERVICE_LINES, PROJECTS, INSTITUTIONS)
"""Layers of maps that are not of the layer table."""


class CountsQuery(CrossingQuery):
    """Parameters of the counts."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True)


@router.get("/map/counts")
def show_counts(request: Request, query: Annotated[CountsQuery, Query()]) -> Response:
    """Say of each layer how many of its features are in a box, as a part of a page."""
    catalogue = get_catalogue(request)
    pages: Pages = request.app.state.pages
    box = query.bbox or shapely.box(*find_focus(catalogue))
    counts = count_in_box(catalogue, box, query.as_of or read_today())
    return pages.render_part(request, "pages/in_view_counts.html", catalogue, {"counts": counts})


def count_in_box(catalogue: Catalogue, box: BaseGeometry, day: date) -> dict[str, tuple[int, int]]:
    """Count the features of each layer in a box, and those that have a place.

    Parameters
    ----------
    box
        In EPSG:4326, (lon, lat).
    day
        Whose crossings are counted.
    """
    names = [*(str(one["name"]) for one in MARKED), *(one.name for one in list_layers(catalogue))]
    layers = {name: get_features(catalogue, name, day) for name in names}
    return {
        name: (len(one.find(box)), int(np.sum(~shapely.is_missing(one.tree.geometries))))
        for name, one in layers.items()
    }


def get_features(catalogue: Catalogue, name: str, day: date) -> FeatureSet:
    """Get the features of a layer of maps; crossings as they are on a day."""
    uses = {"crossings": Use.PEOPLE, "service_lines": Use.SERVICES}
    if name in uses:
        return encode_crossings(catalogue, day, {uses[name]})
    if name == "projects":
        return catalogue.layers["projects"]
    return catalogue.collections[name].features
