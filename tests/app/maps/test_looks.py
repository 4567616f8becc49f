"""Each status of a crossing looks the same way on every map, and has a mark of its own."""

from __future__ import annotations

import re
from pathlib import Path

from app.brief.signs import STATUS_LOOKS
from geodata.cities.crossings import Status
from geodata.colours import STATUS_COLOURS

STATIC = Path(__file__).resolve().parents[3] / "static"


def test_web_maps_briefs_and_files_draw_each_status_in_one_colour():
    script = (STATIC / "js/style.js").read_text(encoding="utf-8")
    drawn = dict(re.findall(r'^  "?([a-z ]+)"?: \{ color: "(#\w+)"', script, re.MULTILINE))
    for status in Status:
        colours = {STATUS_COLOURS[status], STATUS_LOOKS[status][0], drawn[status]}
        assert len(colours) == 1, status


def test_each_status_has_its_own_mark():
    marks = {
        (STATIC / f"img/crossing-{status.replace(' ', '-')}.svg").read_bytes() for status in Status
    }
    assert len(marks) == len(Status)
