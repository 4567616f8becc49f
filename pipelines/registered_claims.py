"""What accepted claims of the city's register say of features, beside what tags and areas say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import shapely
from pydantic import TypeAdapter, ValidationError

from geodata.cities.providers import Provider, ServiceArea
from geodata.cities.sources import Source
from geodata.claims import CONFIDENCE, REFUTED, Basis, Claim
from geodata.crs import GEOGRAPHIC, project
from geodata.dates import Answer, PartialDate, tell_in_force
from geodata.register.accepted_claims import ClaimKind, RegisteredClaim, list_accepted_claims
from geodata.register.export import Export

_CLAIM = TypeAdapter(RegisteredClaim)


def read_registered(
    export: Export, providers: Iterable[Provider]
) -> tuple[tuple[RegisteredClaim, ...], tuple[str, ...]]:
    """Read the accepted claims of an export; a note for each that cannot be taken up."""
    known = {one.id for one in providers}
    found, notes = [], []
    for written in list_accepted_claims(export):
        try:
            found.append(_read(written, export.register, known))
        except (ValueError, RecursionError) as error:
            notes.append(f"Claim {written['id']} of the register was left out: {_explain(error)}.")
    return tuple(found), tuple(notes)


def add_areas(
    providers: Iterable[Provider], registered: Iterable[RegisteredClaim]
) -> tuple[Provider, ...]:
    """Add the areas that accepted claims name to those that sources document."""
    areas: dict[str, list[ServiceArea]] = {}
    for one in registered:
        if one.geometry is not None and one.says is ClaimKind.OURS:
            area = ServiceArea(
                sources=(one.source,),
                certainty="M",
                outline=one.geometry,
                start=one.since,
                end=one.until,
                role=one.role,
            )
            areas.setdefault(one.provider, []).append(area)
    return tuple(
        replace(one, service_area=(*one.service_area, *areas[one.id])) if one.id in areas else one
        for one in providers
    )


class RegisteredClaims:
    """The accepted claims, to be asked feature by feature.

    Parameters
    ----------
    day
        On which dated claims are judged: one that is wrong for another time is not taken for wrong.
    """

    def __init__(
        self, registered: Sequence[RegisteredClaim], providers: Iterable[Provider], day: date
    ) -> None:
        names = {one.id: next(iter(one.name.values())) for one in providers}
        self._ours: dict[tuple[str, int], list[Claim]] = {}
        self._wrong = []
        for one in registered:
            if one.says is ClaimKind.OURS and one.feature:
                self._ours.setdefault(one.feature, []).append(_claim(one, names[one.provider]))
            elif one.says is ClaimKind.WRONG and _holds(one, day):
                self._wrong.append(one)

    def __bool__(self) -> bool:
        return bool(self._ours or self._wrong)

    def refute(self, frame: gpd.GeoDataFrame, crs: str) -> list[dict[str, str]]:
        """Tell for each feature which providers are said not to operate it, and by which source."""
        found: list[dict[str, str]] = [{} for _ in range(len(frame))]
        for one in self._wrong:
            for row in _find_rows(one, frame, crs):
                found[row][one.provider] = one.source.name
        return found

    def judge(
        self, claims: Sequence[Claim], feature: tuple[str, int], refuted: dict[str, str]
    ) -> list[Claim]:
        """Put what the register accepted first; what is said to be wrong stays, marked so."""
        ours = self._ours.get(feature, [])
        named = {one.provider for one in ours}
        others = (
            replace(
                one,
                confidence=REFUTED,
                source=f"{one.source}; said to be wrong: {refuted[one.provider]}",
            )
            if one.provider in refuted
            else one
            for one in claims
            if one.provider not in named
        )
        return [*ours, *others]


def _read(written: dict[str, object], register: str, known: set[str]) -> RegisteredClaim:
    if "says" not in written:
        raise ValueError("what it says was erased")
    claim = _CLAIM.validate_python(written)
    if claim.provider not in known:
        raise ValueError("the city has no such provider")
    if bool(claim.feature) == (claim.geometry is not None):
        raise ValueError("it names neither a feature nor an area, or both")
    source = Source(
        name=f"{claim.source.name} (register {register}, claim {claim.id})",
        url=claim.source.url,
        date=claim.source.date or PartialDate.parse(claim.time[:10]),
    )
    return replace(claim, source=source)


def _claim(one: RegisteredClaim, name: str) -> Claim:
    return Claim(
        one.provider,
        name,
        one.role,
        Basis.REGISTER,
        CONFIDENCE[Basis.REGISTER],
        one.since,
        one.until,
        one.source.name,
    )


def _holds(one: RegisteredClaim, day: date) -> bool:
    return tell_in_force(day, one.since, one.until) is Answer.YES


def _find_rows(one: RegisteredClaim, frame: gpd.GeoDataFrame, crs: str) -> Iterator[int]:
    """Find the rows of the feature that a claim is about, or of those in its area."""
    if one.geometry is not None:
        outline = project(one.geometry, GEOGRAPHIC, crs)
        is_it = shapely.intersects(outline, frame.geometry.to_numpy())
        return iter(is_it.nonzero()[0].tolist())
    elements = zip(frame["element"], frame["id"], strict=True)
    return (row for row, feature in enumerate(elements) if feature == one.feature)


def _explain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        return f"{place}: {fault['msg'].removeprefix('Value error, ')}"
    return str(error) or "it is nested too deep"
