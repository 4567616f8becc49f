"""Cities drawn in metres and handed to the what-if as if they were snapshots."""

import json
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.assessment.model import CityModel
from geodata.assessment.place_kinds import PLACES, RESPONDERS
from geodata.cities.profile import Bank, PopulationFigure
from geodata.crossings.crossing import store_crossings
from geodata.crs import GEOGRAPHIC, project
from geodata.layers import UTILITY_LINES
from geodata.snapshot.manifest import CitySummary, NamedPlace

CRS = "EPSG:32634"
ORIGIN_M = (500_000.0, 4_750_000.0)
"""What (0, 0) of a drawing is in the metric CRS."""

TAGS = [
    "highway", "railway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar",
    "maxspeed", "oneway:foot", "oneway:bicycle", "cycleway", "wheelchair",
]  # fmt: skip


@dataclass
class DrawnCity:
    """A city whose river flows east along y = 0, so that the north is its left bank.

    `homes` and `places` stand at nodes, by their numbers; `links` name their crossings.
    """

    points: list
    streets: list
    links: list
    homes: list
    frame: tuple
    crossings: list = field(default_factory=list)
    places: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    people: dict = field(default_factory=dict)
    neighbourhoods: dict = field(default_factory=dict)
    """Name → node, or an outline."""

    def model(self):
        return CityModel(self)

    def lonlat(self, *points):
        """Positions of a candidate from metres of the drawing."""
        line = project(move(shapely.LineString(points)), CRS, GEOGRAPHIC)
        return tuple(line.coords)

    # What a snapshot has:

    id = "20260101T000000000000Z-drawn"
    layer_names = (
        "buildings",
        "places",
        UTILITY_LINES[0],
        *(layer for layer, _, _ in (PLACES | RESPONDERS).values()),
    )

    @property
    def manifest(self):
        banks = [Bank(one, {"en": one}) for one in ("north", "south")]
        towns = tuple(NamedPlace(one, {"en": one}) for one in ("north-town", "south-town"))
        population = {
            name: (PopulationFigure(total, 2024, "drawn", "H"),)
            for name, total in self.people.items()
        }
        city = CitySummary("drawn", {"en": "Drawn"}, CRS, *banks, towns, population)
        origin = SimpleNamespace(is_modelled=True, data_date=date(2026, 1, 1))
        return SimpleNamespace(city=city, origin=origin, attribution="©")

    def read_table(self, name):
        return getattr(self, f"_make_{name}")()

    def read_layer(self, name, columns=None):
        if name == "buildings":
            return self._make_buildings()
        if name == UTILITY_LINES[0]:
            return self._make_lines()
        if name == "places":
            return self._make_places()
        kinds = {kind: where for kind, where in (PLACES | RESPONDERS).items() if where[0] == name}
        rows = [
            (json.dumps({key: value}), shapely.Point(self.points[node]))
            for kind, (_, key, value) in kinds.items()
            for node in self.places.get(kind, ())
        ]
        tags, shapes = zip(*rows, strict=True) if rows else ((), ())
        return place({"tags": list(tags)}, shapes)

    def _make_banks(self):
        left, bottom, right, top = self.frame
        parts = {
            "study_area": shapely.box(*self.frame),
            "divide": shapely.MultiLineString([[(left, 0), (right, 0)]]),
            "left": shapely.box(left, 0, right, top),
            "right": shapely.box(left, bottom, right, 0),
            "water": shapely.Polygon(),
        }
        return place({"part": list(parts)}, parts.values())

    def _make_crossings(self):
        return store_crossings(self.crossings, pd.Timestamp("2024-01-01").date())

    def _make_network_nodes(self):
        sides = ["north" if y > 0 else "south" for _, y in self.points]
        ids = np.arange(len(self.points)) + 1
        return place({"id": ids, "side": sides}, [shapely.Point(one) for one in self.points])

    def _make_network_edges(self):
        rows = [(u + 1, v + 1, length_m, False, None) for u, v, length_m in self.streets]
        rows += [(u + 1, v + 1, length_m, True, name) for u, v, length_m, name in self.links]
        table = pd.DataFrame(rows, columns=["u", "v", "length_m", "is_link", "crossing"])
        tags = pd.DataFrame(None, index=table.index, columns=TAGS, dtype=object)
        return table.join(tags.assign(highway="residential")).assign(way=1, is_forward=True)

    def _make_buildings(self):
        shapes = [
            shapely.Point(self.points[node]).buffer(np.sqrt(area_m2) / 2, cap_style="square")
            for node, area_m2 in self.homes
        ]
        towns = [
            "north-town" if self.points[node][1] > 0 else "south-town" for node, _ in self.homes
        ]
        columns = {
            "element": "way",
            "id": np.arange(len(shapes)),
            "municipality": towns,
            "side": ["north" if self.points[node][1] > 0 else "south" for node, _ in self.homes],
            "tags": json.dumps({"building": "yes"}),
        }
        return place(columns, shapes)

    def _make_places(self):
        shapes = [
            shapely.Point(self.points[at]) if isinstance(at, int) else shapely.Polygon(at)
            for at in self.neighbourhoods.values()
        ]
        columns = {
            "element": "node",
            "id": np.arange(len(shapes)),
            "layer": "places",
            "municipality": None,
            "is_modelled": False,
            "side": ["north" if one.centroid.y > 0 else "south" for one in shapes],
            "name": list(self.neighbourhoods),
            "tags": json.dumps({"place": "suburb"}),
        }
        return place(columns, shapes)

    def _make_lines(self):
        operators = [operator for operator, _ in self.lines]
        shapes = [shapely.LineString(coords) for _, coords in self.lines]
        banks = [{"north" if y > 0 else "south" for _, y in coords} for _, coords in self.lines]
        sides = [one.pop() if len(one) == 1 else "across" for one in banks]
        columns = {"layer": UTILITY_LINES[0], "side": sides, "provider": None}
        return place(columns | {"operator": operators}, shapes)


def place(columns, shapes):
    """A table in EPSG:4326 of shapes drawn in metres."""
    moved = gpd.GeoSeries([move(one) for one in shapes], crs=CRS).to_crs(GEOGRAPHIC)
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=moved.index), geometry=moved)


def move(shape):
    return shapely.transform(shape, lambda coords: coords + ORIGIN_M)


def both_ways(edges):
    return [*edges, *((v, u, *rest) for u, v, *rest in edges)]
