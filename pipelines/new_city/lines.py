"""How well each line divides an area: homes on either bank, its length, crossings of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.cities.dividing_ways import DivideKind, DividingWays
from geodata.cities.profile import Bank, DivideSpec
from geodata.crossings.counts import count_crossings
from geodata.divide.banks import Divide
from geodata.gazetteer.folding import fold_spelling, list_foldings
from geodata.layers import Shape, has_shape
from geodata.names import Names, list_tagged_names
from pipelines.dividing_ways import draw_pieces, leave_out_dividing, select_ways
from pipelines.link import link_crossings
from pipelines.new_city.groups import FAMILIES, Group, list_groups
from pipelines.new_city.languages import list_language_names
from pipelines.new_city.measure import LEFT, RIGHT, Measure, Weights, is_same, make_measure
from pipelines.new_city.middle import draw_middle

LEAST_BANK = 0.05
"""Share of the homes of the smaller bank from which on a line divides the town."""

_MOST_LINES = 12
_ALONG_M = 0.5
_MOST_JOINED = 3
"""Names in one language of a line that changes its name on the way."""


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
    on_banks: float = 1.0
    """Share of the homes on either bank: the others lie past an end of the line."""
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
        return (order if smaller >= LEAST_BANK else 2, -smaller * self.on_banks / (1 + per_km))


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
    measure = make_measure(features, area, weights)
    if drawn:
        line = _draw_line(drawn, measure)
        found = [line] if line else []
    else:
        groups = list_groups(features, area)
        found = [line for group in groups if (line := _read_line(group, features, measure))]
        found += _list_middles(features, area, found, measure)
    unlike: list[DividingLine] = []
    for one in found:
        if not any(is_same(one.divide, other.divide) for other in unlike):
            unlike.append(one)
    best = sorted(unlike, key=lambda one: one.rank)[:_MOST_LINES]
    counted = [_count(one, features, crs, day or date.today()) for one in best]  # noqa: DTZ011
    return sorted(counted, key=lambda one: one.rank)


def _read_line(group: Group, features: gpd.GeoDataFrame, measure: Measure) -> DividingLine | None:
    """Make a line of a group of ways; None where it does not divide the area."""
    family = FAMILIES[group.family]
    rows, measured = list(group.rows), measure(group.pieces, family.kind)
    if measured is not None and group.is_whole:
        rows = _list_along(measured.divide, features, rows)
        pieces = draw_pieces(features.geometry.iloc[rows], measured.divide.area)
        measured = measure(pieces, family.kind)
    if measured is None:
        return None
    tags = list(features["tags"].iloc[rows])
    label = group.family
    if label == "river":
        is_canal = [one.get("waterway") == "canal" for one in tags]
        label = "canal" if 2 * sum(is_canal) > len(is_canal) else "river"
    return DividingLine(
        label=label,
        names=_join_names(tags),
        all_names=_list_all_names(tags),
        ways=_choose_ways(rows, features, family, measured.divide, measure),
        kind=family.kind,
        divide=measured.divide,
        shares=measured.shares,
        on_banks=measured.on_banks,
    )


def _list_along(divide: Divide, features: gpd.GeoDataFrame, rows: Sequence[int]) -> list[int]:
    """List the ways that the line runs along: no sidings, no tributaries."""
    near = shapely.buffer(divide.line, _ALONG_M)
    shapes = shapely.intersection(features.geometry.iloc[list(rows)].to_numpy(), divide.area)
    along_m = shapely.length(shapely.intersection(shapes, near))
    is_along = (along_m > 2 * _ALONG_M) & (2 * along_m > shapely.length(shapes))
    return [row for row, is_kept in zip(rows, is_along, strict=True) if is_kept]


def _join_names(all_tags: Sequence[Mapping[str, str]]) -> Names:
    """Join the names of ways by language; those of one language side by side."""
    found: dict[str, dict[str, str]] = {}
    for tags in all_tags:
        for code, name in list_language_names(tags).items():
            found.setdefault(code, {}).setdefault(fold_spelling(name), name)
    return {code: ", ".join([*names.values()][:_MOST_JOINED]) for code, names in found.items()}


def _list_all_names(all_tags: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for tags in all_tags for name in list_tagged_names(tags)))


def _choose_ways(
    rows: Sequence[int],
    features: gpd.GeoDataFrame,
    family: DividingWays,
    divide: Divide,
    measure: Measure,
) -> DividingWays:
    """Choose ways by as few names as tell them from all others, else by their ids."""
    chosen = features.iloc[list(rows)]
    values = {key: _list_values(chosen["tags"], key) for key in family.tags}
    if family is FAMILIES["river"]:
        values = dict(family.tags)
    names: dict[str, str] = {}
    for own in map(list_tagged_names, chosen["tags"]):
        if own and names.keys().isdisjoint(map(fold_spelling, own)):
            names[fold_spelling(own[0])] = own[0]
    by_name = DividingWays(values, tuple(names.values()))
    if names:
        selected = select_ways(features, by_name)
        same = measure(draw_pieces(features.geometry[selected], divide.area), family.kind)
        if same is not None and is_same(same.divide, divide):
            return by_name
    ids = zip(chosen["element"], chosen["id"], strict=True)
    return DividingWays(values, (), tuple(f"{element}/{number}" for element, number in ids))


def _list_values(all_tags: Iterable[Mapping[str, str]], key: str) -> tuple[str, ...]:
    return tuple(sorted({tags[key] for tags in all_tags}))


def _list_middles(
    features: gpd.GeoDataFrame, area: BaseGeometry, found: Sequence[DividingLine], measure: Measure
) -> Iterator[DividingLine]:
    """Draw the rivers that are mapped as areas alone; none through water that has a line."""
    is_area = has_shape(features.geom_type, Shape.AREA)
    is_river = np.array([_is_river_water(tags) for tags in features["tags"]], dtype=bool)
    waters = features[is_area & is_river]
    joined = shapely.get_parts(shapely.union_all(waters.geometry.to_numpy()))
    for water in joined[shapely.intersects(joined, area.boundary)]:
        is_drawn = any(one.divide.line.intersects(water) for one in found)
        middle = None if is_drawn else draw_middle(water, area)
        measured = measure([middle], DivideKind.RIVER) if middle is not None else None
        if middle is not None and measured is not None:
            tags = list(waters["tags"][waters.geometry.intersects(water)])
            yield DividingLine(
                label="river",
                names=_join_names(tags),
                all_names=_list_all_names(tags),
                ways=None,
                kind=DivideKind.RIVER,
                divide=measured.divide,
                shares=measured.shares,
                on_banks=measured.on_banks,
                drawn=middle,
            )


def _is_river_water(tags: Mapping[str, str]) -> bool:
    is_flowing = tags.get("water") in {"river", "canal"} or tags.get("waterway") == "riverbank"
    return is_flowing or (tags.get("natural") == "water" and "water" not in tags)


def _draw_line(drawn: Sequence[BaseGeometry], measure: Measure) -> DividingLine | None:
    found = measure(drawn, DivideKind.LINE)
    if found is None:
        return None
    return DividingLine(
        label="drawn",
        names={},
        all_names=(),
        ways=None,
        kind=DivideKind.LINE,
        divide=found.divide,
        shares=found.shares,
        on_banks=found.on_banks,
        drawn=shapely.multilinestrings(list(shapely.get_parts(np.array(drawn, dtype=object)))),
    )


def _count(line: DividingLine, features: gpd.GeoDataFrame, crs: str, day: date) -> DividingLine:
    """Count the crossings for people of a line."""
    left, right = (Bank(one, {"en": one}) for one in (LEFT, RIGHT))
    carriers = features
    if line.ways is not None:
        carriers = leave_out_dividing(features, DivideSpec(left, right, ways=line.ways))
    crossings = link_crossings(carriers, line.divide, crs, ())
    return replace(line, crossings=count_crossings(crossings, day).people.number)


def find_by_name(lines: Sequence[DividingLine], name: str) -> list[DividingLine]:
    """Find the lines that bear a name, in any language and spelling.

    One stands for all that it meets: a river is listed with its tributaries and without them.
    """
    wanted = list_foldings(name)
    found: list[DividingLine] = []
    for one in lines:
        is_called_so = any(not wanted.isdisjoint(list_foldings(known)) for known in one.all_names)
        course = one.divide.line
        if is_called_so and all(course.distance(other.divide.line) > _ALONG_M for other in found):
            found.append(one)
    return found
