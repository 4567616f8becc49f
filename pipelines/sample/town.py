"""Builds the whole sample: facts first, the modelled town around them."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from pipelines.sample.buildings import add_buildings, fill_blocks
from pipelines.sample.crossings import add_bridges, place_bridges
from pipelines.sample.facts import BOX, CRS, draw_line, locate
from pipelines.sample.green import add_green
from pipelines.sample.ground import BANKS, Ground, lay_ground
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.parts import list_lines
from pipelines.sample.pipes import add_pipes
from pipelines.sample.plan import Town
from pipelines.sample.rails import add_rail_sites
from pipelines.sample.services import add_services
from pipelines.sample.sites import add_sites, keep_sites
from pipelines.sample.streets import add_streets, lay_streets
from pipelines.sample.utilities import HIGH_VOLTAGE, add_power, add_telecom
from pipelines.sample.waterways import add_courses, add_municipalities, add_places, add_waterways

_SEED = 20250826  # the day when the newest road bridge was opened
_SPURS: tuple[tuple[XY, Tags, float], ...] = (
    ((20.8781, 42.8957), {"highway": "residential"}, 230),
    ((20.8779, 42.8744), {"highway": "construction", "construction": "tertiary"}, 170),
)
"""Where a spur points to in (lon, lat), its tags, its length in metres."""


def build_sample() -> str:
    """Build the sample as OSM XML; the same text every time."""
    rng = np.random.default_rng(_SEED)
    document = Document(CRS, BOX)
    ground = lay_ground()
    bridges = place_bridges(ground)
    town = lay_streets(ground, bridges, rng)
    add_waterways(document, ground, town)
    add_municipalities(document, ground)
    add_places(document)
    add_bridges(document, bridges)
    add_streets(document, town)
    _add_spurs(document, ground, town)
    add_rail_sites(document, town)
    sites, blocks = keep_sites(town.blocks)
    add_sites(document, sites)
    buildings = {}
    for bank in BANKS:
        built = _build(ground, town, blocks[bank], rng)
        add_buildings(document, built)
        buildings[bank] = [outline for outline, _ in built]
    add_services(document, town, buildings, rng)
    add_power(document, town, bridges, rng)
    add_telecom(document, town, bridges, rng)
    add_pipes(document, ground, town, bridges, rng)
    add_courses(document, ground)
    add_green(document, ground)
    return document.to_xml()


def _build(
    ground: Ground, town: Town, blocks: list[Polygon], rng: np.random.Generator
) -> list[tuple[Polygon, Tags]]:
    """Build on a bank's blocks, densest around the main bridge."""
    streets = STRtree([street.line for street in town.streets if "highway" in street.tags])
    centre = Point(ground.river.interpolate(1_500))
    return list(fill_blocks(blocks, streets, _bar(ground, town), centre, rng))


def _bar(ground: Ground, town: Town) -> BaseGeometry:
    """Where no building may stand: water, track and the corridor of the 110 kV line."""
    track = [street.line for street in town.streets if "railway" in street.tags]
    high = draw_line(*HIGH_VOLTAGE)
    barred = [ground.water, ground.sitnica_water, ground.stream.buffer(9), high.buffer(12)]
    return shapely.union_all([*barred, *(line.buffer(9) for line in track)])


def _add_spurs(document: Document, ground: Ground, town: Town) -> None:
    """Add a street over the tributary, which is no crossing of the divide, and one being built."""
    ends = [Point(at) for street in town.streets if street.bank == "right"
            and "highway" in street.tags for at in street.line.coords]  # fmt: skip
    for lonlat, tags, length_m in _SPURS:
        aim = locate(*lonlat)
        start = min(ends, key=aim.distance)
        share = length_m / start.distance(aim)
        tip = (start.x + share * (aim.x - start.x), start.y + share * (aim.y - start.y))
        spur = LineString([start.coords[0], tip])
        for part in list_lines(spur - ground.sitnica_water.buffer(4)):
            document.add_line(part, {**tags, "source": "modelled"})
        for part in list_lines(spur & ground.sitnica_water.buffer(4)):
            document.add_line(part, {**tags, "bridge": "yes", "layer": "1", "source": "modelled"})
