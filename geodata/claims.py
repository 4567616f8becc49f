"""Who serves a feature: the claims that its tags and documented service areas make, and the choice.

https://wiki.openstreetmap.org/wiki/Key:operator
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.cities.providers import Provider, Role, Service, ServiceArea
from geodata.dates import Answer, PartialDate, tell_in_force
from geodata.gazetteer.folding import fold_name


class Basis(StrEnum):
    """The kind of evidence behind a claim."""

    WIKIDATA = "wikidata"
    OPERATOR = "operator"
    NETWORK = "network"
    BRAND = "brand"
    OWNER = "owner"
    REGISTER = "register"
    """A claim that the city's register accepted."""
    SERVICE_AREA = "service-area"
    INDEX = "index"
    """A name that the name index knows, and the city's registry does not."""
    UNLISTED = "unlisted"
    NONE = "none"


CONFIDENCE = {
    Basis.WIKIDATA: 1.0,
    Basis.REGISTER: 1.0,
    Basis.OPERATOR: 0.9,
    Basis.NETWORK: 0.7,
    Basis.BRAND: 0.7,
    Basis.OWNER: 0.7,
    Basis.SERVICE_AREA: 0.4,
    Basis.INDEX: 0.3,
}
"""How far each basis is trusted, 0–1; an unlisted operator has none."""

REFUTED = 0.0
"""Confidence of a claim that an accepted one of the register says is wrong."""

_WEIGHT = CONFIDENCE | {Basis.UNLISTED: 0.5, Basis.INDEX: 0.55, Basis.REGISTER: 1.1}
"""The order of choice: what the register accepted comes first; a name on the spot outranks a
service area, known to the registry or not. A hint of the index stands only where the registry says
nothing."""

_ANSWERS = (Answer.YES, Answer.UNKNOWN, Answer.NO)
_WIKIDATA_KEYS = ("operator:wikidata", "network:wikidata", "brand:wikidata")
_NAME_KEYS = (Basis.OPERATOR, Basis.NETWORK, Basis.BRAND, Basis.OWNER)

EVIDENCE_KEYS = frozenset({*_WIKIDATA_KEYS, *map(str, _NAME_KEYS)})
"""OSM keys that can speak of a provider."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A provider, in a role, serves a feature, from–to: so says a source.

    `provider` is None for an operator that the registry does not know; `operator` is what the
    source calls it.
    """

    provider: str | None
    operator: str
    role: Role | None
    basis: Basis
    confidence: float | None
    start: PartialDate | None
    end: PartialDate | None
    source: str


@dataclass(frozen=True, slots=True)
class ProviderIndex:
    """Providers by folded name and by Wikidata id; names that two share keep both."""

    by_name: Mapping[str, tuple[Provider, ...]]
    by_wikidata: Mapping[str, tuple[Provider, ...]]

    def find(self, name: str, service: Service | None) -> Provider | None:
        """Find a provider by any spelling of its name, one of the wanted service first."""
        return _prefer(self.by_name.get(fold_name(name), ()), service)

    def find_wikidata(self, qid: str, service: Service | None) -> Provider | None:
        """Find a provider by its Wikidata id, one of the wanted service first."""
        return _prefer(self.by_wikidata.get(qid, ()), service)


def index_providers(providers: Iterable[Provider]) -> ProviderIndex:
    """Index a registry for matching."""
    by_name: dict[str, tuple[Provider, ...]] = {}
    by_wikidata: dict[str, tuple[Provider, ...]] = {}
    for provider in providers:
        for name in {fold_name(name) for name in (*provider.name.values(), *provider.aliases)}:
            by_name[name] = (*by_name.get(name, ()), provider)
        if provider.wikidata:
            known = by_wikidata.get(provider.wikidata, ())
            by_wikidata[provider.wikidata] = (*known, provider)
    return ProviderIndex(by_name, by_wikidata)


def read_claims(
    tags: Mapping[str, str], index: ProviderIndex, service: Service | None
) -> list[Claim]:
    """Read the claims that an element's own tags make; a list ``A;B`` makes several.

    An operator that no provider answers to is a claim on its own, unlisted.
    """
    claims: dict[str, Claim] = {}
    for basis, value in _read_evidence(tags):
        if basis is Basis.WIKIDATA:
            provider = index.find_wikidata(value, service)
        else:
            provider = index.find(value, service)
        if provider is not None:
            claims.setdefault(provider.id, _claim(provider, basis, value))
        elif basis is Basis.OPERATOR:
            claim = Claim(None, value, None, Basis.UNLISTED, None, None, None, "OpenStreetMap")
            claims.setdefault(value, claim)
    return list(claims.values())


def claim_by_area(provider: Provider, area: ServiceArea) -> Claim:
    """Make the claim that a documented service area makes for whatever lies in it."""
    return Claim(
        provider.id,
        next(iter(provider.name.values())),
        area.role or provider.role,
        Basis.SERVICE_AREA,
        CONFIDENCE[Basis.SERVICE_AREA],
        area.start,
        area.end,
        "; ".join(source.name for source in area.sources),
    )


def choose_claim(claims: Iterable[Claim], day: date) -> Claim | None:
    """Choose the claim that is shown: in force on the day, most trusted, latest begun, by id.

    One whose dates do not tell whether it holds on the day stands behind all that do. One that is
    said to be wrong is not chosen.
    """
    standing = (claim for claim in claims if claim.confidence != REFUTED)
    return min(standing, key=lambda claim: _rank(claim, day), default=None)


def _rank(claim: Claim, day: date) -> tuple[int, float, int, str]:
    start = claim.start.first.toordinal() if claim.start else 0
    return (
        _ANSWERS.index(tell_in_force(day, claim.start, claim.end)),
        -_WEIGHT[claim.basis],
        -start,
        claim.provider or claim.operator,
    )


def _read_evidence(tags: Mapping[str, str]) -> Iterator[tuple[Basis, str]]:
    """Read every value that may name a provider, the strongest evidence first."""
    for key in _WIKIDATA_KEYS:
        for value in _split(tags.get(key, "")):
            yield Basis.WIKIDATA, value
    for basis in _NAME_KEYS:
        for value in _split(tags.get(basis.value, "")):
            yield basis, value


def _split(value: str) -> Iterator[str]:
    """Split an OSM list ``A;B``.

    https://wiki.openstreetmap.org/wiki/Semi-colon_value_separator
    """
    return (part.strip() for part in value.split(";") if part.strip())


def _claim(provider: Provider, basis: Basis, operator: str) -> Claim:
    return Claim(
        provider.id,
        operator,
        Role.OWNER if basis is Basis.OWNER else provider.role,
        basis,
        CONFIDENCE[basis],
        provider.start,
        provider.end,
        f"OpenStreetMap {basis}",
    )


def _prefer(providers: tuple[Provider, ...], service: Service | None) -> Provider | None:
    """Pick the first provider of a service, else the first one."""
    same_service = [one for one in providers if one.service is service]
    return next(iter((*same_service, *providers)), None)
