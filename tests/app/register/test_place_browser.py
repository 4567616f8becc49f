"""Drawing a place in a real browser: the text field follows, and leads."""

import json

import pytest
from playwright.sync_api import expect

from tests.app.accessibility import expect_no_fault_of_access
from tests.app.browsing import DESK, NEEDS_BROWSER, PHONE, resize
from tests.app.register.served_register import PASSWORD
from tests.app.register.test_login_browser import TOO_SMALL

pytestmark = NEEDS_BROWSER


@pytest.fixture
def page(server, tabs):
    _, email = server.add("contributor")
    page = tabs.open(DESK)
    page.goto(f"{server.site}/login?next=/propose")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator("#place-tools")).to_be_visible()
    yield page
    assert tabs.notes.complaints == []
    assert {host.split(":")[0] for host in tabs.notes.hosts} <= {"localhost", ""}


def read_field(page):
    return json.loads(page.locator("#place-text").input_value())


def click(page, x, y):
    page.locator(".drawing .folium-map").click(position={"x": x, "y": y})


def test_clicks_draw_a_line_an_area_or_a_point_and_the_text_follows(page):
    said = page.locator("#place-said")
    for at, count in (((200, 120), "1 point"), ((260, 200), "2 points"), ((320, 140), "3 points")):
        click(page, *at)
        expect(said).to_contain_text(count)
    line = read_field(page)
    assert (line["type"], len(line["coordinates"])) == ("LineString", 3)
    page.get_by_role("button", name="Take back a point").click()
    expect(said).to_contain_text("2 points")
    page.get_by_role("radio", name="an area").check()
    click(page, 330, 220)
    expect(said).to_contain_text("3 points")
    area = read_field(page)
    assert area["type"] == "Polygon"
    assert area["coordinates"][0][0] == area["coordinates"][0][-1]
    assert area["coordinates"][0][:2] == line["coordinates"][:2]
    page.get_by_role("button", name="Draw again").click()
    expect(page.locator("#place-text")).to_have_value("")
    page.get_by_role("radio", name="a point").check()
    click(page, 200, 120)
    click(page, 210, 130)
    expect(said).to_contain_text("1 point")
    assert read_field(page)["type"] == "Point"
    expect_no_fault_of_access(page)


def test_what_is_typed_or_dropped_is_drawn_and_what_cannot_be_is_left(page, tmp_path):
    field, said = page.locator("#place-text"), page.locator("#place-said")
    field.fill("42.8931, 20.8662")
    field.blur()
    expect(said).to_contain_text("1 point")
    expect(page.get_by_role("radio", name="a point")).to_be_checked()
    field.fill("at the mill")
    field.blur()
    expect(said).to_have_text("")
    expect(field).to_have_value("at the mill")
    line = {"type": "LineString", "coordinates": [[20.8655, 42.8935], [20.866, 42.8925]]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    path = tmp_path / "line.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    page.get_by_label("Or choose a GeoJSON file").set_input_files(path)
    expect(said).to_contain_text("2 points")
    expect(page.locator(".drawing .review-bend")).to_have_count(2)
    path.write_text(" " * 200_001)
    page.get_by_label("Or choose a GeoJSON file").set_input_files(path)
    expect(said).to_contain_text("too long")
    expect(page.locator(".drawing .review-bend")).to_have_count(2)


def test_a_point_is_put_by_keyboard_and_sent(server, page):
    page.get_by_label("English", exact=True).first.fill("A lit path")
    page.get_by_role("radio", name="a point").check()
    page.locator(".drawing .folium-map").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#place-said")).to_contain_text("1 point")
    place = read_field(page)
    page.get_by_role("button", name="Send the proposal").click()
    if page.get_by_text("There are projects nearby").count():
        page.get_by_role("button", name="Send the proposal").click()
    expect(page.locator("figure.picture img")).to_be_visible()
    lon, lat = place["coordinates"]
    expect(page.locator("dl.facts")).to_contain_text(f"{lat:.7f}, {lon:.7f}")
    expect_no_fault_of_access(page)


def test_a_mark_is_dragged_and_the_map_fits_a_phone(page):
    click(page, 200, 120)
    click(page, 260, 200)
    expect(page.locator("#place-said")).to_contain_text("2 points")
    before = read_field(page)
    page.locator(".drawing .review-bend").first.drag_to(
        page.locator(".drawing .folium-map"), target_position={"x": 120, "y": 90}
    )
    expect(page.locator("#place-text")).not_to_have_value(json.dumps(before, separators=(",", ":")))
    after = read_field(page)
    assert after["coordinates"][1] == before["coordinates"][1]
    resize(page, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [one for one in page.evaluate(TOO_SMALL) if "<a " not in one] == []
