"""The name index of a study area: which entry, if one alone, a feature's tags name.

Entries are compared by whole names without case, accents and legal forms, never by likeness; they
must be of the feature's service and hold where it lies.
https://github.com/osmlab/name-suggestion-index/wiki
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from shapely.geometry.base import BaseGeometry

from geodata.cities.providers import Service
from geodata.errors import GeodataError
from geodata.gazetteer.folding import fold_name
from geodata.layers import Shape, find_layers
from geodata.name_index.places import WORLD, Codes, Places, code_place, find_places, holds_at

EXTRACT = Path(__file__).parent / "extract.zip"
"""Made at set-up by ``scripts/extract_name_index.py``."""

_TREES = {
    "brand": ("brands",),
    "operator": ("operators", "brands", "transit"),
    "network": ("transit",),
}
"""Tag of a feature → the trees of the index that may know its value; brands are known best."""

NO_NETWORK = frozenset(
    f"{reach}{use}n" for reach in ("i", "n", "r", "l") for use in ("w", "c", "h", "p", "i", "m")
)
"""Networks of signposted routes, to walk or to cycle: nobody's name.
https://wiki.openstreetmap.org/wiki/Key:network"""

_OF_ROUTES = {
    **dict.fromkeys(("bus", "trolleybus", "share_taxi"), Service.BUS),
    **dict.fromkeys(("train", "light_rail", "tram", "subway", "funicular"), Service.RAIL),
}
"""Kind of route → service: networks are known by their routes, which are no layer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A brand, an operator or a network that the index knows, for one kind of feature."""

    tree: str
    tag: tuple[str, str]
    """Key and value of the kind of feature."""
    name: str
    wikidata: str | None
    services: frozenset[Service]
    include: tuple[str, ...]
    exclude: tuple[str, ...]

    @property
    def identity(self) -> str:
        """What entries of one bearer share: its Wikidata id, else its name."""
        return self.wikidata or fold_name(self.name)


@dataclass(frozen=True, slots=True)
class Match:
    """What the index says of a feature's tag.

    `entry` is None where several bearers of the name may be meant.
    """

    key: str
    value: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The entries that hold somewhere in a study area, by folded name."""

    version: str
    places: Places
    by_name: Mapping[str, tuple[Entry, ...]]

    def has_name(self, tags: Mapping[str, str]) -> bool:
        """Tell whether tags hold a name at all, before more is asked."""
        return not _TREES.keys().isdisjoint(tags)

    def match(self, tags: Mapping[str, str], codes: Codes) -> Match | None:
        """Match the tags of a feature to an entry: its brand, else its operator, else its network.

        Returns
        -------
        Match or None
            The first tag that one entry answers to, else the first that several do.
        """
        found = list(self._match_each(tags, codes))
        return next((one for one in found if one.entry), next(iter(found), None))

    def _match_each(self, tags: Mapping[str, str], codes: Codes) -> Iterator[Match]:
        for key in _TREES:
            own = {one.strip() for one in tags.get(f"{key}:wikidata", "").split(";")} - {""}
            for value in filter(None, (part.strip() for part in tags.get(key, "").split(";"))):
                entries = self._find(key, value, tags, codes)
                if own:
                    entries = [one for one in entries if one.wikidata in own]
                if entries:
                    is_one = len({one.identity for one in entries}) == 1
                    yield Match(key, value, entries[0] if is_one else None)

    def _find(self, key: str, value: str, tags: Mapping[str, str], codes: Codes) -> list[Entry]:
        """Find the entries that a tag's value names: of the same kind, else of the same service.

        Where there is none, an operator is known by what the index itself calls it, whatever it
        operates.
        """
        if key == "network" and value.casefold() in NO_NETWORK:
            return []
        name = fold_name(value)
        named = [
            one
            for one in self.by_name.get(name, ())
            if one.tree in _TREES[key] and holds_at(one.include, one.exclude, codes)
        ]
        called = [one for one in named if fold_name(one.name) == name]
        if key == "operator":  # a network is an operator's only where it bears its name
            named = [one for one in named if one.tree != "transit" or one in called]
        services = list_services(tags)
        same_kind = [one for one in named if tags.get(one.tag[0]) == one.tag[1]]
        same_service = [one for one in named if services & one.services]
        return same_kind or same_service or [one for one in called if one.tree == "operators"]


def open_index(area: BaseGeometry, extract: Path = EXTRACT) -> NameIndex | None:
    """Read what the index knows of a study area, a polygon in EPSG:4326; None where it is missing.

    Raises
    ------
    GeodataError
        When the extract is damaged.
    """
    if not extract.exists():
        return None
    try:
        with zipfile.ZipFile(extract) as archive:
            return _read_index(archive, area)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise GeodataError(f"{extract}: is damaged; make it again with make vendor") from error


def _read_index(archive: zipfile.ZipFile, area: BaseGeometry) -> NameIndex:
    members = set(archive.namelist())

    def read(name: str) -> Any:  # noqa: ANN401 - as JSON is
        return orjson.loads(archive.read(f"{name}.json"))

    places = find_places(area, read)
    wanted = [*sorted(places.codes), "regions", "circles"]
    records = [
        one for name in wanted if f"items/{name}.json" in members for one in read(f"items/{name}")
    ]
    by_name: dict[str, dict[Entry, None]] = defaultdict(dict)
    for record in records:
        if holds_at(map(code_place, record["include"]), (), places.codes):
            entry = _read_entry(record)
            for name in {fold_name(one) for one in record["names"]} - {""}:
                by_name[name][entry] = None
    return NameIndex(
        version=read("about")["version"],
        places=places,
        by_name={name: tuple(entries) for name, entries in by_name.items()},
    )


def _read_entry(record: Mapping[str, Any]) -> Entry:
    key, value = record["tag"]
    kind = frozenset({key: value, **record["further"]}.items())
    return Entry(
        tree=record["tree"],
        tag=(key, value),
        name=record["name"],
        wikidata=record["wikidata"],
        services=_list_services_of(kind),
        include=tuple(code_place(one) for one in record["include"]) or (WORLD,),
        exclude=tuple(code_place(one) for one in record["exclude"]),
    )


@cache
def _list_services_of(kind: frozenset[tuple[str, str]]) -> frozenset[Service]:
    return list_services(dict(kind))


def list_services(tags: Mapping[str, str]) -> frozenset[Service]:
    """List the services of the layers, or routes, that a feature of these tags may belong to."""
    found = [layer.service for form in Shape for layer in find_layers(tags, form)]
    return frozenset(one for one in (*found, _OF_ROUTES.get(tags.get("route", ""))) if one)
