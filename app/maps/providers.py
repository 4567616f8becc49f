"""The map of one service, each feature in the look of its provider."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from app.maps.base import (
    GROUND,
    MapParts,
    add_layer,
    add_layers,
    describe_layer,
    finish_map,
    list_layers,
    start_map,
)
from geodata.colours import PROVIDER_COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.web.assets import Assets
    from app.catalogue.catalogue import Catalogue
    from geodata.wording import Wording
    from app.providers.schemas import Matrix
    from geodata.cities.providers import Service

_DASHES = ("", "12 4", "2 4")
_UNLISTED = {"colour": "#1c2630", "dash": "8 5", "shape": "ring"}
_UNTAGGED = {"colour": "#5c5c5c", "dash": "3 5", "shape": "ring"}
_BESIDE = {"roads", "water_areas"}
_NEUTRAL = "#4c5966"


def choose_looks(matrix: Matrix, registered: Iterable[str]) -> dict[str, dict[str, str]]:
    """Choose how the features of each row are drawn: row key → colour, dash and shape.

    Operators that the registry does not know share a look, as do features without an operator;
    where colours run out, dashes tell one provider from another.
    """
    present = {row.key: row.kind for one in matrix.services for row in one.rows}
    pairs = [(colour, dash) for dash in _DASHES for colour in PROVIDER_COLOURS]
    listed = (key for key in registered if present.get(key) == "listed")
    looks = {
        key: {"colour": colour, "dash": dash, "shape": "dot"}
        for key, (colour, dash) in zip(listed, cycle(pairs), strict=False)
    }
    special = {"unlisted": _UNLISTED, "untagged": _UNTAGGED}
    return looks | {key: special[kind] for key, kind in present.items() if kind in special}


def draw_providers(
    catalogue: Catalogue, assets: Assets, wording: Wording, service: Service | None
) -> MapParts:
    """Draw the layers of a service; ``static/js/providers.js`` gives its features their looks."""
    city_map = start_map(catalogue, assets, wording)
    layers = list_layers(catalogue)
    beside = [layer for layer in layers if layer.name in _BESIDE]
    below = [add_layer(city_map, GROUND), *add_layers(city_map, catalogue, beside)]
    served = [
        add_layer(city_map, describe_layer(layer, catalogue) | {"colour": _NEUTRAL})
        for layer in layers
        if service and layer.service == service
    ]
    return finish_map(city_map, [*served, *below], assets)
