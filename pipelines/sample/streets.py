"""The modelled streets: arterials from bridge to edge, and smaller ones between them."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from pipelines.sample.blocks import Cut, cut_along, cut_into_blocks
from pipelines.sample.crossings import Bridge
from pipelines.sample.facts import draw_line
from pipelines.sample.ground import BANKS, Ground, cross_river, cut_out, offset, smooth
from pipelines.sample.joins import chain_nodes, close_gaps
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.plan import Street, Town
from pipelines.sample.rails import draw_track

_EMBANKMENT_M = 36.0
# fmt: off
_ARTERIALS: dict[str, tuple[tuple[str, str | None, tuple[XY, ...]], ...]] = {
    "left": (
        ("primary", "main", ((20.8650, 42.8945), (20.8642, 42.8985), (20.8632, 42.9055))),
        ("secondary", "east", ((20.8655, 42.8948), (20.8590, 42.8930), (20.8495, 42.8938))),
        ("tertiary", "new-road-2025",
         ((20.8690, 42.8945), (20.8680, 42.8985), (20.8676, 42.9055))),
        ("tertiary", "new-foot-2025",
         ((20.8562, 42.8925), (20.8566, 42.8985), (20.8550, 42.9055))),
        ("tertiary", None,
         ((20.8725, 42.8982), (20.8640, 42.8985), (20.8560, 42.8990), (20.8495, 42.9000))),
        ("tertiary", None,
         ((20.8495, 42.8880), (20.8530, 42.8893), (20.8580, 42.8915), (20.8660, 42.8930),
          (20.8725, 42.8935))),
    ),
    "right": (
        ("trunk", "east",
         ((20.8752, 42.8942), (20.8765, 42.8890), (20.8762, 42.8830), (20.8745, 42.8770),
          (20.8740, 42.8715))),
        ("primary", "new-road-2025",
         ((20.8725, 42.8895), (20.8718, 42.8862), (20.8702, 42.8815), (20.8688, 42.8760),
          (20.8685, 42.8715))),
        ("primary", "main",
         ((20.8668, 42.8880), (20.8655, 42.8845), (20.8632, 42.8805), (20.8610, 42.8760),
          (20.8600, 42.8715))),
        ("tertiary", "new-foot-2025",
         ((20.8590, 42.8865), (20.8580, 42.8838), (20.8560, 42.8780), (20.8550, 42.8715))),
        ("secondary", None,
         ((20.8805, 42.8868), (20.8718, 42.8862), (20.8655, 42.8845), (20.8590, 42.8836),
          (20.8545, 42.8826), (20.8495, 42.8822))),
        ("secondary", None,
         ((20.8805, 42.8785), (20.8698, 42.8787), (20.8622, 42.8790), (20.8560, 42.8780),
          (20.8522, 42.8775), (20.8495, 42.8772))),
        ("tertiary", None,
         ((20.8805, 42.8825), (20.8702, 42.8815), (20.8632, 42.8810), (20.8560, 42.8806),
          (20.8495, 42.8796))),
    ),
}
# fmt: on
"""Of each bank: class, the bridge where it begins, and positions in (lon, lat)."""


def lay_streets(ground: Ground, bridges: dict[str, Bridge], rng: np.random.Generator) -> Town:
    """Lay streets on both banks; each bank's are connected and meet every bridge there."""
    streets: list[Street] = []
    blocks: dict[str, list[Polygon]] = {}
    for bank in BANKS:
        drafts, blocks[bank] = _draft(ground, bridges, bank, rng)
        decks = [(x, y) for bridge in bridges.values() for x, y in bridge.deck.coords]
        streets += _join(drafts, bank, decks)
    return Town(streets, blocks)


def add_streets(document: Document, town: Town) -> None:
    """Add the streets as ways that share their nodes."""
    for street in town.streets:
        document.add_line(street.line, street.tags)


Draft = tuple[LineString, dict[str, str]]


def _draft(
    ground: Ground, bridges: dict[str, Bridge], bank: str, rng: np.random.Generator
) -> tuple[list[Draft], list[Polygon]]:
    """Draw the lines of a bank's streets, not yet joined, and the blocks between them."""
    drafts: list[Draft] = [(ground.riverside[bank], {"highway": "secondary", "maxspeed": "40"})]
    parts = [ground.town[bank]]
    for kind, start, points in _ARTERIALS[bank]:
        line = _lead_from(bridges.get(start or ""), bank, draw_line(*points), ground)
        parts, pieces = cut_along(parts, line)
        drafts += [(piece, {"highway": kind, "maxspeed": "50"}) for piece in pieces]
    blocks: list[Polygon] = []
    for part in parts:
        for made in cut_into_blocks(part, bridges["main"].span.centroid, rng):
            if isinstance(made, Cut):
                drafts.append((made.line, _classify(made, rng)))
            else:
                blocks.append(made)
    drafts += [bridge.draw_approach(bank) for name, bridge in bridges.items() if name != "rail"]
    drafts.append(draw_track(ground, bridges["rail"], bank))
    return [*drafts, *_draw_embankment(ground, bank)], blocks


def _lead_from(bridge: Bridge | None, bank: str, line: LineString, ground: Ground) -> LineString:
    """Begin an arterial at a bridge, straight on from it."""
    if bridge is None:
        return smooth(line)
    end = 0 if bank == "left" else -1
    ahead = cross_river(ground.river, bridge.at_m, 110).coords[end]
    bend = smooth(LineString([bridge.span.coords[end], ahead, *line.coords]))
    return LineString([bridge.span.interpolate(0.5, normalized=True), *bend.coords])


def _classify(cut: Cut, rng: np.random.Generator) -> Tags:
    """Choose a class: wide streets first, footways and steps in the smallest blocks."""
    if cut.rank <= 1:
        return {"highway": "tertiary", "maxspeed": "50"}
    if cut.rank == 2 or cut.line.length > 450:
        return {"highway": "unclassified"}
    if cut.block_m2 < 15_000 and rng.random() < 0.4:
        return {"highway": str(rng.choice(["footway", "footway", "path", "steps", "service"]))}
    tags = {"highway": "living_street" if rng.random() < 0.06 else "residential"}
    if rng.random() < 0.12:
        tags["oneway"] = "yes"
    if rng.random() < 0.15:
        tags["maxspeed"] = "30"
    return tags


def _draw_embankment(ground: Ground, bank: str) -> list[Draft]:
    """Draw a footway below the riverside road, with a link up to it here and there."""
    walk = offset(ground.river, _EMBANKMENT_M, bank)
    walk = cut_out(walk, 150, walk.length - 120)
    drafts: list[Draft] = [(walk, {"highway": "footway", "surface": "asphalt"})]
    for at_m in range(180, int(ground.river.length) - 120, 290):
        link = cross_river(ground.river, at_m, 90)
        ends = [pick for side in (walk, ground.riverside[bank]) for pick in _meet(link, side)]
        if len(ends) == 2:
            drafts.append((LineString(ends), {"highway": "steps" if at_m % 2 else "footway"}))
    return drafts


def _meet(line: LineString, other: LineString) -> list[Point]:
    return [part for part in shapely.get_parts(line & other) if isinstance(part, Point)]


def _join(drafts: list[Draft], bank: str, fixed: list[XY]) -> list[Street]:
    """Give streets that meet shared nodes, and drop what the main network does not reach."""
    roads = [number for number, (_, tags) in enumerate(drafts) if "highway" in tags]
    chains = close_gaps(chain_nodes([line for line, _ in drafts]), roads, fixed)
    graph: nx.Graph[XY] = nx.Graph()
    for chain in chains:
        graph.add_edges_from(pairwise(chain))
    reached = max(nx.connected_components(graph), key=len) if graph else set()
    source = {"source": "modelled"}
    return [
        Street(LineString(chain), {**tags, **source}, bank)
        for chain, (_, tags) in zip(chains, drafts, strict=True)
        if len(chain) > 1 and chain[0] in reached
    ]
