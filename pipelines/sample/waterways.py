"""Adds the river, its modelled water, tributaries and the municipalities' outlines."""

from __future__ import annotations

from itertools import pairwise

import shapely
from shapely.geometry import LineString, Polygon

from geodata.names import SPOKEN
from pipelines.sample.facts import (
    BOX,
    NORTH_RELATION,
    SOUTH_RELATION,
    Place,
    locate,
    read_north_outline,
    read_places,
)
from pipelines.sample.ground import Ground
from pipelines.sample.osm import Document, Tags
from pipelines.sample.parts import list_lines
from pipelines.sample.plan import Town

_BOUNDARY_2018 = "2018 municipal boundary (national set of 40 polygons)"
_MODELLED = {"source": "modelled"}
_RIVER: Tags = {
    "waterway": "river",
    "name": "Ibar / Ibër",
    "name:sq": "Ibër",
    "name:sr": "Ибар",
    "name:sr-Latn": "Ibar",
    "name:en": "Ibar",
    "source": _BOUNDARY_2018,
    "note": "Read off the boundary between the two municipalities; certainty M",
}
_SITNICA: Tags = {
    "waterway": "river",
    "name": "Sitnica / Sitnicë",
    "note": "Only the mouth is known; the course is modelled",
    **_MODELLED,
}


def add_waterways(document: Document, ground: Ground, town: Town) -> None:
    """Add the river from the facts, then modelled water and tributaries."""
    document.add_line(ground.river, _RIVER)
    document.add_area(ground.water, {"natural": "water", "water": "river", **_MODELLED})
    document.add_line(ground.sitnica, _SITNICA)
    document.add_area(ground.sitnica_water, {"natural": "water", "water": "river", **_MODELLED})
    near = [street.line for street in town.streets if street.line.dwithin(ground.stream, 50)]
    roads = shapely.union_all(near).buffer(7)
    stream = {"waterway": "stream", **_MODELLED}
    for part in list_lines(ground.stream - roads):
        document.add_line(part, stream)
    for part in list_lines(ground.stream & roads):
        document.add_line(part, {**stream, "tunnel": "culvert", "layer": "-1"})
    x, y = ground.stream.coords[len(ground.stream.coords) // 2]
    document.tag_vertex((x, y), {"waterway": "weir", **_MODELLED})


def add_courses(document: Document, ground: Ground) -> None:
    """Add the river beyond its known line, modelled, as far as the box and a little further."""
    beyond = shapely.difference(ground.axis, ground.river)
    note = "Beyond the line that is known, the course is modelled"
    for part in list_lines(beyond & ground.box.buffer(50)):
        document.add_line(part, {**_RIVER, "note": note, **_MODELLED})


def add_municipalities(document: Document, ground: Ground) -> None:
    """Add the northern municipality's generalised outline and a stand-in for the southern one.

    No admin_level is given: none was found in a source.
    """
    north: Tags = {
        "name": "Mitrovica e Veriut / Severna Mitrovica",
        "name:sq": "Mitrovica e Veriut",
        "name:sr": "Северна Митровица",
        "name:sr-Latn": "Severna Mitrovica",
        "name:en": "North Mitrovica",
        "source": _BOUNDARY_2018,
        "note": "Generalised to about 40 m, not authoritative; certainty L",
    }
    south: Tags = {
        "name": "Mitrovica e Jugut / Južna Mitrovica",
        "name:sq": "Mitrovica e Jugut",
        "name:sr": "Јужна Митровица",
        "name:sr-Latn": "Južna Mitrovica",
        "name:en": "South Mitrovica",
        "note": "A stand-in: the right bank in the sample's box, not the municipality's outline",
        **_MODELLED,
    }
    _add_boundary(document, read_north_outline(), north, NORTH_RELATION)
    _add_boundary(document, ground.halves["right"], south, SOUTH_RELATION)


def add_places(document: Document) -> None:
    """Add the places and landmarks that lie in the box."""
    left, bottom, right, top = BOX
    for place in read_places():
        lon, lat = place.point
        if left <= lon <= right and bottom <= lat <= top:
            at = locate(lon, lat)
            document.add_point((at.x, at.y), _tell(place))


def _tell(place: Place) -> Tags:
    settlements = {"village", "suburb", "neighbourhood", "city"}
    tags = {"place" if place.kind in settlements else "amenity": place.kind, "source": place.source}
    told = {"name": place.name, "description": place.description, "note": place.note}
    names = {SPOKEN[code].key: name for code, name in (place.names or {}).items()}
    return tags | {key: text for key, text in told.items() if text} | names


def _add_boundary(document: Document, outline: Polygon, tags: Tags, relation_id: int) -> None:
    """Add a boundary relation whose ring is made of two ways."""
    ring = list(outline.exterior.coords)
    stops = (0, len(ring) // 2, len(ring) - 1)
    halves = [LineString(ring[start : end + 1]) for start, end in pairwise(stops)]
    members = [("way", document.add_line(half, {}), "outer") for half in halves]
    document.add_relation(
        members, {"type": "boundary", "boundary": "administrative", **tags}, relation_id
    )
