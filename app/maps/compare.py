"""Two maps in step, before and after: homes by minutes, over the crossings of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.catalogue.catalogue import Catalogue
from app.maps.backdrop import list_labels
from app.maps.base import (
    GROUND,
    MapParts,
    add_layer,
    add_layers,
    describe_crossings,
    list_layers,
    render_map,
    start_map,
)
from app.maps.style import HOME_COLOURS
from app.web.assets import Assets
from geodata.assessment.homes import CLASSES_FROM_MIN
from geodata.streets.network import TravelMode
from geodata.wording import Wording

_BESIDE = {"roads", "paths", "water_areas", "waterways", "green_areas"}

HOMES = {
    "name": "homes",
    "title": "Homes by minutes to the other bank",
    "style": "homes",
    "rank": 2,
}


def draw_twins(
    catalogue: Catalogue,
    assets: Assets,
    wording: Wording,
    day: date,
    homes: dict[str, Any] | None,
    closures: Sequence[str],
) -> tuple[MapParts, MapParts]:
    """Draw the map before and the map after.

    Parameters
    ----------
    homes
        What `describe_homes` says; None where no minutes can be shown.
    closures
        Ids of crossings that are marked as closed on the map after.
    """

    def draw(name: str, closed: Sequence[str]) -> MapParts:
        city_map = start_map(catalogue, assets, wording)
        ways = [layer for layer in list_layers(catalogue) if layer.name in _BESIDE]
        add_layer(city_map, GROUND)
        add_layers(city_map, catalogue, ways, is_tiled=True)
        for spec in list_labels(catalogue):
            add_layer(city_map, spec)
        if homes is not None:
            add_layer(city_map, {**homes, "field": f"{name}_min"})
        for spec in describe_crossings(catalogue, day):
            add_layer(city_map, {**spec, "closed": list(closed)})
        return render_map(city_map, name)

    return draw("before", ()), draw("after", closures)


def describe_homes(url: str, mode: TravelMode) -> dict[str, Any]:
    """Describe how homes are drawn: the address of their minutes, and the classes' colours."""
    return {**HOMES, "url": url, "classes": list_classes(mode)}


def list_classes(mode: TravelMode) -> list[dict[str, Any]]:
    """List the classes of minutes of a mode, each from where and in which colour."""
    pairs = zip(CLASSES_FROM_MIN[mode], HOME_COLOURS, strict=True)
    return [{"from_min": from_min, "colour": colour} for from_min, colour in pairs]
