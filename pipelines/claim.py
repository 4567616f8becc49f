"""Tag every layer with the provider that the evidence points to, and keep all the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.arrays import Mask
from geodata.cities.providers import Provider, Service, ServiceArea
from geodata.claims import (
    EVIDENCE_KEYS,
    Basis,
    Claim,
    choose_claim,
    claim_by_area,
    index_providers,
    read_claims,
)
from geodata.crs import GEOGRAPHIC, project
from geodata.dates import Answer, tell_in_force
from geodata.layers import get_layer
from geodata.register.accepted_claims import RegisteredClaim
from pipelines.hints import Hints
from pipelines.registered_claims import RegisteredClaims

CLAIM_COLUMNS = [
    "element", "id", "layer", "provider", "operator", "role", "basis", "confidence", "start", "end",
    "source", "is_shown", "is_modelled",
]  # fmt: skip
"""Columns of the table of claims: one row for each claim on each feature of a layer."""


@dataclass(frozen=True, slots=True)
class _AreaClaim:
    """A documented service area, and which of a layer's features lie in it."""

    claim: Claim
    is_within: Mask


def tag_providers(
    layers: Mapping[str, gpd.GeoDataFrame],
    providers: Sequence[Provider],
    crs: str,
    day: date,
    registered: Sequence[RegisteredClaim] = (),
    hints: Hints | None = None,
) -> tuple[dict[str, gpd.GeoDataFrame], pd.DataFrame]:
    """Add `provider`, its role, basis and confidence, and `provider_claims` to every layer.

    Parameters
    ----------
    layers
        Layer → features in the metric CRS, with `tags` and `municipality`.
    day
        The day on which dated claims are judged.
    registered
        Claims that the city's register accepted; the areas of those that claim one stand among the
        service areas of `providers`.
    hints
        What the name index knows, where neither speaks of a feature; gathers those it named.

    Returns
    -------
    layers
        With the claim chosen for each feature; `provider_basis` is None where nobody is expected.
    claims
        All claims, with the columns `CLAIM_COLUMNS`.
    """
    index, register = index_providers(providers), RegisteredClaims(registered, providers, day)
    tagged, rows = {}, []
    for name, frame in layers.items():
        service = get_layer(name).service
        areas = list(_claim_areas(frame, providers, service, crs, day))
        refuted = register.refute(frame, crs)
        chosen = []
        keys = list(zip(frame["element"], frame["id"], strict=True))
        for row, tags in enumerate(frame["tags"]):
            claims = [area.claim for area in areas if area.is_within[row]]
            if EVIDENCE_KEYS & tags.keys():
                claims = _drop_repeated(read_claims(tags, index, service), claims)
            if register:
                claims = register.judge(claims, keys[row], refuted[row])
            if hints and service:
                claims = hints.add(claims, tags, service, frame["geographic"].iloc[row])
            shown = choose_claim(claims, day)
            chosen.append(_describe_choice(shown, len(claims), service))
            rows += [(name, row, claim, claim is shown) for claim in claims]
        columns = pd.DataFrame(chosen, columns=_PROVIDER_COLUMNS, index=frame.index, dtype=object)
        tagged[name] = frame.join(columns)
    return tagged, _tabulate_claims(layers, rows)


_PROVIDER_COLUMNS = [
    "provider", "provider_role", "provider_basis", "provider_confidence", "provider_claims",
]  # fmt: skip


def _claim_areas(
    frame: gpd.GeoDataFrame,
    providers: Iterable[Provider],
    service: Service | None,
    crs: str,
    day: date,
) -> Iterable[_AreaClaim]:
    """Find which features lie in the service areas that may be in force on a day."""
    for provider in providers:
        if provider.service is service:
            for area in provider.service_area:
                if tell_in_force(day, area.start, area.end) is not Answer.NO:
                    yield _AreaClaim(claim_by_area(provider, area), _lie_in(frame, area, crs))


def _lie_in(frame: gpd.GeoDataFrame, area: ServiceArea, crs: str) -> Mask:
    if area.outline is None:
        return np.asarray(frame["municipality"].isin(area.municipalities), dtype=bool)
    outline = project(area.outline, GEOGRAPHIC, crs)
    return np.asarray(shapely.intersects(outline, frame.geometry.to_numpy()), dtype=bool)


def _drop_repeated(tagged: Sequence[Claim], by_area: Sequence[Claim]) -> list[Claim]:
    """Put the tags' claims first and leave out area claims of a provider that they name already."""
    named = {claim.provider for claim in tagged}
    return [*tagged, *(claim for claim in by_area if claim.provider not in named)]


def _describe_choice(
    shown: Claim | None, claims: int, service: Service | None
) -> tuple[str | None, str | None, str | None, float | None, int]:
    if shown is None:
        return None, None, None if service is None else Basis.NONE.value, None, claims
    role = None if shown.role is None else shown.role.value
    return shown.provider, role, shown.basis.value, shown.confidence, claims


def _tabulate_claims(
    layers: Mapping[str, gpd.GeoDataFrame], rows: Iterable[tuple[str, int, Claim, bool]]
) -> pd.DataFrame:
    keys = {
        name: list(zip(frame["element"], frame["id"], frame["is_modelled"], strict=True))
        for name, frame in layers.items()
    }
    records = [
        (
            *keys[layer][row][:2],
            layer,
            claim.provider,
            claim.operator,
            claim.role,
            claim.basis,
            claim.confidence,
            None if claim.start is None else str(claim.start),
            None if claim.end is None else str(claim.end),
            claim.source,
            is_shown,
            keys[layer][row][2],
        )
        for layer, row, claim, is_shown in rows
    ]
    table = pd.DataFrame(records, columns=CLAIM_COLUMNS)
    return table.astype(
        {"id": "int64", "confidence": "float64", "is_shown": bool, "is_modelled": bool}
    )
