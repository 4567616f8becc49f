"""Examples of what can be asked, from the city that is served."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString

from app.catalogue.catalogue import Catalogue
from app.catalogue.crossings import find_meeting
from geodata.assessment.request import LONGEST_CANDIDATE_M
from geodata.cities.crossings import CrossingKind
from geodata.cities.population import list_choices
from geodata.crossings.crossing import Crossing
from geodata.crs import GEOGRAPHIC, get_transformer, project
from geodata.names import join_names

_WIDE_M = 60.0  # of a line across the middle of the divide, where no crossing shows where
_LEAST_M = 5.0
_AROUND_DEG = 0.01
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Examples:
    """Values of parameters that this city has."""

    city: str
    bbox: str
    line: str
    design: str
    """`line`, `design`: a candidate by its two ends, (lon, lat) in degrees; the same with all that
    may follow."""
    ends: tuple[tuple[float, float], ...]
    """The numbers of the line."""
    place: str
    """An end of the line as people write it: latitude, longitude."""
    side: str
    name: str
    crossing: str | None
    people: str | None
    """None where the city names no municipality."""
    populations: tuple[str, ...]
    """Choices of totals of people: every published pair, other combinations, floor area."""


def find_examples(catalogue: Catalogue) -> Examples:
    """Find examples in a snapshot; the same ones each time."""
    city = catalogue.manifest.city
    found = _find_line(catalogue)
    ends = tuple((round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in found.coords)
    line = ",".join(str(degrees) for end in ends for degrees in end)
    design_m = math.ceil(project(found, GEOGRAPHIC, city.crs).length * 1.1)
    x, y = found.centroid.coords[0]
    box = (x - _AROUND_DEG, y - _AROUND_DEG, x + _AROUND_DEG, y + _AROUND_DEG)
    named = next((one for one in catalogue.crossings if one.name), None)
    towns = [one.id for one in city.municipalities]
    return Examples(
        join_names(city.name, ("en",)),
        ",".join(f"{one:.3f}" for one in box),
        line,
        f"{line};bicycle,drive;oneway;20km/h;length={design_m}m",
        ends,
        f"{ends[0][1]}, {ends[0][0]}",
        city.left.id,
        next(iter((named.name if named else city.name).values()), city.id),
        named.id if named else None,
        f"{towns[0]}:10000" if towns else None,
        tuple(one.id for one in list_choices(city.population)),
    )


def _find_line(catalogue: Catalogue) -> LineString:
    """Find a line from bank to bank, in EPSG:4326: where people cross, as streets end there."""
    crs = catalogue.manifest.city.crs
    for crossing in catalogue.crossings:
        line = _span(crossing)
        length_m = project(line, GEOGRAPHIC, crs).length if line is not None else 0.0
        if line is not None and _LEAST_M < length_m < LONGEST_CANDIDATE_M * 0.9:
            meeting = find_meeting(line, catalogue.divide)
            is_between = line.distance(meeting) == 0 and line.crosses(catalogue.divide)
            if is_between:
                return line
    return _cross_middle(catalogue)


def _span(crossing: Crossing) -> LineString | None:
    """Join the ends of a crossing's longest way; None where people cannot use it."""
    found = shapely.get_parts(crossing.geometry) if crossing.geometry is not None else ()
    parts = [one for one in found if one.geom_type == "LineString"]
    if crossing.kind not in {CrossingKind.ROAD, CrossingKind.FOOT} or not parts:
        return None
    longest = max(parts, key=lambda one: one.length)
    return LineString([longest.coords[0][:2], longest.coords[-1][:2]])


def _cross_middle(catalogue: Catalogue) -> LineString:
    """Draw a short line over the middle of the longest part of the divide."""
    crs = catalogue.manifest.city.crs
    river = max(shapely.get_parts(project(catalogue.divide, GEOGRAPHIC, crs)), key=shapely.length)
    one, two = (river.interpolate(share, normalized=True) for share in (0.49, 0.51))
    along = math.atan2(two.y - one.y, two.x - one.x)
    at, reach = river.interpolate(0.5, normalized=True), _WIDE_M / 2
    step = -math.sin(along) * reach, math.cos(along) * reach
    ends = [(at.x + step[0], at.y + step[1]), (at.x - step[0], at.y - step[1])]
    transformer = get_transformer(crs, GEOGRAPHIC)
    return LineString([transformer.transform(*end) for end in ends])
