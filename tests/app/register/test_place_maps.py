"""The picture of a place: what stands on it, what it was before, and the ground behind it."""

import re
import time
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import replace

import pytest
import shapely

from app.register.geometry import MOST_VERTICES
from app.register.picture import draw_picture
from app.register.place_background import LiveGround
from app.register.settings import RegisterSettings
from app.register.versions import find_place_before, get_project
from geodata.cities.profile import load_city
from geodata.cities.registries import load_registries
from geodata.wording import load_wording
from tests.app.register.team import BRIDGE, NORTH, Team

CITY = load_city("mitrovica")
POINT = {"type": "Point", "coordinates": [20.8661, 42.8931]}
AREA = {
    "type": "Polygon",
    "coordinates": [[[20.865, 42.893], [20.866, 42.893], [20.866, 42.894], [20.865, 42.893]]],
}
PURPLE, GREY = "#882255", "#3d4650"


def read_ground(tmp_path, of=CITY, **settings):
    given = {"data": tmp_path, "public_url": "http://localhost", **settings}
    return LiveGround(RegisterSettings(**given), of, load_registries(CITY)).read()


@pytest.fixture
def draw(tmp_path):
    ground = read_ground(tmp_path)

    def start(after, before=None, language="en"):
        drawn = draw_picture(ground, CITY.crs, load_wording(language), after, before)
        return drawn and read_image(drawn)

    return start


def read_image(address):
    return ET.fromstring(b64decode(address.removeprefix("data:image/svg+xml;base64,")))


def read_picture(page):
    (address,) = re.findall(r'<img src="(data:[^"]+)"', page)
    return list_strokes(read_image(address))


def list_strokes(svg):
    return [one.get("stroke") for one in svg.iter() if one.get("stroke")]


@pytest.mark.parametrize("place", [POINT, BRIDGE, AREA], ids=["point", "line", "area"])
def test_a_place_of_each_kind_is_drawn_on_the_city_with_a_scale(draw, place):
    svg = draw(place)
    assert list_strokes(svg).count(PURPLE) == 1
    assert GREY not in list_strokes(svg)
    words = [one.text for one in svg.iter() if one.text]
    assert any(text.endswith(" m") for text in words)
    assert "Main (Ibar) Bridge" in words


def test_the_place_before_is_drawn_below_the_new_one_and_only_where_it_is_another(draw):
    strokes = list_strokes(draw(BRIDGE, before=AREA))
    assert strokes.index(GREY) < strokes.index(PURPLE)
    assert GREY not in list_strokes(draw(BRIDGE, before=dict(BRIDGE)))
    assert list_strokes(draw(None, before=AREA)).count(GREY) == 1
    assert draw(None) is None


def test_a_place_of_as_many_points_as_are_taken_is_drawn_in_no_time(draw):
    steps = [[20.86 + i * 1e-5, 42.89 + i % 7 * 1e-4] for i in range(MOST_VERTICES)]
    draw(POINT)  # the first one takes longer
    began = time.process_time()
    assert draw({"type": "LineString", "coordinates": steps}) is not None
    assert time.process_time() - began < 1


@pytest.mark.parametrize("place", [POINT, BRIDGE, AREA], ids=["point", "line", "area"])
def test_the_texts_of_a_picture_can_be_read_on_a_phone(draw, place):
    svg, phone_px = draw(place), 358
    pixels = phone_px / float(svg.get("viewBox").split()[2])
    sizes = [float(one.get("font-size")) for one in svg.iter() if one.get("font-size")]
    assert sizes
    assert min(sizes) * pixels >= 12


def test_a_picture_speaks_the_language_of_its_reader(draw):
    words = [one.text for one in draw(BRIDGE, language="sr-Cyrl").iter() if one.text]
    assert "Мост на Ибру" in " ".join(words)


def test_the_river_comes_from_the_map_s_data_else_from_the_city_s_files(sample_data, tmp_path):
    of_files = read_ground(tmp_path)
    assert set(of_files.parts) == {"study_area", "divide"}
    of_map = read_ground(tmp_path, map_data=sample_data)
    assert {"study_area", "left", "right", "water", "streets", "divide"} == set(of_map.parts)
    assert (of_files.is_modelled, of_map.is_modelled) == (False, True)
    assert 0 < shapely.get_num_coordinates(of_map.parts["streets"]) <= 4_000
    assert not of_map.parts["divide"].equals(of_files.parts["divide"])


def test_without_any_line_the_ground_says_that_there_is_no_river(tmp_path):
    (tmp_path / "CURRENT").write_text("nothing-there")
    unknown = replace(CITY, divide=replace(CITY.divide, waterways=("Nameless",)))
    settings = {"city": str(tmp_path / "city.toml"), "map_data": tmp_path}
    ground = read_ground(tmp_path, unknown, **settings)
    assert not ground.has_river
    assert set(ground.parts) == {"study_area"}


def test_pages_show_the_place_and_the_signing_page_what_changed(signing_server):
    server = signing_server
    team = Team(server.register.database, server.register.ledger, server.register.town)
    project = team.propose_accepted()
    account, _ = server.add("office")
    with server.visit(account) as office:
        for path in (f"/projects/{project}", f"/sign/{project}"):
            page = office.get(path).text
            assert PURPLE in read_picture(page), path
            assert "the place before" not in page, path
        team.revise(project, NORTH, geometry=AREA)
        for path in (f"/projects/{project}", f"/sign/{project}"):
            page = office.get(path).text
            assert {PURPLE, GREY} <= set(read_picture(page)), path
            assert "the place before" in page, path


def test_a_suggested_place_is_shown_against_that_of_now(signing_server):
    team = Team(*(getattr(signing_server.register, one) for one in ("database", "ledger", "town")))
    project = team.propose_accepted()
    team.suggest(project, geometry=AREA)
    with signing_server.visit() as reader:
        pictures = re.findall(r'<img src="(data:[^"]+)"', reader.get(f"/projects/{project}").text)
    now, suggested = (set(list_strokes(read_image(one))) for one in pictures)
    assert {PURPLE, GREY} <= suggested
    assert GREY not in now


def test_an_office_sees_what_became_of_the_place_that_it_signed(signing_server, offices_of_town):
    """Not only what the last change of the place was."""
    server = signing_server
    team = Team(server.register.database, server.register.ledger, server.register.town)
    project = team.propose_accepted()
    signed = team.revision(project)
    team.revise(project, NORTH, geometry=AREA)
    team.revise(project, NORTH, geometry=POINT)
    with server.read() as session:
        row = get_project(session, project)
        assert find_place_before(session, row, signed) == BRIDGE
        assert find_place_before(session, row, None) == AREA
