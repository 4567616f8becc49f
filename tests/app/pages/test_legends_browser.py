"""The mark of an inferred position is explained where a map has it, and nowhere else."""

import pytest

from tests.app.browsing import NEEDS_BROWSER, open_pages

pytestmark = NEEDS_BROWSER


@pytest.mark.parametrize(
    ("path", "is_marked"),
    [
        ("/crossings?as_of=2000-01-01", False),
        ("/crossings?as_of=2026-01-01", True),
        ("/projects", True),
        ("/", True),
    ],
)
def test_the_legend_has_the_mark_if_the_map_has_it(tabs, city_url, path, is_marked):
    with open_pages(tabs, city_url) as visit:
        page = visit(path)
        page.locator(".leaflet-marker-icon").first.wait_for()
        assert (page.locator(".leaflet-marker-icon.mark--inferred").count() > 0) is is_marked
        assert (page.locator(".legend .mark--inferred").count() > 0) is is_marked
