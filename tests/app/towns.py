"""Towns made up of parts that real ones lack in turn: names, homes, water, streets, crossings."""

from dataclasses import dataclass, field

from tests.overpass.drawing import Drawing

BOX = (20.0, 45.0, 20.02, 45.012)
RIVER_LAT = 45.006
CROSSED_AT = (20.004, 20.009, 20.015)
PROFILE = f"""
id = "made-town"
name = {{ en = "Made Town" }}
study_area = {list(BOX)}
[divide]
waterways = ["Reka"]
left = {{ id = "north", name = {{ en = "North" }} }}
right = {{ id = "south", name = {{ en = "South" }} }}
"""
STREET = {"highway": "residential", "name": "Long Street", "ref": "B 1", "maxspeed": "50"}
BRIDGE = STREET | {"bridge": "yes", "layer": "1", "name": "Old Bridge"}
HOME = {"building": "house", "name": "House", "building:levels": "2"}
SERVICE = {"amenity": "school", "name": "School", "operator": "Town; County", "ref": "S 1"}


@dataclass(frozen=True)
class Town:
    """What there is of a town; banks are told from north to south."""

    river: str = "through"
    """``through`` the whole area, or it ``begins`` or ``ends`` in the middle of it, or ``bends`` so
    that the street of the north bank passes it twice without a bridge."""
    has_water: bool = True
    has_island: bool = False
    streets: tuple = (True, True)
    homes: tuple = (True, True)
    services: tuple = (True, False)
    """`streets`, `homes`, `services`: whether a bank has them."""
    street: dict = field(default_factory=lambda: STREET)
    bridges: tuple = (BRIDGE, BRIDGE)
    """Tags of each, at one of `CROSSED_AT`."""
    missing: frozenset = frozenset()
    """Keys that no element has, though it would."""
    passes: int = 0
    """How often one street without a bridge passes the river."""


def write_profile(folder):
    path = folder / "made-town.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


class _Writer:
    """Draws lines and rings by their corners; corners of one place are one node."""

    def __init__(self, missing):
        self.drawing = Drawing()
        self._missing = missing
        self._nodes, self._ways = {}, 0

    def node(self, place, tags=None):
        key = (place, bool(tags))
        if key not in self._nodes:
            self._nodes[key] = len(self._nodes) + 1
            self.drawing.node(self._nodes[key], *place, self._keep(tags or {}))
        return self._nodes[key]

    def way(self, places, tags):
        self._ways += 1
        self.drawing.way(self._ways, [self.node(one) for one in places], self._keep(tags))

    def box(self, left, bottom, right, top, tags):
        ring = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
        self.way(ring, tags)

    def _keep(self, tags):
        return {key: value for key, value in tags.items() if key not in self._missing}


def draw_town(town, path):
    """Write a town as an OSM file; the river's own name stays, or there is no town."""
    writer = _Writer(town.missing)
    _draw_river(writer, town)
    lats = (RIVER_LAT + 0.001, RIVER_LAT - 0.001)
    for bank, lat in enumerate(lats):
        away = 1 if bank == 0 else -1
        if town.streets[bank]:
            _draw_streets(writer, town, lat, away)
        if town.homes[bank]:
            for lon in (20.005, 20.0105):
                north = lat + 0.0006 * away
                writer.box(lon, north, lon + 0.0002, north + 0.0001, HOME)
        if town.services[bank]:
            writer.node((20.0102, lat + 0.0004 * away), SERVICE)
    for lon, tags in zip(CROSSED_AT, town.bridges, strict=False):
        writer.way([(lon, lats[0]), (lon, lats[1])], tags)
    if town.passes:
        swings = [(20.011 + 0.0008 * at, lats[at % 2]) for at in range(town.passes + 1)]
        writer.way(swings, town.street)
    writer.way([(20.001, 45.0001), (20.001, 45.0119)], {"power": "line", "operator": "Power"})
    return writer.drawing.save(path, BOX)


def _draw_river(writer, town):
    west = 20.0075 if town.river == "begins" else 19.99
    east = 20.0125 if town.river == "ends" else 20.03
    middle = (20.01, RIVER_LAT + 0.00005)
    ends = ((west, RIVER_LAT), (east, RIVER_LAT))
    river = {"waterway": "river", "name": "Reka"}
    course = [ends[0], middle, ends[1]]
    if town.river == "bends":
        bend = [(20.0095, 0), (20.0095, 0.0025), (20.0145, 0.0025), (20.0145, 0)]
        course = [ends[0], *((lon, RIVER_LAT + more) for lon, more in bend), ends[1]]
    writer.drawing.way(9001, [writer.node(one) for one in course], river)
    if town.has_water:
        writer.box(west, RIVER_LAT - 0.0004, east, RIVER_LAT + 0.0004, {"natural": "water"})
    if town.has_island:
        writer.node((20.0102, RIVER_LAT + 0.0002), {"place": "islet", "name": "Ada"})
        arm = [ends[0], (20.01, RIVER_LAT - 0.0003), ends[1]]
        writer.drawing.way(9002, [writer.node(one) for one in arm], river)


def _draw_streets(writer, town, lat, away):
    """Draw a street along a bank and one that leads away from each place of a bridge."""
    writer.way([(20.002, lat), *((lon, lat) for lon in CROSSED_AT), (20.018, lat)], town.street)
    for lon in CROSSED_AT:
        writer.way([(lon, lat), (lon, round(lat + 0.003 * away, 6))], town.street)
