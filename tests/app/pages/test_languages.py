"""The page of names and languages: pairs of names, disputed places, counts by bank."""

import re

import httpx
import pytest

from tests.app.small_city import make_layer, make_layers, write_city


def read(client, address, language="en"):
    return client.get(address, params={"lang": language}, headers={"Accept": "text/html"}).text


def test_a_name_that_no_source_gives_is_marked_in_the_readers_language(client):
    card = read(client, "/languages").partition('id="names/village"')[2]
    heading = card[: card.index("</h3>")]
    assert '<bdi lang="sq">Fshati</bdi>' in heading
    assert '<bdi lang="sr-Latn">Selo</bdi> ·' in heading
    assert 'Село</bdi> <small class="unofficial">(transliterated)</small>' in heading
    assert "(транслитеровано)" in read(client, "/languages", "sr-Cyrl")


def test_a_disputed_place_shows_every_claim_with_its_source(client):
    card = read(client, "/languages").partition('id="names/village"')[2].partition("</article>")[0]
    assert "<strong>disputed</strong>" in card
    assert "The Town" in card
    assert "other-town" in card
    assert card.count("A newspaper") == 3
    assert "Nothing on this map bears one of these names." in card


def test_a_place_that_is_not_on_the_map_is_found_and_says_so(client):
    (found,) = client.get("/api/search", params={"q": "old hamlet"}).json()["results"]
    assert found["layer"] == "names"
    assert found["point"] is None
    assert found["href"] == "/testville/languages#names/village"
    assert found["unofficial"] == {"sr-Cyrl": "transliterated"}
    page = client.get("/search", params={"q": "selo", "lang": "en"}).text
    assert "not on this map" in page
    assert "(transliterated)" in page


def test_the_table_of_names_says_disputed_with_both_claims_in_api_and_files(client):
    for address in ("/data/names.geojson", "/ogc/collections/names/items"):
        (feature,) = client.get(address).json()["features"]
        facts = feature["properties"]
        assert facts["municipality"] == "disputed"
        claims = facts["municipality_claims"]
        assert [one["municipality"] for one in claims] == ["town", "other-town"]
        assert claims[0]["sources"][0]["name"] == "A newspaper"
        assert facts["certainty"] == "L"


def test_names_and_currencies_are_counted_by_bank(data, serve):
    here = make_layers()["roads"].geometry
    tags = ['{"name:sq": "Ura", "currency:EUR": "yes"}', '{"name": "x"}']
    cash = make_layer("banks_and_atms", here, side=["north", "south"], tags=tags)
    write_city(data, layers=make_layers() | {"banks_and_atms": cash}, is_modelled=False)
    with httpx.Client(base_url=serve(data).url, follow_redirects=True) as reader:
        page = reader.get("/languages", params={"lang": "en"}).text
        rows = reader.get("/data/name_counts.geojson").json()["features"]
    counts = {one["id"]: one["properties"] for one in rows}
    assert counts["banks_and_atms:north"]["with_sq"] == 1
    assert counts["banks_and_atms:south"]["with_other"] == 1
    assert "Counted from modelled data" not in page
    cells = re.findall(r"<tr><th scope=\"row\">EUR</th>(.*)</tr>", page)
    assert cells == ["<td>1</td><td>0</td>"]


@pytest.mark.parametrize(("named", "is_told"), [(10, True), (25, False)])
def test_names_that_are_not_mapped_alike_are_told_below_their_counts(data, serve, named, is_told):
    shapes = list(make_layers()["roads"].geometry)[:1] * 60
    tags = ['{"name": "x"}'] * (30 + named) + ["{}"] * (30 - named)
    cash = make_layer("banks_and_atms", shapes, side=["north"] * 30 + ["south"] * 30, tags=tags)
    write_city(data, layers=make_layers() | {"banks_and_atms": cash})
    with httpx.Client(base_url=serve(data).url, follow_redirects=True) as reader:
        page = reader.get("/languages", params={"lang": "en"}).text
    (row,) = re.findall(
        r"<tbody>\s*<tr><th[^>]*>Banks, exchange offices.*?</tbody>", page, re.DOTALL
    )
    told = re.sub(r"<[^>]*>|\s+", " ", row.partition("<small>")[2])
    assert ("100 %" in told and "33 %" in told) is is_told


def test_modelled_counts_say_so(client):
    assert read(client, "/languages").count("Counted from modelled data, not from reality.") == 2
