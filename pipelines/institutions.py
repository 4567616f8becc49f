"""Match a city's institutions to features of OpenStreetMap by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.institutions import Institution
from geodata.cities.providers import Service
from geodata.gazetteer.folding import fold_name
from geodata.layers import get_layer
from geodata.names import list_tagged_names
from geodata.snapshot.facts import Site

_SERVICES = {Service.INSTITUTION, Service.HEALTH, Service.EDUCATION, Service.POST, Service.MONEY}
"""Whose layers hold sites of institutions."""

_OWNERS = ("operator", "brand")


def match_institutions(
    layers: Mapping[str, gpd.GeoDataFrame], institutions: Iterable[Institution]
) -> dict[str, Site]:
    """Find the features that bear an institution's name, or whose operator or brand does.

    Parameters
    ----------
    layers
        Layer → features with `tags` and, as they were pulled, `geographic`.

    Returns
    -------
    dict
        Institution → its features; those that OpenStreetMap does not have are missing.
    """
    index: dict[tuple[Service, str], str] = {}
    for one in institutions:
        for name in (*one.name.values(), *one.aliases):
            index.setdefault((one.service, fold_name(name)), one.id)
    found: dict[str, dict[str, BaseGeometry]] = defaultdict(dict)
    for name, frame in layers.items():
        service = get_layer(name).service
        if service in _SERVICES:
            for feature, geometry, names in _list_names(frame):
                for institution in {index.get((service, fold_name(one))) for one in names} - {None}:
                    found[str(institution)][feature] = geometry.representative_point()
    return {
        key: Site(tuple(places), shapely.union_all([*places.values()]))
        for key, places in found.items()
    }


def _list_names(frame: gpd.GeoDataFrame) -> Iterator[tuple[str, BaseGeometry, list[str]]]:
    """List each feature with its place and the names that it and its owners bear."""
    columns = (frame[name] for name in ("element", "id", "geographic", "tags"))
    for element, number, geometry, tags in zip(*columns, strict=True):
        owners = [part.strip() for key in _OWNERS for part in tags.get(key, "").split(";")]
        names = [name for name in (*list_tagged_names(tags), *owners) if name]
        if names:
            yield f"{element}/{number}", geometry, names
