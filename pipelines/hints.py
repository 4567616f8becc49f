"""Names providers by the name index, for features whose provider the registry does not know."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.cities.providers import Provider, Service
from geodata.cities.sources import Source
from geodata.claims import CONFIDENCE, Basis, Claim, ProviderIndex
from geodata.name_index.index import Entry, NameIndex
from geodata.names import UNSAID

LOG = logging.getLogger(__name__)

_SLUG = re.compile(r"[a-z0-9]+( [a-z0-9]+)*")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_BEARER = 40
_MOST_NAMED = 5
"""Unclear names that the log lists."""


class Hints:
    """Adds a claim by the name index where no claim names a provider.

    Attributes
    ----------
    providers
        Those that were named and that the registry lacks, by id; no role, system or area is known
        of them.
    """

    def __init__(self, index: NameIndex, registry: ProviderIndex) -> None:
        self.providers: dict[str, Provider] = {}
        self._index, self._registry = index, registry
        self._source = f"name-suggestion-index {index.version}"
        self._unclear: Counter[str] = Counter()

    def add(
        self,
        claims: Sequence[Claim],
        tags: Mapping[str, str],
        service: Service,
        geometry: BaseGeometry,
    ) -> list[Claim]:
        """Add a hint to the claims on a feature, and take away the unlisted claim that it explains.

        Parameters
        ----------
        geometry
            In EPSG:4326.
        """
        if any(claim.provider for claim in claims) or not self._index.has_name(tags):
            return [*claims]
        (codes,) = self._index.places.locate(np.array([geometry.representative_point()]))
        match = self._index.match(tags, codes)
        if match is None:
            return [*claims]
        if match.entry is None:
            self._unclear[match.value] += 1
            return [*claims]
        hint = Claim(
            provider=self._find_provider(match.entry, service),
            operator=match.value,
            role=None,
            basis=Basis.INDEX,
            confidence=CONFIDENCE[Basis.INDEX],
            start=None,
            end=None,
            source=self._source,
        )
        return [hint, *(claim for claim in claims if claim.operator != match.value)]

    def report(self) -> tuple[Provider, ...]:
        """List the providers that were named; log how many, and which names are unclear."""
        if self.providers:
            LOG.info("%s names %d providers.", self._source, len(self.providers))
        if self._unclear:
            names = ", ".join(f"“{name}”" for name, _ in self._unclear.most_common(_MOST_NAMED))
            LOG.info("%s knows several of the name: %s. They stay unlisted.", self._source, names)
        return tuple(self.providers.values())

    def _find_provider(self, entry: Entry, service: Service) -> str:
        """Find the id of an entry's bearer: the registry's own where that has its Wikidata id."""
        known = entry.wikidata and self._registry.find_wikidata(entry.wikidata, service)
        if known:
            return known.id
        name = f"index-{_name_bearer(entry.identity.casefold())}-{service}"
        self.providers.setdefault(name, self._describe(name, entry, service))
        return name

    def _describe(self, name: str, entry: Entry, service: Service) -> Provider:
        return Provider(
            id=name,
            name={UNSAID: entry.name},
            service=service,
            role=None,
            certainty="L",
            sources=(Source(self._source, "https://nsi.guide", lang="en"),),
            is_hint=True,
            wikidata=entry.wikidata,
        )


def _name_bearer(identity: str) -> str:
    """Write what entries of one bearer share as a part of an id, another one for each.

    What has no room there, or is of another alphabet, is told apart by the beginning of a hash.
    """
    slug = _NOT_IN_SLUG.sub("-", identity)
    if _SLUG.fullmatch(identity) and len(slug) <= _LONGEST_BEARER:
        return slug
    told = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return f"{slug[: _LONGEST_BEARER - 13].strip('-')}-{told}".strip("-")
