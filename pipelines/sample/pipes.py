"""The modelled pipes: water, sewage, heat and gas, some of them over the river."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import numpy as np
from shapely.geometry import LineString

from pipelines.sample.crossings import Bridge
from pipelines.sample.ground import BANKS, Ground, cross_river, shift
from pipelines.sample.osm import Document, Tags
from pipelines.sample.plan import Town
from pipelines.sample.services import NOBODY, walk_kerbs
from pipelines.sample.utilities import beside_bridge, pick_streets

_WATER = {
    "left": ("ЈКП Водовод Ибар", "Vodovod Ibar", "KRU Mitrovica", NOBODY, 'JKP "Vodovod Ibar"',
             "водовод ибар"),
    "right": ("KRU Mitrovica", "Ujësjellësi Rajonal Mitrovica", "Ujesjellesi rajonal mitrovica",
              NOBODY, "Regional Water Company Mitrovica", "Modelled Waters"),
}  # fmt: skip
_POINTS: tuple[tuple[Tags, int], ...] = (
    ({"man_made": "pumping_station", "substance": "water"}, 2),
    ({"man_made": "pumping_station", "substance": "sewage"}, 2),
    ({"man_made": "water_well"}, 4),
    ({"man_made": "water_tower"}, 1),
)


def add_pipes(
    document: Document,
    ground: Ground,
    town: Town,
    bridges: dict[str, Bridge],
    rng: np.random.Generator,
) -> None:
    """Add mains along streets, sewers along the river, and the pipes that cross it."""
    _add(document, cross_river(ground.river, 1_130, 80), "water", "KRU Mitrovica", "underwater")
    _add(document, beside_bridge(bridges["new-road-2025"], -8), "hot_water", "Termomit", "bridge")
    for bank in BANKS:
        operators = cycle(_WATER[bank])
        _lay_mains(document, town, bank, operators)
        sewer = shift(ground.riverside[bank], 9 if bank == "left" else -9)
        _add(document, sewer, "sewage", next(operators))
        kerb = walk_kerbs(town, bank, rng)
        for tags, count in _POINTS:
            for _ in range(count):
                told = {**tags, "operator": next(operators), "source": "modelled"}
                document.add_point(next(kerb), {key: text for key, text in told.items() if text})


def _lay_mains(document: Document, town: Town, bank: str, operators: Iterator[str]) -> None:
    """Lay pipes of each kind along streets of their own choice."""
    streets = pick_streets(town, bank, 44, 100)
    for street in streets[1:15:2]:
        _add(document, shift(street.line, 2.5), "water", next(operators))
    for street in streets[16:26:2]:
        _add(document, shift(street.line, -2), "sewage", next(operators))
    for street in streets[27:31]:
        _add(document, shift(street.line, 3.5), "heat", "Termomit")
    _add(document, shift(streets[32].line, 6), "", NOBODY)
    if bank == "right":
        _add(document, shift(streets[34].line, 6), "gas", NOBODY)


def _add(
    document: Document,
    line: LineString,
    substance: str,
    operator: str,
    location: str = "underground",
) -> None:
    tags = {"man_made": "pipeline", "substance": substance, "operator": operator}
    told = {**tags, "location": location, "source": "modelled"}
    document.add_line(line, {key: text for key, text in told.items() if text})
