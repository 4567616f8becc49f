"""The table of layers: sound in itself, and every layer finds what it is for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.layers import (
    ABSENT,
    ALL_LAYERS,
    ANY,
    ANY_SHAPE,
    CROSSING_WAYS,
    LAYERS,
    SHAPES,
    Shape,
    find_layers,
    get_layer,
    has_shape,
    merge_query_tags,
)

EXAMPLES = {
    "roads": "highway=residential",
    "paths": "highway=footway",
    "planned_ways": "railway=construction construction=rail",
    "rail": "abandoned:railway=rail",
    "ferries": "route=ferry",
    "stations": "railway=halt",
    "bus_stops": "highway=bus_stop",
    "bridges": "man_made=bridge",
    "power_lines": "power=minor_line",
    "power_cables": "power=cable",
    "substations": "power=substation building=service",
    "power_supports": "power=pole",
    "transformers": "power=transformer",
    "generators": "power=generator generator:source=solar",
    "power_plants": "power=plant",
    "telecom_lines": "telecom:medium=fibre man_made=cable",
    "telecom_masts": "man_made=mast tower:type=communication",
    "telecom_exchanges": "telecom=exchange",
    "telecom_cabinets": "man_made=street_cabinet utility=telecom",
    "water_works": "man_made=water_works",
    "water_towers": "man_made=water_tower",
    "reservoirs": "natural=water water=reservoir",
    "water_pumping": "man_made=pumping_station substance=water",
    "water_pipelines": "man_made=pipeline substance=drinking_water",
    "wells": "amenity=drinking_water",
    "dams": "waterway=weir",
    "sewage_works": "man_made=pumping_station pumping_station=wastewater",
    "sewers": "man_made=pipeline substance=sewage",
    "heating_plants": "power=generator generator:output:hot_water=yes",
    "heating_pipelines": "man_made=pipeline substance=hot_water",
    "gas": "man_made=pipeline substance=gas",
    "pipelines_unspecified": "man_made=pipeline",
    "waste": "amenity=recycling",
    "street_lamps": "highway=street_lamp",
    "post_offices": "amenity=post_office",
    "post_boxes": "amenity=post_box",
    "banks_and_atms": "amenity=bank;atm",
    "markets": "amenity=marketplace",
    "town_halls": "government=ministry",
    "police": "amenity=police",
    "fire_stations": "amenity=fire_station",
    "ambulance_stations": "emergency=ambulance_station",
    "courts": "amenity=courthouse",
    "health": "healthcare=laboratory",
    "schools": "amenity=kindergarten",
    "universities": "amenity=university",
    "places": "place=suburb",
    "buildings": "building=yes",
    "green_areas": "landuse=forest",
    "waterways": "waterway=river",
    "water_areas": "natural=water",
    "boundaries": "boundary=administrative admin_level=7",
}  # fmt: skip
"""Layer → tags of an element that belongs to it."""

STRANGERS = [
    "highway=elevator",
    "man_made=mast tower:type=lighting",
    "man_made=pumping_station",
    "man_made=pipeline substance=beer",
    "man_made=street_cabinet",
    "natural=tree water=reservoir",
    "boundary=national_park",
    "amenity=bench",
    "name=Roads",
    "",
]

layers = st.sampled_from(LAYERS)


def read_tags(text):
    return dict(pair.split("=") for pair in text.split())


def answers_query(tags, query):
    """Tell whether OpenStreetMap would give an element for query tags, as osmnx asks."""
    return any(
        key in tags and (values is True or tags[key] in values) for key, values in query.items()
    )


@st.composite
def members(draw):
    """A layer and tags that fit one of its alternatives, with others that do not matter."""
    layer = draw(layers)
    alternative = draw(st.sampled_from(layer.any_of))
    tags = {
        key: draw(st.sampled_from(values)) if values != ANY else draw(st.sampled_from(["yes", "x"]))
        for key, values in alternative.items()
        if values != ABSENT
    }
    return layer, {"source": "survey", **tags}


def test_the_examples_are_of_every_layer():
    assert list(EXAMPLES) == [layer.name for layer in LAYERS]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_layer_finds_what_it_is_for(name):
    layer, tags = get_layer(name), read_tags(EXAMPLES[name])
    assert layer.matches(tags)
    for shape in Shape:
        assert (layer in find_layers(tags, shape)) == (shape in layer.shapes)


@pytest.mark.parametrize("text", STRANGERS)
def test_other_things_belong_to_no_layer(text):
    assert not any(layer.matches(read_tags(text)) for layer in LAYERS)
    assert find_layers(read_tags(text), Shape.AREA) == []


def test_layers_are_told_apart_by_name_and_link_to_the_wiki():
    names = [layer.name for layer in ALL_LAYERS]
    assert len(set(names)) == len(names)
    assert len({layer.title for layer in LAYERS}) == len(LAYERS)
    for layer in ALL_LAYERS:
        assert re.fullmatch(r"[a-z_]+", layer.name)
        assert re.match(r"https://wiki\.openstreetmap\.org/wiki/(Key|Tag):\w", layer.wiki)
        assert layer.shapes
        assert layer.shapes <= ANY_SHAPE


def test_every_alternative_begins_with_a_key_that_can_be_asked_for():
    for layer in LAYERS:
        assert layer.any_of, layer.name
        for alternative in layer.any_of:
            assert next(iter(alternative.values())) != ABSENT, layer.name


@given(members())
def test_the_query_of_a_layer_finds_all_that_belongs_to_it(member):
    layer, tags = member
    assert layer.matches(tags)
    assert answers_query(tags, layer.query_tags)
    assert answers_query(tags, merge_query_tags(LAYERS))


@given(members(), st.sampled_from(list(Shape)))
def test_finding_layers_gives_what_trying_each_of_them_would(member, shape):
    _, tags = member
    expected = [layer for layer in LAYERS if shape in layer.shapes and layer.matches(tags)]
    assert find_layers(tags, shape) == expected


@given(members())
def test_every_key_of_an_alternative_counts(member):
    """Without any one of its tags an element that fits a single alternative fits no more."""
    layer, tags = member
    fitting = [one for one in layer.any_of if set(one) <= set(tags)]
    if len(layer.any_of) == 1 and len(fitting) == 1:
        for key in fitting[0]:
            assert not layer.matches({name: tags[name] for name in tags if name != key})


def test_a_list_of_values_belongs_where_one_of_them_does():
    banks = get_layer("banks_and_atms")
    assert banks.matches({"amenity": "cafe; bank"})
    assert not banks.matches({"amenity": "cafe;banks"})
    both = {"man_made": "pipeline", "substance": "water;sewage"}
    assert [one.name for one in find_layers(both, Shape.LINE)] == ["water_pipelines", "sewers"]


def test_an_element_may_belong_to_several_layers_in_the_order_of_the_table():
    tags = {"building": "hospital", "amenity": "hospital", "power": "plant"}
    names = [layer.name for layer in find_layers(tags, Shape.AREA)]
    assert names == ["power_plants", "health", "buildings"]


def test_a_key_that_must_be_absent_excludes_whoever_has_it():
    unknown = get_layer("pipelines_unspecified")
    assert unknown.matches({"man_made": "pipeline"})
    assert not unknown.matches({"man_made": "pipeline", "substance": "beer"})


def test_asking_for_any_value_of_a_key_outdoes_asking_for_some():
    merged = merge_query_tags([get_layer("heating_plants"), get_layer("buildings")])
    assert merged["building"] is True
    assert (
        merge_query_tags([get_layer("buildings"), get_layer("heating_plants")])["building"] is True
    )
    two = merge_query_tags([get_layer("police"), get_layer("courts"), get_layer("police")])
    assert two == {"amenity": ["police", "courthouse"]}


def test_crossing_ways_are_found_and_never_asked_for():
    assert get_layer("crossing_ways") is CROSSING_WAYS
    assert CROSSING_WAYS.query_tags == {}
    assert not CROSSING_WAYS.matches({"bridge": "yes"})


def test_an_unknown_layer_is_a_key_error():
    with pytest.raises(KeyError):
        get_layer("castles")


def test_shapes_are_told_from_geometry_types():
    assert has_shape(["Point", "Polygon", "GeometryCollection"], Shape.POINT).tolist() == [
        True,
        False,
        False,
    ]
    assert set(SHAPES.values()) == set(Shape)
