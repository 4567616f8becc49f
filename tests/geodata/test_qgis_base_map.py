"""The QGIS project draws the base map by the table of pages, and writes names in its language."""

import pytest

from geodata.base_style import GREENS, STREETS, VOLTAGES
from geodata.layers import LAYERS, Shape
from geodata.names import LANGUAGES
from geodata.qgis.base_map import BY_TAGS, draw_base
from geodata.qgis.labels import build_labels
from geodata.qgis.symbols import write_colour
from geodata.voltages import CLASSES, say_voltage
from geodata.wording import load_wording

ENGLISH = load_wording("en")


def list_categories(renderer):
    symbols = {one.get("name"): one for one in renderer.find("symbols")}
    return {one.get("value"): symbols[one.get("symbol")] for one in renderer.find("categories")}


def read_layers(symbol):
    return [
        {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}
        for layer in symbol.findall("layer")
    ]


def test_each_class_of_street_has_its_casing_fill_and_width_on_the_ground():
    found = list_categories(draw_base("roads", Shape.LINE, ENGLISH))
    for look in STREETS:
        for kind in look.highways or ("",):
            edge, fill = read_layers(found[kind])
            assert edge["line_color"] == write_colour(look.casing)
            assert fill["line_color"] == write_colour(look.fill)
            assert float(fill["line_width"]) == look.width_m < float(edge["line_width"])
            assert fill["line_width_unit"] == "RenderMetersInMapUnits"


def test_edges_lie_below_all_streets_and_the_most_important_street_on_top():
    renderer = draw_base("roads", Shape.LINE, ENGLISH)
    assert renderer.get("symbollevels") == "1"
    levels = {
        kind: [int(one.get("pass")) for one in symbol.findall("layer")]
        for kind, symbol in list_categories(renderer).items()
    }
    assert {edge for edge, _ in levels.values()} == {0}
    assert levels["motorway"][1] > levels["primary"][1] > levels["residential"][1] > levels[""][1]


@pytest.mark.parametrize("name", ["power_lines", "power_cables"])
def test_power_lines_have_the_colour_of_their_voltage(name):
    found = list_categories(draw_base(name, Shape.LINE, ENGLISH))
    for volts, colour in VOLTAGES:
        (line,) = read_layers(found[str(volts)])
        assert line["line_color"] == write_colour(colour)
        assert (line["line_style"] == "dash") is (name == "power_cables")
    assert "" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_classes_of_voltage_are_named_in_the_language_of_the_project(language):
    wording = load_wording(language)
    renderer = draw_base("power_lines", Shape.LINE, wording)
    labels = [one.get("label") for one in renderer.find("categories")]
    *known, unknown = (say_voltage(one, wording) for one in CLASSES)
    assert labels == [*reversed(known), unknown]


def test_green_is_drawn_by_kind_without_edges():
    found = list_categories(draw_base("green_areas", Shape.AREA, ENGLISH))
    for look in GREENS:
        for kind in look.kinds or ("",):
            (area,) = read_layers(found[kind])
            assert area["color"] == write_colour(look.fill, look.opacity)
            assert area["outline_style"] == "no"


def test_layers_that_are_drawn_by_tags_are_of_the_table_and_of_one_shape():
    assert {one.name for one in LAYERS if len(one.shapes) == 1} >= BY_TAGS


def test_names_are_written_in_the_order_of_the_reader_s_languages():
    labels = build_labels("roads", ["name_sr", "name_en", "name"])
    text = labels.find("settings/text-style")
    assert text.get("fieldName") == 'coalesce("name_sr", "name_en", "name")'
    assert labels.find("settings/rendering").get("mergeLines") == "1"


@pytest.mark.parametrize(("name", "fields"), [("buildings", ["name"]), ("roads", [])])
def test_other_layers_have_no_labels(name, fields):
    assert build_labels(name, fields) is None
