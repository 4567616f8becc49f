"""A crossing: a structure by which something gets over the divide, and its state on a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from shapely.geometry.base import BaseGeometry

from geodata.access.barriers import read_barrier
from geodata.access.lifecycle import join_lifecycles, read_lifecycle
from geodata.access.oneways import Direction
from geodata.access.ways import Right, choose_least, choose_most, name_access, read_right
from geodata.cities.crossings import (
    FOR_PEOPLE,
    Access,
    CrossingFact,
    CrossingKind,
    Face,
    Mode,
    Status,
    Use,
)
from geodata.cities.records import STRICT_RECORD, load_records
from geodata.crossings.states import read_face, read_stated
from geodata.crs import GEOGRAPHIC
from geodata.dates import Answer

MODES = {
    CrossingKind.ROAD: (Mode.MOTOR_VEHICLE, Mode.FOOT, Mode.BICYCLE),
    CrossingKind.FOOT: (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE),
    CrossingKind.RAIL: (Mode.RAIL, Mode.FOOT),
    CrossingKind.FERRY: (Mode.FOOT, Mode.BICYCLE, Mode.MOTOR_VEHICLE),
    CrossingKind.PIPE: (),
    CrossingKind.CABLE: (),
}
"""Modes that a kind of crossing is asked about; the first is the one that it is for."""

IN_USE = frozenset({Status.OPEN, Status.RESTRICTED})
"""What may be passed by those whom its access lets pass."""

PASSABLE = frozenset({Access.YES, Access.DISMOUNT})
MODELLED = "modelled"
"""OSM's ``source`` of what a sample makes up."""


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

    def judge(self, face: Face) -> Access:
        """Judge by one face alone where sources tell it; else by what counts for travelling."""
        said = self.effective if face is Face.EFFECTIVE else getattr(self, face)
        return self.effective if said is Access.UNKNOWN else said

    @property
    def effective(self) -> Access:
        """What counts for travelling: practice if known, else obstacles, the law, the tags."""
        if self.practised is not Access.UNKNOWN:
            return self.practised
        if self.physical in {Access.NO, Access.UNDATED}:
            return self.physical
        return self.tagged if self.legal is Access.UNKNOWN else self.legal


@dataclass(frozen=True, config=STRICT_RECORD)
class Crossing:
    """A structure over the divide: its OSM ways, what the registry knows of it, or both."""

    id: str
    """Of the registry; ``osm-way-123`` (its smallest way) where the registry does not know it."""
    name: dict[str, str]
    """BCP 47 code → name; ``und`` for a name without a language; empty when it has none."""
    kind: CrossingKind
    geometry: BaseGeometry | None
    """Its OSM ways, or the registry's point, (lon, lat) in EPSG:4326; None where it is
    not known."""
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

    @property
    def use(self) -> Use:
        """Whether people pass it, or services alone."""
        return Use.PEOPLE if self.kind in FOR_PEOPLE else Use.SERVICES

    @property
    def is_modelled(self) -> bool:
        """Whether it stands in for data, and no source speaks of it."""
        is_known = self.fact is not None or not self.ways
        return not is_known and all(way.tags.get("source") == MODELLED for way in self.ways)

    def is_foot_only(self, day: date) -> bool:
        """Tell whether people on foot, and nobody else, pass it on a day; pushing is walking."""
        access = {mode: state.effective for mode, state in self.access(day).items()}
        may_be = {Access.YES} if self.kind is CrossingKind.FOOT else {Access.YES, Access.UNKNOWN}
        others = {one for mode, one in access.items() if mode is not Mode.FOOT}
        return access.get(Mode.FOOT) in PASSABLE and not others & may_be

    def status(self, day: date) -> Status | None:
        """Tell its state on a day; None when it was not there yet."""
        if self._is_to_come(day):
            return None
        return self._read_status(day) or self._judge_access(day)

    def is_unknown(self, mode: Mode, day: date) -> bool:
        """Tell whether sources leave open if it served a mode on a day."""
        if mode not in MODES[self.kind] or self._is_to_come(day):
            return False
        if self._read_status(day) is Status.UNKNOWN:
            return True
        return self._read_facts(mode, day)[0].effective is Access.UNDATED

    def choose_access(
        self, mode: Mode, day: date, own: Sequence[Access], face: Face = Face.EFFECTIVE
    ) -> list[Access]:
        """Choose what a mode meets on each link of the crossing on a day.

        What is known of the crossing outranks the tags of its ways. It closes all of them; it opens
        those that their own tags leave open, or all where they leave none open. What nobody knows
        to be forbidden is allowed; but on a day on which sources do not tell whether it was in use,
        or what held for the mode, it counts as closed.

        Parameters
        ----------
        own
            What the tags of each link's own way allow in its direction.
        face
            What counts of its access where sources tell it.
        """
        is_in_use = not self._is_to_come(day) and (self._read_status(day) or Status.OPEN) in IN_USE
        if mode not in MODES[self.kind] or not is_in_use:
            return [Access.NO] * len(own)
        facts, is_tagged = self._read_facts(mode, day)
        said = facts.judge(face)
        if said is Access.UNKNOWN:
            return list(own) if is_tagged else [Access.YES] * len(own)
        if said not in PASSABLE:
            return [said] * len(own)
        is_any = is_tagged and not PASSABLE.isdisjoint(own)
        return [said if one in PASSABLE or not is_any else one for one in own]

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
        targets = {bank for right, bank in rights if name_access(right) in PASSABLE}
        return replace(
            facts, tagged=tagged, one_way_to=targets.pop() if len(targets) == 1 else None
        )

    def _read_facts(self, mode: Mode, day: date) -> tuple[AccessState, bool]:
        """Read what sources say of a mode on a day, and whether tags speak of that day, too."""
        facts = self.fact.access if self.fact is not None else ()
        said = [fact for fact in facts if mode in fact.modes]
        # OSM knows today alone: it says nothing of a day before the registry's next change.
        has_changed = any(fact.start is not None and day < fact.start.last for fact in said)
        faces = (read_face(said, face, day) for face in ("legal", "physical", "practised"))
        return AccessState(*faces), bool(self.ways) and not has_changed

    def _is_to_come(self, day: date) -> bool:
        """Tell whether nothing of it was there on a day, nor works towards it."""
        fact = self.fact
        if fact is None or fact.in_place is None or read_stated(fact.status, day) is not None:
            return False
        dates = (fact.in_place, fact.started)
        return all(one is None or one.has_come(day) is Answer.NO for one in dates)

    def _read_status(self, day: date) -> Status | None:
        """Read its state on a day from sources or tags; None where its access alone tells it."""
        fact = self.fact
        if fact is None:
            return self._read_tagged_status()
        if fact.closed is not None and fact.closed.has_come(day) is not Answer.NO:
            is_gone = fact.closed.has_come(day) is Answer.YES
            return Status.FORMER if is_gone else Status.UNKNOWN
        stated = read_stated(fact.status, day)
        if stated is not None:
            return stated
        is_there = fact.in_place.has_come(day) if fact.in_place else Answer.YES
        if is_there is Answer.YES:
            return self._read_tagged_status()
        begun = fact.started.has_come(day) if fact.started else Answer.NO
        is_begun = is_there is Answer.NO and begun is Answer.YES
        return Status.UNDER_CONSTRUCTION if is_begun else Status.UNKNOWN

    def _read_tagged_status(self) -> Status | None:
        """Read from OSM's lifecycle tags that nothing of it is in use, if so."""
        return join_lifecycles({read_lifecycle(way.tags) for way in self.ways})

    def _judge_access(self, day: date) -> Status:
        """Call it restricted where the mode that it is for cannot pass freely."""
        access = [state.effective for state in self.access(day).values()]
        if access and access[0] is Access.UNDATED:
            return Status.UNKNOWN
        is_free = not access or access[0] in {Access.YES, Access.UNKNOWN}
        return Status.OPEN if is_free else Status.RESTRICTED


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
