"""The look of the base map: every class has one, and every pictogram can be had."""

import pytest

from app.maps.style import choose_rank
from app.settings import Settings
from geodata.base_style import (
    GREENS,
    LABEL_LAYERS,
    PICTOGRAMS,
    STREETS,
    VOLTAGES,
    find_first_zoom,
    find_green,
    find_street,
    measure_water,
)
from geodata.cities.crossings import Mode
from geodata.layers import LAYERS, get_layer
from pipelines.labels import FIRST_ZOOMS
from scripts.copy_vendor import PICTOGRAMS as COPIED


@pytest.mark.parametrize(
    ("highway", "alike"),
    [("trunk_link", "motorway"), ("primary", "primary_link"), ("road", "residential")],
)
def test_a_link_looks_like_its_street(highway, alike):
    assert find_street(highway) is find_street(alike)


def test_a_class_that_nobody_knows_is_drawn_as_the_least_important_street():
    assert find_street("corridor") is STREETS[-1] is find_street("service")


def test_more_important_streets_are_wider():
    widths = [one.width_m for one in STREETS]
    assert widths == sorted(widths, reverse=True)


def test_each_voltage_has_one_colour():
    volts, colours = zip(*VOLTAGES, strict=True)
    assert list(volts) == sorted(set(volts))
    assert volts[0] == 0
    assert len(set(colours)) == len(colours)


def test_pictograms_belong_to_layers_and_are_copied_for_the_browser():
    assert set(PICTOGRAMS) <= {one.name for one in LAYERS}
    icons = {icon for kinds in PICTOGRAMS.values() for icon in kinds.values()}
    assert icons == set(COPIED)
    assert all("" in kinds for kinds in PICTOGRAMS.values())


def test_every_layer_of_labels_has_a_title():
    assert set(LABEL_LAYERS) == set(FIRST_ZOOMS)


def test_every_kind_of_green_has_one_look_and_belongs_to_the_layer():
    kinds = [kind for look in GREENS for kind in look.kinds]
    assert len(set(kinds)) == len(kinds)
    known = {one for tags in get_layer("green_areas").any_of for one in next(iter(tags.values()))}
    assert set(kinds) <= known
    assert find_green("park") is GREENS[-1]


def test_green_lies_below_everything_and_is_nobody_s_service():
    green = get_layer("green_areas")
    assert green.service is None
    assert all(choose_rank(green) < choose_rank(one) for one in LAYERS if one is not green)


@pytest.mark.parametrize(
    ("waterway", "width", "metres"),
    [
        *(("river", "47", 47), ("river", "12,5 m", 12.5), ("stream", "1.5", 1.5)),
        *(("river", None, 20), ("river", "wide", 20), ("river", "0", 20), ("river", "99999", 20)),
        *(("stream", None, 3), ("tidal_channel", None, 2), ("river", "-3", 20)),
    ],
)
def test_a_river_is_as_wide_as_mapped_or_as_its_class_is(waterway, width, metres):
    assert measure_water(waterway, width) == metres


@pytest.mark.parametrize(
    ("layer", "count", "zoom"),
    [("bus_stops", 26, 13), ("bus_stops", 25, None), ("street_lamps", 1, 14), ("roads", 999, None)],
)
def test_layers_of_many_dots_have_a_first_zoom(layer, count, zoom):
    assert find_first_zoom(get_layer(layer), count) == zoom


def test_every_mode_of_travel_has_a_pictogram():
    drawn = {one.stem for one in (Settings().static / "img").glob("mode-*.svg")}
    assert drawn == {f"mode-{mode}" for mode in Mode}
