"""Who serves which bank: per service, providers × sides, counted from a snapshot's features."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
import orjson
import shapely

from app.catalogue.catalogue import Catalogue
from app.catalogue.features import FeatureSet
from app.providers.schemas import Apart, Cell, Column, Matrix, Row, ServiceMatrix, Untagged
from geodata import LICENCE_URL
from geodata.arrays import Floats
from geodata.cities.profile import Bank
from geodata.cities.providers import Service
from geodata.claims import Basis
from geodata.crs import GEOGRAPHIC, get_transformer
from geodata.divide.sides import ACROSS, BEYOND, OUTSIDE, RIVER
from geodata.layers import LAYERS, SHAPES, Shape
from geodata.snapshot.manifest import Manifest

OPERATOR = "operator:"
"""Begins the key of an operator that the registry does not know; alone: no operator is tagged."""

MAIN_SHARE = 0.8
"""A municipality with less of its features on one bank spans the river, and no bank is its own."""

_Key = TypeVar("_Key")

_SERVICES = {layer.name: layer.service for layer in LAYERS if layer.service}
_RARE = (BEYOND, OUTSIDE)
"""Columns that are left out where no feature is."""

_LINES = [name for name, shape in SHAPES.items() if shape is Shape.LINE]


@dataclass(frozen=True, slots=True)
class Served:
    """One feature of a service, as far as the matrix looks at it.

    `at` is its place among the features of its layer; `length_m` is 0 unless it is a line.
    """

    service: Service
    layer: str
    at: int
    id: str
    key: str
    side: str
    municipality: str | None
    length_m: float
    basis: str
    confidence: float | None
    claims: int
    is_in_osm: bool
    is_modelled: bool


def list_columns(manifest: Manifest) -> list[Column]:
    """List the columns: the banks, what is across or in the river, what is on neither bank."""
    banks = [Column(id=one.id, name=one.name, sides=[one.id]) for one in _list_banks(manifest)]
    river = Column(id=ACROSS, name=None, sides=[ACROSS, RIVER])
    return [*banks, river, *(Column(id=one, name=None, sides=[one]) for one in _RARE)]


def list_served(catalogue: Catalogue) -> tuple[Served, ...]:
    """List the features of every layer that somebody is expected to serve.

    A feature of several layers is listed once in each of them.
    """
    found: list[Served] = []
    has_osm_ids = not catalogue.manifest.origin.is_modelled
    for layer, service in _SERVICES.items():
        features = catalogue.layers.get(layer)
        if features is None:
            continue
        lengths_m = measure_lines(features, catalogue.manifest.city.crs)
        for at, (text, length_m) in enumerate(zip(features.features, lengths_m, strict=True)):
            feature = orjson.loads(text)
            facts = feature["properties"]
            found.append(
                Served(
                    service,
                    layer,
                    at,
                    feature["id"],
                    make_key(facts),
                    facts["side"],
                    facts["municipality"],
                    float(length_m),
                    facts["provider_basis"] or Basis.NONE.value,
                    facts["provider_confidence"],
                    facts["provider_claims"] or 0,
                    has_osm_ids and not facts["is_modelled"],
                    bool(facts["is_modelled"]),
                )
            )
    return tuple(found)


def make_key(facts: dict[str, Any]) -> str:
    """Make the key of a feature's row from its properties; ``static/js/providers.js`` does, too."""
    if facts["provider"]:
        return str(facts["provider"])
    is_unlisted = facts["provider_basis"] == Basis.UNLISTED
    return OPERATOR + ((facts["operator"] or "") if is_unlisted else "")


def measure_lines(features: FeatureSet, crs: str) -> Floats:
    """Measure the lines among features in metres, in a metric CRS; other shapes are 0."""
    shapes = features.tree.geometries
    types = [None if shape is None else shape.geom_type for shape in shapes]
    is_line = np.isin(np.array(types, dtype=object), _LINES)
    transformer = get_transformer(GEOGRAPHIC, crs)
    metric = shapely.transform(
        shapes[is_line], lambda at: np.column_stack(transformer.transform(*at.T))
    )
    lengths_m = np.zeros(len(shapes))
    lengths_m[is_line] = shapely.length(metric)
    return lengths_m


def build_matrix(
    manifest: Manifest, served: Sequence[Served], registry: Mapping[str, Mapping[str, Any]]
) -> Matrix:
    """Build the matrix of all services that have features.

    Parameters
    ----------
    registry
        Provider id → its entry; rows stand in the order of its keys, unlisted operators after.
    """
    found = {one.side for one in served}
    columns = [one for one in list_columns(manifest) if one.id not in _RARE or one.id in found]
    groups = _group(served, lambda one: one.service)
    return Matrix(
        snapshot=manifest.id,
        attribution=manifest.attribution,
        licence=LICENCE_URL,
        is_modelled=manifest.origin.is_modelled,
        columns=columns,
        services=[
            _build_service(service, groups[service], registry, columns)
            for service in Service
            if service in groups
        ],
        untagged=list(_list_untagged(served)),
        apart=list(_list_apart(manifest, served)),
    )


def cut_matrix(matrix: Matrix, service: Service | None) -> Matrix:
    """Cut a matrix down to one service; None leaves it whole."""
    if service is None:
        return matrix
    parts = {
        name: [one for one in getattr(matrix, name) if one.service is service]
        for name in ("services", "untagged", "apart")
    }
    return matrix.model_copy(update=parts)


def choose_served(
    served: Iterable[Served],
    columns: Iterable[Column],
    service: Service,
    provider: str | None,
    side: str | None,
) -> list[Served]:
    """Choose the features of a cell; of a row, a column or a service where a part is None."""
    sides = {one.id: one.sides for one in columns}
    return [
        one
        for one in served
        if one.service is service
        and provider in (None, one.key)
        and (side is None or one.side in sides.get(side, ()))
    ]


def sum_up(group: Sequence[Served], whole: int) -> Cell:
    """Sum features up; `whole` is how many the service has."""
    trusted = [one.confidence for one in group if one.confidence is not None]
    return Cell(
        features=len(group),
        modelled=sum(one.is_modelled for one in group),
        length_m=round(sum(one.length_m for one in group), 1),
        share=round(len(group) / whole, 4) if whole else 0,
        bases=dict(sorted(Counter(one.basis for one in group).items(), key=_order_basis)),
        confidence=round(sum(trusted) / len(trusted), 2) if trusted else None,
        contested=sum(one.claims > 1 for one in group),
    )


def _build_service(
    service: Service,
    group: list[Served],
    registry: Mapping[str, Mapping[str, Any]],
    columns: list[Column],
) -> ServiceMatrix:
    order = list(registry)

    def rank(key: str) -> tuple[bool, bool, int, str]:
        place = order.index(key) if key in registry else len(order)
        return key == OPERATOR, key.startswith(OPERATOR), place, key

    by_key = _group(group, lambda one: one.key)
    rows = [
        Row(
            key=key,
            kind=_tell_kind(key, registry),
            name=registry[key]["name"] if key in registry else None,
            role=registry[key]["role"] if key in registry else None,
            operator=key.removeprefix(OPERATOR) or None if key.startswith(OPERATOR) else None,
            total=sum_up(by_key[key], len(group)),
            cells=_cut(by_key[key], columns, len(group)),
        )
        for key in sorted(by_key, key=rank)
    ]
    whole = sum_up(group, len(group))
    return ServiceMatrix(
        service=service, total=whole, columns=_cut(group, columns, len(group)), rows=rows
    )


def _cut(group: list[Served], columns: list[Column], whole: int) -> dict[str, Cell]:
    """Cut a row into its cells, without empty ones."""
    parts = {column.id: [one for one in group if one.side in column.sides] for column in columns}
    return {name: sum_up(part, whole) for name, part in parts.items() if part}


def _list_untagged(served: Iterable[Served]) -> Iterator[Untagged]:
    without = [one for one in served if one.key == OPERATOR]
    for layer, group in _group(without, lambda one: one.layer).items():
        ids = [one.id for one in group if one.is_in_osm]
        yield Untagged(
            service=group[0].service,
            layer=layer,
            features=len(group),
            modelled=sum(one.is_modelled for one in group),
            osm_ids=ids,
        )


def _list_apart(manifest: Manifest, served: Sequence[Served]) -> Iterator[Apart]:
    banks = {one.id for one in _list_banks(manifest)}
    main = _find_main_banks(one for one in served if one.side in banks)
    for one in served:
        if one.side in banks and main.get(one.municipality or "", one.side) != one.side:
            yield Apart(**{name: getattr(one, name) for name in Apart.model_fields})


def _find_main_banks(served: Iterable[Served]) -> dict[str, str]:
    """Find the bank on which most of a municipality's features lie, unless it spans the river."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in served:
        if one.municipality:
            counts[one.municipality][one.side] += 1
    return {
        name: sides.most_common(1)[0][0]
        for name, sides in counts.items()
        if sides.most_common(1)[0][1] >= MAIN_SHARE * sides.total()
    }


def _tell_kind(
    key: str, registry: Mapping[str, Mapping[str, Any]]
) -> Literal["listed", "hinted", "unlisted", "untagged"]:
    if not key.startswith(OPERATOR):
        return "hinted" if registry.get(key, {}).get("is_hint") else "listed"
    return "unlisted" if key != OPERATOR else "untagged"


def _list_banks(manifest: Manifest) -> tuple[Bank, Bank]:
    return manifest.city.left, manifest.city.right


def _order_basis(item: tuple[str, int]) -> int:
    return list(Basis).index(Basis(item[0]))


def _group(served: Iterable[Served], tell: Callable[[Served], _Key]) -> dict[_Key, list[Served]]:
    groups: dict[_Key, list[Served]] = {}
    for one in served:
        groups.setdefault(tell(one), []).append(one)
    return groups
