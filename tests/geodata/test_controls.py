"""Nothing in a name steers a terminal, breaks XML or turns a line round."""

import io
from xml.etree import ElementTree as ET

import pytest

from geodata.names import strip_controls
from geodata.qgis.layers import LiveSource, ProjectLayer
from geodata.qgis.project import write_layer_definition
from pipelines.commands.consoles import SafeConsole

HOSTILE = "a\x1b]0;owned\x07\x1b[31m\x9b2J\x00\x08\r\u202eb\u2066c\ufffe\ud800d"
LEFT = "a]0;owned[31m2Jbcd"


def test_what_steers_is_stripped_and_scripts_stay():
    assert strip_controls(HOSTILE) == LEFT
    for text in ("Главни мост", "Ura e Ibrit\n\tdy", "می‌خواهم", "👨‍👩‍👧", "e\u0301"):
        assert strip_controls(text) == text


def test_a_layer_definition_is_xml_whatever_the_names():
    layer = ProjectLayer(
        HOSTILE,
        LiveSource("http://a", "roads"),
        HOSTILE,
        HOSTILE,
        {"name": HOSTILE},
        None,
        is_shown=True,
        attribution=HOSTILE,
    )
    body = write_layer_definition((layer,))
    root = ET.fromstring(body)
    assert LEFT in {one.text for one in root.iter()}
    assert not [sign for sign in body.decode() if sign < " " and sign not in "\t\n"]


@pytest.mark.parametrize("colours", ["standard", None])
def test_the_command_line_prints_no_control_characters_of_the_data(colours):
    from rich.table import Table
    from rich.text import Text

    file = io.StringIO()
    console = SafeConsole(file=file, force_terminal=True, width=200, color_system=colours)
    table = Table("Name")
    table.add_row(Text(HOSTILE.replace("\ud800", ""), style="bold"))
    console.print(table)
    console.print(HOSTILE.replace("\ud800", ""), markup=False, highlight=False)
    said = file.getvalue()
    assert said.count(LEFT) == 2
    assert "\x1b]" not in said
    assert "\x07" not in said
    assert "\x1b[31m" not in said
    assert ("\x1b[1m" in said) == (colours is not None)
