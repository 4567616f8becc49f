"""Gathers Overture's features in an area as elements, as the clip of an OSM file gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import SourceError
from geodata.snapshot.origin import FIRST_MADE_ID, OVERTURE_ID_TAG, OVERTURE_SOURCE_TAG
from pipelines.osm.clip import MOST_NODES
from pipelines.osm.elements import Elements, Member, clean_tags
from pipelines.osm.raw_pull import Area
from pipelines.overture.files import OvertureFiles, find_files, open_duckdb, read_rows
from pipelines.overture.ids import OsmRecord, find_record, make_number
from pipelines.overture.segments import Key, Way, join_ways, split_segment
from pipelines.overture.sites import translate_site
from pipelines.progress import Report

Place = tuple[float, float]
Row = Mapping[str, Any]
_ELEMENTS = {"Point": "node", "LineString": "way", "Polygon": "way", "MultiPolygon": "relation"}
_LISTED = 8


@dataclass
class Gathered:
    """What was found, and what should be said of it."""

    elements: Elements
    files: OvertureFiles
    edited_at: str | None
    """Time of the newest edit of OpenStreetMap that is told."""
    sha256: str
    """Of the rows that were read."""
    notes: list[str]


@dataclass
class _Gatherer:
    elements: Elements = field(default_factory=Elements)
    undrawn: list[str] = field(default_factory=list)
    edited_at: datetime | None = None
    next_number: int = FIRST_MADE_ID // 2
    """Of nodes and ways that only other elements are made of; no snapshot keeps them."""

    def take_number(self) -> int:
        self.next_number += 1
        return self.next_number

    def add_site(self, kind: str, row: Row) -> None:
        """Add what is no street."""
        shape = _read_shape(row)
        if shape is None:
            self.undrawn.append(row["id"])
            return
        shapes = {"is_line": shape.geom_type == "LineString", "is_area": shape.area > 0}
        tags = translate_site(kind, {**row, **shapes})
        if not tags:
            return
        record = self._note_edit(row)
        element, number = self._name(row["id"], shape, record)
        if element == "relation":
            tags.setdefault("type", "multipolygon")
        elif tags.get("type") == "boundary":
            del tags["type"]
        is_new = (element, number) not in self.elements.tags
        self._add_tags(element, number, tags, [row["id"]], record)
        if is_new:
            self._draw(element, number, shape)

    def _note_edit(self, row: Row) -> OsmRecord | None:
        record = find_record(row["sources"])
        if record and record.edited:
            self.edited_at = max(self.edited_at or record.edited, record.edited)
        return record

    def _name(self, gers: str, shape: BaseGeometry, record: OsmRecord | None) -> tuple[str, int]:
        """Choose element and id: OpenStreetMap's, where its element can have this geometry."""
        element = _ELEMENTS[shape.geom_type]
        has_holes = isinstance(shape, Polygon) and len(shape.interiors) > 0
        is_relation = record is not None and record.kind == "relation"
        if element == "way" and isinstance(shape, Polygon) and (has_holes or is_relation):
            element = "relation"
        if record and record.kind == element:
            return element, record.number
        return element, make_number(gers)

    def _add_tags(
        self,
        element: str,
        number: int,
        tags: Mapping[str, str],
        gers: Sequence[str],
        record: OsmRecord | None,
    ) -> None:
        """Add tags, to those of the same element where another type has it, too."""
        known = self.elements.tags.get((element, number), {})
        ids = dict.fromkeys([*known.get(OVERTURE_ID_TAG, "").split(";"), *gers])
        own = {OVERTURE_ID_TAG: ";".join(ids).strip(";")}
        is_made = record is not None and (element, number) != (record.kind, record.number)
        if record and is_made:
            own[OVERTURE_SOURCE_TAG] = record.name
        self.elements.tags[element, number] = clean_tags({**tags, **known, **own})
        if record and record.edited and not is_made:
            self.elements.edited[element, number] = record.edited.date().isoformat()

    def _draw(self, element: str, number: int, shape: BaseGeometry) -> None:
        if isinstance(shape, shapely.Point):
            self.elements.nodes[number] = (shape.x, shape.y)
        elif isinstance(shape, LineString):
            self.elements.ways[number] = self._add_nodes(list(shape.coords))
        elif element == "way" and isinstance(shape, Polygon):
            self.elements.ways[number] = self._add_ring(shape.exterior)
        else:
            self.elements.relations[number] = [
                Member("way", self._add_ring_way(ring), "inner" if at else "outer")
                for part in shapely.get_parts(shape)
                for at, ring in enumerate((part.exterior, *part.interiors))
            ]

    def _add_ring_way(self, ring: LineString) -> int:
        number = self.take_number()
        self.elements.ways[number] = self._add_ring(ring)
        return number

    def _add_ring(self, ring: LineString) -> list[int]:
        nodes = self._add_nodes(list(ring.coords)[:-1])
        return [*nodes, nodes[0]]

    def _add_nodes(self, places: Sequence[Sequence[float]]) -> list[int]:
        numbers = [self.take_number() for _ in places]
        self.elements.nodes.update(
            (number, (place[0], place[1])) for number, place in zip(numbers, places, strict=True)
        )
        if len(self.elements.nodes) > MOST_NODES:
            raise SourceError(
                f"the study area holds over {MOST_NODES:,} nodes in Overture's files: "
                "choose a smaller one"
            )
        return numbers

    def add_streets(self, rows: Iterable[Row]) -> None:
        """Add all segments: they are split, joined and numbered together."""
        ways: list[Way] = []
        places: dict[Key, Place] = {}
        for row in rows:
            shape = _read_shape(row)
            if not isinstance(shape, LineString):
                self.undrawn.append(row["id"])
                continue
            self._note_edit(row)
            parts, nodes = split_segment(row, shape)
            ways += parts
            for key, place in nodes.items():
                places.setdefault(key, place)
        numbers = self._number_nodes(places)
        self.elements.nodes.update((numbers[key], place) for key, place in places.items())
        self._add_ways(join_ways(ways), numbers)

    def _number_nodes(self, places: Mapping[Key, Place]) -> dict[Key, int]:
        """Give each node of the streets its number.

        A point of OpenStreetMap that lies at one of them alone is that node: so a gate that stands
        on a street keeps its tags there.
        """
        points = {
            _round(self.elements.nodes[number]): number
            for kind, number in self.elements.tags
            if kind == "node" and number < FIRST_MADE_ID
        }
        at: dict[Place, int] = {}
        for place in places.values():
            at[_round(place)] = at.get(_round(place), 0) + 1
        return {
            key: points[here]
            if (here := _round(place)) in points and at[here] == 1
            else make_number(key)
            for key, place in places.items()
        }

    def _add_ways(self, ways: Sequence[Way], numbers: Mapping[Key, int]) -> None:
        """Add ways; of several with one id of OpenStreetMap, the longest gets it."""
        for way in sorted(ways, key=lambda one: (-len(one.nodes), one.gers)):
            record = way.record
            number = record.number if record and record.kind == "way" else None
            if number is None or number in self.elements.ways:
                number = make_number(f"{way.gers[0]}/{way.nodes[0]}")
            self.elements.ways[number] = [numbers[key] for key in way.nodes]
            self._add_tags("way", number, way.tags, way.gers, record)


def gather_overture(path: Path, area: Area, report: Report) -> Gathered:
    """Gather what Overture's files of a folder hold in an area.

    Raises
    ------
    SourceError
        When the folder has no files of the schema that is read, or one is damaged.
    """
    files = find_files(path)
    gatherer, digest = _Gatherer(), hashlib.sha256()
    with open_duckdb(files) as connection:
        for done, kind in enumerate(files.by_type):
            report(f"reading Overture's {kind}", done, len(files.by_type))
            rows = _digest(read_rows(files, connection, kind, area.bounds), digest)
            if kind == "segment":
                gatherer.add_streets(rows)
                continue
            for row in rows:
                gatherer.add_site(kind, row)
    newest = gatherer.edited_at.isoformat().replace("+00:00", "Z") if gatherer.edited_at else None
    notes = _write_notes(gatherer)
    return Gathered(gatherer.elements, files, newest, digest.hexdigest(), notes)


def _digest(rows: Iterable[Row], digest: hashlib._Hash) -> Iterator[Row]:
    """Take in each row that is read: a whole release is too much to be read for its checksum."""
    for row in rows:
        digest.update(repr(row).encode())
        yield row


def _write_notes(gatherer: _Gatherer) -> list[str]:
    if not gatherer.undrawn:
        return []
    listed = ", ".join(gatherer.undrawn[:_LISTED])
    more = len(gatherer.undrawn) - _LISTED
    end = f" and {more:,} more" if more > 0 else ""
    count = f"{len(gatherer.undrawn):,}"
    return [f"Overture's features left out, as they cannot be drawn ({count}): {listed}{end}."]


def _read_shape(row: Row) -> BaseGeometry | None:
    """Read a geometry; None where it is none, empty, of another kind or off the globe."""
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers: told below
        shape = shapely.from_wkb(row["geometry"] or None, on_invalid="ignore")
    if shape is None or shape.is_empty or shape.geom_type not in _ELEMENTS:
        return None
    places = shapely.get_coordinates(shape)
    is_sound = bool(np.isfinite(places).all() and (np.abs(places) <= (180, 90)).all())
    return shape if is_sound else None


def _round(place: Place) -> Place:
    return round(place[0], 7), round(place[1], 7)
