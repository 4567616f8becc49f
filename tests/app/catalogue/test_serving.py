"""Who serves a place, and how exactly that is known."""

import json
from dataclasses import replace
from datetime import date

import pytest
from shapely import Point, box
from shapely.geometry import LineString

from app.catalogue.catalogue import load_catalogue
from app.catalogue.locality import find_locality
from app.catalogue.serving import AT_HOME, Exactness, Spot, list_serving
from app.maps.spots import find_spot
from geodata.cities.providers import Provider, Role, Service, ServiceArea, store_providers
from geodata.dates import PartialDate
from geodata.snapshot.store import open_snapshot
from geodata.snapshot.writing import lock_data, write_snapshot
from tests.app.small_city import (
    BOUNDS,
    SOURCE,
    make_layer,
    make_layers,
    make_manifest,
    make_tables,
)

DAY = date(2026, 1, 1)
STREET = LineString([(20.860, 42.903), (20.862, 42.903)])
SPOT = Spot(STREET, "north", "town")


def area(*municipalities, **more):
    return ServiceArea((SOURCE,), "H", municipalities or ("town",), **more)


def provider(name, role, *areas, service=Service.POWER, **more):
    names = {"en": name.title()}
    return Provider(name, names, service, role, "H", (SOURCE,), service_area=areas, **more)


PROVIDERS = [
    provider("grid", Role.DISTRIBUTOR, area()),
    provider("seller", Role.SUPPLIER, area()),
    provider("former", Role.SUPPLIER, area(end=PartialDate.parse("2020"))),
    provider("elsewhere", Role.SUPPLIER, area("other-town")),
    provider("drawn", Role.OPERATOR, ServiceArea((SOURCE,), "M", outline=box(*BOUNDS))),
    provider("waters", Role.OPERATOR, service=Service.WATER),
    provider("closed-down", Role.OPERATOR, service=Service.WATER, end=PartialDate.parse("2020")),
]


def by(name, basis="operator", **more):
    return {"provider": name, "provider_role": "operator", "provider_basis": basis, **more}


def draw(data, layers, columns):
    """Make a catalogue whose utilities are given: layer → shapes, each with who is named."""
    frames = {
        name: make_layer(
            name,
            shapes,
            municipality=["town"] * len(shapes),
            tags=[json.dumps({"power": "line"})] * len(shapes),
            **{key: [one.get(key) for one in columns[name]] for key in columns[name][0]},
        )
        for name, shapes in layers.items()
    }
    tables = make_tables() | {"providers": store_providers(PROVIDERS)}
    with lock_data(data):
        write_snapshot(data, make_manifest(), make_layers() | frames, tables, {})
    return load_catalogue(open_snapshot(data))


def ask(catalogue, spot=SPOT, service="power"):
    (found,) = [one for one in list_serving(catalogue, spot, DAY) if one.service == service]
    return [(one.provider or one.operator, str(one.exactness)) for one in found.claims]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Power lines along the street, across it and far away; a pipe of the bank; a mast here."""
    along = LineString([(20.860, 42.90305), (20.862, 42.90305)])
    across = LineString([(20.861, 42.902), (20.861, 42.904)])
    far = LineString([(20.88, 42.91), (20.882, 42.91)])
    lines = [by("seller"), by("elsewhere"), by("drawn", "service-area")]
    none = {"provider": None, "operator": None}
    pipes = [by("waters"), by("closed-down"), by("waters"), none | by(None, None)]
    mast = [by(None, "unlisted", operator="A Mast Company")]
    shapes = {
        "power_lines": [along, across, far],
        "water_pipelines": [far] * 4,
        "telecom_masts": [Point(20.861, 42.90308)],
    }
    named = {"power_lines": lines, "water_pipelines": pipes, "telecom_masts": mast}
    return draw(tmp_path_factory.mktemp("served"), shapes, named)


def test_a_line_along_the_street_is_more_exact_than_the_municipality(city):
    assert ask(city) == [("seller", "feature"), ("grid", "municipality")]


def test_a_line_that_only_crosses_the_street_says_nothing_of_it(city):
    assert "elsewhere" not in dict(ask(city))


def test_who_served_once_or_serves_another_municipality_is_not_named(city):
    elsewhere = replace(SPOT, municipality="other-town", shape=Point(20.87, 42.915))
    assert ask(city, elsewhere) == [("elsewhere", "municipality")]
    assert "former" not in dict(ask(city))


def test_an_operator_that_no_registry_knows_is_named_where_it_stands(city):
    assert ask(city, service="telecom") == [("A Mast Company", "feature")]


def test_where_only_the_bank_is_known_that_is_said_with_how_many_name_it(city):
    assert ask(city, service="water") == [("waters", "bank")]
    (water,) = [one for one in list_serving(city, SPOT, DAY) if one.service == "water"]
    assert [(one.number, one.of) for one in water.claims] == [(2, 4)]


def test_a_bank_without_anything_mapped_is_not_known(city):
    assert ask(city, replace(SPOT, side="south"), "water") == []
    assert ask(city, replace(SPOT, side="across"), "water") == []


def test_what_lies_in_a_drawn_area_is_told_by_it(city):
    """A feature that only an outline of a source covers speaks for the place where it stands."""
    collection = city.collections["power_lines"]
    spot = Spot(collection.shapes[2], "north", None)
    (claim,) = next(one for one in list_serving(city, spot, DAY) if one.service == "power").claims
    # Its municipality has no such area: the outline alone covers it.
    assert (claim.provider, claim.exactness) == ("drawn", Exactness.AREA)


def test_the_point_of_a_whole_town_is_not_a_street(city):
    assert ask(city, replace(SPOT, is_exact=False)) == [
        ("grid", "municipality"),
        ("seller", "municipality"),
    ]


def test_only_services_of_homes_are_told(city):
    told = [one.service for one in list_serving(city, SPOT, DAY)]
    assert told == [one.value for one in AT_HOME if one.value in {"power", "water", "telecom"}]


@pytest.mark.parametrize(
    ("place", "side"),
    [
        ((20.86, 42.903), "north"),
        ((20.86, 42.897), "south"),
        ((20.86, 42.9), "river"),
        ((15.61, 48.41), "outside"),
    ],
)
def test_a_place_has_its_bank(city, place, side):
    found = find_locality(city, place)
    assert found.side == side
    assert (found.river_m is None) == (side == "outside")


def test_a_place_is_as_far_from_the_river_as_the_map_has_it(city):
    assert find_locality(city, (20.86, 42.903)).river_m == pytest.approx(333, abs=3)


@pytest.mark.parametrize("thing", ["a,b", "42.9", "91,20", "nan,20", ""])
def test_coordinates_that_cannot_be_are_no_spot(city, thing):
    assert find_spot(city, "coordinates", thing) is None
