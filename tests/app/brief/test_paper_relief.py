"""Relief and power lines on paper: drawn as on screen, explained, and with their sources."""

import base64
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import orjson
import pytest
from PIL import Image
from pypdf import PdfReader
from shapely.geometry import LineString, Point

from app.brief.legend import list_legend
from app.brief.map import Shown, draw_map
from app.brief.map_query import Orientation, Paper
from app.brief.map_sheet import PrintRequest, write_map_sheet
from app.brief.pdf import set_map_pdf
from app.catalogue.catalogue import load_catalogue
from app.maps.printable import list_first, list_printable
from geodata.base_style import NO_VOLTAGE
from geodata.cities.sources import Source
from geodata.snapshot.folder import RELIEF
from geodata.snapshot.writing import lock_data, write_snapshot
from geodata.voltages import find_voltage
from geodata.wording import load_wording
from pipelines.relief import draw_relief
from tests.app.small_city import BOUNDS, make_layer, make_layers, make_manifest, make_tables
from tests.pipelines.test_relief import write_hill

WORDS = load_wording("en")
DAY = date(2026, 1, 1)
LEFT, BOTTOM, RIGHT, TOP = BOUNDS
VOLTAGES = ("400", "110000;35000", "")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town on a hill, under three power lines."""
    data = tmp_path_factory.mktemp("hill")
    manifest, layers = make_manifest(), make_layers()
    city = replace(manifest.city, elevation=Source("Survey of <b>heights</b>"))
    lines = [LineString([(LEFT, 42.9 + at), (RIGHT, 42.9 + at)]) for at in (0.001, 0.002, 0.003)]
    tags = [f'{{"voltage": "{one}"}}' if one else "{}" for one in VOLTAGES]
    layers["power_lines"] = make_layer("power_lines", lines, tags=tags)
    relief = draw_relief(write_hill(data / "dem.tif"), BOUNDS)
    with lock_data(data):
        pictures = {RELIEF: relief}
        return load_catalogue(
            write_snapshot(data, replace(manifest, city=city), layers, make_tables(), pictures)
        )


def write(town, *layers, view=BOUNDS):
    asked = PrintRequest(view, layers, Paper.A4, Orientation.LANDSCAPE, DAY)
    return write_map_sheet(town, asked, WORDS), asked.frame(town)


def read_picture(svg):
    (found,) = re.findall(r'href="data:image/png;base64,([^"]+)"', svg)
    with Image.open(BytesIO(base64.b64decode(found))) as picture:
        return np.asarray(picture)


def test_the_relief_is_printed_as_it_is_shown_unless_it_is_switched_off(town):
    assert "relief" in list_first(town)
    assert "relief" in list_printable(town)
    with_relief, without = write(town, "banks", "relief")[0], write(town, "banks")[0]
    assert "<image" in with_relief.map.svg
    assert "Relief" in [one.label for one in with_relief.map.legend]
    assert "<image" not in without.map.svg
    assert "Relief" not in [one.label for one in without.map.legend]


def test_the_hill_stands_on_paper_where_it_stands_on_the_ground(town):
    sheet, frame = write(town, "relief")
    grey, alpha = np.moveaxis(read_picture(sheet.map.svg), -1, 0)
    top = frame.place(Point(20.84 + 0.0205, 42.92 - 0.0205))
    scale = alpha.shape[1] / frame.width_mm
    reach = round(200 / frame.metres * scale)
    row, column = round(top.y * scale), round(top.x * scale)
    lit = alpha[row - reach : row, column - reach : column]
    dark = alpha[row : row + reach, column : column + reach]
    assert lit.any()
    assert (grey[row - reach : row, column - reach : column][lit > 0] == 255).all()
    assert dark.any()
    assert (grey[row : row + reach, column : column + reach][dark > 0] == 0).all()


def test_the_source_of_the_elevations_is_among_the_rights_of_a_print_that_shows_them(town):
    assert "Survey of <b>heights</b>" in write(town, "relief")[0].attribution
    assert "Survey" not in write(town, "banks")[0].attribution
    pdf = set_map_pdf(orjson.dumps(write(town, "relief")[0]), "http://localhost/")
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert len(page.images)
    assert "Survey of <b>heights</b>" in page.extract_text()


def test_power_lines_are_printed_in_the_colours_of_their_voltage(town):
    sheet, _ = write(town, "power_lines")
    for text in VOLTAGES:
        assert sheet.map.svg.count(f'stroke="{find_voltage(text).colour}"') == 1
    assert [one.label.partition(" (")[0] for one in sheet.map.legend] == [
        "Overhead power lines: less than 10 kV",
        "Overhead power lines: 52 kV and more",
        "Overhead power lines: voltage not mapped",
    ]


def test_a_brief_shows_the_relief_and_the_lines_of_high_voltage(town):
    shown = Shown(DAY)
    svg, legend = draw_map(town, shown, WORDS), list(list_legend(shown, town, WORDS))
    assert "<image" in svg
    assert f'stroke="{find_voltage("110000").colour}"' in svg
    assert f'stroke="{NO_VOLTAGE}"' not in svg
    labels = [one.label for one in legend]
    assert "Relief" in labels
    assert sum(one.startswith("Overhead power lines: ") for one in labels) == 1
