"""Pages of a city call what divides it by its kind: a river is named only where there is one."""

import httpx
import pytest

from geodata.cities.dividing_ways import DivideKind
from tests.app.small_city import write_city


@pytest.mark.parametrize(
    ("kind", "language", "legend"),
    [
        (DivideKind.RIVER, "en", "River line"),
        (DivideKind.RAILWAY, "en", "Railway"),
        (DivideKind.BORDER, "sq", "Kufi"),
        (DivideKind.WALL, "sr-Cyrl", "Зид"),
        (DivideKind.LINE, "sr-Latn", "Linija"),
    ],
)
def test_legends_call_the_dividing_line_by_its_kind(tmp_path, serve, kind, language, legend):
    write_city(tmp_path / "data", divide=kind)
    url = serve(tmp_path / "data").url
    for path in ("/", "/crossings", "/neutrality"):
        html = httpx.get(f"{url}{path}?lang={language}", follow_redirects=True).text
        assert f"</svg> {legend}</li>" in html


@pytest.mark.parametrize("kind", [DivideKind.RIVER, DivideKind.RAILWAY])
def test_the_page_about_the_map_tells_of_a_river_only_where_one_divides(tmp_path, serve, kind):
    write_city(tmp_path / "data", divide=kind)
    html = httpx.get(f"{serve(tmp_path / 'data').url}/about?lang=en", follow_redirects=True).text
    is_river = kind is DivideKind.RIVER
    assert ("a city divided by a river" in html) is is_river
    assert ("separated by the river line" in html) is is_river
    assert ("separated by the line that divides the city" in html) is not is_river
