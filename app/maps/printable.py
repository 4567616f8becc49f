"""Lists the layers of the overview that paper can show, too."""

from __future__ import annotations

from app.catalogue.catalogue import Catalogue
from app.maps.backdrop import RELIEF, list_relief
from app.maps.base import GROUND, PROJECTS, describe_crossings, list_layers
from app.maps.style import SHOWN_FIRST_TILED


def list_printable(catalogue: Catalogue) -> list[str]:
    """List the names of all that the map of the city can print, as its layer list has them."""
    above = [one["name"] for one in (*describe_crossings(catalogue), PROJECTS)]
    below = [GROUND["name"], *(one["name"] for one in list_relief(catalogue))]
    return [*above, *below, *(layer.name for layer in list_layers(catalogue))]


def list_first(catalogue: Catalogue) -> list[str]:
    """List the names of what the map shows before anybody asks for more."""
    usual = SHOWN_FIRST_TILED | {GROUND["name"], RELIEF["name"], PROJECTS["name"]}
    crossings = {one["name"] for one in describe_crossings(catalogue)}
    return [name for name in list_printable(catalogue) if name in usual | crossings]
