"""A comparison begins at the bridges that it compares, on a desk and on a phone."""

import pytest

from tests.app.browsing import DESK, EXPOSE, NEEDS_BROWSER, PHONE, wait_for_map
from tests.app.reviewed_city import LINE

pytestmark = NEEDS_BROWSER
DAY = "2025-10-01"
ENDS = ",".join(str(degrees) for at in LINE for degrees in at)


@pytest.fixture
def visit(tabs, reviewed):
    def open_page(path, screen):
        page = tabs.open(screen, script=EXPOSE)
        page.goto(reviewed.url + path)
        wait_for_map(page)
        return page

    return open_page


@pytest.mark.parametrize(
    ("query", "places"),
    [
        (f"line={ENDS}", [(lat, lon) for lon, lat in LINE]),
        ("close=main", [(42.89167, 20.86611)]),
        (f"line={ENDS}&view=difference", [(lat, lon) for lon, lat in LINE]),
    ],
)
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_maps_show_first_the_bridges_that_they_compare(visit, query, places, screen):
    page = visit(f"/compare?day={DAY}", screen)
    whole = page.evaluate("maps[0].getZoom()")
    page = visit(f"/compare?{query}&day={DAY}", screen)
    assert page.evaluate("maps[0].getZoom()") > whole
    for lat, lon in places:
        assert page.evaluate(f"maps.every((map) => map.getBounds().contains([{lat}, {lon}]))")
