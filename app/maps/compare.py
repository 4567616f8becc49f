"""Homes by minutes over the crossings of a day: before and after, or the difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from app.maps.elements import Bounds
from app.maps.style import HOME_COLOURS, SAVED_LOOKS
from app.web.assets import Assets
from geodata.assessment.homes import CLASSES_FROM_MIN, SAVED_FROM_MIN
from geodata.streets.network import TravelMode
from geodata.wording import Wording

_BESIDE = {"roads", "paths", "water_areas", "waterways", "green_areas"}

HOMES = {
    "name": "homes",
    "title": "Homes by minutes to the other bank",
    "style": "homes",
    "rank": 2,
}


LEAST_MIN = -1e9
"""Stands for the open end of the classes of minutes saved: JSON has no infinity."""


class CompareMaps:
    """Draws the maps of a comparison, all of them with the same layers.

    Parameters
    ----------
    url
        Address of the homes with their minutes; None where no minutes can be shown.
    closures
        Ids of crossings that are marked as closed on the maps after the change.
    focus
        What they show first; all crossings when absent.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        assets: Assets,
        wording: Wording,
        day: date,
        url: str | None,
        closures: Sequence[str],
        focus: Bounds | None = None,
    ) -> None:
        self._catalogue, self._assets, self._wording = catalogue, assets, wording
        self._day, self._url, self._closures, self._focus = day, url, closures, focus

    def draw_twins(self, mode: TravelMode) -> tuple[MapParts, MapParts]:
        """Draw the map before and the map after."""
        classes = list_classes(mode, self._wording)
        before = self._draw("before", "before_min", classes, ())
        return before, self._draw("after", "after_min", classes, self._closures)

    def draw_difference(self) -> MapParts:
        """Draw the map of the minutes that each home saves or loses."""
        return self._draw(
            "difference", "saved_min", list_saved_classes(self._wording), self._closures
        )

    def _draw(
        self, name: str, field: str, classes: list[dict[str, Any]], closed: Sequence[str]
    ) -> MapParts:
        city_map = start_map(self._catalogue, self._assets, self._wording, self._focus)
        ways = [layer for layer in list_layers(self._catalogue) if layer.name in _BESIDE]
        add_layer(city_map, GROUND)
        add_layers(city_map, self._catalogue, ways, is_tiled=True)
        for spec in list_labels(self._catalogue):
            add_layer(city_map, spec)
        if self._url is not None:
            add_layer(city_map, {**HOMES, "url": self._url, "classes": classes, "field": field})
        for spec in describe_crossings(self._catalogue, self._day):
            add_layer(city_map, {**spec, "closed": list(closed)})
        return render_map(city_map, name)


def list_classes(mode: TravelMode, wording: Wording) -> list[dict[str, Any]]:
    """List the classes of minutes of a mode: from where, in which colour, in words."""
    edges = CLASSES_FROM_MIN[mode]
    looks = ({"colour": colour} for colour in HOME_COLOURS)
    return _list_classes(edges, looks, wording)


def list_saved_classes(wording: Wording) -> list[dict[str, Any]]:
    """List the classes of minutes saved, likewise, from loss to gain, with the radius of a home."""
    looks = ({"colour": colour, "radius_px": radius} for colour, radius in SAVED_LOOKS)
    return _list_classes((LEAST_MIN, *SAVED_FROM_MIN[1:]), looks, wording)


def _list_classes(
    edges: Sequence[float], looks: Iterable[dict[str, Any]], wording: Wording
) -> list[dict[str, Any]]:
    return [
        {"from_min": from_min, **look, "label": _say_class(from_min, below, wording)}
        for from_min, below, look in zip(edges, (*edges[1:], None), looks, strict=True)
    ]


def _say_class(from_min: float, below_min: float | None, wording: Wording) -> str:
    """Say a class of minutes; of losses there is no least one."""
    _ = wording.gettext
    first, below = (
        wording.write_number(edge, 1 if edge and edge % 1 else 0) for edge in (from_min, below_min)
    )
    if below_min is None:
        return _("%(from)s or more") % {"from": first}
    if from_min == LEAST_MIN:
        return _("lost: below %(below)s") % {"below": below}
    return _("%(from)s to %(below)s") % {"from": first, "below": below}
