"""Small extracts drawn by hand after situations of real towns; each file is under 20 kB."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.overpass.drawing import Drawing

Place = tuple[float, float]
Tags = Mapping[str, str]
LARGEST_BYTES = 20_000
_LON, _LAT = 15.6, 48.4
_DEGREE_M = 111_320.0


@dataclass
class Sketch:
    """A drawing in metres from its middle; the river flows east, so that the north is left."""

    drawing: Drawing = field(default_factory=Drawing)
    nodes: dict[Place, int] = field(default_factory=dict)
    ways: int = 0

    def way(self, places: Sequence[Place], **tags: str) -> int:
        """Draw a way; places that are equal are one node."""
        self.ways += 1
        numbers = [self._node(one) for one in places]
        return self.drawing.way(self.ways, numbers, _spell(tags))

    def home(self, x: float, y: float, **tags: str) -> None:
        """Draw a house of 12 by 10 m."""
        ring = [(x, y), (x + 12, y), (x + 12, y + 10), (x, y + 10), (x, y)]
        self.way(ring, **({"building": "house"} | tags))

    def _node(self, place: Place) -> int:
        if place not in self.nodes:
            self.nodes[place] = len(self.nodes) + 1
            self.drawing.node(self.nodes[place], *to_degrees(*place))
        return self.nodes[place]


def _spell(tags: Tags) -> dict[str, str]:
    """Spell keys with a colon as Python cannot: `name__sr` is ``name:sr``."""
    return {key.replace("__", ":"): value for key, value in tags.items()}


def to_degrees(x: float, y: float) -> Place:
    lon = _LON + x / (_DEGREE_M * math.cos(math.radians(_LAT)))
    return round(lon, 7), round(_LAT + y / _DEGREE_M, 7)


BOX = (*to_degrees(-1_000, -700), *to_degrees(1_000, 700))


def _draw_river_alone(sketch: Sketch) -> str:
    """As much of a river's upper course as many an extract by hand holds."""
    sketch.way([(-1_200, 0), (0, 20), (1_200, 0)], waterway="river", name="Fluss")
    sketch.way([(-400, 300), (-300, 200)], power="line")
    return 'waterways = ["Fluss"]'


def _draw_numbered_bridge(sketch: Sketch) -> str:
    """A main road through open country: a number and no name, as most of them."""
    sketch.way([(-1_200, 0), (1_200, 0)], waterway="river", name="Fluss")
    sketch.way([(0, 500), (0, 60)], highway="primary", ref="B 1")
    sketch.way([(0, 60), (0, -60)], highway="primary", ref="B 1", bridge="yes", layer="1")
    sketch.way([(0, -60), (0, -500)], highway="primary", ref="B 1")
    return 'waterways = ["Fluss"]'


def _draw_danube(sketch: Sketch) -> str:
    """Krems: 380 m of river without mapped water, all homes north, one road bridge, a railway."""
    sketch.way([(-1_200, 0), (0, -10), (1_200, 0)], waterway="river", name="Donau")
    for y in (210, 330):
        row = [(x, y) for x in range(-600, 601, 150)]
        sketch.way(row, highway="residential", name="Steiner Landstraße" if y == 210 else "Ring")
    sketch.way([(-600, 210), (-600, 330)], highway="residential")
    sketch.way([(x, -210) for x in range(-600, 601, 150)], highway="track")
    for end in (1, -1):
        sketch.way([(450, end * 210), (450, end * 190)], highway="primary", ref="B 37a")
    deck = {"highway": "primary", "ref": "B 37a", "bridge": "yes", "layer": "1"}
    sketch.way([(450, 190), (450, -190)], name="St. Pöltner Brücke", **deck)
    sketch.way([(480, 600), (480, -600)], railway="rail", bridge="yes", operator="ÖBB")
    for x in range(-500, 401, 150):
        sketch.home(x, 240, building__levels="3")
    return 'waterways = ["Donau"]'


def _draw_valley(sketch: Sketch) -> str:
    """Andorra la Vella: two rivers meet between streets, a bridge every 150 m, a square over it."""
    sketch.way([(-1_200, 0), (-100, 4)], waterway="river", name="Valira d'Orient")
    sketch.way([(-100, 4), (1_200, 0)], waterway="river", name="Gran Valira")
    sketch.way([(-100, 500), (-100, 4)], waterway="river", name="Valira del Nord")
    for y, name in ((15, "Avinguda del Consell"), (-15, "Avinguda de Tarragona")):
        row = [(x, y) for x in range(-600, 601, 150)]
        sketch.way(row, highway="secondary", name=name, oneway="yes", ref="CG-1")
        sketch.way([(x, 4 * y) for x in range(-600, 601, 150)], highway="residential")
        for x in (-600, 0, 600):
            sketch.way([(x, y), (x, 4 * y)], highway="footway")
    for at, x in enumerate(range(-450, 451, 150)):
        kind = "footway" if at % 2 else "residential"
        sketch.way([(x, 15), (x, -15)], highway=kind, bridge="yes")
    square = [(40, 12), (110, 12), (110, -12), (40, -12), (40, 12)]
    sketch.way(square, highway="pedestrian", area="yes", name="Plaça de la Rotonda", layer="1")
    for x in range(-500, 501, 200):
        sketch.home(x, 66)
        sketch.home(x, -76, amenity="school", building="school", name="Escola", ref="E 1")
    sketch.way([(-50, 2), (50, -2), (60, 2)], natural="water")
    return 'waterways = ["Valira d\'Orient", "Gran Valira"]'


def _draw_streets_alone(sketch: Sketch) -> str:
    """Heidelberg's file of roads: no river, no house; the profile draws the line."""
    for y in (120, -120):
        row = [(x, y) for x in range(-600, 601, 120)]
        sketch.way(row, highway="tertiary", name="Uferstraße" if y > 0 else "Am Hackteufel")
    sketch.way([(0, 120), (0, -120)], highway="footway", bridge="yes", name="Alte Brücke")
    sketch.way([(480, 120), (480, -120)], highway="primary", bridge="yes", maxspeed="50")
    return 'line = "line.geojson"'


def _draw_divided(sketch: Sketch) -> str:
    """Names in two scripts, a bridge that is guarded, one that is gone, and a pipe."""
    sketch.way([(-1_200, 0), (1_200, 0)], waterway="river", name="Ibar", name__sq="Ibër")
    names = {"name": "Краља Петра", "name__sr": "Краља Петра", "name__sq": "Mbreti Petar"}
    for y in (60, -60):
        sketch.way([(x, y) for x in range(-300, 301, 100)], highway="residential", **names)
        sketch.home(-250, y + 15)
        sketch.home(150, y - 30, building__levels="drei")
    sketch.way([(0, 60), (0, -60)], highway="primary", bridge="yes", motor_vehicle="no")
    sketch.way([(200, 60), (200, -60)], disused__highway="footway", bridge="yes", name="Стари мост")
    sketch.way([(-200, 90), (-200, -90)], man_made="pipeline", bridge="yes", operator="A;B")
    return 'waterways = ["Ibër"]'


EXTRACTS: Mapping[str, Callable[[Sketch], str]] = {
    "a river alone": _draw_river_alone,
    "one bridge with a number": _draw_numbered_bridge,
    "homes on one bank": _draw_danube,
    "a valley town": _draw_valley,
    "streets alone": _draw_streets_alone,
    "a divided town": _draw_divided,
}


def write_extract(name: str, folder: Path) -> tuple[Path, Path]:
    """Write profile and OSM file of an extract."""
    sketch = Sketch()
    divide = EXTRACTS[name](sketch)
    line = {"type": "LineString", "coordinates": [to_degrees(-1_200, 0), to_degrees(1_200, 0)]}
    (folder / "line.geojson").write_text(json.dumps(line), encoding="utf-8")
    profile = folder / "extract.toml"
    profile.write_text(
        f'id = "extract"\nname = {{ en = "Extract" }}\nstudy_area = {list(BOX)}\n'
        f"[divide]\n{divide}\n"
        'left = { id = "north", name = { en = "North" } }\n'
        'right = { id = "south", name = { en = "South" } }\n',
        encoding="utf-8",
    )
    source = sketch.drawing.save(folder / "extract.osm", BOX)
    if source.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"{name} is no small extract any more")
    return profile, source
