"""The modelled services: post, money, institutions, health, schools, street furniture, by bank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

import numpy as np
from shapely.geometry import LineString, Point, Polygon

from pipelines.sample.ground import BANKS
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.plan import Town

NOBODY = ""
"""An operator that mappers left out."""

_POST = {
    "left": ("Пошта Србије", "Posta e Kosovës", NOBODY, "Pošta Srbije", "Posta e Kosoves"),
    "right": ("Posta e Kosovës", "POSTA E KOSOVËS", NOBODY, "Kosovo Post", "Modelled Couriers"),
}
_EURO: Tags = {"currency:EUR": "yes"}
_BOTH: Tags = {"currency:EUR": "yes", "currency:RSD": "yes"}
_DINAR: Tags = {"currency:RSD": "yes"}

_IN_BUILDINGS: tuple[tuple[Tags, int, int], ...] = (
    ({"amenity": "bank", **_EURO}, 1, 4),
    ({"amenity": "bank", **_BOTH}, 2, 1),
    ({"amenity": "bank"}, 1, 1),
    ({"amenity": "atm", **_EURO}, 3, 8),
    ({"amenity": "atm", **_BOTH}, 3, 1),
    ({"amenity": "atm"}, 1, 3),
    ({"amenity": "bureau_de_change", **_BOTH}, 3, 2),
    ({"amenity": "bureau_de_change", **_DINAR}, 1, 0),
    ({"amenity": "townhall"}, 1, 1),
    ({"office": "government", "government": "cadaster"}, 1, 1),
    ({"office": "government"}, 2, 3),
    ({"amenity": "police"}, 1, 2),
    ({"amenity": "courthouse"}, 1, 1),
    ({"amenity": "clinic", "healthcare": "clinic"}, 2, 4),
    ({"amenity": "doctors", "healthcare": "doctor"}, 4, 6),
    ({"amenity": "dentist", "healthcare": "dentist"}, 3, 6),
    ({"amenity": "pharmacy", "healthcare": "pharmacy"}, 7, 14),
    ({"amenity": "kindergarten"}, 3, 5),
    ({"amenity": "school"}, 3, 6),
    ({"amenity": "college"}, 1, 1),
)
"""Tags, how many on the left bank, how many on the right; names are left out on purpose."""

_ALONG_STREETS: tuple[tuple[Tags, int, int], ...] = (
    ({"highway": "bus_stop", "public_transport": "platform"}, 14, 26),
    ({"highway": "street_lamp", "lamp_type": "led"}, 120, 180),
    ({"amenity": "waste_disposal"}, 12, 20),
    ({"amenity": "drinking_water"}, 5, 5),
)


def add_services(
    document: Document,
    town: Town,
    buildings: dict[str, list[Polygon]],
    rng: np.random.Generator,
) -> None:
    """Add what people go to in buildings and what stands along streets, as nodes."""
    for number, bank in enumerate(BANKS):
        homes = pick_spots(buildings[bank], rng)
        kerb = walk_kerbs(town, bank, rng)
        posts, waste = cycle(_POST[bank]), cycle(("KRM Uniteti", NOBODY, "uniteti", "Унитети"))
        for tags, *counts in _IN_BUILDINGS:
            for _ in range(counts[number]):
                _add(document, next(homes), tags)
        for tags, *counts in _ALONG_STREETS:
            for _ in range(counts[number]):
                _add(document, next(kerb), tags)
        for _ in range(5):
            _add(document, next(homes), {"amenity": "post_office", "operator": next(posts)})
            _add(document, next(kerb), {"amenity": "post_box", "operator": next(posts)})
        for _ in range(8):
            recycling = {"amenity": "recycling", "recycling_type": "container"}
            _add(document, next(kerb), {**recycling, "operator": next(waste)})


def pick_spots(outlines: Sequence[Polygon], rng: np.random.Generator) -> Iterator[XY]:
    """Pick points inside buildings, at random and none twice."""
    for number in rng.permutation(len(outlines)):
        spot = outlines[number].representative_point()
        yield spot.x, spot.y


def walk_kerbs(town: Town, bank: str, rng: np.random.Generator) -> Iterator[XY]:
    """Pick points 4.5 m beside streets, at random and without end."""
    wide = {"residential", "tertiary", "secondary", "primary", "unclassified"}
    streets = [s for s in town.streets if s.bank == bank and s.tags.get("highway") in wide]
    lengths = [street.line.length for street in streets]
    shares = [length / sum(lengths) for length in lengths]
    while True:
        line = streets[rng.choice(len(streets), p=shares)].line
        at_m = rng.uniform(0.1, 0.9) * line.length
        yield step_aside(line, at_m, 4.5 if rng.random() < 0.5 else -4.5)


def step_aside(line: LineString, at_m: float, aside_m: float) -> XY:
    """Find the position beside a line, left of it when `aside_m` is positive."""
    here: Point = line.interpolate(at_m)
    there: Point = line.interpolate(at_m + 0.5)
    if there.equals(here):
        here, there = line.interpolate(at_m - 0.5), here
    dx, dy = there.x - here.x, there.y - here.y
    length = (dx * dx + dy * dy) ** 0.5
    return here.x - aside_m * dy / length, here.y + aside_m * dx / length


def _add(document: Document, at: XY, tags: Tags) -> None:
    told = {key: value for key, value in tags.items() if value != NOBODY}
    document.add_point(at, {**told, "source": "modelled"})
