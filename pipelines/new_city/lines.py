"""How well each line divides an area: homes on either bank, its length, crossings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats
from geodata.assessment.weights import NO_DWELLINGS, count_levels
from geodata.cities.dividing_ways import DivideKind, DividingWays
from geodata.cities.profile import Bank, DivideSpec
from geodata.crossings.counts import count_crossings
from geodata.divide.banks import Divide, build_divide
from geodata.divide.tangles import is_tangled
from geodata.errors import DivideError
from geodata.gazetteer.folding import list_foldings
from geodata.layers import Shape, has_shape
from geodata.names import Names, list_tagged_names
from pipelines.cut import find_water
from pipelines.dividing_ways import leave_out_dividing, select_ways
from pipelines.link import link_crossings
from pipelines.new_city.groups import FAMILIES, Group, list_groups
from pipelines.new_city.languages import list_language_names

LEAST_BANK = 0.05
"""Share of the homes of the smaller bank from which on a line divides the town."""

_MOST_LINES = 12
_LEAST_GROUND = 0.005
"""Of the area, on the smaller bank: less is a corner that is cut off."""

_LEFT, _RIGHT = "left", "right"


@dataclass(frozen=True)
class DividingLine:
    """A line that may divide the city."""

    label: str
    """What kind it is: river, canal, stream, railway, wall, border, or drawn."""
    names: Names
    """By language; `geodata.names.UNSAID` where OpenStreetMap does not say it."""
    all_names: tuple[str, ...]
    """Every name that its ways bear: it is found by any of them."""
    ways: DividingWays | None
    """Which elements it is; None where a line was drawn."""
    kind: DivideKind
    divide: Divide
    """In the metric CRS."""
    shares: tuple[float, float]
    """Of the homes on the left and on the right bank; both are 1 together."""
    drawn: BaseGeometry | None = None
    """Its course in the metric CRS, where no way of OpenStreetMap has it."""
    crossings: int = 0
    """Crossings for people that are in use."""

    @property
    def length_m(self) -> float:
        """Its length within the area, without what nobody mapped."""
        mapped = shapely.difference(self.divide.line, self.divide.assumed.buffer(1))
        return float(shapely.length(mapped))

    @property
    def rank(self) -> tuple[int, float]:
        """The smaller, the better it divides: homes on both banks, and few crossings a km.

        Rivers and canals come before other lines; what leaves hardly anybody on a bank, last.
        """
        smaller = min(self.shares)
        order = 0 if self.label in {"river", "canal"} else 1
        per_km = 1_000 * self.crossings / max(self.length_m, 1.0)
        through = 1 - self.divide.beyond.area / self.divide.area.area
        return (order if smaller >= LEAST_BANK else 2, -smaller * through / (1 + per_km))


@dataclass(frozen=True)
class Weights:
    """What is counted on either bank."""

    points: Floats
    """Shape (k, 2), metric."""
    weight: Floats
    unit: str
    """What `weight` is: floor area of homes, or area where no homes are mapped."""


def list_lines(
    features: gpd.GeoDataFrame,
    area: BaseGeometry,
    crs: str,
    weights: Weights,
    drawn: Sequence[BaseGeometry] = (),
    day: date | None = None,
) -> list[DividingLine]:
    """List the lines that divide an area, the one that divides it best first.

    Parameters
    ----------
    features
        With `element`, `id` and `tags`, in the metric CRS.
    area
        In the same CRS.
    drawn
        Lines of a file, in the same CRS: they alone are looked at, if there are any.
    """
    measure = _make_measure(features, area, weights)
    if drawn:
        line = _draw_line(drawn, measure)
        found = [line] if line else []
    else:
        groups = list_groups(features, area)
        found = [line for group in groups if (line := _read_line(group, features, measure))]
    best = sorted(found, key=lambda one: one.rank)[:_MOST_LINES]
    counted = [_count(one, features, crs, day or date.today()) for one in best]  # noqa: DTZ011
    return sorted(counted, key=lambda one: one.rank)


Measure = Callable[[Sequence[BaseGeometry], DivideKind], tuple[Divide, tuple[float, float]]]


def _make_measure(features: gpd.GeoDataFrame, area: BaseGeometry, weights: Weights) -> Measure:
    water, buildings = find_water(features)

    def measure(
        pieces: Sequence[BaseGeometry], kind: DivideKind
    ) -> tuple[Divide, tuple[float, float]]:
        own = water if kind is DivideKind.RIVER else ()
        divide = build_divide(area, pieces, own, buildings, left_id=_LEFT, right_id=_RIGHT)
        return divide, _share(divide, weights)

    return measure


def _share(divide: Divide, weights: Weights) -> tuple[float, float]:
    """Share what is counted between the banks; by their area where nothing is."""
    ground = divide.left.area, divide.right.area
    if min(ground) < _LEAST_GROUND * divide.area.area:
        raise DivideError("hardly anything lies on one of the banks")
    sums = [
        float(weights.weight[shapely.intersects_xy(bank, *weights.points.T)].sum())
        for bank in (divide.left, divide.right)
    ]
    left, right = sums if sum(sums) > 0 else ground
    return left / (left + right), right / (left + right)


def _read_line(group: Group, features: gpd.GeoDataFrame, measure: Measure) -> DividingLine | None:
    """Make a line of a group of ways; None where it does not divide the area."""
    ways = FAMILIES[group.family]
    if is_tangled(list(group.pieces)):
        return None
    try:
        divide, shares = measure(group.pieces, ways.kind)
    except DivideError:
        return None
    rows = features.iloc[list(group.rows)]
    tags = list(rows["tags"])
    names: dict[str, str] = {}
    for one in tags:
        names = list_language_names(one) | names
    label = group.family
    if label == "river":
        is_canal = [one.get("waterway") == "canal" for one in tags]
        label = "canal" if 2 * sum(is_canal) > len(is_canal) else "river"
    return DividingLine(
        label=label,
        names=names,
        all_names=tuple(dict.fromkeys(name for one in tags for name in list_tagged_names(one))),
        ways=_choose_ways(group, features, ways),
        kind=ways.kind,
        divide=divide,
        shares=shares,
    )


def _choose_ways(group: Group, features: gpd.GeoDataFrame, family: DividingWays) -> DividingWays:
    """Choose a group's ways by as few names as tell them from all others, else by their ids."""
    rows = features.iloc[list(group.rows)]
    values = {key: tuple(dict.fromkeys(tags[key] for tags in rows["tags"])) for key in family.tags}
    if family.kind is DivideKind.RIVER and set(values["waterway"]) <= {"river", "canal"}:
        values = dict(family.tags)
    if group.is_alone:
        names: dict[str, None] = {}
        for tags in rows["tags"]:
            own = list_tagged_names(tags)
            if names.keys().isdisjoint(own):
                names[own[0]] = None
        chosen = DividingWays(values, tuple(names))
        if np.flatnonzero(select_ways(features, chosen)).tolist() == sorted(group.rows):
            return chosen
    ids = zip(rows["element"], rows["id"], strict=True)
    return DividingWays(values, (), tuple(f"{element}/{number}" for element, number in ids))


def _draw_line(drawn: Sequence[BaseGeometry], measure: Measure) -> DividingLine | None:
    try:
        divide, shares = measure(drawn, DivideKind.LINE)
    except DivideError:
        return None
    course = shapely.multilinestrings(list(shapely.get_parts(np.array(drawn, dtype=object))))
    return DividingLine("drawn", {}, (), None, DivideKind.LINE, divide, shares, course)


def _count(line: DividingLine, features: gpd.GeoDataFrame, crs: str, day: date) -> DividingLine:
    """Count the crossings for people of a line."""
    left, right = (Bank(one, {"en": one}) for one in (_LEFT, _RIGHT))
    carriers = features
    if line.ways is not None:
        carriers = leave_out_dividing(features, DivideSpec(left, right, ways=line.ways))
    crossings = link_crossings(carriers, line.divide, crs, ())
    return replace(line, crossings=count_crossings(crossings, day).people.number)


def weigh_homes(features: gpd.GeoDataFrame) -> Weights:
    """Weigh the homes of an area by their floor area; nothing where none are mapped.

    Parameters
    ----------
    features
        With `tags`, in a metric CRS.
    """
    is_home = np.array([_is_home(tags) for tags in features["tags"]], dtype=bool)
    homes = features[is_home & has_shape(features.geom_type, Shape.AREA)]
    levels = np.array([count_levels(tags) for tags in homes["tags"]], dtype=float)
    middles = homes.geometry.centroid
    unit = "floor area of homes" if len(homes) else "area, as no homes are mapped"
    return Weights(np.c_[middles.x, middles.y], homes.area.to_numpy() * levels, unit)


def _is_home(tags: Mapping[str, str]) -> bool:
    return tags.get("building", "no") != "no" and tags["building"] not in NO_DWELLINGS


def find_by_name(lines: Sequence[DividingLine], name: str) -> Iterator[DividingLine]:
    """Find the lines that bear a name, in any language and spelling."""
    wanted = list_foldings(name)
    for one in lines:
        if any(not wanted.isdisjoint(list_foldings(known)) for known in one.all_names):
            yield one
