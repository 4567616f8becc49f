"""The modelled sites: blocks kept free for works, plants, substations, markets and schools."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import Polygon

from pipelines.sample.facts import locate
from pipelines.sample.osm import XY, Document, Tags
from pipelines.sample.parts import pick_largest

_FENCE_M = 9.0

# fmt: off
_SITES: tuple[tuple[str, XY, Tags], ...] = (
    ("right", (20.8782, 42.8803),
     {"power": "substation", "substation": "transmission", "voltage": "110000;10000",
      "operator": "KOSTT"}),
    ("left", (20.8600, 42.9008),
     {"power": "substation", "substation": "distribution", "voltage": "35000;10000",
      "operator": "КЕДС"}),
    ("right", (20.8560, 42.8738),
     {"power": "plant", "plant:source": "solar", "plant:output:electricity": "1.8 MW",
      "operator": "Modelled Energy"}),
    ("right", (20.8575, 42.8796),
     {"man_made": "water_works", "operator": 'KRU "Mitrovica" Sh.A.'}),
    ("left", (20.8588, 42.8975),
     {"man_made": "reservoir_covered", "content": "water", "operator": "ЈКП Водовод Ибар"}),
    ("right", (20.8740, 42.8978),
     {"man_made": "wastewater_plant", "operator": "Regional Water Company Mitrovica"}),
    ("right", (20.8612, 42.8868),
     {"power": "plant", "plant:source": "biomass", "plant:output:hot_water": "yes",
      "operator": "Termomit"}),
    ("right", (20.8775, 42.8762), {"pipeline": "substation", "substance": "gas"}),
    ("right", (20.8690, 42.8892), {"amenity": "marketplace"}),
    ("left", (20.8638, 42.8937), {"amenity": "marketplace"}),
    ("left", (20.8618, 42.8958), {"amenity": "school"}),
    ("right", (20.8640, 42.8862), {"amenity": "school"}),
    ("right", (20.8640, 42.8772), {"amenity": "school", "operator": "Komuna e Mitrovicës"}),
    ("right", (20.8682, 42.8835), {"amenity": "bus_station"}),
    ("right", (20.8658, 42.8738),
     {"amenity": "waste_transfer_station", "operator": "KRM “Uniteti”"}),
    ("left", (20.8660, 42.8970), {"amenity": "kindergarten"}),
)
# fmt: on
"""Bank, position in (lon, lat) and tags."""


@dataclass(frozen=True)
class Site:
    """A block, fenced in, that serves one purpose."""

    outline: Polygon
    tags: Tags


def keep_sites(blocks: dict[str, list[Polygon]]) -> tuple[list[Site], dict[str, list[Polygon]]]:
    """Take the blocks nearest to where sites should be; return the sites and the other blocks."""
    free = {bank: list(kept) for bank, kept in blocks.items()}
    sites = []
    for bank, lonlat, tags in _SITES:
        at = locate(*lonlat)
        number = min(range(len(free[bank])), key=lambda i: free[bank][i].distance(at))
        block = free[bank].pop(number)
        outline = pick_largest(block.buffer(-_FENCE_M, join_style="mitre").simplify(0.5))
        sites.append(Site(Polygon(outline.exterior), {**tags, "source": "modelled"}))
    return sites, free


def add_sites(document: Document, sites: list[Site]) -> None:
    """Add the sites as areas."""
    for site in sites:
        document.add_area(site.outline, site.tags)
