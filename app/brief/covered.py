"""Finds the crossings that a tested bridge lies on, which its line on the map would hide."""

from __future__ import annotations

from datetime import date

import shapely
from shapely.geometry import LineString

from app.brief.map import list_placed
from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import find_meeting
from geodata.assessment.request import Candidate
from geodata.assessment.words import say_name
from geodata.cities.crossings import Use
from geodata.crs import GEOGRAPHIC, project
from geodata.names import clean_name
from geodata.wording import Wording

_BESIDE_M = 15.0
"""As far from where a crossing meets the river line, a bridge is at the same place."""


class CoveredCrossings:
    """The crossings for people that have a place on a day."""

    def __init__(self, catalogue: Catalogue, day: date) -> None:
        self._crs = catalogue.manifest.city.crs
        self._crossings = [
            (one, project(find_meeting(place, catalogue.divide), GEOGRAPHIC, self._crs))
            for one, _, place in list_placed(catalogue, day)
            if one.use is Use.PEOPLE
        ]

    def name(self, candidate: Candidate, wording: Wording) -> str:
        """Name those that a candidate lies on, with commas between; empty where there are none."""
        line = project(LineString(candidate.line), GEOGRAPHIC, self._crs)
        found = [one for one, at in self._crossings if shapely.distance(line, at) <= _BESIDE_M]
        return ", ".join(
            clean_name(say_name(one.name, wording.language) or one.id) for one in found
        )
