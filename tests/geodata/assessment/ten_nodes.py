"""The city of ten nodes in which the indicators are worked out by hand.

::

    north   A ──400 m── B ──────── C ──────── D ──────── E        400 m on foot: 5 min
            │ 80 m      (main bridge, 1973-1999)         ┊        80 m on foot: 1 min
    ≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈┊≈≈≈ →    ┊ the candidate
    south   F ───────── G ──────── H ──────── I ──────── J

    People: A 100, E 300; F 200, J 400. The hospital is at J. A cable crosses the river near E.
"""

from datetime import date

import shapely

from geodata.assessment.request import Candidate
from geodata.cities.crossings import CrossingFact, CrossingKind
from geodata.cities.sources import Source
from geodata.crossings.crossing import Crossing
from geodata.crs import GEOGRAPHIC, project
from tests.geodata.assessment.drawn_city import CRS, DrawnCity, both_ways, move

A, E, F, J = 0, 4, 5, 9
DAY = date(1990, 1, 1)
LATER = date(2005, 1, 1)
"""The main bridge is gone by then."""


def draw_ten_nodes():
    points = [(400 * i, 40) for i in range(5)] + [(400 * i, -40) for i in range(5)]
    streets = [(u, u + 1, 400.0) for u in range(9) if u != E]
    return DrawnCity(
        points=points,
        streets=both_ways(streets),
        links=both_ways([(A, F, 80.0, "main")]),
        homes=[(A, 100.0), (E, 300.0), (F, 200.0), (J, 400.0)],
        frame=(-95, -200, 1695, 200),
        crossings=[make_bridge("main", "1973", "1999")],
        places={"hospital": [J]},
        lines=[("Kabel", [(1550, 60), (1550, -60)])],
        people={"north-town": 400, "south-town": 600},
    )


def make_bridge(name, opened, closed=None):
    fact = CrossingFact(
        id=name,
        name={"en": name},
        kind=CrossingKind.ROAD,
        point=(21.0, 42.9),
        certainty="H",
        sources=(Source("drawn"),),
        opened=opened,
        closed=closed,
    )
    where = project(move(shapely.LineString([(0, 40), (0, -40)])), CRS, GEOGRAPHIC)
    return Crossing(id=name, name={"en": name}, kind=CrossingKind.ROAD, geometry=where, fact=fact)


def bridge_at_e(city, **changes):
    return Candidate(city.lonlat((1600, 40), (1600, -40)), **changes)
