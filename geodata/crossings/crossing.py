"""A crossing: a structure by which something gets over the divide, and its state on a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import geopandas as gpd
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from shapely.geometry.base import BaseGeometry

from geodata.access.barriers import read_barrier
from geodata.access.lifecycle import join_lifecycles, read_lifecycle
from geodata.access.oneways import Direction
from geodata.access.ways import Right, choose_least, choose_most, name_access, read_right
from geodata.cities.crossings import (
    Access,
    AccessFact,
    CrossingFact,
    CrossingKind,
    Mode,
    Status,
    StatusFact,
)
from geodata.cities.records import STRICT_RECORD, load_records
from geodata.crs import GEOGRAPHIC
from geodata.dates import is_in_force

Fact = TypeVar("Fact", AccessFact, StatusFact)

MODES = {
    CrossingKind.ROAD: (Mode.MOTOR_VEHICLE, Mode.FOOT, Mode.BICYCLE),
    CrossingKind.FOOT: (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE),
    CrossingKind.RAIL: (Mode.RAIL, Mode.FOOT),
    CrossingKind.FERRY: (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE),
    CrossingKind.PIPE: (),
    CrossingKind.CABLE: (),
}
"""Modes that a kind of crossing is asked about; the first is the one that it is for."""

_IN_USE = frozenset({Status.OPEN, Status.RESTRICTED})
_PASSABLE = frozenset({Access.YES, Access.DISMOUNT})


@dataclass(frozen=True, config=STRICT_RECORD)
class CrossingWay:
    """One OSM way of a crossing."""

    osm_id: str
    """``way/123``."""
    tags: dict[str, str]
    obstacles: tuple[dict[str, str], ...] = ()
    """Tags of the barriers that stand on it, on its nodes."""
    from_bank: str | None = None
    to_bank: str | None = None
    """`from_bank`, `to_bank`: ids of the banks that it leads from and to in the order of its nodes;
    None where it is no street, or leads both ways."""

    def read_right(self, mode: Mode, direction: Direction) -> Right:
        """Read what its tags and barriers allow a mode in a direction."""
        return choose_least((read_right(self.tags, mode, direction), *self.read_obstacles(mode)))

    def find_target(self, direction: Direction) -> str | None:
        """Find the bank that a direction leads to."""
        return self.to_bank if direction is Direction.FORWARD else self.from_bank

    def read_obstacles(self, mode: Mode) -> Iterator[Right]:
        """Read what each barrier allows a mode."""
        return (read_barrier(tags, mode) for tags in self.obstacles)


@dataclass(frozen=True, config=STRICT_RECORD)
class AccessState:
    """What a mode meets on a day: by law, physically and in practice, as far as sources say.

    `tagged` is what OpenStreetMap's tags and the class of the way say: a mapper's word or a
    default, never shown as the law. `one_way_to` is the bank that they let it pass to alone.
    """

    legal: Access = Access.UNKNOWN
    physical: Access = Access.UNKNOWN
    practised: Access = Access.UNKNOWN
    tagged: Access = Access.UNKNOWN
    one_way_to: str | None = None

    def tell(self) -> dict[str, str]:
        """Tell its faces as plain words, and the only direction where there is but one."""
        told = {
            "legal": self.legal.value,
            "physical": self.physical.value,
            "practised": self.practised.value,
            "tagged": self.tagged.value,
        }
        return told | ({"one_way_to": self.one_way_to} if self.one_way_to else {})

    @property
    def effective(self) -> Access:
        """What counts for travelling: practice if known, else obstacles, the law, the tags."""
        if self.practised is not Access.UNKNOWN:
            return self.practised
        if self.physical is Access.NO:
            return Access.NO
        return self.tagged if self.legal is Access.UNKNOWN else self.legal


@dataclass(frozen=True, config=STRICT_RECORD)
class Crossing:
    """A structure over the divide: its OSM ways, what the registry knows of it, or both."""

    id: str
    """Of the registry; ``osm-way-123`` (its smallest way) where the registry does not know it."""
    name: dict[str, str]
    """BCP 47 code → name; ``und`` for a name without a language; empty when it has none."""
    kind: CrossingKind
    geometry: BaseGeometry
    """Its OSM ways, or the registry's point, (lon, lat) in EPSG:4326."""
    ways: tuple[CrossingWay, ...] = ()
    """Empty for a crossing that only the registry knows, such as a former one."""
    fact: CrossingFact | None = None

    @property
    def osm_ids(self) -> list[str]:
        """The OSM ways that were merged into it."""
        return [way.osm_id for way in self.ways]

    def access(self, day: date) -> dict[Mode, AccessState]:
        """Tell what each mode meets on a day."""
        return {mode: self._access_of(mode, day) for mode in MODES[self.kind]}

    def status(self, day: date) -> Status | None:
        """Tell its state on a day; None when it was not there yet."""
        if self.fact is not None:
            stated = _read_stated_status(self.fact, day)
            if stated is not None:
                return stated
            if self.fact.opened is not None and day < self.fact.opened.first:
                has_begun = self.fact.started is not None and self.fact.started.first <= day
                return Status.UNDER_CONSTRUCTION if has_begun else None
        return self._read_tagged_status() or self._judge_access(day)

    def choose_access(self, mode: Mode, day: date, own: Sequence[Access]) -> list[Access]:
        """Choose what a mode meets on each link of the crossing on a day.

        What is known of the crossing outranks the tags of its ways. It closes all of them; it opens
        those that their own tags leave open, or all where they leave none open. What nobody knows
        to be forbidden is allowed.

        Parameters
        ----------
        own
            What the tags of each link's own way allow in its direction.
        """
        if mode not in MODES[self.kind] or self.status(day) not in _IN_USE:
            return [Access.NO] * len(own)
        facts, is_tagged = self._read_facts(mode, day)
        said = facts.effective
        if said is Access.UNKNOWN:
            return list(own) if is_tagged else [Access.YES] * len(own)
        if said not in _PASSABLE:
            return [said] * len(own)
        is_any = is_tagged and not _PASSABLE.isdisjoint(own)
        return [said if one in _PASSABLE or not is_any else one for one in own]

    def _access_of(self, mode: Mode, day: date) -> AccessState:
        facts, is_tagged = self._read_facts(mode, day)
        rights = [
            (way.read_right(mode, direction), way.find_target(direction))
            for way in self.ways
            for direction in Direction
        ]
        if not is_tagged:
            return facts
        tagged = name_access(choose_most(right for right, _ in rights))
        targets = {bank for right, bank in rights if name_access(right) in _PASSABLE}
        return replace(
            facts, tagged=tagged, one_way_to=targets.pop() if len(targets) == 1 else None
        )

    def _read_facts(self, mode: Mode, day: date) -> tuple[AccessState, bool]:
        """Read what sources say of a mode on a day, and whether tags speak of that day, too."""
        facts = self.fact.access if self.fact is not None else ()
        said = [fact for fact in facts if mode in fact.modes]
        in_force = _list_in_force(said, day)
        # OSM knows today alone: it says nothing of a day before the registry's next change.
        has_changed = any(fact.start is not None and day < fact.start.first for fact in said)
        faces = (_read_face(in_force, face) for face in ("legal", "physical", "practised"))
        return AccessState(*faces), bool(self.ways) and not has_changed

    def _read_tagged_status(self) -> Status | None:
        """Read from OSM's lifecycle tags that nothing of it is in use, if so."""
        return join_lifecycles({read_lifecycle(way.tags) for way in self.ways})

    def _judge_access(self, day: date) -> Status:
        """Call it restricted where the mode that it is for cannot pass freely."""
        access = [state.effective for state in self.access(day).values()]
        is_free = not access or access[0] in {Access.YES, Access.UNKNOWN}
        return Status.OPEN if is_free else Status.RESTRICTED


def _read_stated_status(fact: CrossingFact, day: date) -> Status | None:
    """Read what sources say of a day: that it is gone, or the latest state that they give."""
    if fact.closed is not None and fact.closed.first <= day:
        return Status.FORMER
    in_force = _list_in_force(fact.status, day)
    return in_force[-1].status if in_force else None


def _list_in_force(facts: Iterable[Fact], day: date) -> list[Fact]:
    """List the facts that hold on a day, the one that began last at the end."""
    in_force = [fact for fact in facts if is_in_force(day, fact.start, fact.end)]
    return sorted(in_force, key=lambda fact: fact.start.first if fact.start else date.min)


def _read_face(facts: Iterable[AccessFact], face: str) -> Access:
    """Read one face of access from the facts in force; a later fact outranks an earlier one."""
    found = Access.UNKNOWN
    for fact in facts:
        said: Access = getattr(fact, face)
        found = found if said is Access.UNKNOWN else said
    return found


_CROSSING = TypeAdapter(Crossing)


def store_crossings(crossings: Iterable[Crossing], day: date) -> gpd.GeoDataFrame:
    """Make the snapshot's table of crossings, EPSG:4326; `status` is that of the given day."""
    rows = [
        {
            "id": crossing.id,
            "kind": crossing.kind.value,
            "status": crossing.status(day),
            "is_registered": crossing.fact is not None,
            "name": json.dumps(crossing.name, ensure_ascii=False),
            "osm_ids": json.dumps(crossing.osm_ids),
            "record": _CROSSING.dump_json(crossing, exclude={"geometry"}).decode(),
            "geometry": crossing.geometry,
        }
        for crossing in crossings
    ]
    columns = ["id", "kind", "status", "is_registered", "name", "osm_ids", "record", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=GEOGRAPHIC)


def load_crossings(frame: gpd.GeoDataFrame) -> tuple[Crossing, ...]:
    """Read the crossings back from the snapshot's table."""
    return load_records(frame, _CROSSING)
