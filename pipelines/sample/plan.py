"""What the modelled streets of the town are, before they are written."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import LineString, Polygon

from pipelines.sample.osm import Tags


@dataclass(frozen=True)
class Street:
    """A modelled street: its nodes in order, metric, and its tags."""

    line: LineString
    tags: Tags
    bank: str


@dataclass(frozen=True)
class Town:
    """What streets leave behind: the streets of both banks and the blocks between them."""

    streets: list[Street]
    blocks: dict[str, list[Polygon]]
