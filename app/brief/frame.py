"""What a map on paper shows: a box of the city in metres, and how it becomes millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.arrays import Floats, Objects
from geodata.crs import GEOGRAPHIC, get_transformer, project, project_all

BRIEF_MM = (92.0, 64.0)
"""Width and height of the map on a brief."""

_PAD_M = 350.0
_SMALLEST_M = (1_600.0, 1_100.0)
_BAR_MM = 30.0
_LARGEST_SCALE = 0.5
"""In m on the ground for a millimetre: 1 : 500."""
_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)
"""Steps of scales, times a power of ten."""
_STEPS_M = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Frame:
    """A box in a metric CRS as wide to high as the map on paper."""

    left: float
    top: float
    """`left`, `top`: of the box, in m."""
    metres: float
    """On the ground for each millimetre of paper."""
    crs: str
    """Metric, of the city."""
    width_mm: float = BRIEF_MM[0]
    height_mm: float = BRIEF_MM[1]

    @property
    def box(self) -> BaseGeometry:
        """The box in the metric CRS."""
        right = self.left + self.width_mm * self.metres
        return shapely.box(self.left, self.top - self.height_mm * self.metres, right, self.top)

    @property
    def geographic_box(self) -> BaseGeometry:
        """The box in EPSG:4326, (lon, lat)."""
        return project(self.box, self.crs, GEOGRAPHIC)

    def holds(self, geometry: BaseGeometry | None) -> bool:
        """Tell whether some of a geometry in EPSG:4326, (lon, lat), is in the box."""
        return geometry is not None and self.geographic_box.intersects(geometry)

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        """Place what is in EPSG:4326, (lon, lat), on the paper, in mm from its top left corner."""
        metric = project(geometry, GEOGRAPHIC, self.crs)
        # A little beyond the edge, so that outlines run out of sight.
        left, bottom, right, top = self.box.buffer(20 * self.metres).bounds
        shown = shapely.clip_by_rect(metric, left, bottom, right, top)

        def move(at: Floats) -> Floats:
            return np.column_stack([at[:, 0] - self.left, self.top - at[:, 1]]) / self.metres

        return shapely.transform(shown, move).simplify(0.1)

    def place_all(self, geometries: Objects) -> Objects:
        """Place geometries likewise, shape (n,); what lies beyond the paper is empty."""
        transformer = get_transformer(GEOGRAPHIC, self.crs)
        left, bottom, right, top = self.box.buffer(20 * self.metres).bounds

        def move(at: Floats) -> Floats:
            x, y = transformer.transform(*at.T)
            return np.column_stack([x - self.left, self.top - y]) / self.metres

        moved = shapely.transform(geometries, move)
        edges = np.array([left - self.left, self.top - top, right - self.left, self.top - bottom])
        clipped = shapely.clip_by_rect(moved, *(edges / self.metres).tolist())
        placed: Objects = shapely.simplify(clipped, 0.1)
        return placed

    def place_point(self, point: Point) -> Point:
        """Place a point, even one beyond the paper, likewise."""
        x, y = shapely.get_coordinates(project(point, GEOGRAPHIC, self.crs))[0].tolist()
        return Point((x - self.left) / self.metres, (self.top - y) / self.metres)

    @property
    def scale(self) -> int:
        """How many times smaller the map is than the ground."""
        return round(self.metres * 1_000)

    def choose_bar_m(self) -> int:
        """Choose a round length in m for the scale bar."""
        fitting = [step for step in _STEPS_M if step / self.metres <= _BAR_MM]
        return fitting[-1] if fitting else _STEPS_M[0]


def choose_frame(shown: Iterable[BaseGeometry], area: BaseGeometry, crs: str) -> Frame:
    """Choose the frame that holds some geometries with room about, within an area if it can.

    Parameters
    ----------
    shown, area
        In EPSG:4326, (lon, lat).
    """
    found = shapely.total_bounds(project_all([*shown], GEOGRAPHIC, crs)).reshape(2, 2)
    size = np.maximum(np.ptp(found, axis=0) + 2 * _PAD_M, _SMALLEST_M)
    metres = (size / BRIEF_MM).max()
    half = np.array(BRIEF_MM) * metres / 2
    inner = np.reshape(project(area, GEOGRAPHIC, crs).bounds, (2, 2))
    low, high = inner[0] + half, inner[1] - half
    middle = found.mean(axis=0)
    x, y = np.where(low <= high, np.clip(middle, low, high), middle)
    return Frame(float(x - half[0]), float(y + half[1]), float(metres), crs)


def frame_view(view: BaseGeometry, crs: str, size_mm: tuple[float, float]) -> Frame:
    """Choose the frame of a size on paper and a round scale that holds a view about its middle.

    Parameters
    ----------
    view
        In EPSG:4326, (lon, lat).
    """
    left, bottom, right, top = project(view, GEOGRAPHIC, crs).bounds
    needed = max((right - left) / size_mm[0], (top - bottom) / size_mm[1], _LARGEST_SCALE)
    power = 10.0 ** np.floor(np.log10(needed))
    metres = next(float(power * one) for one in _ROUND if power * one >= needed * (1 - 1e-9))
    width, height = (side * metres for side in size_mm)
    x, y = (left + right) / 2, (bottom + top) / 2
    return Frame(x - width / 2, y + height / 2, metres, crs, *size_mm)


def write_path(geometry: BaseGeometry) -> str:
    """Write a placed geometry as the path of an SVG; points write nothing."""
    return " ".join(_write_part(part) for part in _list_parts(geometry))


def _list_parts(geometry: BaseGeometry) -> Iterator[tuple[Floats, bool]]:
    for part in shapely.get_parts(geometry):
        if part.geom_type in {"GeometryCollection", "MultiLineString", "MultiPolygon"}:
            yield from _list_parts(part)
        elif part.geom_type == "Polygon" and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring), True
        elif part.geom_type in {"LineString", "LinearRing"} and not part.is_empty:
            yield shapely.get_coordinates(part), False


def _write_part(part: tuple[Floats, bool]) -> str:
    places, is_closed = part
    steps = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
    return f"M{steps}{'Z' if is_closed else ''}"
