"""What a search found: how it is described, where it is shown, how far away it is."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

import numpy as np
from pydantic import BaseModel

from app.catalogue.catalogue import Catalogue
from app.catalogue.locality import find_locality
from app.catalogue.names import (
    CROSSINGS,
    INSTITUTIONS,
    NAMES,
    PROJECTS,
    PROVIDERS,
    measure_distances_m,
)
from app.language.terms import say_everywhere
from geodata.gazetteer.coordinates import Place
from geodata.gazetteer.entries import Named
from geodata.layers import ALL_LAYERS
from geodata.names import UNSAID

COORDINATES = "coordinates"
"""Layer of a place that was typed as coordinates."""

_PLACE_ZOOM = 17
_PLACE_DECIMALS = 5
"""Of degrees that a place is written with: about a metre."""

TITLES = {
    CROSSINGS: "Crossings",
    PROJECTS: "Projects",
    INSTITUTIONS: "Institutions",
    **{layer.name: layer.title for layer in ALL_LAYERS},
}
"""Layer → its heading, a term of the vocabulary; providers and names have one of the page."""


class Found(BaseModel):
    """Something that is called so.

    Attributes
    ----------
    names
        BCP 47 code → name; `und` where OpenStreetMap does not say the language. Empty for what is
        found by its kind alone.
    what
        BCP 47 code → what it is, in each language of the interface; null where that is not known.
    point
        [lon, lat] on it, in degrees; null where nobody says where it is.
    bbox
        [left, bottom, right, top] in degrees.
    distance_m
        How far `point` is from the place that was asked for; null without either.
    parts
        How many ways a street or a line has here; 1 for everything else.
    href
        Page that shows it.
    municipality
        Of a place that was typed as coordinates: id of its municipality; null where none is known.
    river_m
        Of such a place: how far the line of the river is; null outside of the study area.
    unofficial
        BCP 47 code → how a name came about that no source gives in this language: `transliterated`
        or `translated`.
    """

    id: str
    layer: str
    names: dict[str, str]
    what: dict[str, str] | None
    kind: str | None
    side: str | None
    point: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None
    distance_m: int | None
    is_modelled: bool
    parts: int
    href: str
    unofficial: dict[str, str]
    municipality: str | None = None
    river_m: int | None = None


def describe(one: Named, prefix: str = "", near: Place | None = None) -> Found:
    """Describe a thing with the page that shows it, behind the prefix of this server."""
    return Found(
        id=one.id,
        layer=one.layer,
        names=one.names,
        what=say_everywhere(one.what) if one.what else None,
        kind=one.kind,
        side=one.side,
        point=one.point,
        bbox=one.bbox,
        distance_m=_measure(one.point, near),
        is_modelled=one.is_modelled,
        parts=one.parts,
        href=prefix + _write_address(one),
        unofficial=dict(one.unofficial),
    )


def describe_place(place: Place, catalogue: Catalogue, prefix: str = "") -> Found:
    """Describe a place that was typed as coordinates: its bank, municipality and the river."""
    lon, lat = place
    where = find_locality(catalogue, place)
    written = f"{lat:.{_PLACE_DECIMALS}f}, {lon:.{_PLACE_DECIMALS}f}"
    return Found(
        id=f"{lat},{lon}",
        layer=COORDINATES,
        names={UNSAID: written},
        what=None,
        kind=None,
        side=where.side,
        point=place,
        bbox=(lon, lat, lon, lat),
        distance_m=None,
        is_modelled=False,
        parts=1,
        href=f"{prefix}/#map={_PLACE_ZOOM}/{lat}/{lon}",
        unofficial={},
        municipality=where.municipality,
        river_m=None if where.river_m is None else round(where.river_m),
    )


def _measure(point: Place | None, near: Place | None) -> int | None:
    if point is None or near is None:
        return None
    return round(float(measure_distances_m(np.array([point]), near)[0]))


def group_by_layer(found: list[Found]) -> list[tuple[str, list[Found]]]:
    """Group results by their layer; the layer of the nearest comes first."""
    order = list(dict.fromkeys(one.layer for one in found))
    arranged = sorted(found, key=lambda one: order.index(one.layer))
    return [(layer, list(group)) for layer, group in groupby(arranged, lambda one: one.layer)]


def _write_address(one: Named) -> str:
    if one.layer == CROSSINGS:
        return f"/crossings#crossings/{one.id}"
    if one.layer == PROJECTS:
        return f"/projects/{one.id}"
    if one.layer == PROVIDERS:
        return f"/providers?{urlencode({'service': one.kind, 'provider': one.id})}"
    if one.layer == INSTITUTIONS:
        return f"/institutions#institutions/{one.id}"
    if one.layer == NAMES:
        return f"/languages#names/{one.id}"
    lon, lat = one.point or (0, 0)
    return f"/#open={one.layer}/{one.id}&at={lat},{lon}"
