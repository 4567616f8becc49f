"""What the command shows while cities are built: rows on a terminal, lines elsewhere."""

from io import StringIO

import pytest

from pipelines.cities.batch import CityResult, State
from pipelines.commands.city_progress import CityProgress
from pipelines.commands.consoles import SafeConsole


def tell(console):
    with CityProgress(console) as progress:
        progress.finish(CityResult("bad.toml", State.FAILED, "bad.toml: is missing"))
        progress.report("writing a file for each city", 2, 3)
        progress.expect(2)
        progress.say("krems", "finding the banks")
        progress.say("krems", "drawing \x1b[31mtiles")
        progress.finish(CityResult("krems", State.BUILT, "new", taken_s=3.21))
        progress.finish(CityResult("[b]linz", State.FAILED, "[/] is no tag"))
    return console.file.getvalue()


def test_without_a_terminal_each_step_is_a_line():
    said = tell(SafeConsole(file=StringIO(), width=60))
    assert said.splitlines() == [
        "bad.toml: failed: bad.toml: is missing",
        "writing a file for each city (3 of 3)",
        "2 cities to build",
        "krems: begun",
        "krems: built in 3.2 s (1 of 2): new",
        "[b]linz: failed (2 of 2): [/] is no tag",
    ]


@pytest.mark.parametrize(
    "text", ["krems: finding the banks", "krems: built in 3.2 s (1 of 2): new"]
)
def test_on_a_terminal_there_is_a_row_for_each_city(text):
    said = tell(SafeConsole(file=StringIO(), width=100, force_terminal=True, color_system=None))
    assert text in said
    assert "krems: begun" not in said
    assert "\x1b[31m" not in said
