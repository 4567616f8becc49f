"""The QR code of a paper: it holds the address, and is left out where a phone could not read it."""

import html
import re

import httpx
import pytest
import segno

from app.brief.qr_code import LONGEST, draw_qr_code

ADDRESS = "https://map.example/mitrovica/review/brief?line=20.865,42.8918,20.8652,42.8902&lang=sq"


def count_modules(svg):
    return int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])


def test_a_code_holds_the_whole_address():
    code = segno.make_qr(ADDRESS, error="m")
    assert count_modules(draw_qr_code(ADDRESS)) == code.symbol_size(border=4)[0]
    assert draw_qr_code(ADDRESS) != draw_qr_code(ADDRESS.replace("sq", "en"))


@pytest.mark.parametrize(("more", "is_drawn"), [(0, True), (1, False)])
def test_an_address_that_is_too_long_has_no_code(more, is_drawn):
    address = ADDRESS.ljust(LONGEST + more, "a")
    assert bool(draw_qr_code(address)) == is_drawn


def test_letters_of_every_script_can_stand_in_an_address():
    assert draw_qr_code("https://map.example/?name=Мост+ёëč").startswith("<svg")


def test_the_page_of_a_brief_shows_the_code_of_its_link(reviewed):
    address = f"{reviewed.url}/review/brief?line=20.8650,42.8918,20.8652,42.8902&day=2025-10-01"
    page = httpx.get(address, headers={"Accept": "text/html"}, timeout=60).text
    link = re.search(r'class="brief__foot">[^<]*<a href="([^"]+)"', page)[1]
    assert draw_qr_code(html.unescape(link)) in page
