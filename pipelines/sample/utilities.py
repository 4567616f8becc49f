"""The modelled power and telecom networks, with operators as mappers write them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

import numpy as np
from shapely.geometry import LineString

from pipelines.sample.crossings import Bridge
from pipelines.sample.facts import draw_line
from pipelines.sample.ground import BANKS, shift
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.plan import Street, Town
from pipelines.sample.services import NOBODY, walk_kerbs

HIGH_VOLTAGE = (
    (20.8782, 42.8806), (20.8786, 42.8868), (20.8768, 42.8925), (20.8752, 42.8968),
    (20.8740, 42.8992), (20.8700, 42.9000), (20.8660, 42.9030), (20.8612, 42.9049),
)  # fmt: skip
"""The 110 kV line over the river: (lon, lat)."""

_POWER = {
    "left": ("KEDS", "Електросевер", "КЕДС", NOBODY, "Elektrosever", "ELEKTROSEVER d.o.o.",
             "KEDS;Elektrosever", "elektroseveri"),
    "right": ("KEDS", "keds", "KEDS Sh.A.", NOBODY, "KEDS;KESCO", "Trafo Modelled L.L.C.",
              "Kompania Kosovare për Distribuim të Energjisë Elektrike"),
}  # fmt: skip
_TELECOM = {
    "left": ("mts", "Телеком Србија", "Telekom Srbija", "Vala", NOBODY, "MTS d.o.o.", "mts;Vala"),
    "right": ("IPKO", "Vala", "Telekomi i Kosovës", "ipko", NOBODY, "Telekomi i Kosoves",
              "IPKO;Vala", "Modelnet"),
}  # fmt: skip

_POWER_POINTS: tuple[tuple[Tags, int], ...] = (
    ({"power": "substation", "substation": "minor_distribution", "voltage": "10000;400"}, 22),
    ({"power": "transformer", "transformer": "distribution", "voltage:primary": "10000"}, 10),
    ({"power": "generator", "generator:source": "solar", "location": "roof"}, 5),
)
_TELECOM_POINTS: tuple[tuple[Tags, int], ...] = (
    ({"man_made": "mast", "tower:type": "communication", "communication:mobile_phone": "yes"}, 6),
    ({"telecom": "exchange"}, 2),
    ({"man_made": "street_cabinet", "street_cabinet": "telecom", "utility": "telecom"}, 14),
)


def add_power(
    document: Document, town: Town, bridges: dict[str, Bridge], rng: np.random.Generator
) -> None:
    """Add the 110 kV line over the river, lines and cables along streets, and transformers."""
    line = draw_line(*HIGH_VOLTAGE).segmentize(170)
    high: Tags = {"power": "line", "voltage": "110000", "cables": "3", "operator": "KOSTT"}
    _add_poles(document, line, high, "tower")
    beside = beside_bridge(bridges["new-road-2025"], 7)
    _add(document, beside, {"power": "cable", "voltage": "10000", "operator": "KEDS"})
    for bank in BANKS:
        operators = cycle(_POWER[bank])
        for street in pick_streets(town, bank, 9, 160):
            poles = shift(street.line, 4).segmentize(45)
            tags = {"power": "minor_line", "voltage": "400", "operator": next(operators)}
            _add_poles(document, poles, tags, "pole")
        for street in pick_streets(town, bank, 20, 140)[9:]:
            tags = {"power": "cable", "voltage": "10000", "operator": next(operators)}
            _add(document, shift(street.line, -3), {**tags, "location": "underground"})
        _add_points(document, _POWER_POINTS, walk_kerbs(town, bank, rng), operators)


def add_telecom(
    document: Document, town: Town, bridges: dict[str, Bridge], rng: np.random.Generator
) -> None:
    """Add a cable on the main bridge, lines along streets, masts, exchanges and cabinets."""
    cable: Tags = {"communication": "cable", "telecom:medium": "fibre", "location": "bridge"}
    _add(document, beside_bridge(bridges["main"], 6), {**cable, "operator": "Telekom Srbija;IPKO"})
    for bank in BANKS:
        operators = cycle(_TELECOM[bank])
        for street in pick_streets(town, bank, 32, 120)[20:]:
            tags = {"communication": "line", "operator": next(operators)}
            _add(document, shift(street.line, 5.5), tags)
        _add_points(document, _TELECOM_POINTS, walk_kerbs(town, bank, rng), operators)


def beside_bridge(bridge: Bridge, aside_m: float) -> LineString:
    """Draw a line beside a bridge, from riverside road to riverside road."""
    return shift(bridge.span, aside_m)


def pick_streets(town: Town, bank: str, count: int, longest_m: float) -> list[Street]:
    """Pick streets spread over a bank, at least half of `longest_m` long."""
    long = [s for s in town.streets if s.bank == bank and s.line.length > longest_m
            and s.tags.get("highway") in {"residential", "unclassified", "tertiary"}]  # fmt: skip
    step = max(1, len(long) // count)
    return long[::step][:count]


def _add_poles(document: Document, line: LineString, tags: Tags, support: str) -> None:
    """Add a line with a support on each of its nodes."""
    _add(document, line, tags)
    for at in line.coords:
        document.tag_vertex((at[0], at[1]), {"power": support, "source": "modelled"})


def _add_points(
    document: Document,
    kinds: tuple[tuple[Tags, int], ...],
    spots: Iterator[XY],
    operators: Iterator[str],
) -> None:
    for tags, count in kinds:
        for at in islice(spots, count):
            document.add_point(at, _credit({**tags, "operator": next(operators)}))


def _add(document: Document, line: LineString, tags: Tags) -> None:
    document.add_line(line, _credit(tags))


def _credit(tags: Tags) -> Tags:
    """Leave out an empty operator and say that the thing is modelled."""
    return {key: value for key, value in tags.items() if value} | {"source": "modelled"}
