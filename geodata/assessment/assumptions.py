"""What an answer assumes and could assume otherwise: see `geodata.assessment.ranges`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.cities.crossings import Face


class Spread(StrEnum):
    """How a municipality's people are spread over its dwellings."""

    FLOOR_AREA = "floor area"
    """By footprint × storeys."""
    FOOTPRINT = "footprint"
    DWELLINGS = "dwellings"
    """Alike, whatever their size."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What figures rest on that nobody has measured."""

    spread: Spread = Spread.FLOOR_AREA
    face: Face = Face.EFFECTIVE
    """What counts of the access to crossings where sources tell it."""
    speed_factor: float = 1.0
    """By which speeds that no tag states are multiplied: of walking, cycling and of classes of
    streets."""
