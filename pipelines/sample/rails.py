"""The modelled track on both banks of the disused railway bridge."""

from __future__ import annotations

from shapely.geometry import LineString

from pipelines.sample.crossings import Bridge
from pipelines.sample.facts import draw_line
from pipelines.sample.ground import Ground, cross_river, smooth
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.plan import Town

_TRACK: dict[str, tuple[XY, ...]] = {
    "left": ((20.8697, 42.8982), (20.8688, 42.8989), (20.8684, 42.9008), (20.8684, 42.9049)),
    "right": ((20.8750, 42.8982), (20.8754, 42.8963), (20.8750, 42.8940), (20.8747, 42.8900),
              (20.8740, 42.8840), (20.8728, 42.8780), (20.8720, 42.8721)),
}  # fmt: skip
_TAGS: dict[str, Tags] = {
    "left": {"railway": "disused", "gauge": "1435", "operator": "INFRAKOS"},
    "right": {"railway": "rail", "gauge": "1435", "operator": "Infrakos"},
}


def draw_track(ground: Ground, bridge: Bridge, bank: str) -> tuple[LineString, Tags]:
    """Draw the track of a bank away from the bridge, metric, with its tags."""
    end = 0 if bank == "left" else -1
    ahead = cross_river(ground.river, bridge.at_m, 120).coords[end]
    beyond = smooth(LineString([ahead, *draw_line(*_TRACK[bank]).coords]), 3)
    return LineString([bridge.deck.coords[end], *beyond.coords]), _TAGS[bank]


def add_rail_sites(document: Document, town: Town) -> None:
    """Add the station, and level crossings where streets share a node with the track."""
    rails = [street for street in town.streets if "railway" in street.tags]
    on_track = {at for rail in rails for at in rail.line.coords}
    for street in town.streets:
        if "highway" not in street.tags:
            continue
        for at in street.line.coords:
            if at in on_track:
                tags = {"railway": "level_crossing", "source": "modelled"}
                document.tag_vertex((at[0], at[1]), tags)
    stop = max(rails, key=lambda rail: rail.line.length).line.interpolate(0.55, normalized=True)
    station = {"railway": "station", "operator": "Trainkos", "source": "modelled"}
    document.add_point((stop.x, stop.y), station)
