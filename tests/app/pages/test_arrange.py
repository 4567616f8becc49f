"""Lists that are filtered and sorted by the address, without any script."""

import re

import httpx
import pytest


@pytest.fixture
def read(client):
    """Read the ids of the cards of a page in their order, and those that are not shown."""

    def read_cards(address):
        html = client.get(address).text
        cards = re.findall(r'<article class="card" id="\w+/([\w-]+)"([^>]*)>', html)
        return [one for one, _ in cards], {one for one, rest in cards if rest.endswith(" hidden")}

    return read_cards


def test_a_page_lists_all_in_its_usual_order(read):
    assert read("/projects") == (["somewhere", "an-example"], set())
    assert read("/crossings?as_of=2025-10-01") == (["new", "old", "osm-way-25131021"], set())


@pytest.mark.parametrize(
    ("query", "hidden"),
    [
        ("kind=bridge", {"somewhere"}),
        ("status=idea", {"an-example"}),
        ("kind=bridge&status=idea", {"somewhere", "an-example"}),
        ("kind=unicorn&status=&sort=none", set()),
    ],
)
def test_projects_are_filtered_and_what_nothing_has_filters_nothing(read, query, hidden):
    assert read(f"/projects?{query}")[1] == hidden


def test_projects_are_sorted(read):
    assert read("/projects?sort=newest")[0] == ["somewhere", "an-example"]
    assert read("/projects?sort=name")[0] == ["somewhere", "an-example"]


@pytest.mark.parametrize("page", ["/crossings", "/crossings/cards"])
def test_crossings_are_filtered_and_sorted_by_the_page_and_by_its_part(read, page):
    day = "as_of=2025-10-01"
    assert read(f"{page}?{day}&kind=rail")[1] == {"old", "new"}
    assert read(f"{page}?{day}&sort=name")[0] == ["old", "new", "osm-way-25131021"]
    assert read(f"{page}?{day}&sort=newest")[0] == ["new", "old", "osm-way-25131021"]


def test_the_form_says_what_is_chosen_and_how_much_is_shown(client):
    html = client.get("/crossings?as_of=2025-10-01&kind=rail&lang=sq").text
    assert '<option value="rail" selected>Hekurudhor</option>' in html
    assert "Të shfaqura: 1 nga 3" in html
    assert '<input type="hidden" name="as_of" value="2025-10-01">' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"roads", "schools", "buildings", "street_lamps", "crossings"}),
        ("school", {"schools"}),
        ("škola", {"schools"}),
        ("ШКОЛЕ", {"schools"}),
        ("street", {"roads", "street_lamps"}),
        ("zzzz", set()),
    ],
)
def test_layers_are_found_by_what_they_hold_in_any_language(client: httpx.Client, query, found):
    html = client.get("/data", params={"q": query}).text
    assert found <= set(re.findall(r'<li id="layer-(\w+)">', html))
    assert bool(found) == ("No layer is called so" not in html)


def test_each_layer_is_one_row_with_one_menu_of_formats(client):
    html = client.get("/data").text
    row = re.search(r'<li id="layer-roads">(.*?)</details>', html, re.DOTALL)[1]
    assert row.count("<summary>") == 1
    assert {"GeoPackage", "CSV", "CSV for spreadsheets"} <= set(re.findall(r"download>(.*?)<", row))
    assert 'href="/testville/data/roads.csv?bom=true"' in row
    anchors = re.findall(r'<li><a href="#(group-\d+)"', html)
    assert anchors
    assert all(f'<h3 id="{one}">' in html for one in anchors)
