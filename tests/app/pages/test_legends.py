"""Legends of pages: an entry stands there only if something on the map bears it."""

import re

import httpx
import pytest

from app.web.pages import build_environment

PLAN = {"is_example": False, "status": "idea", "has_place": True, "is_inferred": False}
DONE, EXAMPLE = PLAN | {"status": "completed"}, PLAN | {"is_example": True}
INFERRED, UNPLACED = ({**PLAN, "is_inferred": True, "has_place": there} for there in (True, False))
MODES = ("foot", "bicycle", "motor_vehicle", "rail")


@pytest.fixture(scope="module")
def parts():
    template = build_environment("en").get_template("web/parts.html")
    return template.make_module({"site": "", "assets": {"base": ""}})


@pytest.mark.parametrize(
    ("projects", "looks"),
    [
        ([PLAN], {"planned"}),
        ([DONE, EXAMPLE], {"completed", "example"}),
        ([UNPLACED], {"planned"}),
        ([INFERRED, DONE], {"planned", "completed", "inferred"}),
    ],
)
def test_projects_have_the_entries_of_their_own_looks(parts, projects, looks):
    html = parts.project_legend(projects)
    assert set(re.findall(r"project-(\w+)\.svg|mark--(inferred)", html)) == {
        ("", one) if one == "inferred" else (one, "") for one in looks
    }


def test_without_projects_there_is_no_legend_of_them(parts):
    assert not parts.project_legend([]).strip()


def test_pictograms_are_those_of_modes_that_pass_some_crossing(reviewed):
    crossings = httpx.get(f"{reviewed.url}/map/crossings.geojson").json()["features"]
    passing = {mode for one in crossings for mode in one["properties"]["passes"]}
    html = httpx.get(f"{reviewed.url}/?lang=en", follow_redirects=True).text
    assert set(re.findall(r"img/mode-(\w+)\.svg", html)) == passing
    assert passing < set(MODES)
