"""The one table of layers: what each is in OpenStreetMap's tags, its shape, sector and wiki page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geodata.arrays import Mask
from geodata.cities.providers import Service

WIKI = "https://wiki.openstreetmap.org/wiki/"


class Sector(StrEnum):
    """What layers are grouped by on a map."""

    TRANSPORT = "transport"
    POWER = "power"
    TELECOM = "telecom"
    WATER = "water"
    SEWAGE = "sewage"
    HEATING = "heating"
    GAS = "gas"
    WASTE = "waste"
    LIGHTING = "lighting"
    POST_AND_MONEY = "post and money"
    INSTITUTIONS = "institutions"
    HEALTH = "health"
    EDUCATION = "education"
    PLACES = "places"
    BUILDINGS = "buildings"
    GREEN = "green areas"
    RIVER = "river"
    BOUNDARIES = "boundaries"


class Shape(StrEnum):
    """Kind of geometry: points, lines or areas."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


SHAPES = {
    "Point": Shape.POINT,
    "MultiPoint": Shape.POINT,
    "LineString": Shape.LINE,
    "MultiLineString": Shape.LINE,
    "Polygon": Shape.AREA,
    "MultiPolygon": Shape.AREA,
}
"""GeoJSON geometry type → shape."""

ANY_SHAPE = frozenset(Shape)
_POINT, _LINE, _AREA = (frozenset({shape}) for shape in Shape)
_SITE = _POINT | _AREA

ANY = ("*",)
"""Any value of a key."""

ABSENT: tuple[str, ...] = ()
"""The key must not be there."""

Alternative = dict[str, tuple[str, ...]]
"""Key → allowed values; all keys must fit. The first key is the one that OpenStreetMap is asked for."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of thing on the map."""

    name: str
    """Identifier in files, addresses and code."""
    title: str
    """English heading."""
    sector: Sector
    any_of: tuple[Alternative, ...]
    """OSM tags; a feature belongs to the layer when one alternative fits it whole."""
    shapes: frozenset[Shape]
    """Kinds of geometry that belong to the layer; others are left out."""
    wiki: str
    """Page that defines the tags."""
    service: Service | None = None
    """Whose providers serve these features; None where nobody is expected to."""

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Tell whether an element with these tags belongs to the layer, whatever its shape."""
        return any(_fits(alternative, tags) for alternative in self.any_of)

    @property
    def query_tags(self) -> dict[str, bool | list[str]]:
        """The tags to ask OpenStreetMap for: a superset of the layer, as osmnx takes it."""
        query: dict[str, bool | list[str]] = {}
        for alternative in self.any_of:
            key, values = next(iter(alternative.items()))
            known = query.get(key, [])
            if values == ANY or known is True:
                query[key] = True
            elif isinstance(known, list):
                query[key] = known + [value for value in values if value not in known]
        return query


def _fits(alternative: Alternative, tags: Mapping[str, str]) -> bool:
    """Tell whether every key of an alternative has an allowed value."""
    return all(_allows(allowed, tags.get(key)) for key, allowed in alternative.items())


def _allows(allowed: tuple[str, ...], value: str | None) -> bool:
    """Tell whether a tag's value is allowed; a list ``a;b`` is when one of its parts is."""
    if value is None:
        return allowed == ABSENT
    return allowed == ANY or any(part.strip() in allowed for part in value.split(";"))


CARRIAGEWAYS = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "living_street",
    "service", "road", "track", "busway", "bus_guideway",
)  # fmt: skip
WALKWAYS = ("footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "corridor")
NOT_YET = ("construction", "proposed", "planned")
_PREFIXED: tuple[Alternative, ...] = tuple(
    {f"{stage}:{key}": ANY} for key in ("highway", "railway") for stage in NOT_YET
)
_WATER = ("water", "drinking_water", "fresh_water", "raw_water", "potable_water")
_SEWAGE = ("sewage", "wastewater", "waste_water", "rainwater", "stormwater")
_HEAT = ("heat", "hot_water", "steam")
_GAS = ("gas", "natural_gas", "cng", "lpg", "biogas")
_MOBILE = ("communication", "communications")
_GREEN_LEISURE = ("park", "garden", "nature_reserve", "pitch", "playground", "golf_course")
_GREEN_USES = (
    "forest", "grass", "meadow", "cemetery", "orchard", "vineyard", "allotments",
    "recreation_ground", "village_green",
)  # fmt: skip
_VEGETATION = ("wood", "scrub", "grassland", "heath")


def _pipeline(*substances: str) -> Alternative:
    return {"man_made": ("pipeline",), "substance": substances}


def _layer(
    name: str,
    title: str,
    sector: Sector,
    shapes: frozenset[Shape],
    wiki: str,
    *any_of: Alternative,
    service: Service | None = None,
) -> Layer:
    return Layer(name, title, sector, any_of, shapes, WIKI + wiki, service)


# fmt: off
def _transport() -> Iterator[Layer]:
    sector = Sector.TRANSPORT
    yield _layer("roads", "Roads", sector, _LINE, "Key:highway", {"highway": CARRIAGEWAYS})
    yield _layer("paths", "Paths and footways", sector, _LINE, "Key:highway#Paths", {"highway": WALKWAYS})
    yield _layer("planned_ways", "Ways planned or under construction", sector, _LINE, "Tag:highway=construction", {"highway": NOT_YET}, {"railway": NOT_YET}, *_PREFIXED)
    yield _layer("rail", "Railways", sector, _LINE, "Key:railway", {"railway": ("rail", "light_rail", "narrow_gauge", "tram", "subway", "funicular", "disused", "abandoned")}, {"disused:railway": ANY}, {"abandoned:railway": ANY}, service=Service.RAIL)
    yield _layer("ferries", "Ferries", sector, _LINE, "Tag:route=ferry", {"route": ("ferry",)})
    yield _layer("stations", "Railway and bus stations", sector, _SITE, "Tag:railway=station", {"railway": ("station", "halt")}, {"amenity": ("bus_station",)}, service=Service.RAIL)
    yield _layer("bus_stops", "Bus stops", sector, _SITE, "Tag:highway=bus_stop", {"highway": ("bus_stop",)}, service=Service.BUS)
    yield _layer("bridges", "Bridge outlines", sector, _AREA, "Tag:man_made=bridge", {"man_made": ("bridge",)}, service=Service.ROADS)


def _power() -> Iterator[Layer]:
    sector, service = Sector.POWER, Service.POWER
    yield _layer("power_lines", "Overhead power lines", sector, _LINE, "Tag:power=line", {"power": ("line", "minor_line")}, service=service)
    yield _layer("power_cables", "Power cables", sector, _LINE, "Tag:power=cable", {"power": ("cable",)}, service=service)
    yield _layer("substations", "Substations", sector, _SITE, "Tag:power=substation", {"power": ("substation", "switchgear")}, service=service)
    yield _layer("power_supports", "Power towers and poles", sector, _POINT, "Tag:power=tower", {"power": ("tower", "pole", "portal", "insulator", "terminal")}, service=service)
    yield _layer("transformers", "Transformers", sector, _SITE, "Tag:power=transformer", {"power": ("transformer",)}, service=service)
    yield _layer("generators", "Generators", sector, _SITE, "Tag:power=generator", {"power": ("generator",)}, service=service)
    yield _layer("power_plants", "Power plants", sector, _SITE, "Tag:power=plant", {"power": ("plant",)}, service=service)


def _telecom() -> Iterator[Layer]:
    sector, service = Sector.TELECOM, Service.TELECOM
    yield _layer("telecom_lines", "Telecom lines and cables", sector, _LINE, "Tag:communication=line", {"communication": ("line", "cable")}, {"telecom": ("line", "cable")}, {"telecom:medium": ANY, "man_made": ("pipeline", "cable")}, service=service)
    yield _layer("telecom_masts", "Telecom masts and towers", sector, _SITE, "Tag:man_made=mast", {"man_made": ("mast", "tower"), "tower:type": _MOBILE}, {"man_made": ("communications_tower",)}, {"communication:mobile_phone": ("yes",)}, {"telecom": ("antenna",)}, service=service)
    yield _layer("telecom_exchanges", "Telephone exchanges", sector, _SITE, "Tag:telecom=exchange", {"telecom": ("exchange", "data_center", "central_office")}, {"man_made": ("telephone_exchange",)}, service=service)
    yield _layer("telecom_cabinets", "Telecom cabinets", sector, _SITE, "Tag:telecom=connection_point", {"telecom": ("service_device", "connection_point", "distribution_point", "remote_terminal")}, {"street_cabinet": ("telecom", "communication"), "man_made": ("street_cabinet",)}, {"man_made": ("street_cabinet",), "utility": ("telecom",)}, service=service)


def _water() -> Iterator[Layer]:
    sector, service = Sector.WATER, Service.WATER
    yield _layer("water_works", "Water works", sector, _SITE, "Tag:man_made=water_works", {"man_made": ("water_works",)}, service=service)
    yield _layer("water_towers", "Water towers", sector, _SITE, "Tag:man_made=water_tower", {"man_made": ("water_tower",)}, service=service)
    yield _layer("reservoirs", "Reservoirs", sector, _SITE, "Tag:man_made=reservoir_covered", {"man_made": ("reservoir_covered", "storage_tank"), "content": _WATER}, {"man_made": ("reservoir_covered",)}, {"natural": ("water",), "water": ("reservoir",)}, {"landuse": ("reservoir",)}, service=service)
    yield _layer("water_pumping", "Water pumping stations", sector, _SITE, "Tag:man_made=pumping_station", {"man_made": ("pumping_station",), "substance": _WATER}, {"man_made": ("pumping_station",), "pumping_station": _WATER}, {"pump": ("powered",), "substance": _WATER}, service=service)
    yield _layer("water_pipelines", "Water mains", sector, _LINE, "Tag:man_made=pipeline", _pipeline(*_WATER), service=service)
    yield _layer("wells", "Wells and springs", sector, _SITE, "Tag:man_made=water_well", {"man_made": ("water_well",)}, {"amenity": ("drinking_water",)}, {"man_made": ("spring_box",)}, service=service)
    yield _layer("dams", "Dams and weirs", sector, ANY_SHAPE, "Tag:waterway=dam", {"waterway": ("dam", "weir")}, service=service)


def _networks() -> Iterator[Layer]:
    yield _layer("sewage_works", "Wastewater plants and pumping", Sector.SEWAGE, _SITE, "Tag:man_made=wastewater_plant", {"man_made": ("wastewater_plant",)}, {"man_made": ("pumping_station",), "substance": _SEWAGE}, {"man_made": ("pumping_station",), "pumping_station": _SEWAGE}, service=Service.SEWAGE)
    yield _layer("sewers", "Sewers", Sector.SEWAGE, _LINE, "Tag:man_made=pipeline", _pipeline(*_SEWAGE), service=Service.SEWAGE)
    yield _layer("heating_plants", "Heating plants and substations", Sector.HEATING, _SITE, "Tag:generator:output:hot_water=yes", {"plant:output:hot_water": ANY}, {"generator:output:hot_water": ANY}, {"man_made": ("heating_plant",)}, {"building": ("boiler_house",)}, {"utility": ("heating",)}, service=Service.HEATING)
    yield _layer("heating_pipelines", "Heating pipelines", Sector.HEATING, _LINE, "Tag:man_made=pipeline", _pipeline(*_HEAT), service=Service.HEATING)
    yield _layer("gas", "Gas pipelines and sites", Sector.GAS, ANY_SHAPE, "Tag:man_made=pipeline", _pipeline(*_GAS), {"pipeline": ("substation",), "substance": _GAS}, {"man_made": ("gasometer",)})
    yield _layer("pipelines_unspecified", "Pipelines of unknown content", Sector.WATER, _LINE, "Key:substance", {"man_made": ("pipeline",), "substance": ABSENT})
    yield _layer("waste", "Waste and recycling", Sector.WASTE, _SITE, "Tag:amenity=recycling", {"amenity": ("recycling", "waste_disposal", "waste_transfer_station")}, {"landuse": ("landfill",)}, service=Service.WASTE)
    yield _layer("street_lamps", "Street lamps", Sector.LIGHTING, _POINT, "Tag:highway=street_lamp", {"highway": ("street_lamp",)})


def _services() -> Iterator[Layer]:
    post = Sector.POST_AND_MONEY
    yield _layer("post_offices", "Post offices", post, _SITE, "Tag:amenity=post_office", {"amenity": ("post_office", "post_depot")}, service=Service.POST)
    yield _layer("post_boxes", "Post boxes", post, _POINT, "Tag:amenity=post_box", {"amenity": ("post_box",)}, service=Service.POST)
    yield _layer("banks_and_atms", "Banks, exchange offices and cash machines", post, _SITE, "Tag:amenity=bank", {"amenity": ("bank", "atm", "bureau_de_change", "money_transfer", "payment_centre")}, service=Service.MONEY)
    yield _layer("markets", "Markets", post, _SITE, "Tag:amenity=marketplace", {"amenity": ("marketplace",)})
    state, institution = Sector.INSTITUTIONS, Service.INSTITUTION
    yield _layer("town_halls", "Town halls and government offices", state, _SITE, "Tag:amenity=townhall", {"amenity": ("townhall",)}, {"office": ("government", "diplomatic")}, {"government": ANY}, service=institution)
    yield _layer("police", "Police", state, _SITE, "Tag:amenity=police", {"amenity": ("police",)}, service=institution)
    yield _layer("fire_stations", "Fire stations", state, _SITE, "Tag:amenity=fire_station", {"amenity": ("fire_station",)}, service=institution)
    yield _layer("ambulance_stations", "Ambulance stations", state, _SITE, "Tag:emergency=ambulance_station", {"emergency": ("ambulance_station",)}, service=Service.HEALTH)
    yield _layer("courts", "Courts", state, _SITE, "Tag:amenity=courthouse", {"amenity": ("courthouse",)}, service=institution)
    yield _layer("health", "Hospitals, clinics, doctors and pharmacies", Sector.HEALTH, _SITE, "Key:healthcare", {"amenity": ("hospital", "clinic", "doctors", "dentist", "pharmacy", "health_post")}, {"healthcare": ANY}, service=Service.HEALTH)
    yield _layer("schools", "Schools and kindergartens", Sector.EDUCATION, _SITE, "Tag:amenity=school", {"amenity": ("school", "kindergarten", "music_school", "language_school")}, service=Service.EDUCATION)
    yield _layer("universities", "Universities and colleges", Sector.EDUCATION, _SITE, "Tag:amenity=university", {"amenity": ("university", "college")}, service=Service.EDUCATION)


def _ground() -> Iterator[Layer]:
    yield _layer("places", "Places", Sector.PLACES, _SITE, "Key:place", {"place": ANY})
    yield _layer("buildings", "Buildings", Sector.BUILDINGS, _AREA, "Key:building", {"building": ANY})
    yield _layer("green_areas", "Green areas", Sector.GREEN, _AREA, "Key:landuse", {"leisure": _GREEN_LEISURE}, {"landuse": _GREEN_USES}, {"natural": _VEGETATION}, {"amenity": ("grave_yard",)})
    yield _layer("waterways", "Waterways", Sector.RIVER, _LINE, "Key:waterway", {"waterway": ("river", "canal", "stream", "ditch", "drain", "tidal_channel")})
    yield _layer("water_areas", "Water areas", Sector.RIVER, _AREA, "Tag:natural=water", {"natural": ("water",)}, {"waterway": ("riverbank", "dock")}, {"landuse": ("basin",)})
    yield _layer("boundaries", "Administrative boundaries", Sector.BOUNDARIES, _AREA | _LINE, "Tag:boundary=administrative", {"boundary": ("administrative",)})


# fmt: on
LAYERS: tuple[Layer, ...] = (
    *_transport(),
    *_power(),
    *_telecom(),
    *_water(),
    *_networks(),
    *_services(),
    *_ground(),
)  # fmt: skip
"""Every layer that is asked of OpenStreetMap, in the order of maps and lists."""

CROSSING_WAYS = Layer(
    "crossing_ways",
    "Ways from bank to bank",
    Sector.TRANSPORT,
    (),
    _LINE,
    WIKI + "Key:bridge",
)
"""The roads, footways, rails, pipes and cables that pass from bank to bank: found, not asked for."""


NEAR_GAPS = Layer(
    "near_gaps",
    "Streets that nearly meet",
    Sector.TRANSPORT,
    (),
    _POINT,
    WIKI + "Key:noexit",
)
"""Dead ends within a metre of another street: found, for mappers to join or to leave apart."""

ALL_LAYERS = (*LAYERS, CROSSING_WAYS, NEAR_GAPS)
"""Every layer of a snapshot: those that are asked for and those that are found."""


def get_layer(name: str) -> Layer:
    """Look a layer up by its name.

    Raises
    ------
    KeyError
        When there is none of that name.
    """
    return _BY_NAME[name]


def merge_query_tags(layers: Iterable[Layer]) -> dict[str, bool | list[str]]:
    """Merge the query tags of several layers into one superset, as osmnx takes it."""
    merged: dict[str, bool | list[str]] = {}
    for layer in layers:
        for key, values in layer.query_tags.items():
            known = merged.setdefault(key, [])
            if values is True or known is True:
                merged[key] = True
            else:
                merged[key] = list(dict.fromkeys([*known, *values]))  # type: ignore[misc]
    return merged


_BY_NAME = {layer.name: layer for layer in ALL_LAYERS}


def has_shape(geometry_types: Iterable[str], shape: Shape) -> Mask:
    """Tell which GeoJSON geometry types, shape (n,), are of a shape."""
    return np.array([SHAPES.get(name) is shape for name in geometry_types], dtype=bool)


def find_layers(tags: Mapping[str, str], shape: Shape) -> list[Layer]:
    """Find the layers that an element of these tags and this shape belongs to, in table order."""
    found = {
        layer.name: layer
        for key in tags
        for layer in _BY_FIRST_KEY.get(key, ())
        if shape in layer.shapes and layer.matches(tags)
    }
    return sorted(found.values(), key=LAYERS.index)


_BY_FIRST_KEY = {
    key: tuple(layer for layer in LAYERS if key in layer.query_tags)
    for key in merge_query_tags(LAYERS)
}

UTILITY_LINES = tuple(
    layer.name
    for layer in LAYERS
    if layer.service
    and layer.shapes == frozenset({Shape.LINE})
    and layer.name not in {"roads", "paths", "rail"}
)
"""Layers of lines that a structure over the divide could carry."""

HEAVY = frozenset(
    {"roads", "paths", "rail", "buildings", "waterways", "water_areas", "green_areas"}
    | {"boundaries", "power_supports", "street_lamps", "pipelines_unspecified", *UTILITY_LINES}
)
"""Layers of so many features that maps draw them from vector tiles."""
