"""The tints of the banks: swapped by a link, remembered, the same on every page."""

import httpx
import pytest

SWAPPED = '<html lang="en" data-root="/testville" data-banks="swapped">'


def test_banks_are_tinted_as_usual_until_somebody_swaps_them(client):
    html = client.get("/").text
    assert "data-banks" not in html
    assert 'href="/testville/?banks=swapped" rel="nofollow" data-param="banks"' in html


def test_swapped_tints_are_remembered_on_every_page_and_can_be_swapped_back(city_url):
    with httpx.Client(base_url=city_url) as reader:
        assert SWAPPED in reader.get("/?banks=swapped").text
        assert reader.cookies["banks"] == "swapped"
        html = reader.get("/crossings?as_of=2025-07-15").text
        assert SWAPPED in html
        assert 'href="/testville/crossings?as_of=2025-07-15&amp;banks=usual"' in html
        assert SWAPPED not in reader.get("/projects?banks=usual").text
        assert SWAPPED not in reader.get("/").text


def test_a_page_in_other_tints_is_another(client):
    usual, swapped = client.get("/about"), client.get("/about", headers={"Cookie": "banks=swapped"})
    assert usual.headers["etag"] != swapped.headers["etag"]
    assert "Cookie" in usual.headers["vary"]


@pytest.mark.parametrize("value", ["", "red", "<script>"])
def test_tints_that_are_none_change_nothing(client, value):
    answer = client.get("/", params={"banks": value}, headers={"Cookie": f"banks={value}"})
    assert "data-banks" not in answer.text
    assert "set-cookie" not in answer.headers
