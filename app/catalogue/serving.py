"""Who serves a place today, service by service, and how exactly that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.catalogue.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.texts import Texts
from geodata.arrays import Objects
from geodata.cities.providers import AT_HOME, Service
from geodata.claims import Basis
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.dates import Answer, PartialDate, tell_in_force
from geodata.gazetteer.kinds import find_title
from geodata.layers import LAYERS, SHAPES, Shape

NEAR_M = 15.0
"""Half the width of a wide street with its pavements: what is nearer stands in it."""

_ALONG_M = 30.0
"""A line that runs along a street for less only passes it, unless half of the street has it."""

_MOST_OF_BANK = 3
_CERTAINTIES = ("H", "M", "L", None)
_LINES = [name for name, shape in SHAPES.items() if shape is Shape.LINE]

Entry = Mapping[str, Any]


class Exactness(StrEnum):
    """How exactly it is known that somebody serves a place, the most exact first."""

    FEATURE = "feature"
    AREA = "area"
    MUNICIPALITY = "municipality"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of which people ask who serves it."""

    shape: BaseGeometry
    """(lon, lat)."""
    side: str | None
    municipality: str | None
    is_exact: bool = True
    """Whether what is mapped at the shape speaks for it; not so for the point of a whole town."""


@dataclass(frozen=True, slots=True)
class ServingClaim:
    """Somebody who serves a place, and why that is said."""

    exactness: Exactness
    provider: str | None
    """Id of the registry; None for an operator that it does not know."""
    operator: str
    role: str | None
    certainty: str | None = None
    """Of a documented area: H, M or L."""
    basis: str | None = None
    """Of a feature: the kind of evidence that its tags give."""
    kind: str | None = None
    """Of a feature: what it is, a term of the vocabulary's context ``kind``."""
    is_modelled: bool = False
    number: int = 0
    of: int = 0
    """`number` of `of` features of the service on the bank name it."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Who provides a service at a place, the most exact first; nobody where that is not known."""

    service: str
    claims: tuple[ServingClaim, ...]


def list_serving(catalogue: Catalogue, spot: Spot, day: date) -> list[Serving]:
    """List who serves a place on a day, for every service of homes that the city has."""
    present = {layer.service for layer in LAYERS if catalogue.manifest.counts.get(layer.name)}
    listed = {one["service"] for one in catalogue.registry.values()}
    return [
        Serving(service.value, _choose(catalogue, spot, service, day))
        for service in AT_HOME
        if service in present or service.value in listed
    ]


def list_other_roles(catalogue: Catalogue, spot: Spot, service: Service, day: date) -> list[Entry]:
    """List the providers of the registry that serve a municipality in a service, each once."""
    found = _claim_by_municipality(catalogue.registry.values(), spot, service, day)
    return [catalogue.registry[name] for name in dict.fromkeys(one.provider or "" for one in found)]


def _choose(
    catalogue: Catalogue, spot: Spot, service: Service, day: date
) -> tuple[ServingClaim, ...]:
    """Choose the most exact claim of each provider; the bank's only where nothing else is known."""
    registry = catalogue.registry
    found = [*_claim_by_municipality(registry.values(), spot, service, day)]
    if spot.is_exact:
        found += _claim_by_features(catalogue, spot, service, day)
    found = found or [*_claim_by_bank(catalogue, spot, service, day)]
    order = list(Exactness)
    found.sort(
        key=lambda one: (
            order.index(one.exactness), _CERTAINTIES.index(one.certainty), -one.number, one.operator
        )
    )  # fmt: skip
    best: dict[str, ServingClaim] = {}
    for one in found:
        best.setdefault(one.provider or one.operator, one)
    return tuple(best.values())


def _claim_by_municipality(
    entries: Iterable[Entry], spot: Spot, service: Service, day: date
) -> Iterator[ServingClaim]:
    for entry in entries:
        if entry["service"] == service.value:
            for area in entry["service_area"]:
                if spot.municipality in area["municipalities"] and _holds(area, day):
                    yield ServingClaim(
                        Exactness.MUNICIPALITY,
                        *(entry["id"], "", entry["role"], area["certainty"]),
                    )


def _holds(entry: Entry, day: date) -> bool:
    """Tell whether something with a start and an end is known to hold on a day."""
    start, end = (PartialDate.parse(entry[key]) if entry[key] else None for key in ("start", "end"))
    return tell_in_force(day, start, end) is Answer.YES


def _claim_by_features(
    catalogue: Catalogue, spot: Spot, service: Service, day: date
) -> Iterator[ServingClaim]:
    """Claim what is mapped at a place, or along it, for whom its tags or a drawn area name."""
    move = get_transformer(GEOGRAPHIC, catalogue.manifest.city.crs).transform

    def measure(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda at: np.column_stack(move(*at.T)))

    here = measure(spot.shape)
    around = here.buffer(NEAR_M)
    left, bottom, right, top = spot.shape.bounds
    pad = NEAR_M / 111_320 / max(np.cos(np.radians(max(abs(bottom), abs(top)))), 0.01)
    box = shapely.box(left - pad, bottom - pad, right + pad, top + pad)
    for collection in _list_collections(catalogue, service):
        for row in collection.features.find(box).tolist():
            facts = orjson.loads(collection.features.features[row])["properties"]
            exactness = _read_exactness(facts, catalogue.registry, day)
            if exactness and _is_here(measure(collection.shapes[row]), here, around):
                yield ServingClaim(
                    exactness,
                    facts["provider"],
                    facts["operator"] or "",
                    facts["provider_role"],
                    basis=facts["provider_basis"] if exactness is Exactness.FEATURE else None,
                    kind=find_title(collection.name, facts["tags"] or {}),
                    is_modelled=bool(facts["is_modelled"]),
                )


def _list_collections(catalogue: Catalogue, service: Service) -> Iterator[Collection]:
    for layer in LAYERS:
        if layer.service is service and layer.name in catalogue.collections:
            yield catalogue.collections[layer.name]


def _read_exactness(facts: Entry, registry: Mapping[str, Entry], day: date) -> Exactness | None:
    """Read how exactly a feature tells who serves where it stands; None where it does not."""
    provider, basis = facts["provider"], facts["provider_basis"]
    if not provider:
        return Exactness.FEATURE if basis == Basis.UNLISTED and facts["operator"] else None
    entry = registry.get(provider)
    if entry is None or not _holds(entry, day):
        return None
    if basis != Basis.SERVICE_AREA:
        return Exactness.FEATURE
    is_drawn = any(not one["municipalities"] and _holds(one, day) for one in entry["service_area"])
    is_whole = any(facts["municipality"] in one["municipalities"] for one in entry["service_area"])
    return Exactness.AREA if is_drawn and not is_whole else None


def _is_here(shape: BaseGeometry, here: BaseGeometry, around: BaseGeometry) -> bool:
    """Tell whether a thing stands at a place; a line has to run along a street, not only cross."""
    if here.geom_type not in _LINES or shape.geom_type not in _LINES:
        return bool(shapely.intersects(around, shape))
    along_m = float(shapely.length(shapely.intersection(shape, around)))
    # A line that crosses at a right angle lies within for twice the distance.
    return along_m >= 2 * NEAR_M + min(_ALONG_M, here.length / 2)


def _claim_by_bank(
    catalogue: Catalogue, spot: Spot, service: Service, day: date
) -> Iterator[ServingClaim]:
    """Claim for a bank who most of what is mapped on it names; nothing off both banks."""
    city = catalogue.manifest.city
    if spot.side not in {city.left.id, city.right.id}:
        return
    counts: dict[tuple[str, str], int] = {}
    of = 0
    for collection in _list_collections(catalogue, service):
        here = _spread(collection, "side") == spot.side
        of += int(here.sum())
        names = zip(
            _spread(collection, "provider")[here],
            _spread(collection, "operator")[here],
            strict=True,
        )
        for provider, operator in names:
            if provider or operator:
                key = (provider or "", "" if provider else operator)
                counts[key] = counts.get(key, 0) + 1
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    for (provider, operator), number in ranked[:_MOST_OF_BANK]:
        entry = catalogue.registry.get(provider)
        if entry is None or _holds(entry, day):
            role = entry["role"] if entry else None
            yield ServingClaim(
                *(Exactness.BANK, provider or None, operator, role), number=number, of=of
            )


def _spread(collection: Collection, field: str) -> Objects:
    column = collection.columns[field]
    if not isinstance(column, Texts):
        raise TypeError(field)
    return column.spread()
