"""The crossings of the sample: the registered ones as bridges, with modelled approaches."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import LineString
from shapely.ops import nearest_points

from geodata.cities.crossings import CrossingFact
from pipelines.sample.facts import locate, read_crossings
from pipelines.sample.ground import BANKS, GRID_M, RIVERSIDE_M, Ground, cross_river, cut_out
from pipelines.sample.osm import Document, Tags

_ASSUMED_M = 60.0
"""Length of a bridge where no source gives one."""

_CARRIES: dict[str, Tags] = {
    "main": {"highway": "pedestrian", "foot": "yes", "bicycle": "yes", "motor_vehicle": "no"},
    "new-road-2025": {"highway": "tertiary", "lanes": "2", "sidewalk": "both"},
    "new-foot-2025": {"highway": "footway", "bicycle": "dismount"},
    "east": {"highway": "secondary"},
    "rail": {"railway": "disused"},
}
"""What each bridge that stands today carries, by the access that the sources tell."""


@dataclass(frozen=True)
class Bridge:
    """A registered crossing on the ground, in the metric CRS, drawn from left to right."""

    fact: CrossingFact
    carries: Tags
    """Tags of the way on it."""
    at_m: float
    span: LineString
    """From riverside road to riverside road."""
    deck: LineString
    """The bridge itself, of the length that the sources give."""

    def draw_approach(self, bank: str) -> tuple[LineString, Tags]:
        """Draw the way between a bank's riverside road and the deck; tags as on the deck."""
        end = 0 if bank == "left" else -1
        tags = {key: text for key, text in self.carries.items() if key not in {"lanes", "sidewalk"}}
        return LineString([self.span.coords[end], self.deck.coords[end]]), tags


def place_bridges(ground: Ground) -> dict[str, Bridge]:
    """Put the registered crossings that stand today on the river, square to it."""
    facts = read_crossings()
    return {name: _place(facts[name], _CARRIES[name], ground) for name in _CARRIES}


def add_bridges(document: Document, bridges: dict[str, Bridge]) -> None:
    """Add the decks, with their facts, and outlines, which are modelled."""
    for bridge in bridges.values():
        document.add_line(bridge.deck, {**bridge.carries, **_tell(bridge.fact)})
        outline = bridge.deck.buffer((bridge.fact.width_m or 8.0) / 2 + 1, cap_style="flat")
        document.add_area(outline, {"man_made": "bridge", "layer": "1", "source": "modelled"})


def _place(fact: CrossingFact, carries: Tags, ground: Ground) -> Bridge:
    assert fact.point is not None, "sources tell where the bridges stand that are drawn"  # noqa: S101
    at_m = ground.river.project(locate(*fact.point))
    reach = cross_river(ground.river, at_m, 2 * RIVERSIDE_M)
    middle = ground.river.interpolate(at_m)
    shores = [nearest_points(middle, reach & ground.riverside[bank])[1] for bank in BANKS]
    span = LineString(shores)
    middle_m, half_m = span.project(middle), (fact.length_m or _ASSUMED_M) / 2
    deck = cut_out(span, middle_m - half_m, middle_m + half_m)
    return Bridge(fact, carries, at_m, _snap(span), _snap(deck))


def _snap(line: LineString) -> LineString:
    """Round a line to the grid of street nodes, so that streets meet it."""
    return LineString(shapely.set_precision(line, GRID_M).coords)


def _tell(fact: CrossingFact) -> Tags:
    """Tags of a bridge from its registered facts."""
    names = {
        "name": f"{fact.name['sq']} / {fact.name['sr-Latn']}",
        "name:sq": fact.name["sq"],
        "name:sr": fact.name["sr-Cyrl"],
        "name:sr-Latn": fact.name["sr-Latn"],
        "name:en": fact.name["en"],
    }
    tags = {"bridge": "yes", "layer": "1", "source": fact.sources[0].name, **names}
    if fact.width_m:
        tags["width"] = f"{fact.width_m:g}"
    if fact.in_place:
        tags["start_date"] = str(fact.in_place)
    if fact.certainty == "L":
        tags["note"] = f"Position uncertain (L). {fact.note}"[:255]
    return tags
